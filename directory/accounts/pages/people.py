"""The people and teams of the agency, as an admin sees them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.accounts.pages.parts import Option, Row, Way, language_options, role_options, roles_in_words
from directory.formats import ago
from directory.i18n import Translator
from directory.policy import Role
from directory.web.filled import Filled
from directory.web.merging import Label


@dataclass(frozen=True, slots=True)
class AdminPage:
    """What an admin looks after."""

    title: str
    rows: tuple[Row, ...]
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """Something to notice about somebody."""

    label: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the agency."""

    id: str
    name: str
    said: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody who signs in."""

    title: str
    people: tuple[PersonRow, ...]
    notice: str
    back: Way


@dataclass(frozen=True, slots=True)
class InvitePage:
    """Inviting somebody."""

    title: str
    form: Filled
    languages: tuple[Option, ...]
    roles: tuple[Option, ...]
    teams: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person: roles, teams, access."""

    title: str
    id: str
    said: str
    form: Filled
    roles: tuple[Option, ...]
    teams: tuple[Option, ...]
    versions: Mapping[str, str]
    """What each form showed, by the name of what it changes."""
    is_invited: bool
    is_disabled: bool
    is_oneself: bool
    notice: str
    back: Way


@dataclass(frozen=True, slots=True)
class TeamForm:
    """One team, to be renamed."""

    id: str
    form: Filled
    said: str


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """The teams, and a new one."""

    title: str
    form: Filled
    teams: tuple[TeamForm, ...]
    notice: str
    back: Way


def admin_page(words: Translator) -> AdminPage:
    """Build the page an admin starts from."""
    return AdminPage(
        words.gettext("Administration"),
        (
            Row(words.gettext("People"), words.gettext("Invite, roles, lost phones, closing"), "/admin/people"),
            Row(words.gettext("Teams"), words.gettext("Who works together"), "/admin/teams"),
            Row(words.gettext("Audit"), words.gettext("Who saw or changed what"), "/admin/audit"),
            Row(words.gettext("Messages not sent"), words.gettext("Mail that waits for a decision"), "/admin/outbox"),
        ),
    )


def work_in_words(roles: Collection[Role], teams: Sequence[str], words: Translator) -> str:
    """`Peer · North, South`: what somebody does, and with whom."""
    return " · ".join(part for part in (roles_in_words(roles, words), ", ".join(teams)) if part)


def badges_of(
    words: Translator, *, is_disabled: bool, has_password: bool, has_second_factor: bool
) -> tuple[Badge, ...]:
    """What an admin should notice: the gravest thing alone."""
    if is_disabled:
        return (Badge(words.gettext("closed"), "off"),)
    if not has_password:
        return (Badge(words.gettext("invited")),)
    if not has_second_factor:
        return (Badge(words.gettext("no second step"), "warn"),)
    return ()


def people_page(people: Sequence[PersonRow], done: str, words: Translator) -> PeoplePage:
    """Build the list of people."""
    notices = {"invited": words.gettext("The invitation is on its way.")}
    return PeoplePage(words.gettext("People"), tuple(people), notices.get(done, ""), to_admin(words))


def invite_page(form: Filled, roles: Collection[str], teams: Sequence[Option], words: Translator) -> InvitePage:
    """Build the page to invite somebody."""
    return InvitePage(
        title=words.gettext("Invite somebody"),
        form=form,
        languages=language_options(form.value("language") or words.code),
        roles=role_options(roles, words),
        teams=tuple(teams),
        back=to_people(words),
    )


def seen_in_words(seen_at: datetime | None, now: datetime, words: Translator) -> str:
    """When somebody was last here, by the day; both in one zone."""
    if seen_at is None:
        return words.gettext("never signed in")
    return words.gettext("last here %(when)s") % {"when": ago(seen_at.date(), now.date(), words)}


def person_notice(done: str, words: Translator) -> str:
    """What was just done to somebody's account."""
    said = {
        "roles": words.gettext("The roles are saved. They are signed out everywhere."),
        "teams": words.gettext("The teams are saved. They are signed out everywhere."),
        "invited": words.gettext("A new invitation is on its way. The old link does not work any more."),
        "reset": words.gettext("A link is on its way to them."),
        "closed": words.gettext("The account is closed, on every device."),
        "open": words.gettext("The account is open again."),
    }
    return said.get(done, "")


def labels_of_change(
    sides: Iterable[Mapping[str, str]], team_names: Mapping[str, str], words: Translator
) -> dict[str, Label]:
    """What the forms about a person change, in words for both sides of a change: what was sent, and what is saved."""
    names = {
        "roles": words.gettext("What they do here"),
        "teams": words.gettext("Teams"),
        "access": words.gettext("Access"),
    }
    meanings: dict[str, dict[str, str]] = {name: {} for name in names}
    for side in sides:
        for name, value in side.items():
            meanings[name][value] = _value_in_words(name, value, team_names, words)
    return {name: Label(text, meanings[name]) for name, text in names.items()}


def _value_in_words(name: str, value: str, team_names: Mapping[str, str], words: Translator) -> str:
    if name == "roles":
        return roles_in_words(map(Role, value.split()), words)
    if name == "teams":
        return ", ".join(sorted(team_names[team_id] for team_id in value.split() if team_id in team_names))
    return words.gettext("Open") if value == "open" else words.gettext("Closed")


def team_form(team_id: str, form: Filled, size: int, words: Translator) -> TeamForm:
    """One team with how many people it has."""
    said = words.ngettext("%(count)s person", "%(count)s people", size) % {"count": size}
    return TeamForm(team_id, form, said)


def teams_page(form: Filled, teams: Sequence[TeamForm], done: str, words: Translator) -> TeamsPage:
    """Build the page of teams."""
    notices = {"new": words.gettext("The team is made."), "renamed": words.gettext("The new name is saved.")}
    return TeamsPage(words.gettext("Teams"), form, tuple(teams), notices.get(done, ""), to_admin(words))


def to_admin(words: Translator) -> Way:
    """Back to the page an admin starts from."""
    return Way(words.gettext("administration"), "/admin")


def to_people(words: Translator) -> Way:
    """Back to the list of people."""
    return Way(words.gettext("people"), "/admin/people")
