"""Who is called: one organization at one place, with everything it offers there."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.models import Listing, Service, ServiceAtLocation
from directory.listings.queries import ListingNotFound, resolve_alias

MOST_ON_A_SHEET: Final = 40
"""No call goes through more; the others come on the next sheet."""
OFFERED: Final = ("active", "temporarily closed")


def listings_of_host(session: Session, listing_id: UUID) -> Sequence[UUID]:
    """Return a listing that is offered, and the others of its organization at its place, the longest due after it.

    Raises ListingNotFound, for one that is over too: nobody is called about it.
    """
    known_as = resolve_alias(session, listing_id)
    own = (
        select(Service.organization_id, ServiceAtLocation.location_id)
        .join(ServiceAtLocation, col(ServiceAtLocation.service_id) == col(Service.id))
        .where(col(ServiceAtLocation.id) == known_as)
    )
    host = session.exec(own).first()
    if host is None:
        raise ListingNotFound
    theirs = (
        select(Listing.id)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(
            col(Service.organization_id) == host[0],
            col(ServiceAtLocation.location_id) == host[1],
            col(Service.status).in_(OFFERED),
        )
        .order_by((col(Listing.id) == known_as).desc(), col(Listing.due_on), col(Listing.id))
    )
    found = session.exec(theirs.limit(MOST_ON_A_SHEET)).all()
    if known_as not in found:
        raise ListingNotFound
    return found
