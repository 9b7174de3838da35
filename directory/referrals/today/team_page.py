"""The page of a supervisor's team."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from directory.formats import clock_time, short_date
from directory.i18n import Translator
from directory.referrals.today.shapes import Said, Taken
from directory.referrals.today.team import Absence, Member, TeamFacts


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody who was in distress."""

    contact_id: str
    client_id: str
    handle: str
    said: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """How one peer stands."""

    id: str
    name: str
    clients: int
    weight: int
    share: int
    """Of the cap, or where there is none of whoever carries most, in percent; at most 100."""
    is_over: bool
    overdue: int
    unanswered: int
    absences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Everything that is shown."""

    title: str
    tasks: tuple[Task, ...]
    members: tuple[MemberLine, ...]
    cap: int
    taken: Taken | None
    refused: Said | None = None
    refused_at: str = ""
    """Where on the page that stands once more; empty where it has no row any more."""
    back: None = None


def team_page(
    facts: TeamFacts,
    words: Translator,
    *,
    cap: int,
    now: datetime,
    zone: ZoneInfo,
    taken: Taken | None = None,
    refused: Said | None = None,
) -> TeamPage:
    """Build the page; a cap of 0 is none."""
    most = cap or max((member.weight for member in facts.members), default=0) or 1
    members = tuple(_line(member, most, cap, words, now.astimezone(zone)) for member in facts.members)
    tasks = tuple(
        Task(
            str(task.contact.id),
            str(task.contact.client_id),
            task.handle,
            words.gettext("In distress %(when)s; %(name)s looks after them")
            % {"when": _when(task.contact.at.astimezone(zone), words, now.astimezone(zone)), "name": task.owner_name},
        )
        for task in facts.distress
    )
    is_shown = refused is not None and any(refused.of == task.contact.id for task in facts.distress)
    at = f"#of-{refused.of}" if refused is not None and is_shown else ""
    return TeamPage(words.gettext("Your team"), tasks, members, cap, taken, refused, at)


def _line(member: Member, most: int, cap: int, words: Translator, here: datetime) -> MemberLine:
    return MemberLine(
        id=str(member.id),
        name=member.name,
        clients=member.clients,
        weight=member.weight,
        share=min(100, round(100 * member.weight / most)),
        is_over=0 < cap < member.weight,
        overdue=member.overdue,
        unanswered=member.unanswered,
        absences=tuple(_absence(absence, words, here) for absence in member.absences),
    )


def _absence(absence: Absence, words: Translator, here: datetime) -> str:
    first, last = (short_date(day, words, today=here.date()) for day in (absence.from_on, absence.until_on))
    said = {"days": first if first == last else f"{first} – {last}", "name": absence.cover_name}
    if absence.clients:
        return words.ngettext(
            "%(name)s covers %(count)s client, %(days)s", "%(name)s covers %(count)s clients, %(days)s", absence.clients
        ) % (said | {"count": absence.clients})
    if absence.cover_name:
        return words.gettext("Away %(days)s, %(name)s covers") % said
    return words.gettext("Away %(days)s, nobody covers yet") % said


def _when(moment: datetime, words: Translator, here: datetime) -> str:
    at = clock_time(moment, words)
    return at if moment.date() == here.date() else f"{short_date(moment.date(), words, today=here.date())}, {at}"
