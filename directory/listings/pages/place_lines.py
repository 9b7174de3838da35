"""Where a listing is, as much of it as is public, and the way there."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from directory.i18n import Translator
from directory.listings.cards import address_line, area_line
from directory.listings.forms import ListingDraft, PlaceDraft


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place as it may be shown: a private address is never part of it, only the area and a note."""

    name: str
    address: str
    door: str
    transportation: str
    note: str
    map_href: str
    geo_href: str
    """For the phone's own map (RFC 5870); empty where the pin is not public."""


def whereabouts(draft: ListingDraft, words: Translator) -> Whereabouts | None:
    """Read the place of a listing's public side (`privacy.public_side`); None when it says nothing of a place."""
    place = draft.place
    if place is None:
        return None
    is_public = place.visibility == "full"
    address = address_line(place)
    return Whereabouts(
        name=place.name,
        address=address if is_public else area_line(place),
        door=place.description,
        transportation=place.transportation,
        note="" if is_public else words.gettext("The address is private: it is given when you call."),
        map_href=_map(address) if is_public and address else "",
        geo_href=_geo(place) if is_public else "",
    )


def _map(address: str) -> str:
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"


def _geo(place: PlaceDraft) -> str:
    if place.lat is None or place.lon is None:
        return ""
    return f"geo:{place.lat:.5f},{place.lon:.5f}?q={quote(address_line(place))}"
