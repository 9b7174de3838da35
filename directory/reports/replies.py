"""How long clients who reached out waited for an answer, counted in the working hours of whoever owes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from directory.accounts.models import Away, Person
from directory.accounts.working_time import working_time
from directory.clients.codes import Direction
from directory.clients.models import Client, ContactEntry
from directory.reports.measures import Lapse, lapse
from directory.reports.periods import Period
from directory.reports.scopes import Scope

AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contacted:
    """One line of the contact log between a client and us."""

    client_id: UUID
    owner_id: UUID
    at: datetime
    is_from_client: bool
    two_way: bool


@dataclass(frozen=True, slots=True)
class Works:
    """When somebody works."""

    hours: Sequence[Mapping[str, str]]
    away: Sequence[date]


def reply_time(session: Session, scope: Scope, period: Period, *, zone: ZoneInfo) -> Lapse:
    """Measure how long it took from each contact by a client in a period to the next of ours, in three statements.

    Who was reached at once did not wait.
    """
    start, end = period.moments(zone)
    rows = _contacts(session, scope, start)
    works = _works(session, {row.owner_id for row in rows})
    waits = (wait for _, log in groupby(rows, lambda row: row.client_id) for wait in _waits(list(log), end))
    return lapse([_hours(wait, works, zone) for wait in waits])


def _contacts(session: Session, scope: Scope, since: datetime) -> list[Contacted]:
    statement = (
        select(
            col(ContactEntry.client_id),
            col(Client.owner_id),
            col(ContactEntry.at),
            col(ContactEntry.direction),
            col(ContactEntry.two_way),
        )
        .join(Client, col(Client.id) == col(ContactEntry.client_id))
        .where(
            scope.of_clients(),
            col(ContactEntry.at) >= since,
            col(ContactEntry.direction).in_([Direction.INBOUND, Direction.OUTBOUND]),
        )
        .order_by(col(ContactEntry.client_id), col(ContactEntry.at), col(ContactEntry.recorded_at))
    )
    return [
        Contacted(client_id, owner_id, at, direction == Direction.INBOUND, two_way)
        for client_id, owner_id, at, direction, two_way in session.execute(statement)
    ]


def _waits(log: Sequence[Contacted], end: datetime) -> Iterable[tuple[Contacted, datetime | None]]:
    """Each contact by the client before `end`, with the moment of the answer."""
    answered_at: datetime | None = None
    waits = []
    for contact in reversed(log):
        if not contact.is_from_client or contact.two_way:
            answered_at = contact.at
        if contact.is_from_client and contact.at < end:
            waits.append((contact, answered_at))
    return waits


def _hours(wait: tuple[Contacted, datetime | None], works: Mapping[UUID, Works], zone: ZoneInfo) -> float | None:
    contact, answered_at = wait
    if answered_at is None:
        return None
    week = works[contact.owner_id]
    return working_time(contact.at, answered_at, week.hours, zone, away=week.away) / AN_HOUR


def _works(session: Session, person_ids: set[UUID]) -> Mapping[UUID, Works]:
    away: dict[UUID, list[date]] = defaultdict(list)
    for person_id, first, last in session.execute(
        select(col(Away.person_id), col(Away.from_on), col(Away.until_on)).where(col(Away.person_id).in_(person_ids))
    ):
        away[person_id] += [first + number * A_DAY for number in range((last - first).days + 1)]
    people = session.execute(select(col(Person.id), col(Person.working_hours)).where(col(Person.id).in_(person_ids)))
    return {person_id: Works(hours, away[person_id]) for person_id, hours in people}
