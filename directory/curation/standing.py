"""How the listings stand that proposals are about: as they are, and which version of them that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.fields import flat
from directory.listings.history import newest_numbers, said
from directory.listings.models import Listing, ListingAlias
from directory.listings.queries import ListingDetail, load_listings


@dataclass(frozen=True)
class Standing:
    """A listing as it stands."""

    detail: ListingDetail
    number: int
    """Its newest version; 0 while none is kept."""

    @cached_property
    def saying(self) -> dict[str, Any]:
        """What it says, as its history keeps it."""
        return said(self.detail.draft)

    @cached_property
    def fields(self) -> dict[str, Any]:
        """What it says, field by field."""
        return flat(self.saying)


def standing_of(session: Session, listing_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return how these listings stand, by the id that was asked for, which may be one that they once had."""
    asked = set(listing_ids)
    aliases = select(ListingAlias.old_id, ListingAlias.listing_id).where(col(ListingAlias.old_id).in_(asked))
    kept_under = dict(session.exec(aliases).all()) if asked else {}
    wanted = {kept_under.get(one, one) for one in asked}
    numbers = newest_numbers(session, wanted) if wanted else {}
    found = {detail.id: Standing(detail, numbers.get(detail.id, 0)) for detail in load_listings(session, wanted)}
    return {one: found[key] for one in asked if (key := kept_under.get(one, one)) in found}


def hold_listings(session: Session, listing_ids: Iterable[UUID]) -> None:
    """Keep others from changing these listings before this transaction ends; always in the order of their ids."""
    held = select(Listing.id).where(col(Listing.id).in_(set(listing_ids)))
    session.exec(held.order_by(col(Listing.id)).with_for_update(key_share=True)).all()
