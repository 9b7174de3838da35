"""One line of the contact log, and taking back within a minute what was just written there."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.clients.access import get_client
from directory.clients.models import Client, ContactEntry
from directory.errors import NotFoundError, RefusedError, marked
from directory.policy import Caller

A_SLIP: Final = timedelta(seconds=60)
"""How long a line can be taken back."""
TOO_LATE: Final = marked("This can no longer be taken back. Record what is true now instead.")


def get_entry(session: Session, entry_id: UUID, *, seen_by: Caller, today: date) -> tuple[Client, ContactEntry]:
    """Return a line of the log with its client. Raises NotFoundError for one of a client who is not theirs to see."""
    entry = session.exec(select(ContactEntry).where(col(ContactEntry.id) == entry_id)).first()
    if entry is None:
        raise NotFoundError("There is nothing here.")
    return get_client(session, entry.client_id, seen_by=seen_by, today=today), entry


def take_back_contact(session: Session, client: Client, entry: ContactEntry, *, by: Caller, now: datetime) -> None:
    """Delete a line that the caller wrote within the last minute; that it was written and taken back is audited."""
    if entry.by_id != by.person_id or now - entry.recorded_at > A_SLIP:
        raise RefusedError(TOO_LATE)
    session.delete(entry)
    _note(session, client, by, now)


def take_back_promise_kept(session: Session, client: Client, entry: ContactEntry, *, by: Caller, now: datetime) -> None:
    """Have a promise stand open again that was marked as kept within the last minute."""
    if entry.promise_kept_at is None or now - entry.promise_kept_at > A_SLIP:
        raise RefusedError(TOO_LATE)
    entry.promise_kept_at = None
    _note(session, client, by, now)


def _note(session: Session, client: Client, by: Caller, now: datetime) -> None:
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)
