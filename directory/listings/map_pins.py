"""What was found as pins of a map: a GeoJSON collection (RFC 7946) of the places whose address anybody may know."""

from collections.abc import Mapping
from typing import Any, Final

from directory.listings.asking import FindForm
from directory.listings.find import Found

MOST_PINS: Final = 500
"""Listings, best first, of which pins are made; how many more were found is told."""


def for_the_map(asked: FindForm) -> FindForm:
    """The same question for all that a map shows at once, whatever page of the list is read."""
    return asked.model_copy(update={"grouped": False, "page": 1, "per_page": MOST_PINS})


def pins_json(found: Found) -> dict[str, Any]:
    """A pin for each listing found that has a public address; `center` is the place asked about.

    `numberMatched` and `numberReturned` are the counts of OGC's interface for features: all that were found, and those
    that have a pin. Online offers, and places that are told of by their area only or not at all, have none.
    """
    hits = found.results.hits if found.results else ()
    features = [_pin(hit.id, hit.card) for hit in hits if has_pin(hit.card)]
    collection = {
        "type": "FeatureCollection",
        "numberMatched": found.results.total if found.results else 0,
        "numberReturned": len(features),
        "features": features,
    }
    if found.place:
        collection["center"] = {"label": found.place.label, "coordinates": [found.place.lon, found.place.lat]}
    return collection


def has_pin(card: Mapping[str, Any]) -> bool:
    """Whether anybody may know where exactly it is, and somebody can go there."""
    return bool(card["in_person"]) and card["visibility"] == "full" and card["lat"] is not None


def _pin(listing_id: str, card: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": listing_id,
        "geometry": {"type": "Point", "coordinates": [card["lon"], card["lat"]]},
        "properties": {"name": card["name"], "language": card["text_language"], "address": card["address"]},
    }
