"""How much hangs on a change: whether it touches a number, an address or a crisis line, or only what happens when."""

from typing import Final

from directory.feeds.readers.notes import numbers_in
from directory.listings.fields import changed_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import said

CRISIS_TERMS: Final = frozenset({"crisis", "crisis_line", "mobile_crisis", "crisis_stabilization", "warmline"})
_WHERE: Final = (
    "address_1",
    "address_2",
    "city",
    "state_province",
    "postal_code",
    "country",
    "lat",
    "lon",
    "visibility",
)
SENSITIVE: Final = frozenset({"place", "phones", "email", "contacts", *(f"place.{part}" for part in _WHERE)})
"""Fields of which a wrong one sends somebody to a stranger."""
CALM: Final = frozenset(
    {
        "description",
        "first_time",
        "audiences",
        "languages",
        "fees",
        "required_documents",
        "url",
        "online_url",
        "online_notes",
        "timezone",
        "schedules",
        "always",
        "by_appointment",
        "hours_note",
        "text_language",
        "group",
        "place.region",
        "place.transportation",
        "place.description",
    }
)
"""Fields in which a listing may change and still be what and where it was."""


def is_crisis_line(draft: ListingDraft) -> bool:
    """Whether somebody in need calls this: nothing of it is changed unseen."""
    return bool(CRISIS_TERMS.intersection(draft.terms)) or any(phone.type == "hotline" for phone in draft.phones)


def touches_what_is_sensitive(before: ListingDraft, after: ListingDraft) -> bool:
    """Whether a phone number, an e-mail address or a place changes, also where a number stands in a text."""
    changed = changed_fields(said(before), said(after))
    return bool(SENSITIVE.intersection(changed)) or _numbers_told(before) != _numbers_told(after)


def is_calm(before: ListingDraft, after: ListingDraft) -> bool:
    """Whether only what happens and when changes, not what, where and by whom it is."""
    changed = changed_fields(said(before), said(after))
    return all(name in CALM or name.startswith(("facts.", "access.")) for name in changed)


def _numbers_told(draft: ListingDraft) -> set[str]:
    texts = (draft.description, draft.online_notes, draft.hours_note, draft.place.description if draft.place else "")
    return {number for text in texts for number in numbers_in(text)}
