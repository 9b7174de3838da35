"""Finding clients: one's own, those one stands in for, the lines of the team, what ended, and who is calling."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from directory.accounts.models import Person
from directory.clients.access import sees_line, sees_record, still_served
from directory.clients.models import Client, ContactEntry
from directory.clients.service import index_of_phone
from directory.policy import Caller

FEWEST_DIGITS: Final = 7
"""From here on what was typed is a phone number, not a handle."""


@dataclass(frozen=True, slots=True)
class Found:
    """A client as a list shows them: the handle and who looks after them; the record only where it is seen."""

    id: UUID
    handle: str
    owner_id: UUID
    owner_name: str
    record: Client | None


def list_served(session: Session, *, seen_by: Caller, today: date) -> list[Found]:
    """Return every client still served of whom the caller sees the record or the line, by handle."""
    return _found(session, seen_by, today, *still_served())


def list_ended(session: Session, *, seen_by: Caller, today: date) -> list[Client]:
    """Return the records the caller sees whose service has ended, the latest first."""
    statement = select(Client).where(
        sees_record(seen_by, today),
        col(Client.ended_at).is_not(None),
        col(Client.merged_into_id).is_(None),
        col(Client.erased_at).is_(None),
    )
    return list(session.exec(statement.order_by(col(Client.ended_at).desc())))


def is_number(typed: str) -> bool:
    """Whether what was typed to find a client is a phone number; else it is a handle."""
    return sum(letter.isdigit() for letter in typed) >= FEWEST_DIGITS


def find_by_phone(session: Session, typed: str, *, seen_by: Caller, today: date) -> list[Found]:
    """Return the clients with this number of whom the caller sees at least the line.

    Raises RefusedError for what is no number. The number is looked up by its blind index and kept nowhere.
    """
    index = index_of_phone(session, typed)
    if index is None:
        return []
    found = _found(session, seen_by, today, Client.phone_index == index, col(Client.erased_at).is_(None))
    ids = {each.id for each in found}
    return [each for each in found if each.record is None or each.record.merged_into_id not in ids]


def promises_due(session: Session, client_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return the day of the first promise that each client is still owed."""
    rows = session.exec(
        select(ContactEntry.client_id, func.min(col(ContactEntry.promise_due)))
        .where(
            col(ContactEntry.client_id).in_(client_ids),
            col(ContactEntry.promise_due).is_not(None),
            col(ContactEntry.promise_kept_at).is_(None),
        )
        .group_by(col(ContactEntry.client_id))
    )
    return {client_id: day for client_id, day in rows if day is not None}


def _found(session: Session, caller: Caller, today: date, *conditions: ColumnElement[bool] | bool) -> list[Found]:
    seen = {client.id: client for client in _records(session, caller, today, conditions)}
    rows = session.exec(
        select(Client.id, Client.handle, Client.owner_id, Person.display_name)
        .join(Person, col(Person.id) == col(Client.owner_id))
        .where(sees_line(caller, today), *conditions)
        .order_by(col(Client.handle))
    )
    return [Found(*row, record=seen.get(row[0])) for row in rows]


def _records(
    session: Session, caller: Caller, today: date, conditions: Sequence[ColumnElement[bool] | bool]
) -> Sequence[Client]:
    return session.exec(select(Client).where(sees_record(caller, today), *conditions)).all()
