"""One's own account at a glance: how each thing stands, and where it is changed."""

from dataclasses import dataclass

from directory.accounts.pages.parts import Row, Way
from directory.i18n import LANGUAGE_NAMES, Translator


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's account stands."""

    name: str
    email: str
    role: str
    language: str
    working_days: int
    days_away: int
    """How many entries of days away are planned."""
    passkeys: int
    has_totp: bool
    codes_left: int
    has_pin: bool
    sessions: int
    reads_clients: bool
    """Whether a role opens records of clients, which takes a second factor."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that should not wait, and where it is mended."""

    sentence: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    title: str
    said: str
    notice: str
    warning: Warn | None
    groups: tuple[Group, ...]
    back: Way | None = None


def account_page(stands: Standing, done: str, words: Translator) -> AccountPage:
    """Build the page; `done` names what was just saved, if anything."""
    return AccountPage(
        title=words.gettext("Your account"),
        said=f"{stands.name}, {stands.email} · {stands.role}",
        notice=_notice(done, words),
        warning=_warning(stands, words),
        groups=(
            Group(words.gettext("You and your work"), _about_you(stands, words)),
            Group(words.gettext("Signing in"), _signing_in(stands, words)),
        ),
    )


def _about_you(stands: Standing, words: Translator) -> tuple[Row, ...]:
    language = next(name for code, name in LANGUAGE_NAMES.items() if code == stands.language)
    days = words.ngettext("%(count)s day a week", "%(count)s days a week", stands.working_days)
    away = words.ngettext("%(count)s time planned", "%(count)s times planned", stands.days_away)
    return (
        Row(words.gettext("Name and language"), f"{stands.name}, {language}", "/account/profile"),
        Row(
            words.gettext("Working hours"),
            days % {"count": stands.working_days} if stands.working_days else words.gettext("Not set: any time counts"),
            "/account/hours",
        ),
        Row(
            words.gettext("Days away and cover"),
            away % {"count": stands.days_away} if stands.days_away else words.gettext("None planned"),
            "/account/away",
        ),
        Row(
            words.gettext("Supervision and training"),
            words.gettext("Your hours, and what has to be renewed"),
            "/account/growth",
        ),
        *_of_visits(stands, words),
    )


def _of_visits(stands: Standing, words: Translator) -> tuple[Row, ...]:
    """The calendar of those who go along with clients."""
    if not stands.reads_clients:
        return ()
    said = words.gettext("Your planned visits in your phone, with neutral titles")
    return (Row(words.gettext("Your calendar"), said, "/account/calendar"),)


def _signing_in(stands: Standing, words: Translator) -> tuple[Row, ...]:
    sessions = words.ngettext("On %(count)s device", "On %(count)s devices", stands.sessions)
    return (
        Row(words.gettext("Second step"), _factors_in_words(stands, words), "/account/factors"),
        Row(
            words.gettext("PIN of this device"),
            words.gettext("Set")
            if stands.has_pin
            else words.gettext("Not set: unlocking takes a passkey or a password"),
            "/account/pin",
        ),
        Row(words.gettext("Password"), words.gettext("Change it"), "/account/password"),
        Row(words.gettext("Where you are signed in"), sessions % {"count": stands.sessions}, "/account/sessions"),
    )


def _factors_in_words(stands: Standing, words: Translator) -> str:
    parts = []
    if stands.passkeys:
        keys = words.ngettext("%(count)s passkey", "%(count)s passkeys", stands.passkeys)
        parts.append(keys % {"count": stands.passkeys})
    if stands.has_totp:
        parts.append(words.gettext("authenticator app"))
    if not parts:
        return words.gettext("None yet")
    codes = words.ngettext("%(count)s recovery code", "%(count)s recovery codes", stands.codes_left)
    return ", ".join([*parts, codes % {"count": stands.codes_left}])


def _warning(stands: Standing, words: Translator) -> Warn | None:
    has_factor = bool(stands.passkeys) or stands.has_totp
    if not has_factor:
        return Warn(
            words.gettext("Without a second step you reach nothing but your own account."),
            words.gettext("Set one up"),
            "/account/factors",
        )
    if has_factor and stands.codes_left == 0:
        return Warn(
            words.gettext("You have no recovery codes: a lost phone would lock you out."),
            words.gettext("Make some"),
            "/account/factors",
        )
    return None


def _notice(done: str, words: Translator) -> str:
    said = {
        "profile": words.gettext("Name and language are saved."),
        "hours": words.gettext("Your working hours are saved."),
        "password": words.gettext("The new password is saved. Every other device is signed out."),
        "pin": words.gettext("The PIN of this device is saved."),
        "no-pin": words.gettext("This device has no PIN any more."),
    }
    return said.get(done, "")
