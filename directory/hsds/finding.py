"""Which listings words, a ZIP code or a distance find: the search engine and the geometry that the pages use."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from sqlmodel import Session

from directory.errors import AskedWrongly, UnavailableError
from directory.hsds.queries import listings_in_zip, pins
from directory.listings.find import Finder
from search.geo import METERS_PER_MILE, miles_from
from search.index import IndexUnusable
from search.query import Query

EVERY_HIT: Final = 1_000_000


def found_by_words(finder: Finder, words: str, now: datetime) -> frozenset[UUID]:
    """Return the listings that hold these words, whatever their status; nothing is widened, nothing is kept."""
    query = Query(words=words, status="any", exact=True, per_page=EVERY_HIT)
    try:
        found = finder.index.find(query, now) if finder.index else None
    except IndexUnusable:
        found = None
    if found is None:
        raise UnavailableError("There is no search index yet.")
    return frozenset(UUID(hit.id) for hit in found.hits)


def found_by_place(session: Session, finder: Finder, postcode: str, meters: float | None) -> frozenset[UUID]:
    """Return the listings in a ZIP code, or within so many meters of its middle. Raises `AskedWrongly`.

    Only where anybody may know the place does it count.
    """
    middle = finder.gazetteer.zip_place(postcode[:5])
    if middle is None:
        raise AskedWrongly({"postcode": "This is not a ZIP code that is known here."})
    if meters is None:
        return frozenset(listings_in_zip(session, postcode[:5]))
    placed = list(pins(session))
    if not placed:
        return frozenset()
    points = np.array([(pin.lat, pin.lon) for pin in placed])
    miles = miles_from(middle.lat, middle.lon, points[:, 0], points[:, 1])
    near = miles * METERS_PER_MILE <= meters
    return frozenset(pin.listing_id for pin, is_near in zip(placed, near, strict=True) if is_near)


def all_of(found: Iterable[frozenset[UUID]]) -> frozenset[UUID] | None:
    """Return what every way of finding found; None where nothing was asked for."""
    ways = list(found)
    return frozenset.intersection(*ways) if ways else None
