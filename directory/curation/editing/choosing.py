"""Which listings somebody means: by words, status, source, by when they fall due, by kind, by organization."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from directory.listings.asking import FindForm
from directory.listings.find import Finder, find_listings
from directory.listings.models import (
    Address,
    Attribute,
    Listing,
    Organization,
    Service,
    ServiceAtLocation,
    Source,
    SourceRecord,
    TaxonomyTerm,
)
from directory.listings.vocabulary import Vocabulary

AT_ONCE: Final = 500
"""As many are changed or taken away in one go; more could not be looked at first."""
PAGE_SIZE: Final = 40
MOST_FOUND: Final = 1000
"""Listings that words are looked for in the index for."""
SOON: Final = timedelta(days=30)
STATUSES: Final = ("active", "temporarily_closed", "inactive", "defunct")
DUE: Final = ("overdue", "soon")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of listings; what is empty leaves all."""

    q: str = ""
    status: str = ""
    source: str = ""
    """The name of a source that lists them."""
    due: str = ""
    """overdue, or soon: due within 30 days."""
    term: str = ""
    """A kind, those under it included."""
    organization: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Self:
        """Read a choice from the parameters of an address or the fields of a form; what means nothing is left out."""
        said = {one.name: str(sent.get(one.name) or "").strip()[:200] for one in fields(cls)}
        known = {"status": STATUSES, "due": DUE}
        return cls(**{name: text if text in known.get(name, (text,)) else "" for name, text in said.items()})

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What it says, as parameters of an address."""
        said = ((one.name, str(getattr(self, one.name))) for one in fields(self))
        return tuple((name, text) for name, text in said if text)


@dataclass(frozen=True, slots=True)
class Row:
    """A listing to choose."""

    id: UUID
    name: str
    organization: str
    city: str
    status: str
    due_on: date


def choose(
    session: Session, finder: Finder, chosen: Chosen, *, today: date, now: datetime, only: Sequence[UUID] = ()
) -> list[UUID]:
    """Return the listings of a choice, in the order of their names, or with words of how well they fit.

    With `only` they are those of the choice that are among them.
    """
    statement = select(Listing.id, Service.name).join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
    statement = statement.join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
    statement = statement.join(Organization, col(Organization.id) == col(Service.organization_id))
    ranked = _ranked(finder, chosen.q, now) if chosen.q else None
    for condition in _conditions(chosen, finder.vocabulary, ranked, today):
        statement = statement.where(condition)
    if only:
        statement = statement.where(col(Listing.id).in_(only))
    found = session.exec(statement.order_by(func.lower(Service.name), col(Listing.id))).all()
    ids = [listing_id for listing_id, _ in found]
    places = {listing_id: place for place, listing_id in enumerate(ranked or ())}
    return sorted(ids, key=lambda one: places.get(one, len(places))) if ranked else ids


def _ranked(finder: Finder, words: str, now: datetime) -> list[UUID] | None:
    """What the index finds for words, whatever its status; None while there is no index to ask."""
    ids: list[UUID] = []
    for page in range(1, MOST_FOUND // 100 + 1):
        asked = FindForm(q=words, status="any", grouped=False, exact=True, page=page, per_page=100)
        results = find_listings(finder, asked, now=now).results
        if results is None:
            return None
        ids += [UUID(hit.id) for hit in results.hits]
        if len(ids) >= results.total:
            break
    return ids


def _conditions(chosen: Chosen, vocabulary: Vocabulary, ranked: Sequence[UUID] | None, today: date) -> Iterator[Any]:
    if ranked is not None:
        yield col(Listing.id).in_(ranked)
    elif chosen.q:
        yield or_(col(Service.name).icontains(chosen.q), col(Organization.name).icontains(chosen.q))
    if chosen.status:
        yield Service.status == chosen.status.replace("_", " ")
    if chosen.organization:
        yield Organization.name == chosen.organization
    if chosen.due:
        yield col(Listing.due_on) <= (today if chosen.due == "overdue" else today + SOON)
    if chosen.source:
        lists = select(SourceRecord.listing_id).join(Source, col(Source.id) == col(SourceRecord.source_id))
        yield col(Listing.id).in_(lists.where(Source.name == chosen.source))
    if chosen.term:
        kinds = [code for code in vocabulary.terms if chosen.term in {term.code for term in vocabulary.lineage(code)}]
        of_kind = select(Attribute.link_id).join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        yield col(Service.id).in_(of_kind.where(col(TaxonomyTerm.code).in_(kinds)))


def rows_of(session: Session, ids: Sequence[UUID]) -> list[Row]:
    """Return what is told of each of these listings, in their order."""
    columns = (Listing.id, Service.name, Organization.name, Address.city, Service.status, Listing.due_on)
    statement = (
        select_columns(*map(col, columns))
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .outerjoin(Address, col(Address.location_id) == col(ServiceAtLocation.location_id))
        .where(col(Listing.id).in_(ids))
    )
    found = {row[0]: Row(row[0], row[1], row[2], row[3] or "", row[4], row[5]) for row in session.execute(statement)}
    return [found[listing_id] for listing_id in ids if listing_id in found]


def source_names(session: Session) -> Sequence[str]:
    """Return the sources of listings by name."""
    return session.exec(select(Source.name).order_by(col(Source.name))).all()
