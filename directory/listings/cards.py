"""What a search result shows of a listing, as plain data kept in the index."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Vocabulary

LONGEST_SUMMARY = 200
SAID_AS_SHOWN = (
    *("name", "organization", "summary", "domains", "terms", "languages", "access"),
    *("in_person", "online", "lat", "lon", "timezone", "status", "closed_until"),
    *("verified_on", "verified_how", "seen_on", "reported_wrong"),
)
SAID_UNLESS_EMPTY = ("address", "group", "source", "source_id")


def card_of(listing: ListingDetail, public: ListingDraft, vocabulary: Vocabulary) -> dict[str, Any]:
    """The card of a listing from its public side (see `privacy.public_side`): plain values, ISO dates, no labels.

    It holds nothing that depends on the moment or the language of the reader, since it is read long after it was made.
    """
    return {
        "name": public.name,
        "alternate_name": public.alternate_name,
        "organization": public.organization,
        "summary": summary_of(public.description),
        "domains": list(vocabulary.domains_of(public.terms)),
        "terms": list(public.terms),
        "audiences": list(public.audiences),
        "languages": list(public.languages),
        "facts": dict(public.facts),
        "access": dict(public.access),
        "fees": public.fees,
        "text_language": public.text_language,
        "group": listing.group_key,
        **_where(public),
        **_when(public),
        **_known_how(listing, public),
    }


def said_of(listing_id: UUID, card: Mapping[str, Any]) -> dict[str, Any]:
    """What programs are told of a listing whatever they ask: a part of its card, in the words of `/api/find`."""
    same = {name: card[name] for name in SAID_AS_SHOWN}
    unless_empty = {name: card[name] or None for name in SAID_UNLESS_EMPTY}
    return {"id": str(listing_id), "url": listing_address(listing_id), **same, **unless_empty, "fit": card["facts"]}


def listing_address(listing_id: UUID | str) -> str:
    """The address of a listing's page on this site."""
    return f"/listings/{listing_id}"


def draft_of_card(card: Mapping[str, Any]) -> ListingDraft:
    """What a card says of hours, closure and facts, as the draft that it was made from said it; no more than that."""
    return ListingDraft.model_construct(
        name=card["name"],
        organization=card["organization"],
        terms=tuple(card["terms"]),
        facts=card["facts"],
        access=card["access"],
        in_person=card["in_person"],
        online=card["online"],
        timezone=card["timezone"],
        schedules=tuple(ScheduleDraft.model_validate(line) for line in card["hours"]),
        always=card["always"],
        by_appointment=card["by_appointment"],
        status=card["status"],
        closed_until=date.fromisoformat(card["closed_until"]) if card["closed_until"] else None,
    )


def summary_of(description: str) -> str:
    """The first words of a description, cut after a whole word."""
    text = " ".join(description.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def _where(public: ListingDraft) -> dict[str, Any]:
    place = public.place or PlaceDraft()
    is_full = place.visibility == "full"
    return {
        "in_person": public.in_person and not public.venue_closed,
        "online": public.online,
        "place": place.name,
        "door": place.description,
        "address": address_line(place),
        "city": place.city,
        "area": area_line(place),
        "visibility": place.visibility,
        "lat": place.lat if is_full else None,
        "lon": place.lon if is_full else None,
        "transportation": place.transportation,
        "phone": public.phones[0].number if public.phones else "",
        "has_link": bool(public.online_url),
    }


def address_line(place: PlaceDraft) -> str:
    """A public address on one line, or nothing where it is not public."""
    if place.visibility != "full":
        return ""
    town = " ".join(filter(None, (place.state_province, place.postal_code)))
    return ", ".join(filter(None, (place.address_1, place.city, town)))


def area_line(place: PlaceDraft) -> str:
    """The town and ZIP, else the county: as much as may be said of any listing."""
    return " ".join(filter(None, (place.city, place.postal_code))) or place.region


def _when(public: ListingDraft) -> dict[str, Any]:
    return {
        "timezone": public.timezone,
        "hours": [line.model_dump(mode="json", exclude_defaults=True) for line in public.schedules],
        "always": public.always,
        "by_appointment": public.by_appointment,
        "hours_note": public.hours_note,
        "status": public.status,
        "closed_until": _iso(public.closed_until),
        "closed_reason": public.closed_reason,
        "venue_closed": public.venue_closed,
    }


def _known_how(listing: ListingDetail, public: ListingDraft) -> dict[str, Any]:
    return {
        "verified_on": _iso(listing.verified_on),
        "verified_how": listing.verified_how,
        "due_on": _iso(listing.due_on),
        "seen_on": _iso(listing.seen_on),
        "live_source": listing.live_source,
        "reported_wrong": public.reported_wrong_on is not None,
        "source": listing.seen_source,
        "source_id": listing.source_id,
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
