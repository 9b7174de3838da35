"""The contact log: what was said when, by which way, and what was promised."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.clients.codes import REMOTE, Direction
from directory.clients.forms import NewContact
from directory.clients.models import Client, ContactEntry, SafeContact
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far ahead of ours the clock of a phone may be."""


def log_contact(session: Session, client: Client, said: NewContact, *, by: Caller, now: datetime) -> ContactEntry:
    """Write a line of the contact log. A promise without a day is refused: it would never come up again."""
    if said.at > now + CLOCKS_DIFFER:
        raise RefusedError("A contact is logged after it happened; plan what lies ahead instead.")
    if said.promise and said.promise_due is None:
        raise RefusedError("Say until when you promised it.")
    entry = ContactEntry(
        client_id=client.id,
        by_id=by.person_id,
        recorded_at=now,
        data_key_id=client.data_key_id,
        **said.model_dump(exclude={"place", "note", "promise"}),
    )
    entry.place, entry.note, entry.promise = said.place, said.note, said.promise
    session.add(entry)
    client.changed_at = now
    session.flush()
    note(session, Act.CONTACT_LOGGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)
    return entry


def keep_promise(session: Session, client: Client, entry_id: UUID, *, by: Caller, now: datetime) -> None:
    """Say that what was promised has been done."""
    entry = session.get(ContactEntry, entry_id)
    if entry is None or entry.client_id != client.id or entry.promise_due is None:
        raise NotFoundError("There is nothing here.")
    entry.promise_kept_at = entry.promise_kept_at or now
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def list_contacts(session: Session, client: Client, *, most: int = 50) -> Sequence[ContactEntry]:
    """Return the newest lines of the log, the newest first."""
    statement = (
        select(ContactEntry)
        .where(col(ContactEntry.client_id) == client.id)
        .order_by(col(ContactEntry.at).desc(), col(ContactEntry.id))
        .limit(most)
    )
    return session.exec(statement).all()


def safe_channels(session: Session, client: Client, today: date) -> dict[str, SafeContact]:
    """Return what is recorded, and has not lapsed, of the ways to reach the client; what is not here is not safe."""
    statement = select(SafeContact).where(col(SafeContact.client_id) == client.id, col(SafeContact.lapses_on) >= today)
    return {kept.channel: kept for kept in session.exec(statement) if kept.channel in set(REMOTE)}


def is_owed_reply(entries: Sequence[ContactEntry]) -> ContactEntry | None:
    """Return the newest contact from the client that nobody answered since; None when nothing is owed."""
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    for entry in newest_first:
        if entry.direction == Direction.OUTBOUND or (entry.direction == Direction.INBOUND and entry.two_way):
            return None
        if entry.direction == Direction.INBOUND:
            return entry
    return None
