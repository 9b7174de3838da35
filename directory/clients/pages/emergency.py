"""Opening a record in an emergency, and what is shown of it to those who look after the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.accounts.pages.parts import Option, Way
from directory.clients.emergency_seen import AccessLine
from directory.clients.models import Client, EmergencyAccess
from directory.clients.pages.forms import to_clients, to_record
from directory.clients.pages.words import emergency_names, options
from directory.formats import clock_time, day_and_time
from directory.i18n import Translator
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A record that the reader has open, and until when."""

    handle: str
    href: str
    said: str


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who opened a record, when and why."""

    id: str
    handle: str
    client_href: str
    action: str
    """Where it is said that this was seen."""
    name: str
    said: str
    reason: str
    words: str
    is_seen: bool


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """The form; what the reader has open; and what others opened of whom the reader looks after."""

    title: str
    form: Filled
    reasons: tuple[Option, ...]
    running: tuple[OpenRow, ...]
    unseen: tuple[AccessRow, ...]
    notice: str
    back: Way


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Everybody who opened one client's record in an emergency."""

    title: str
    handle: str
    rows: tuple[AccessRow, ...]
    back: Way


def emergency_page(
    form: Filled,
    running: Sequence[tuple[EmergencyAccess, Client]],
    unseen: Sequence[AccessLine],
    words: Translator,
    *,
    here_now: datetime,
    notice: str = "",
) -> EmergencyPage:
    """Build the page."""
    until = words.gettext("Open until %(time)s")
    rows = ((client, clock_time(access.ends_at.astimezone(here_now.tzinfo), words)) for access, client in running)
    return EmergencyPage(
        title=words.gettext("Open a record in an emergency"),
        form=form,
        reasons=options(emergency_names(words), form.value("reason")),
        running=tuple(OpenRow(client.handle, f"/clients/{client.id}", until % {"time": at}) for client, at in rows),
        unseen=tuple(access_row(line, words, here_now=here_now) for line in unseen),
        notice=notice,
        back=to_clients(words),
    )


def access_page(client: Client, lines: Sequence[AccessLine], words: Translator, *, here_now: datetime) -> AccessPage:
    """Build the list of who opened a client's record."""
    return AccessPage(
        title=words.gettext("Opened in an emergency"),
        handle=client.handle,
        rows=tuple(access_row(line, words, here_now=here_now) for line in lines),
        back=to_record(client),
    )


def access_row(line: AccessLine, words: Translator, *, here_now: datetime) -> AccessRow:
    """Say one of them: `Nov 21, 7:05 pm to 8:05 pm`."""
    access, zone = line.access, here_now.tzinfo
    span = words.gettext("%(from)s to %(until)s") % {
        "from": day_and_time(access.opened_at.astimezone(zone), here_now, words),
        "until": clock_time(access.ends_at.astimezone(zone), words),
    }
    return AccessRow(
        id=str(access.id),
        handle=line.handle,
        client_href=_href(access.client_id),
        action=f"{_href(access.client_id)}/access",
        name=line.name,
        said=span,
        reason=emergency_names(words).get(access.reason, access.reason),
        words=access.words,
        is_seen=line.is_seen,
    )


def _href(client_id: UUID) -> str:
    return f"/clients/{client_id}"
