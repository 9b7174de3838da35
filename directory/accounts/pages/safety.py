"""What keeps an account one's own: password, second step, recovery codes, PIN and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from directory.accounts.pages.own_days import to_account
from directory.accounts.pages.parts import Way
from directory.accounts.sessions import SessionLine
from directory.formats import clock_time, day_and_time, short_date
from directory.i18n import Translator
from directory.web.filled import Filled
from directory.web.square_code import SquareCode, square_code


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Changing the password."""

    title: str
    form: Filled
    email: str
    back: Way


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One passkey."""

    id: str
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class FactorsPage:
    """Passkeys, the authenticator app, recovery codes."""

    title: str
    form: Filled
    passkeys: tuple[KeyLine, ...]
    has_totp: bool
    codes_left: int
    is_enrolling: bool
    """Whether this is the second of the three steps after an invitation."""
    notice: str
    back: Way | None


@dataclass(frozen=True, slots=True)
class TotpPage:
    """Setting up an authenticator app."""

    title: str
    form: Filled
    code: SquareCode
    secret: str
    """In groups of four letters, to be typed."""
    address: str
    """What the square code says, which an app on the same device opens."""
    back: Way


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The recovery codes, this once."""

    title: str
    codes: tuple[str, ...]
    next: str
    is_enrolling: bool
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class PinPage:
    """The six digits of this device."""

    title: str
    form: Filled
    has_pin: bool
    back: Way


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where somebody is signed in."""

    id: str
    device: str
    said: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Everywhere one is signed in."""

    title: str
    sessions: tuple[SessionRow, ...]
    has_others: bool
    notice: str
    back: Way


def password_page(form: Filled, email: str, words: Translator) -> PasswordPage:
    """Build the page to change the password."""
    return PasswordPage(words.gettext("Password"), form, email, to_account(words))


def key_line(
    key_id: str, name: str, created_at: datetime, used_at: datetime | None, words: Translator, *, today: datetime
) -> KeyLine:
    """Say one passkey: when it was added and last used, in the zone of `today`."""
    zone = today.tzinfo
    added = short_date(created_at.astimezone(zone).date(), words, today=today.date())
    if used_at is None:
        return KeyLine(key_id, name, words.gettext("Added %(day)s, not used yet") % {"day": added})
    used = short_date(used_at.astimezone(zone).date(), words, today=today.date())
    said = words.gettext("Added %(day)s, last used %(used)s") % {"day": added, "used": used}
    return KeyLine(key_id, name, said)


def factors_page(
    form: Filled,
    passkeys: Sequence[KeyLine],
    words: Translator,
    *,
    has_totp: bool,
    codes_left: int,
    is_enrolling: bool = False,
    done: str = "",
) -> FactorsPage:
    """Build the page of the second step; `done` names what was just changed."""
    notices = {
        "passkey": words.gettext("The passkey works. Every other device is signed out."),
        "app": words.gettext("The app works. Every other device is signed out."),
        "removed": words.gettext("It is removed. Every other device is signed out."),
    }
    return FactorsPage(
        title=words.gettext("Second step"),
        form=form,
        passkeys=tuple(passkeys),
        has_totp=has_totp,
        codes_left=codes_left,
        is_enrolling=is_enrolling,
        notice=notices.get(done, ""),
        back=None if is_enrolling else to_account(words),
    )


def totp_page(form: Filled, secret: str, address: str, words: Translator) -> TotpPage:
    """Build the page to set up an app; `address` is the otpauth:// one that apps read."""
    return TotpPage(
        title=words.gettext("Authenticator app"),
        form=form,
        code=square_code(address),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address=address,
        back=Way(words.gettext("the second step"), "/account/factors"),
    )


def codes_page(codes: Sequence[str], way: str, words: Translator, *, is_enrolling: bool) -> CodesPage:
    """Build the page that shows the recovery codes."""
    return CodesPage(words.gettext("Recovery codes"), tuple(codes), way, is_enrolling)


def pin_page(form: Filled, words: Translator, *, has_pin: bool) -> PinPage:
    """Build the page of the PIN."""
    return PinPage(words.gettext("PIN of this device"), form, has_pin, to_account(words))


def session_row(line: SessionLine, words: Translator, *, now: datetime, zone: tzinfo) -> SessionRow:
    """Say one session: where, since when, and when it was last seen."""
    here = now.astimezone(zone)
    since = _day_and_time(line.signed_in_at.astimezone(zone), here, words)
    said = words.gettext("Since %(when)s") % {"when": since}
    if not line.is_this:
        seen = _day_and_time(line.seen_at.astimezone(zone), here, words)
        said = words.gettext("Since %(when)s, last seen %(seen)s") % {"when": since, "seen": seen}
    return SessionRow(str(line.id), line.device, said, line.is_this)


def _day_and_time(moment: datetime, now: datetime, words: Translator) -> str:
    """`2:05 pm` today, else the day too."""
    return clock_time(moment, words) if moment.date() == now.date() else day_and_time(moment, now, words)


def sessions_page(rows: Sequence[SessionRow], done: str, words: Translator) -> SessionsPage:
    """Build the page of sessions."""
    notices = {
        "one": words.gettext("That device is signed out."),
        "others": words.gettext("Every other device is signed out."),
    }
    return SessionsPage(
        title=words.gettext("Where you are signed in"),
        sessions=tuple(rows),
        has_others=any(not row.is_this for row in rows),
        notice=notices.get(done, ""),
        back=to_account(words),
    )
