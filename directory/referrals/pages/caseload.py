"""The list of clients: one's own with what is due first, those one stands in for, and the lines of the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from directory.accounts.pages.parts import Way
from directory.clients.finding import Found
from directory.clients.models import Client
from directory.clients.pages.words import end_reason_names
from directory.formats import short_date
from directory.i18n import Translator
from directory.policy import Caller
from directory.referrals.of_client import NextDue
from directory.referrals.pages.labels import due_day, next_names
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client: the way to the record only where it is seen."""

    handle: str
    href: str
    said: str
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Some clients under one heading."""

    code: str
    title: str
    rows: tuple[ClientRow, ...]


@dataclass(frozen=True, slots=True)
class CaseloadPage:
    """The clients of somebody, and the way to find one of them."""

    title: str
    form: Filled
    sections: tuple[Section, ...]
    notice: str
    is_found: bool
    """Whether this is what was looked for, and not everything."""
    back: Way | None


@dataclass(frozen=True, slots=True)
class EndedPage:
    """Records whose service has ended."""

    title: str
    rows: tuple[ClientRow, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class Dues:
    """What is due first for each client: of referrals, and of what was promised."""

    referrals: Mapping[UUID, NextDue]
    promises: Mapping[UUID, date]


def sections_of(
    found: Sequence[Found], dues: Dues, caller: Caller, here_now: datetime, words: Translator
) -> tuple[Section, ...]:
    """Build the sections that have somebody in them: one's own first."""
    _ = words.gettext
    own = [each for each in found if each.owner_id == caller.person_id]
    seen = [each for each in found if each.record is not None and each.owner_id != caller.person_id]
    lines = [each for each in found if each.record is None]
    parts = (("own", _("Yours"), own), ("seen", _("You also look after"), seen), ("team", _("Your team's"), lines))
    return tuple(
        Section(code, title, tuple(_row(each, dues, caller, here_now, words) for each in some))
        for code, title, some in parts
        if some
    )


def _row(found: Found, dues: Dues, caller: Caller, here_now: datetime, words: Translator) -> ClientRow:
    if found.record is None:
        return ClientRow(found.handle, "", found.owner_name, "", is_late=False)
    is_own = found.owner_id == caller.person_id
    due, is_late = _first_due(found.id, dues, here_now, words)
    said = found.record.cue if is_own else found.owner_name
    return ClientRow(found.handle, f"/clients/{found.id}", said, due, is_late)


def _first_due(client_id: UUID, dues: Dues, here_now: datetime, words: Translator) -> tuple[str, bool]:
    """What is due first, in words, and whether its day is over."""
    due, promised = dues.referrals.get(client_id), dues.promises.get(client_id)
    due_at = due.at.astimezone(here_now.tzinfo) if due else None
    if promised and (due_at is None or promised <= due_at.date()):
        day = due_day(promised, words, today=here_now.date())
        label = words.gettext("Promised")
        return f"{label} · {day}", promised < here_now.date()
    if due is None or due_at is None:
        return "", False
    name = next_names(words).get(due.act, "")
    return f"{name} · {due_day(due_at.date(), words, today=here_now.date())}", due_at.date() < here_now.date()


def ended_page(clients: Sequence[Client], words: Translator, *, here_now: datetime) -> EndedPage:
    """Build the list of records whose service has ended, each with when it will be erased."""
    rows = tuple(_ended_row(client, words, here_now=here_now) for client in clients)
    return EndedPage(words.gettext("Ended"), rows, Way(words.gettext("clients"), "/clients"))


def _ended_row(client: Client, words: Translator, *, here_now: datetime) -> ClientRow:
    reason = end_reason_names(words).get(client.end_reason or "", "")
    erased = short_date(client.erase_on, words, today=here_now.date()) if client.erase_on else ""
    due = words.gettext("Erased on %(day)s") % {"day": erased} if erased else ""
    return ClientRow(client.handle, f"/clients/{client.id}", reason, due, is_late=False)
