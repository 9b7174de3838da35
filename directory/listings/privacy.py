"""The public side of a listing: what anybody may be shown when its address or its contacts are not public."""

import re
from typing import Any, Final

from directory.listings.forms import ListingDraft, PlaceDraft

STREET_WORDS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|parkway|pkwy|highway|hwy"
    "|terrace|ter|circle|cir|trail|trl|square|sq|alley"
)
_STREET_ADDRESS = re.compile(
    rf"\b\d{{1,6}}[a-z]?\s+(?:[nsew]{{1,2}}\.?\s+)?(?:[\w.'-]+\s+){{1,4}}?(?:{STREET_WORDS})\b\.?(?:\s+(?:[nsew]{{1,2}})\b\.?)?",
    re.IGNORECASE,
)
_COORDINATES = re.compile(r"-?\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")
WITHHELD: Final = {"es": "(la dirección se da por teléfono)"}
"""What takes the place of an address in a text, by the language of the text."""
WITHHELD_OTHERWISE: Final = "(address given when you call)"
_SCREENED_FIELDS = (
    "name",
    "alternate_name",
    "description",
    "first_time",
    "hours_note",
    "fees",
    "required_documents",
    "online_notes",
    "organization_description",
    "closed_reason",
)
_SCREENED_ROWS: Final = ("phones", "schedules")
"""Each of their rows says in its own words what it is for."""


def public_side(draft: ListingDraft) -> ListingDraft:
    """The listing as anybody may see it: no private contact, and no address or pin unless the address is public.

    A private address is screened out of every text too. With `area_only` the town and ZIP stay; with `hidden` only
    the county and state do. What this returns is all that the index, the pages, the calendar and the exports are given.
    """
    contacts = tuple(contact for contact in draft.contacts if contact.public)
    public = draft.model_copy(update={"contacts": contacts, "unmapped": {}, "hsds": None})
    if draft.place is None or draft.place.visibility == "full":
        return public
    place, tongue = draft.place, draft.text_language
    screened = {field: screened_of(getattr(draft, field), place, language=tongue) for field in _SCREENED_FIELDS}
    for rows in _SCREENED_ROWS:
        told = ((row, screen(row.description, place, tongue)) for row in getattr(draft, rows))
        screened[rows] = tuple(row.model_copy(update={"description": text}) for row, text in told)
    return public.model_copy(update={**screened, "place": _blurred(place, tongue)})


def _blurred(place: PlaceDraft, language: str) -> PlaceDraft:
    hidden = place.visibility == "hidden"
    return PlaceDraft(
        name="" if hidden else screen(place.name, place, language),
        city="" if hidden else place.city,
        region=place.region,
        state_province=place.state_province,
        postal_code="" if hidden else place.postal_code,
        country=place.country,
        visibility=place.visibility,
    )


def screen(text: str, place: PlaceDraft, language: str = "en") -> str:
    """Take the private address of `place`, whatever looks like a street address and any coordinates out of `text`.

    That something was taken out is said in the `language` of the text.
    """
    withheld = WITHHELD.get(language, WITHHELD_OTHERWISE)
    for private in (place.address_1, place.address_2):
        if private.strip():
            text = re.sub(re.escape(private.strip()), withheld, text, flags=re.IGNORECASE)
    street = re.match(r"\s*(\d+\w?)\s+(\S+)", place.address_1)
    if street:
        number, name = (re.escape(part) for part in street.groups())
        text = re.sub(rf"\b{number}\s+{name}\b[^,.;\n]*", withheld, text, flags=re.IGNORECASE)
    return _COORDINATES.sub(withheld, _STREET_ADDRESS.sub(withheld, text))


def screened_of(said: Any, *places: PlaceDraft, language: str = "en") -> Any:
    """Whatever is said, texts within lists and objects too, with each of these addresses taken out of it (`screen`)."""
    if isinstance(said, str):
        for place in places:
            said = screen(said, place, language)
        return said
    if isinstance(said, dict):
        return {name: screened_of(value, *places, language=language) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(screened_of(one, *places, language=language) for one in said)
    return said
