"""The other times of a group: listings that share its key."""

from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.models import Listing
from directory.listings.queries import ListingDetail, load_listings

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
