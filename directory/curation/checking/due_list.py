"""The due list: whom to call, in order of risk times use, as many as fit the minutes of a week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from directory.curation.checking.hosts import OFFERED
from directory.curation.checking.models import ListingCheck, Outcome
from directory.curation.checking.risk import MOST_SOONER, Known, Why, due_day, minutes_of, reasons, weight
from directory.curation.checking.tries import Try, last_tries
from directory.listings.models import Address, Listing, Organization, PlaceKnown, Service, ServiceAtLocation


@dataclass(frozen=True, slots=True)
class DueListing:
    """One listing that is due."""

    id: UUID
    name: str
    known: Known


@dataclass(frozen=True, slots=True)
class DueHost:
    """One organization at one place, with what of it is due: one call."""

    organization: str
    town: str
    listings: tuple[DueListing, ...]
    """The heaviest first."""
    due_on: date
    whys: tuple[Why, ...]
    weight: float
    tried: Try | None = None

    @property
    def minutes(self) -> int:
        """How long the call takes."""
        return minutes_of(len(self.listings))

    @property
    def sheet_id(self) -> UUID:
        """The listing by which its call sheet is found."""
        return self.listings[0].id


@dataclass(frozen=True, slots=True)
class DueList:
    """Who should be called now, and how much of it fits this week."""

    hosts: tuple[DueHost, ...]
    fitting: int
    """So many of them, from the first, fit the minutes that are left; at least one where any are."""
    resting: int
    """So many more were tried, and are tried again later."""
    minutes_done: int
    """By whoever asks, since Monday."""
    minutes_a_week: int

    @property
    def minutes(self) -> int:
        """How long all of it would take."""
        return sum(host.minutes for host in self.hosts)

    @property
    def listings(self) -> int:
        """How many listings are due."""
        return sum(len(host.listings) for host in self.hosts)


def due_list(session: Session, *, me: UUID, today: date, minutes_a_week: int) -> DueList:
    """Return whom to call, with four statements however many that are."""
    tries = last_tries(session, today)
    found = [_host(rows, tries, today) for rows in _due_by_host(session, today)]
    ready = [one for one in found if one.tried is None or one.tried.rests_until <= today]
    ready.sort(key=lambda one: (Why.CALL_BACK not in one.whys, -one.weight, one.due_on, one.sheet_id))
    done = minutes_done(session, me, today)
    fitting = _fitting(ready, minutes_a_week - done)
    return DueList(tuple(ready), fitting, len(found) - len(ready), done, minutes_a_week)


def minutes_done(session: Session, person_id: UUID, today: date) -> int:
    """Return the minutes that somebody's calls of this week took, reckoned as the due list reckons them."""
    monday = today - timedelta(days=today.weekday())
    calls = (
        select(func.count(func.distinct(col(ListingCheck.listing_id))))
        .where(col(ListingCheck.by_id) == person_id, col(ListingCheck.on) >= monday)
        .group_by(col(ListingCheck.host_id), col(ListingCheck.on))
    )
    return sum(minutes_of(number) for number in session.exec(calls))


def _fitting(hosts: Sequence[DueHost], minutes: int) -> int:
    """How many fit, in their order: at least the first, so that a small week is no week without a call."""
    for number, host in enumerate(hosts):
        minutes -= host.minutes
        if minutes < 0:
            return max(number, 1)
    return len(hosts)


def _due_by_host(session: Session, today: date) -> Iterable[list[tuple[DueListing, Any]]]:
    """The listings that are due, with their rows, host by host."""
    peers = dict(session.exec(select(PlaceKnown.listing_id, func.count()).group_by(col(PlaceKnown.listing_id))).all())
    hosts: dict[tuple[UUID, UUID], list[tuple[DueListing, Any]]] = defaultdict(list)
    for row in session.execute(_near_their_day(today)):
        known = _known(row, peers)
        if due_day(known) <= today:
            hosts[row.organization_id, row.location_id].append((DueListing(row.id, row.name, known), row))
    return hosts.values()


def _near_their_day(today: date) -> Any:
    columns = (
        *(Listing.id, Listing.due_on, Listing.checked_on, Listing.created_at, Listing.reported_wrong_on),
        *(Service.name, Service.organization_id, ServiceAtLocation.location_id),
    )
    return (
        select_columns(*map(col, columns), col(Organization.name).label("organization"), col(Address.city))
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .outerjoin(Address, col(Address.location_id) == col(ServiceAtLocation.location_id))
        .where(
            col(Service.status).in_(OFFERED),
            or_(col(Listing.due_on) <= today + MOST_SOONER, col(Listing.reported_wrong_on).is_not(None)),
        )
    )


def _known(row: Any, peers: Mapping[UUID, int]) -> Known:
    return Known(
        due_on=row.due_on,
        last_known_on=row.checked_on or row.created_at.date(),
        is_checked=row.checked_on is not None,
        reported_on=row.reported_wrong_on,
        peers=peers.get(row.id, 0),
    )


def _host(rows: Sequence[tuple[DueListing, Any]], tries: Mapping[UUID, Try], today: date) -> DueHost:
    listings = sorted((one for one, _ in rows), key=lambda one: (-weight(one.known, today), one.id))
    tried = max((tries[one.id] for one in listings if one.id in tries), key=lambda one: one.rests_until, default=None)
    whys = dict.fromkeys(why for one in listings for why in reasons(one.known))
    if tried is not None and tried.outcome is Outcome.CALL_BACK:
        whys = {Why.CALL_BACK: None, **whys}
    return DueHost(
        organization=rows[0][1].organization,
        town=rows[0][1].city or "",
        listings=tuple(listings),
        due_on=min(due_day(one.known) for one in listings),
        whys=tuple(whys),
        weight=sum(weight(one.known, today) for one in listings),
        tried=tried,
    )
