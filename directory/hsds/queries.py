"""Which listings, services and organizations an answer is about, under the ids they go out with."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlmodel import Session, col

from directory.hsds.taxonomies import ACCESS, AUDIENCES, DOMAINS, FIT_FACTS, KINDS, KnownTerm
from directory.listings.models import (
    Address,
    Attribute,
    FitFact,
    Listing,
    Location,
    Place,
    SaidInHsds,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from directory.listings.queries import in_batches

Level = Literal["service_at_location", "service", "organization"]
Selected = TypeVar("Selected", bound=Select[*tuple[Any, ...]])
AT_ONCE: Final = 500

_THEIRS: Final[Mapping[Level, Any]] = {
    "service_at_location": col(SaidInHsds.service_at_location_id),
    "service": col(SaidInHsds.service_id),
    "organization": col(SaidInHsds.organization_id),
}
_OURS: Final[Mapping[Level, Any]] = {
    "service_at_location": col(Listing.id),
    "service": col(ServiceAtLocation.service_id),
    "organization": col(Service.organization_id),
}
_IDS: Final[Mapping[Level, Any]] = {level: func.coalesce(_THEIRS[level], _OURS[level]) for level in _OURS}
_FACT_KINDS: Final = {FIT_FACTS: "fit", AUDIENCES: "audience", ACCESS: "access"}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows an answer; everything that is given must hold."""

    organization_id: UUID | None = None
    modified_after: datetime | None = None
    terms: Sequence[Collection[KnownTerm]] = ()
    """Of each of these collections any term; an empty one holds for nothing."""
    listings: frozenset[UUID] | None = None
    """Those found by words or by place; worked out before, in memory."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a listing is, as anybody may know it."""

    listing_id: UUID
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """One page of what is meant: its ids with the moment at which each last changed, and how many there are in all."""

    modified: Mapping[UUID, datetime]
    total: int


def choose(session: Session, level: Level, narrowed: Narrowed, *, first: int = 0, size: int | None = None) -> Chosen:
    """Return what is meant in the order of its ids: `size` of it, all when None, after the `first` ones."""
    if narrowed.listings is not None:
        return _choose_among(session, level, narrowed, narrowed.listings, slice(first, size and first + size))
    wanted = _IDS[level]
    counted = session.scalars(_narrow(select(func.count(wanted.distinct())), narrowed)).one()
    chosen = _narrow(select(wanted, func.max(col(Listing.modified_at))), narrowed).group_by(wanted).order_by(wanted)
    return Chosen({row[0]: row[1] for row in session.execute(chosen.offset(first).limit(size))}, counted)


def _choose_among(session: Session, level: Level, narrowed: Narrowed, listings: frozenset[UUID], part: slice) -> Chosen:
    columns = (col(Listing.id), _IDS[level], col(Listing.modified_at))
    modified: dict[UUID, datetime] = {}
    for listing_id, key, moment in session.execute(_narrow(select(*columns), narrowed)):
        if listing_id in listings:
            modified[key] = max(moment, modified.get(key, moment))
    return Chosen({key: modified[key] for key in sorted(modified)[part]}, len(modified))


def services_by_organization(session: Session) -> Sequence[UUID]:
    """Return the ids of all services, those of one organization after each other."""
    service, organization = _IDS["service"], _IDS["organization"]
    chosen = _joined(select(organization, service).distinct()).order_by(organization, service)
    return list(dict.fromkeys(row[1] for row in session.execute(chosen)))


def listings_of(session: Session, level: Level, ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Return the listings that go out under these ids: the id and the listing's own, the oldest change first."""
    found: list[tuple[datetime, UUID, UUID]] = []
    for some in in_batches(ids, AT_ONCE):
        # Asked for apart, each is looked up in an index; their ids together would have every row read.
        for chosen in (_under_their_ids(level, some), _under_our_ids(level, some)):
            found += [(row[0], row[1], row[2]) for row in session.execute(chosen)]
    return [(key, listing_id) for _, listing_id, key in sorted(found)]


def _under_their_ids(level: Level, ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """Begin with what came in HSDS words: begun with the listings, every one of them would be read."""
    theirs = _THEIRS[level]
    chosen = select(col(Listing.modified_at), col(Listing.id), theirs).select_from(SaidInHsds)
    return chosen.join(Listing, col(Listing.id) == col(SaidInHsds.listing_id)).where(theirs.in_(ids))


def _under_our_ids(level: Level, ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    ours = _OURS[level]
    chosen = _joined(select(col(Listing.modified_at), col(Listing.id), ours))
    return chosen.where(ours.in_(ids), _THEIRS[level].is_(None))


def pins(session: Session) -> Iterator[Pin]:
    """Yield the listings whose place anybody may know, with its degrees."""
    columns = (col(Listing.id), col(Location.latitude), col(Location.longitude))
    placed = (
        select(*columns)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .join(Place, col(Place.location_id) == col(Location.id))
        .where(col(Place.visibility) == "full", col(Location.latitude).is_not(None))
    )
    for listing_id, lat, lon in session.execute(placed):
        if lon is not None:
            yield Pin(listing_id, lat, lon)


def listings_in_zip(session: Session, code: str) -> Iterator[UUID]:
    """Yield the listings of which anybody may know that they are in a five-digit ZIP code."""
    placed = (
        select(col(ServiceAtLocation.id))
        .join(Place, col(Place.location_id) == col(ServiceAtLocation.location_id))
        .join(Address, col(Address.location_id) == col(ServiceAtLocation.location_id))
        .where(col(Place.visibility) != "hidden", col(Address.postal_code).startswith(code, autoescape=True))
    )
    yield from session.scalars(placed)


def _joined(chosen: Selected) -> Selected:
    return (
        chosen.select_from(Listing)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .outerjoin(SaidInHsds, col(SaidInHsds.listing_id) == col(Listing.id))
    )


def _narrow(chosen: Selected, narrowed: Narrowed) -> Selected:
    chosen = _joined(chosen)
    if narrowed.organization_id is not None:
        chosen = chosen.where(_IDS["organization"] == narrowed.organization_id)
    if narrowed.modified_after is not None:
        chosen = chosen.where(col(Listing.modified_at) >= narrowed.modified_after)
    return chosen.where(*(_says_one_of(terms) for terms in narrowed.terms))


def _says_one_of(terms: Collection[KnownTerm]) -> ColumnElement[bool]:
    kinds = {term.entry.code for term in terms if term.taxonomy == KINDS}
    domains = {term.entry.code for term in terms if term.taxonomy == DOMAINS}
    ways = [_is_of(col(TaxonomyTerm.code).in_(kinds))] if kinds else []
    ways += [_is_of(col(TaxonomyTerm.domain).in_(domains))] if domains else []
    for taxonomy, kind in _FACT_KINDS.items():
        codes = {term.entry.code for term in terms if term.taxonomy == taxonomy}
        ways += [_states(kind, codes)] if codes else []
    return or_(false(), *ways)


def _is_of(which: ColumnElement[bool]) -> ColumnElement[bool]:
    said = (
        select(col(Attribute.link_id))
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(col(Attribute.link_entity) == "service", which)
    )
    return col(Service.id).in_(said)


def _states(kind: str, codes: Collection[str]) -> ColumnElement[bool]:
    stated = select(col(FitFact.listing_id)).where(
        col(FitFact.kind) == kind, col(FitFact.code).in_(codes), col(FitFact.stated)
    )
    return col(Listing.id).in_(stated)
