"""The lines of the contact log that Today shows, in one statement: one's own, and distress for which one is on duty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col

from directory.accounts.duty import Watch, on_duty
from directory.accounts.models import Away, Person, PersonRole, TeamMember
from directory.clients.access import in_care_of, still_served
from directory.clients.models import Client, ContactEntry
from directory.policy import Caller, Role
from directory.referrals.today.open_lines import is_open_distress, is_open_promise, is_owed_reply
from directory.referrals.today.rows import OpenContact


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line that asks for something, and why."""

    entry: ContactEntry
    in_distress: bool
    is_owed_reply: bool

    @property
    def fact(self) -> OpenContact:
        """What the rows are made from."""
        entry = self.entry
        due = None if entry.promise_kept_at else entry.promise_due
        return OpenContact(entry.id, entry.client_id, entry.at, self.in_distress, self.is_owed_reply, due)


def read_open_lines(session: Session, caller: Caller, *, now: datetime, zone: ZoneInfo) -> list[OpenLine]:
    """Return what is open for the clients somebody looks after.

    A supervisor is also told of distress in the team while on duty, or while no other supervisor of the team is.
    """
    today = now.astimezone(zone).date()
    if Role.SUPERVISOR in caller.roles:
        return _of_supervisor(session, caller, today, now, zone)
    statement = _lines(today).where(in_care_of(caller, today))
    return [OpenLine(entry, bool(distress), bool(owed)) for entry, distress, owed in session.execute(statement)]


def _of_supervisor(session: Session, caller: Caller, today: date, now: datetime, zone: ZoneInfo) -> list[OpenLine]:
    is_mine, distress = in_care_of(caller, today), is_open_distress()
    statement = (
        _lines(today)
        .add_columns(is_mine, Person, Away)
        .outerjoin(Person, and_(distress, _supervises_them()))
        .outerjoin(Away, and_(col(Away.person_id) == col(Person.id), _includes(today)))
        .where(or_(is_mine, and_(distress, col(Client.team_id).in_(caller.team_ids))))
    )
    found: dict[UUID, tuple[OpenLine, bool]] = {}
    watches: dict[UUID, list[Watch]] = defaultdict(list)
    for entry, in_distress, owed, mine, person, away in session.execute(statement):
        found[entry.id] = OpenLine(entry, bool(in_distress), bool(owed)), bool(mine)
        if person is not None:
            cover_id = away.cover_id if away else None
            watches[entry.id].append(Watch(person.id, person.working_hours, away is not None, cover_id))
    return [
        line
        for line, mine in found.values()
        if mine or caller.person_id in on_duty(watches[line.entry.id], at=now, zone=zone)
    ]


def _lines(today: date) -> Any:
    distress, owed = is_open_distress(), is_owed_reply()
    return (
        sa.select(ContactEntry, distress, owed)
        .join(Client, col(Client.id) == col(ContactEntry.client_id))
        .where(*still_served(), or_(distress, owed, is_open_promise(today)))
    )


def _supervises_them() -> ColumnElement[bool]:
    """Those supervisors of the client's team who can still sign in, as a condition on `Person`."""
    supervisors = (
        sa.select(col(TeamMember.person_id))
        .join(PersonRole, col(PersonRole.person_id) == col(TeamMember.person_id))
        .where(col(TeamMember.team_id) == col(Client.team_id), col(PersonRole.role) == Role.SUPERVISOR)
        .correlate(Client)
    )
    return and_(col(Person.id).in_(supervisors), col(Person.disabled_at).is_(None))


def _includes(today: date) -> ColumnElement[bool]:
    return and_(col(Away.from_on) <= today, col(Away.until_on) >= today)
