"""What a listing leads to: the other times of its group, and the other groups of its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.models import Listing, ServiceAtLocation
from directory.listings.queries import ListingDetail, load_listings

MOST_HERE = 12
"""Other groups of one place that a page lists."""
MOST = 40
"""Meetings of one group at one place that its page lists."""


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The active listings that a listing leads to, each kind in the order of their ids."""

    other_times: Sequence[ListingDetail]
    """Of its group; none for one that stands alone."""
    others_here: Sequence[ListingDetail]
    """Of other groups at the same place; none where the address is not public."""


def find_neighbors(session: Session, listing: ListingDetail) -> Neighbors:
    """Find what a listing leads to, and read all of it at once."""
    of_group, here = _ids_of_group(session, listing), _ids_here(session, listing)
    ids = [*of_group, *here]
    active = {one.id: one for one in load_listings(session, ids) if one.draft.status == "active"} if ids else {}
    return Neighbors([active[key] for key in of_group if key in active], [active[key] for key in here if key in active])


def _ids_of_group(session: Session, listing: ListingDetail) -> Sequence[UUID]:
    if not listing.group_key:
        return ()
    others = (
        select(Listing.id)
        .where(col(Listing.group_key) == listing.group_key, col(Listing.id) != listing.id)
        .order_by(col(Listing.id))
        .limit(MOST)
    )
    return session.exec(others).all()


def _ids_here(session: Session, listing: ListingDetail) -> Sequence[UUID]:
    place = listing.draft.place
    if place is None or place.visibility != "full" or not place.address_1:
        return ()
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
    return session.exec(others).all()
