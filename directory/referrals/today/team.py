"""What a supervisor sees of the team: what is overdue and unanswered, how much each carries, and who covers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from directory.accounts.models import Away, Person, PersonRole, TeamMember
from directory.clients.access import still_served
from directory.clients.models import Client, ContactEntry, Cover
from directory.policy import Caller, Role
from directory.referrals.codes import UNDER_WAY, State
from directory.referrals.models import Referral
from directory.referrals.today.balance import weight_of
from directory.referrals.today.open_lines import is_open_distress, is_owed_reply

LOOKED_AHEAD: Final = timedelta(days=28)
CARRIED: Final = frozenset(UNDER_WAY | {State.CONNECTED})


@dataclass(frozen=True, slots=True)
class Distress:
    """A contact in distress that nobody has spoken about since."""

    contact: ContactEntry
    handle: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class Absence:
    """Days somebody is away, and who covers; or clients that somebody looks after for them."""

    from_on: date
    until_on: date
    cover_name: str
    clients: int = 0
    """How many were handed over for these days; none where only the days were planned."""


@dataclass(slots=True)
class Member:
    """One peer of the team."""

    id: UUID
    name: str
    clients: int = 0
    weight: int = 0
    overdue: int = 0
    unanswered: int = 0
    absences: list[Absence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """Everything that the page says, peers by name: nobody is ranked."""

    members: Sequence[Member]
    distress: Sequence[Distress]

    @property
    def client_ids(self) -> list[UUID]:
        """Of whose record something is shown."""
        return [task.contact.client_id for task in self.distress]


def read_team(session: Session, caller: Caller, *, now: datetime, zone: ZoneInfo) -> TeamFacts:
    """Return how the teams stand that somebody supervises."""
    today = now.astimezone(zone).date()
    members = _members(session, caller)
    _count_clients(session, caller, members)
    _weigh(session, caller, members, datetime.combine(today, time(), zone))
    distress = _open_lines(session, caller, members)
    _note_absences(session, members, today)
    return TeamFacts(list(members.values()), distress)


def _members(session: Session, caller: Caller) -> dict[UUID, Member]:
    in_team = (
        select(TeamMember.person_id)
        .join(PersonRole, col(PersonRole.person_id) == col(TeamMember.person_id))
        .where(col(TeamMember.team_id).in_(caller.team_ids), col(PersonRole.role).in_([Role.PEER, Role.SUPERVISOR]))
    )
    statement = (
        select(Person.id, Person.display_name)
        .where(col(Person.id).in_(in_team), col(Person.disabled_at).is_(None))
        .order_by(col(Person.display_name), col(Person.id))
    )
    return {person_id: Member(person_id, name) for person_id, name in session.exec(statement)}


def _count_clients(session: Session, caller: Caller, members: dict[UUID, Member]) -> None:
    statement = (
        select(Client.owner_id, func.count())
        .where(col(Client.team_id).in_(caller.team_ids), *still_served())
        .group_by(col(Client.owner_id))
    )
    for owner_id, count in session.exec(statement):
        if owner_id in members:
            members[owner_id].clients = count


def _weigh(session: Session, caller: Caller, members: dict[UUID, Member], midnight: datetime) -> None:
    late = func.sum(case((col(Referral.next_at) < midnight, 1), else_=0))
    statement = (
        select(Client.owner_id, Referral.state, func.count(), late)
        .join(Client, col(Client.id) == col(Referral.client_id))
        .where(
            col(Client.team_id).in_(caller.team_ids),
            *still_served(),
            col(Referral.state).in_(CARRIED),
            col(Referral.next_at).is_not(None),
        )
        .group_by(col(Client.owner_id), col(Referral.state))
    )
    for owner_id, state, count, overdue in session.exec(statement):
        if owner_id in members:
            members[owner_id].weight += weight_of({State(state): count})
            members[owner_id].overdue += overdue


def _open_lines(session: Session, caller: Caller, members: dict[UUID, Member]) -> list[Distress]:
    """Count who is owed a reply, and return who was in distress, the longest waiting first."""
    distress, owed = is_open_distress(), is_owed_reply()
    statement = (
        select(ContactEntry, Client, distress, owed)
        .join(Client, col(Client.id) == col(ContactEntry.client_id))
        .where(col(Client.team_id).in_(caller.team_ids), *still_served(), or_(distress, owed))
        .order_by(col(ContactEntry.at))
    )
    unanswered: dict[UUID, set[UUID]] = defaultdict(set)
    tasks: dict[UUID, Distress] = {}
    for contact, client, in_distress, is_owed in session.exec(statement):
        owner = members.get(client.owner_id)
        if is_owed:
            unanswered[client.owner_id].add(client.id)
        if in_distress and client.id not in tasks:
            tasks[client.id] = Distress(contact, client.handle, owner.name if owner else "")
    for owner_id, clients in unanswered.items():
        if owner_id in members:
            members[owner_id].unanswered = len(clients)
    return list(tasks.values())


def _note_absences(session: Session, members: dict[UUID, Member], today: date) -> None:
    """Days away in the coming weeks, and clients who are handed over for some days."""
    cover = aliased(Person)
    ahead = today + LOOKED_AHEAD
    planned = (
        select(Away, cover.display_name)
        .outerjoin(cover, col(cover.id) == col(Away.cover_id))
        .where(col(Away.person_id).in_(members), col(Away.until_on) >= today, col(Away.from_on) <= ahead)
        .order_by(col(Away.from_on))
    )
    for away, name in session.exec(planned):
        members[away.person_id].absences.append(Absence(away.from_on, away.until_on, name or ""))
    handed = (
        select(Cover, cover.display_name)
        .join(cover, col(cover.id) == col(Cover.cover_id))
        .where(
            col(Cover.owner_id).in_(members),
            col(Cover.until_on) >= today,
            col(Cover.from_on) <= ahead,
            col(Cover.ended_at).is_(None),
        )
        .order_by(col(Cover.from_on))
    )
    counted: dict[tuple[UUID, date, date, str], int] = defaultdict(int)
    for row, name in session.exec(handed):
        if row.until_on is not None:
            counted[row.owner_id, row.from_on, row.until_on, name] += 1
    for (owner_id, from_on, until_on, name), count in counted.items():
        members[owner_id].absences.append(Absence(from_on, until_on, name, count))
