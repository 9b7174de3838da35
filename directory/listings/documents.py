"""A listing as the search engine is told of it: words, facets, hours and a blurred place, and nothing private."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from directory.listings.cards import card_of, said_of
from directory.listings.forms import ListingDraft, PlaceDraft
from directory.listings.hours import hours_of
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Entry, Vocabulary
from search.document import Document, Facet, Texts
from search.gazetteer import Gazetteer
from search.place_names import state_code

Point = tuple[float | None, float | None, Literal["exact", "area", "none"]]
EVERY_VALUE = frozenset({"*"})
NOTHING: frozenset[str] = frozenset()


def document_of(listing: ListingDetail, vocabulary: Vocabulary, gazetteer: Gazetteer, *, now: datetime) -> Document:
    """Make the document of one listing; a "room now" that ran out before `now` counts as not stated."""
    draft = public_side(without_expired_facts(listing.draft, now))
    # Of a private place only the middle of its area leaves this line; the county of a hidden one needs its ZIP code.
    lat, lon, precision = _point(listing.draft.place, gazetteer)
    card = card_of(listing, draft, vocabulary)
    return Document(
        id=str(listing.id),
        group=listing.group_key,
        texts=_texts(draft, vocabulary),
        text_language=draft.text_language,
        hours=hours_of(draft),
        stated=_stated(draft, vocabulary),
        unstated=_unstated(draft, vocabulary),
        asks=frozenset(code for code, fact in vocabulary.asks.items() if draft.facts.get(fact.code)),
        in_person=draft.in_person,
        online=draft.online,
        lat=lat,
        lon=lon,
        precision=precision,
        status=draft.status,
        closed_until=draft.closed_until,
        venue_closed=draft.venue_closed,
        verified_on=listing.verified_on,
        due_on=listing.due_on,
        live_source=listing.live_source or listing.kept_shown,
        reported_wrong=draft.reported_wrong_on is not None,
        card=card,
        said=said_of(listing.id, card),
    )


def without_expired_facts(draft: ListingDraft, now: datetime) -> ListingDraft:
    """Drop a stated "room now" whose moment has passed: it is no longer known."""
    if draft.room_now_until is None or draft.room_now_until > now:
        return draft
    facts = {code: stated for code, stated in draft.facts.items() if code != "room_now"}
    return draft.model_copy(update={"facts": facts, "room_now_until": None})


def _point(place: PlaceDraft | None, gazetteer: Gazetteer) -> Point:
    """Where the index is told that the listing is: its pin, or the middle of its ZIP code, town or county."""
    if place is None:
        return None, None, "none"
    if place.visibility == "full":
        return (place.lat, place.lon, "exact") if place.lat is not None else (None, None, "none")
    find_middle = middle_of_area if place.visibility == "area_only" else middle_of_county
    middle = find_middle(place, gazetteer)
    return (*middle, "area") if middle else (None, None, "none")


def middle_of_area(place: PlaceDraft, gazetteer: Gazetteer) -> tuple[float, float] | None:
    """The middle of the ZIP code, else of the town, in degrees."""
    return gazetteer.centroid_of(code=place.postal_code, town=place.city, state=place.state_province)


def middle_of_county(place: PlaceDraft, gazetteer: Gazetteer) -> tuple[float, float] | None:
    """The middle of the county that is named, else of the one that the ZIP code lies in, in degrees."""
    state = state_code(place.state_province) or ""
    zip_place = gazetteer.zip_place(place.postal_code[:5])
    for name in (place.region, zip_place.county if zip_place else ""):
        for county in gazetteer.places_named(name, state=state) if name else ():
            if county.precision == "county":
                return county.lat, county.lon
    return None


def _texts(draft: ListingDraft, vocabulary: Vocabulary) -> Texts:
    return Texts(
        name=draft.name,
        alternate_name=draft.alternate_name,
        terms=" . ".join(_labels(draft, vocabulary)),
        organization=draft.organization,
        description="\n".join(filter(None, (draft.description, draft.first_time, draft.hours_note, draft.fees))),
        place=_place_words(draft.place),
    )


def _labels(draft: ListingDraft, vocabulary: Vocabulary) -> Iterable[str]:
    """The words, in both languages, of every code the listing states."""
    entries: dict[str, Entry] = {}
    for code in draft.terms:
        entries |= {f"term {term.code}": term for term in vocabulary.lineage(code)}
    entries |= _known(draft.audiences, vocabulary.audiences)
    entries |= _known(draft.languages, vocabulary.languages)
    entries |= _known((code for code, stated in draft.access.items() if stated), vocabulary.access)
    for entry in entries.values():
        yield from (entry.label_en, entry.label_es)
    for code, stated in draft.facts.items():
        if stated and code in vocabulary.facts:
            yield from vocabulary.facts[code].yes


def _known(codes: Iterable[str], entries: Mapping[str, Entry]) -> dict[str, Entry]:
    return {f"{id(entries)} {code}": entries[code] for code in codes if code in entries}


def _place_words(place: PlaceDraft | None) -> str:
    if place is None:
        return ""
    parts = (place.name, place.address_1, place.city, place.region, place.state_province, place.postal_code)
    return "\n".join(filter(None, (*parts, place.description, place.transportation)))


def _stated(draft: ListingDraft, vocabulary: Vocabulary) -> dict[Facet, frozenset[str]]:
    formats = {"in_person": draft.in_person and not draft.venue_closed, "online": draft.online}
    return {
        "domain": frozenset(vocabulary.domains_of(draft.terms)),
        "term": frozenset(term.code for code in draft.terms for term in vocabulary.lineage(code)),
        "format": frozenset(code for code, is_so in formats.items() if is_so),
        "language": frozenset(draft.languages),
        "for": frozenset(draft.audiences),
        "access": frozenset(code for code, stated in draft.access.items() if stated),
        "need": frozenset(
            code for code, fact in vocabulary.needs.items() if draft.facts.get(fact.code) is fact.need_when
        ),
        "free": frozenset({"1"}) if draft.facts.get("fee") is False else NOTHING,
    }


def _unstated(draft: ListingDraft, vocabulary: Vocabulary) -> dict[Facet, frozenset[str]]:
    return {
        "language": NOTHING if draft.languages else EVERY_VALUE,
        "for": NOTHING if draft.audiences else EVERY_VALUE,
        "access": frozenset(code for code in vocabulary.access if code not in draft.access),
        "need": frozenset(code for code, fact in vocabulary.needs.items() if fact.code not in draft.facts),
        "free": NOTHING if "fee" in draft.facts else frozenset({"1"}),
    }
