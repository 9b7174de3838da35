"""What there is instead of a listing that is over, closed or full: the same kind, near where it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from directory.errors import AskedWrongly
from directory.listings.asking import read_question
from directory.listings.documents import without_expired_facts
from directory.listings.find import Finder, find_listings
from directory.listings.forms import ListingDraft
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from search.query import Hit

MOST: Final = 4


def found_instead(finder: Finder, listing: ListingDetail, *, now: datetime) -> Sequence[Hit]:
    """Return a few listings of its kind, else of its part of life, the nearest first; none while one can go there.

    Nothing nearer than what is public of its place is asked for.
    """
    draft = public_side(without_expired_facts(listing.draft, now))
    if not _cannot_take_anybody(draft):
        return ()
    terms = [term for term in draft.terms if term in finder.vocabulary.terms]
    domains = sorted({finder.vocabulary.terms[term].domain for term in terms})
    for asked in ([("term", term) for term in terms], [("domain", domain) for domain in domains]):
        hits = _hits(finder, [*asked, ("near", _near(draft)), ("grouped", "1"), ("per_page", str(MOST + 1))], now)
        others = [hit for hit in hits if hit.id != str(listing.id)][:MOST]
        if asked and others:
            return others
    return ()


def _cannot_take_anybody(draft: ListingDraft) -> bool:
    """Whether it is over, closed for now, or says that it is full."""
    return draft.status != "active" or draft.facts.get("room_now") is False


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
