"""Reading what Today shows: three statements, however many clients somebody has, and one for the keys of the seals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from directory.accounts.models import Away, Person
from directory.clients.access import in_care_of, still_served
from directory.clients.codes import Channel
from directory.clients.emergency_seen import count_unseen
from directory.clients.models import Client, ContactEntry, SafeContact
from directory.listings.models import Service, ServiceAtLocation
from directory.policy import Caller
from directory.referrals.models import BridgeStep, Referral
from directory.referrals.next_steps import VISITS
from directory.referrals.today.lines import read_open_lines
from directory.referrals.today.rows import PINNED_FROM, DueReferral, Row, rows_of

DIALED: Final = (Channel.CALL, Channel.TEXT)
AWAY_LOOKED_BACK: Final = timedelta(days=60)
"""Days away that ended before this do not matter to how long a reply has been owed."""
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Served:
    """A client who has a row, who owns the record, and the ways that are safe to reach them."""

    client: Client
    owner_name: str
    safe: Mapping[str, SafeContact]


@dataclass(frozen=True, slots=True)
class Due:
    """A referral with something due, where it goes, and how far its bridge is."""

    referral: Referral
    place: str
    """Empty where the place is not in the directory."""
    visit: BridgeStep | None
    steps_done: int

    @property
    def has_visit(self) -> bool:
        """Whether what is due is a visit for which a time was agreed."""
        return self.visit is not None and self.visit.planned_at is not None

    @property
    def meet_at(self) -> datetime | None:
        """When they meet for it, where an hour was agreed on."""
        return self.visit.meet_at if self.visit is not None else None


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """Everything that the page says."""

    rows: list[Row] = field(default_factory=list)
    clients: Mapping[UUID, Served] = field(default_factory=dict)
    contacts: Mapping[UUID, ContactEntry] = field(default_factory=dict)
    referrals: Mapping[UUID, Due] = field(default_factory=dict)
    hours: tuple[Mapping[str, str], ...] = ()
    """When the caller works."""
    away: frozenset[date] = frozenset()
    """The days on which they do not."""
    emergencies: int = 0
    """Records that colleagues opened in an emergency, and the caller has not looked at."""


def read_today(session: Session, caller: Caller, *, now: datetime, zone: ZoneInfo) -> TodayFacts:
    """Return what is open for the clients somebody looks after; for a supervisor on duty, distress in the team too."""
    today = now.astimezone(zone).date()
    lines = read_open_lines(session, caller, now=now, zone=zone)
    referrals = _due_referrals(session, caller, today, until=_until(now, zone))
    rows = rows_of([line.fact for line in lines], map(_fact, referrals.values()), now=now, zone=zone)
    if not rows:
        return TodayFacts(emergencies=session.exec(select(count_unseen(caller, today))).one())
    clients, about = _clients(session, caller, today, {row.client_id for row in rows})
    contacts = {line.entry.id: line.entry for line in lines}
    return TodayFacts(rows, clients, contacts, referrals, about.hours, about.away, about.emergencies)


def _until(now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the day, or of the time from which a visit is pinned."""
    midnight = datetime.combine(now.astimezone(zone).date() + A_DAY, time(), zone)
    return max(midnight, now + PINNED_FROM)


def _due_referrals(session: Session, caller: Caller, today: date, *, until: datetime) -> dict[UUID, Due]:
    behind = or_(col(BridgeStep.done_at).is_not(None), col(BridgeStep.skipped).is_not(None))
    done = select(func.count()).where(col(BridgeStep.referral_id) == col(Referral.id), behind)
    visit = aliased(BridgeStep)
    is_its_visit = and_(
        col(visit.referral_id) == col(Referral.id),
        col(visit.step).in_(VISITS),
        col(Referral.next_act) == col(visit.step),
    )
    statement = (
        select(Referral, Service.name, visit, done.correlate(Referral).scalar_subquery())
        .join(Client, col(Client.id) == col(Referral.client_id))
        .outerjoin(ServiceAtLocation, col(ServiceAtLocation.id) == col(Referral.listing_id))
        .outerjoin(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .outerjoin(visit, is_its_visit)
        .where(in_care_of(caller, today), *still_served(), col(Referral.next_at) < until)
    )
    found = session.exec(statement)
    return {referral.id: Due(referral, place or "", step, count) for referral, place, step, count in found}


def _fact(due: Due) -> DueReferral:
    referral = due.referral
    if referral.next_at is None:
        raise TypeError("a referral without a next date is not due")
    return DueReferral(
        referral.id, referral.client_id, referral.next_at, referral.next_act or "", due.has_visit, due.meet_at
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What is read of the caller together with the clients, so that it takes no statement of its own."""

    hours: tuple[Mapping[str, str], ...]
    away: frozenset[date]
    emergencies: int


def _clients(session: Session, caller: Caller, today: date, shown: Iterable[UUID]) -> tuple[dict[UUID, Served], _About]:
    """The clients with a row, with who owns them and what is safe; and what concerns the caller."""
    owner, me = aliased(Person), aliased(Person)
    is_safe = and_(
        col(SafeContact.client_id) == col(Client.id),
        col(SafeContact.lapses_on) >= today,
        col(SafeContact.is_safe).is_(True),
        col(SafeContact.channel).in_(DIALED),
    )
    is_lately = and_(col(Away.person_id) == col(me.id), col(Away.until_on) >= today - AWAY_LOOKED_BACK)
    statement = (
        sa.select(
            Client, col(owner.display_name), SafeContact, col(me.working_hours), Away, count_unseen(caller, today)
        )
        .join(owner, col(owner.id) == col(Client.owner_id))
        .join(me, col(me.id) == caller.person_id)
        .outerjoin(SafeContact, is_safe)
        .outerjoin(Away, is_lately)
        .where(col(Client.id).in_(shown))
    )
    clients: dict[UUID, Served] = {}
    hours: tuple[Mapping[str, str], ...] = ()
    away: set[date] = set()
    safe: dict[UUID, dict[str, SafeContact]] = {}
    emergencies = 0
    for client, owner_name, channel, working_hours, days, unseen in session.execute(statement):
        ways = safe.setdefault(client.id, {})
        if channel is not None:
            ways[channel.channel] = channel
        clients[client.id] = Served(client, owner_name, ways)
        hours, emergencies = tuple(working_hours), unseen
        away |= _days_of(days) if days is not None else set()
    return clients, _About(hours, frozenset(away), emergencies)


def _days_of(away: Away) -> set[date]:
    return {away.from_on + timedelta(days=days) for days in range((away.until_on - away.from_on).days + 1)}
