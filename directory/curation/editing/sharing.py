"""What a listing shares with others: a hall where several things happen, an organization that offers several."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.listings.forms import ListingDraft, PlaceDraft
from directory.listings.models import Organization, Service, ServiceAtLocation
from directory.listings.queries import ListingDetail, load_listings


@dataclass(frozen=True, slots=True)
class Shared:
    """With how many others."""

    place: tuple[UUID, ...] = ()
    """The other listings at the same place."""
    organization: int = 0
    """How many other listings the organization has."""


def shared_by(session: Session, listing: ListingDetail) -> Shared:
    """Return what a listing shares."""
    here = select(ServiceAtLocation.id).where(
        ServiceAtLocation.location_id == listing.location_id, ServiceAtLocation.id != listing.id
    )
    others = tuple(sorted(session.exec(here))) if listing.draft.place else ()
    return Shared(others, count_of_organization(session, listing.draft.organization) - 1)


def count_of_organization(session: Session, name: str) -> int:
    """Return how many listings the organization of this name has."""
    listings = (
        select(func.count())
        .select_from(Service)
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(Organization.name == name)
    )
    return session.exec(listings).one()


def has_moved(before: ListingDraft | None, after: ListingDraft) -> bool:
    """Whether anything is said anew of a place that others may share; which door belongs to the listing alone."""
    return before is not None and before.place is not None and _of_all(before.place) != _of_all(after.place)


def _of_all(place: PlaceDraft | None) -> PlaceDraft | None:
    return place.model_copy(update={"description": ""}) if place else None


def moved_together(session: Session, shared: Shared, place: PlaceDraft | None) -> Mapping[UUID, ListingDraft]:
    """Return the other listings at the place with what is said of it from now on, each with its own door."""
    if place is None:
        return {}
    moved = {}
    for detail in load_listings(session, shared.place):
        own = detail.draft.place.description if detail.draft.place else ""
        moved[detail.id] = detail.draft.model_copy(update={"place": place.model_copy(update={"description": own})})
    return moved
