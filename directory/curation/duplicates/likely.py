"""Listings that are likely the same as one that is being written: who shares its number, e-mail, site, hall or name."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, or_, select

from directory.curation.duplicates.blocking import offices_of
from directory.curation.duplicates.scoring import Likeness, score
from directory.curation.duplicates.traits import Traits, traits_of
from directory.listings.forms import ListingDraft
from directory.listings.models import Address, Contact, Organization, Phone, Service, ServiceAtLocation
from directory.listings.queries import load_listings

MOST_COMPARED: Final = 400


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """A listing that may be the same, with the reasons, the weightiest first."""

    listing_id: UUID
    name: str
    organization: str
    city: str
    score: float
    """0 to 1."""
    reasons: tuple[Likeness, ...]


def likely_duplicates(
    session: Session, draft: ListingDraft, *, limit: int, besides: Collection[UUID] = ()
) -> list[LikelyDuplicate]:
    """Return the listings that are likely the same as `draft`, the likeliest first; never one of `besides`."""
    mine = traits_of(draft)
    ids = _sharing(session, draft, mine) - set(besides)
    others = [(detail, traits_of(detail.draft)) for detail in load_listings(session, sorted(ids)[:MOST_COMPARED])]
    offices = offices_of([traits for _, traits in others])
    found = []
    for detail, theirs in others:
        weighed = score(mine, theirs, offices=offices)
        if weighed.is_likely:
            city = detail.draft.place.city if detail.draft.place else ""
            names = (detail.draft.name, detail.draft.organization)
            found.append(LikelyDuplicate(detail.id, *names, city, weighed.value, weighed.reasons))
    return sorted(found, key=lambda one: (-one.score, one.name, one.listing_id))[:limit]


def _sharing(session: Session, draft: ListingDraft, mine: Traits) -> set[UUID]:
    """The listings with which anything is shared that tells one from another."""
    statements = (block.limit(MOST_COMPARED) for block in _blocks(draft, mine))
    return {listing_id for statement in statements for listing_id in session.scalars(statement)}


def _blocks(draft: ListingDraft, mine: Traits) -> Iterator[Select[Any]]:
    listing = (
        select(ServiceAtLocation.id)
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
    )
    if numbers := sorted(mine.phones):
        digits = _digits_of(col(Phone.number))
        calls = select(Phone.service_at_location_id).where(or_(*(digits.endswith(number) for number in numbers)))
        yield calls.where(col(Phone.service_at_location_id).is_not(None))
    if emails := sorted(mine.emails):
        yield listing.where(func.lower(Service.email).in_(emails))
        yield select(Contact.service_at_location_id).where(func.lower(Contact.email).in_(emails))
    for host in sorted(mine.hosts):
        yield listing.where(or_(col(Service.url).icontains(host), col(Organization.website).icontains(host)))
    if draft.place and (draft.place.postal_code or draft.place.city):
        there = select(ServiceAtLocation.id).join(
            Address, col(Address.location_id) == col(ServiceAtLocation.location_id)
        )
        zip_code, town = draft.place.postal_code[:5], draft.place.city.casefold()
        yield there.where(
            col(Address.postal_code).startswith(zip_code) if zip_code else func.lower(Address.city) == town
        )
    yield listing.where(func.lower(Service.name) == draft.name.casefold())


def _digits_of(number: Any) -> ColumnElement[str]:
    """A number as it is kept, without what people put between its digits."""
    for sign in (" ", "-", "(", ")", ".", "+", "/"):
        number = func.replace(number, sign, "")
    bare: ColumnElement[str] = number
    return bare
