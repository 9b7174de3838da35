"""The messages that could not be sent, as an admin sees them: what, to whom, since when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.accounts.pages.parts import Way
from directory.formats import clock_time, long_date
from directory.i18n import Translator
from directory.mail import Reason
from directory.outbox.queries import ParkedMessage


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One message to decide about."""

    id: str
    label: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """What could not be sent."""

    title: str
    rows: tuple[ParkedRow, ...]
    notice: str
    back: Way


def outbox_page(parked: Sequence[ParkedMessage], done: str, now: datetime, words: Translator) -> OutboxPage:
    """Build the page; moments are shown in the time zone of `now`."""
    return OutboxPage(
        title=words.gettext("Messages not sent"),
        rows=tuple(_row(message, now, words) for message in parked),
        notice=_notices(words).get(done, ""),
        back=Way(words.gettext("Administration"), "/admin"),
    )


def _row(message: ParkedMessage, now: datetime, words: Translator) -> ParkedRow:
    since = message.created_at.astimezone(now.tzinfo)
    when = f"{long_date(since.date(), words)}, {clock_time(since, words)}"
    said = " · ".join(part for part in (message.to, when) if part)
    name = _names(words).get(message.message, message.message)
    return ParkedRow(str(message.id), name, said, _reasons(words)[message.reason])


def _notices(words: Translator) -> dict[str, str]:
    return {
        "again": words.gettext("The message is tried again."),
        "dropped": words.gettext("The message was dropped; what it said is gone."),
    }


def _names(words: Translator) -> dict[str, str]:
    return {
        "invitation": words.gettext("An invitation"),
        "reset": words.gettext("A link for a new password"),
        "new_sign_in": words.gettext("A notice of a new sign-in"),
        "factor_changed": words.gettext("A notice that a way to sign in was changed"),
        "emergency": words.gettext("A notice that something needs to be looked at"),
    }


def _reasons(words: Translator) -> dict[Reason, str]:
    return {
        Reason.UNREACHABLE: words.gettext("The mail server did not answer."),
        Reason.NOT_ENCRYPTED: words.gettext("The mail server offers no encryption that can be trusted."),
        Reason.SIGN_IN_REFUSED: words.gettext("The mail server did not take the name and password in the settings."),
        Reason.ADDRESS_REFUSED: words.gettext("The mail server does not know this address."),
        Reason.SENDER_REFUSED: words.gettext("The mail server does not take mail from the sender in the settings."),
        Reason.REFUSED: words.gettext("The mail server refused the message."),
        Reason.NOT_WRITTEN: words.gettext("The folder for messages cannot be written to."),
        Reason.UNREADABLE: words.gettext("What the message says cannot be opened any more."),
        Reason.INTERRUPTED: words.gettext("The program was stopped each time while it sent the message."),
    }
