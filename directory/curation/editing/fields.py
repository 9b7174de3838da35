"""The form of a listing as text: the name of each field and what stands in it for a draft.

One text for each name, so that two people who change the same listing are told what differs (`directory.web.merging`).
Things of which there are several stand in one text: codes with commas, papers line by line, numbers and people as JSON.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from directory.i18n import LanguageCode
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, PlaceDraft
from directory.listings.saying_hours import hours_lines
from directory.listings.vocabulary import Vocabulary
from search.zones import zone_named

Values = dict[str, str]
"""What stands in each field of the form, by its name."""

TEXTS: Final = (
    "name",
    "alternate_name",
    "organization",
    "organization_description",
    "organization_url",
    "description",
    "first_time",
    "text_language",
    "fees",
    "url",
    "online_url",
    "online_notes",
    "email",
    "hours_note",
    "status",
    "closed_reason",
)
"""Fields of a draft that are texts, under their own names."""
SWITCHES: Final = ("in_person", "online", "venue_closed")
CODES: Final = ("terms", "audiences", "languages")
PLACE_TEXTS: Final = (
    "name",
    "address_1",
    "address_2",
    "city",
    "region",
    "state_province",
    "postal_code",
    "visibility",
    "transportation",
    "description",
)
PLACE: Final = "place_"
FACT: Final = "fact_"
ACCESS: Final = "access_"
PHONE_FIELDS: Final = ("number", "extension", "type", "description")
CONTACT_FIELDS: Final = ("name", "title", "email", "phone", "best_time", "key", "public")
ROWS: Final[Mapping[str, tuple[str, ...]]] = {"phones": PHONE_FIELDS, "contacts": CONTACT_FIELDS}
"""What there may be several of, each with the parts of one: the field `phone_number` is a part of a phone."""
CHECKED_PARTS: Final = frozenset({"key", "public"})
ON: Final = "1"


def part_name(rows: str, part: str) -> str:
    """The name of a field of one row: `phone_number`."""
    return f"{rows.removesuffix('s')}_{part}"


def fact_fields(vocabulary: Vocabulary) -> dict[str, tuple[str, str]]:
    """The fields that are stated yes, stated no or not stated: each with the field of the draft, and the code."""
    facts = {f"{FACT}{code}": ("facts", code) for code in vocabulary.facts}
    return facts | {f"{ACCESS}{code}": ("access", code) for code in vocabulary.access}


def values_of(draft: ListingDraft, vocabulary: Vocabulary, language: LanguageCode) -> Values:
    """What stands in the form of a listing; its hours are told in the reader's language."""
    place = draft.place or PlaceDraft()
    stated = {"facts": draft.facts, "access": draft.access}
    return {
        **{name: getattr(draft, name) for name in TEXTS},
        **{name: ON if getattr(draft, name) else "" for name in SWITCHES},
        **{name: ",".join(getattr(draft, name)) for name in CODES},
        **{f"{PLACE}{name}": getattr(place, name) for name in PLACE_TEXTS},
        f"{PLACE}lat": degrees(place.lat),
        f"{PLACE}lon": degrees(place.lon),
        **{name: _answer(stated[group].get(code)) for name, (group, code) in fact_fields(vocabulary).items()},
        "phones": row_text(_phone(phone) for phone in draft.phones),
        "contacts": row_text(_contact(contact) for contact in draft.contacts),
        "required_documents": "\n".join(draft.required_documents),
        "hours": hours_text(draft, language),
        "timezone": draft.timezone or "",
        "closed_until": draft.closed_until.isoformat() if draft.closed_until else "",
        "room_now_until": _local(draft.room_now_until, draft.timezone),
    }


def empty_values(vocabulary: Vocabulary, *, zone: str) -> Values:
    """What stands in the form of a listing that is not there yet."""
    names = [*TEXTS, *SWITCHES, *CODES, *(f"{PLACE}{name}" for name in (*PLACE_TEXTS, "lat", "lon"))]
    more = ["phones", "contacts", "required_documents", "hours", "closed_until", "room_now_until"]
    usual = {"timezone": zone, "status": "active", "text_language": "en", f"{PLACE}visibility": "full", "in_person": ON}
    return dict.fromkeys([*names, *fact_fields(vocabulary), *more], "") | {"phones": "[]", "contacts": "[]"} | usual


def hours_text(draft: ListingDraft, language: LanguageCode) -> str:
    """The hours of a listing in words that are read as the same hours again."""
    if draft.always:
        return "Siempre abierto" if language == "es" else "Always open"
    if draft.by_appointment:
        return "Con cita" if language == "es" else "By appointment"
    return "\n".join(line.text for line in hours_lines(draft.schedules, language))


def degrees(number: float | None) -> str:
    """Degrees to about a yard; nothing where none are known."""
    return "" if number is None else f"{number:.5f}".rstrip("0").rstrip(".")


def _answer(stated: bool | None) -> str:
    return {None: "", True: "yes", False: "no"}[stated]


def _local(moment: datetime | None, timezone: str | None) -> str:
    zone: Any = (zone_named(timezone) if timezone else None) or ZoneInfo("UTC")
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _phone(phone: PhoneDraft) -> Sequence[str]:
    return [str(getattr(phone, name)) for name in PHONE_FIELDS]


def _contact(contact: ContactDraft) -> Sequence[str]:
    said = (getattr(contact, name) for name in CONTACT_FIELDS)
    return [value if isinstance(value, str) else ON if value else "" for value in said]


def row_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as one text, in one way of writing."""
    return json.dumps([list(row) for row in rows], ensure_ascii=False)


def rows_of(text: str, width: int) -> list[list[str]]:
    """The rows that a text holds; what is no such text holds none."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return []
    is_rows = isinstance(rows, list) and all(isinstance(row, list) and len(row) == width for row in rows)
    return [[str(cell) for cell in row] for row in rows] if is_rows else []
