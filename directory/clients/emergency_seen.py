"""Who opened a client's record in an emergency, for those who look after the client: to see it, and to say so."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect
from sqlmodel import Session, col, func, select

from directory.accounts.models import Person
from directory.audit import Act, Subject, note
from directory.clients.access import sees_record
from directory.clients.models import Client, EmergencyAccess, EmergencySeen
from directory.db import take_turns
from directory.errors import NotFoundError
from directory.policy import Caller


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One record that was opened in an emergency, and by whom."""

    access: EmergencyAccess
    handle: str
    name: str
    """Of whoever opened it."""
    is_seen: bool
    """By whoever reads this."""


def list_accesses(session: Session, client: Client, *, seen_by: Caller) -> list[AccessLine]:
    """Return who opened a client's record in an emergency, the latest first."""
    return _lines(session, seen_by, EmergencyAccess.client_id == client.id)


def list_unseen(session: Session, *, seen_by: Caller, today: date) -> list[AccessLine]:
    """Return which records of those the caller sees others opened in an emergency, and the caller has not looked at."""
    return _lines(session, seen_by, *_unseen(seen_by, today))


def count_unseen(seen_by: Caller, today: date) -> ScalarSelect[int]:
    """How many there are of `list_unseen`, to be asked together with something else."""
    statement = select(func.count()).select_from(EmergencyAccess)
    joined = statement.join(Client, col(Client.id) == col(EmergencyAccess.client_id))
    return joined.where(*_unseen(seen_by, today)).correlate(None).scalar_subquery()


def mark_seen(session: Session, client: Client, access_id: UUID, *, by: Caller, now: datetime) -> None:
    """Keep that the caller has seen that a client's record was opened, and why. Raises NotFoundError."""
    access = session.get(EmergencyAccess, access_id)
    if access is None or access.client_id != client.id:
        raise NotFoundError("There is nothing here.")
    take_turns(session, f"emergencies seen by {by.person_id}")
    if session.get(EmergencySeen, (access_id, by.person_id)) is None:
        session.add(EmergencySeen(access_id=access_id, person_id=by.person_id, at=now))
        session.flush()
        note(session, Act.EMERGENCY_SEEN, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def _unseen(seen_by: Caller, today: date) -> tuple[ColumnElement[bool], ...]:
    seen = select(EmergencySeen.access_id).where(EmergencySeen.person_id == seen_by.person_id)
    return (
        sees_record(seen_by, today),
        col(Client.erased_at).is_(None),
        col(EmergencyAccess.person_id) != seen_by.person_id,
        col(EmergencyAccess.id).not_in(seen),
    )


def _lines(session: Session, seen_by: Caller, *conditions: ColumnElement[bool] | bool) -> list[AccessLine]:
    has_seen = select(EmergencySeen.access_id).where(EmergencySeen.person_id == seen_by.person_id)
    rows = session.exec(
        select(EmergencyAccess, Client.handle, Person.display_name, col(EmergencyAccess.id).in_(has_seen))
        .join(Client, col(Client.id) == col(EmergencyAccess.client_id))
        .join(Person, col(Person.id) == col(EmergencyAccess.person_id))
        .where(*conditions)
        .order_by(col(EmergencyAccess.opened_at).desc(), col(EmergencyAccess.id))
    ).all()
    is_mine = seen_by.person_id
    return [
        AccessLine(access, handle, name, is_seen=bool(seen) or access.person_id == is_mine)
        for access, handle, name, seen in rows
    ]
