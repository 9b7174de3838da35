"""Opening the record of a client whom one does not look after, in an emergency.

It takes a reason, lasts an hour, and is told at once to the supervisors and to whoever looks after the client.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from directory.accounts.models import Person
from directory.accounts.people import a_language, list_admins, people_of_team
from directory.audit import Act, Reason, Subject, note, note_regardless
from directory.clients.access import get_client, sees_record
from directory.clients.codes import Emergency
from directory.clients.finding import is_number
from directory.clients.forms import HandedIn
from directory.clients.models import Client, EmergencyAccess
from directory.clients.service import index_of_phone
from directory.db import take_turns
from directory.errors import NotFoundError, RefusedError, marked
from directory.outbox import owe_mail
from directory.policy import Caller, Role

LASTS: Final = timedelta(minutes=60)
A_DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 5
NOBODY: Final = marked("Nobody here has this handle or number.")
SEVERAL: Final = marked("More than one record has this number: write the handle.")


class WhatHappened(HandedIn):
    """Why a record is opened: nothing opens without both."""

    reason: Emergency
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


def open_record(
    session: Session, sought: str, happened: WhatHappened, *, by: Caller, today: date, now: datetime
) -> Client:
    """Open the record of whoever has this handle or number, and tell those who look after them.

    A record that the caller sees anyway, or has open already, is returned as it is. Raises RefusedError for nobody and
    for several, which is audited, and for more records than anybody's emergencies ask for.
    """
    take_turns(session, f"emergencies of {by.person_id}")  # so that of many at once each counts those before it
    named = _clients_named(session, sought)
    if len(named) != 1:
        not_theirs = Reason.NOT_FOUND_OR_NOT_THEIRS
        note_regardless(session, Act.EMERGENCY_REFUSED, caller=by, subject=Subject.CLIENT, reason=not_theirs, now=now)
        raise RefusedError(SEVERAL if named else NOBODY)
    client = named[0]
    if not _is_open_to(session, client, by, today, now):
        _require_seldom(session, by, now)
        _open(session, client, happened, by=by, now=now)
    return client


def get_opened(session: Session, client_id: UUID, *, by: Caller, now: datetime) -> tuple[Client, EmergencyAccess]:
    """Return a client whose record the caller has open in an emergency. Raises NotFoundError, as for any other."""
    client = session.get(Client, client_id)
    while client is not None and client.merged_into_id is not None:
        client = session.get(Client, client.merged_into_id)
    access = _running(session, client, by, now) if client is not None and client.erased_at is None else None
    if client is None or access is None:
        raise NotFoundError("There is nothing here.")
    return client, access


def close_record(session: Session, client_id: UUID, *, by: Caller, today: date, now: datetime) -> None:
    """Close a record before its hour is over.

    Raises RefusedError for whoever sees it anyway, and NotFoundError for others who have not opened it.
    """
    try:
        client, access = get_opened(session, client_id, by=by, now=now)
    except NotFoundError:
        get_client(session, client_id, seen_by=by, today=today)
        raise RefusedError("You have not opened this record in an emergency.") from None
    access.ends_at = now
    session.flush()
    note(session, Act.EMERGENCY_CLOSED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def list_running(session: Session, *, by: Caller, now: datetime) -> Sequence[tuple[EmergencyAccess, Client]]:
    """Return the records that somebody has open in an emergency."""
    statement = select(EmergencyAccess, Client).join(Client, col(Client.id) == col(EmergencyAccess.client_id))
    running = statement.where(*_runs(by, now), col(Client.erased_at).is_(None))
    return session.exec(running.order_by(col(EmergencyAccess.opened_at))).all()


def _clients_named(session: Session, sought: str) -> list[Client]:
    """Return whoever has this handle, or this number. Raises RefusedError for what is no number."""
    typed = " ".join(sought.lower().split())
    is_it = Client.phone_index == index_of_phone(session, sought) if is_number(sought) else Client.handle == typed
    found = session.exec(select(Client).where(is_it, col(Client.erased_at).is_(None))).all()
    return list({kept.id: kept for kept in (_standing_for(session, client) for client in found)}.values())


def _standing_for(session: Session, client: Client) -> Client:
    """The record that took this one's place, where two were merged."""
    while client.merged_into_id is not None:
        client = session.get_one(Client, client.merged_into_id)
    return client


def _is_open_to(session: Session, client: Client, by: Caller, today: date, now: datetime) -> bool:
    seen = select(Client.id).where(Client.id == client.id, sees_record(by, today))
    return session.exec(seen).first() is not None or _running(session, client, by, now) is not None


def _running(session: Session, client: Client, by: Caller, now: datetime) -> EmergencyAccess | None:
    return session.exec(select(EmergencyAccess).where(EmergencyAccess.client_id == client.id, *_runs(by, now))).first()


def _runs(by: Caller, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(EmergencyAccess.person_id) == by.person_id,
        col(EmergencyAccess.opened_at) <= now,
        col(EmergencyAccess.ends_at) > now,
    )


def _require_seldom(session: Session, by: Caller, now: datetime) -> None:
    lately = select(func.count()).where(
        col(EmergencyAccess.person_id) == by.person_id, col(EmergencyAccess.opened_at) > now - A_DAY
    )
    if session.exec(lately).one() >= MOST_A_DAY:
        raise RefusedError("You opened several records within a day. Call a supervisor of their team.")


def _open(session: Session, client: Client, happened: WhatHappened, *, by: Caller, now: datetime) -> None:
    access = EmergencyAccess(
        client_id=client.id,
        person_id=by.person_id,
        reason=happened.reason,
        opened_at=now,
        ends_at=now + LASTS,
        data_key_id=client.data_key_id,
    )
    access.words = happened.words
    session.add(access)
    session.flush()
    note(
        session,
        Act.EMERGENCY_OPENED,
        caller=by,
        subject=Subject.CLIENT,
        ids=[client.id],
        reason=happened.reason,
        now=now,
    )
    for person in _whom_to_tell(session, client, by):
        values = {"name": person.display_name, "at": now.isoformat()}
        language = a_language(person.language)
        owe_mail(session, to=person.email, message="emergency", language=language, values=values, now=now)


def _whom_to_tell(session: Session, client: Client, by: Caller) -> list[Person]:
    """The owner and the supervisors of the team; the administrators, who read the audit, where it has none."""
    supervisors = _others(people_of_team(session, client.team_id, Role.SUPERVISOR), by)
    owner = session.get_one(Person, client.owner_id)
    owners = _others([owner], by) if owner.disabled_at is None else []
    told = [*(supervisors or _others(list_admins(session), by)), *owners]
    return list({person.id: person for person in told}.values())


def _others(people: Iterable[Person], by: Caller) -> list[Person]:
    """Those of them who are not the caller."""
    return [person for person in people if person.id != by.person_id]
