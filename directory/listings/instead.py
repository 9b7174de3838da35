"""What there is instead of a listing that is no longer offered: the same kind, near where it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from directory.errors import AskedWrongly
from directory.listings.asking import read_question
from directory.listings.find import Finder, find_listings
from directory.listings.forms import ListingDraft
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from search.query import Hit

OVER: Final = frozenset({"inactive", "defunct"})
MOST: Final = 4


def found_instead(finder: Finder, listing: ListingDetail, *, now: datetime) -> Sequence[Hit]:
    """Return a few listings of its kind, else of its part of life, the nearest first; none while it is offered.

    Nothing nearer than what is public of its place is asked for.
    """
    if listing.draft.status not in OVER:
        return ()
    draft = public_side(listing.draft)
    terms = [term for term in draft.terms if term in finder.vocabulary.terms]
    domains = sorted({finder.vocabulary.terms[term].domain for term in terms})
    for asked in ([("term", term) for term in terms], [("domain", domain) for domain in domains]):
        hits = _hits(finder, [*asked, ("near", _near(draft)), ("grouped", "1"), ("per_page", str(MOST))], now)
        if asked and hits:
            return hits
    return ()


def _hits(finder: Finder, asked: list[tuple[str, str]], now: datetime) -> Sequence[Hit]:
    try:
        found = find_listings(finder, read_question(asked, finder.vocabulary), now=now)
    except AskedWrongly:
        return ()
    return found.results.hits if found.results else ()


def _near(draft: ListingDraft) -> str:
    place = draft.place
    if place is None:
        return ""
    if place.lat is not None and place.lon is not None:
        return f"{place.lat},{place.lon}"
    return place.postal_code or ", ".join(part for part in (place.city, place.state_province) if part)
