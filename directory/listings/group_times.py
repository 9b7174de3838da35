"""What a listing leads to: the other times of its group, and the other groups of its place."""

from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.models import Listing, ServiceAtLocation
from directory.listings.queries import ListingDetail, load_listings

MOST_HERE = 12
"""Other groups of one place that a page lists."""
MOST = 40
"""Meetings of one group at one place that its page lists."""


def find_other_times(session: Session, listing: ListingDetail) -> list[ListingDetail]:
    """The other active listings of the listing's group, in the order of their ids; none for one that stands alone."""
    if not listing.group_key:
        return []
    others = (
        select(Listing.id)
        .where(col(Listing.group_key) == listing.group_key, col(Listing.id) != listing.id)
        .order_by(col(Listing.id))
        .limit(MOST)
    )
    ids: list[UUID] = list(session.exec(others))
    return [other for other in load_listings(session, ids) if other.draft.status == "active"] if ids else []


def find_others_here(session: Session, listing: ListingDetail) -> list[ListingDetail]:
    """The active listings of other groups at the same place; none where the address is not public."""
    place = listing.draft.place
    if place is None or place.visibility != "full" or not place.address_1:
        return []
    others = (
        select(Listing.id)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .where(
            col(ServiceAtLocation.location_id) == listing.location_id,
            col(Listing.id) != listing.id,
            col(Listing.group_key) != listing.group_key,
        )
        .order_by(col(Listing.id))
        .limit(MOST_HERE)
    )
    ids: list[UUID] = list(session.exec(others))
    return [other for other in load_listings(session, ids) if other.draft.status == "active"] if ids else []
