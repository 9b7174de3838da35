"""A listing in the words of schema.org, for search engines and assistants: no more of it than its page says."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.hours import schedule_of
from directory.listings.pages.contact_rows import safe_link
from directory.listings.privacy import public_side
from search.hours import Frequency

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Words = Mapping[str, Any]


def linked_data(whole: ListingDraft, *, address: str, today: date) -> Words:
    """Return a `Service` (https://schema.org/Service) whose page stands at `address`, without what is not known.

    Hours that come every week are told; those of one week of a month, schema.org has no word for.
    """
    draft = public_side(whole)
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Service",
            "name": draft.name,
            "alternateName": draft.alternate_name,
            "description": draft.description,
            "url": address,
            "provider": _provider(draft),
            "availableChannel": _channel(draft),
            "hoursAvailable": list(_hours(draft, today)),
        }
    )


def _provider(draft: ListingDraft) -> Words:
    return _known({"@type": "Organization", "name": draft.organization, "url": _link(draft.organization_url)})


def _channel(draft: ListingDraft) -> Words:
    numbers = [{"@type": "ContactPoint", "telephone": phone.number} for phone in draft.phones if phone.type != "fax"]
    is_there = draft.place is not None and draft.in_person and not draft.venue_closed
    return _known(
        {
            "@type": "ServiceChannel",
            "availableLanguage": list(draft.languages),
            "serviceUrl": _link(draft.online_url) if draft.online else "",
            "servicePhone": numbers,
            "serviceLocation": _place(draft.place) if draft.place and is_there else {},
        }
    )


def _place(place: PlaceDraft) -> Words:
    parts = {
        "streetAddress": place.address_1,
        "addressLocality": place.city,
        "addressRegion": place.state_province,
        "postalCode": place.postal_code,
        "addressCountry": place.country,
    }
    is_public = place.visibility == "full" and place.lat is not None and place.lon is not None
    pin = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon} if is_public else {}
    address = {"@type": "PostalAddress", **_known(parts)}
    return _known({"@type": "Place", "name": place.name, "address": address, "geo": pin})


def _hours(draft: ListingDraft, today: date) -> Iterator[Words]:
    if draft.always:
        yield {"@type": "OpeningHoursSpecification", "dayOfWeek": list(DAYS), "opens": "00:00", "closes": "23:59"}
        return
    for line in () if draft.by_appointment else draft.schedules:
        schedule = schedule_of(line, draft.timezone)
        is_weekly = schedule.freq is Frequency.WEEKLY and schedule.interval == 1 and not schedule.is_monthly
        if is_weekly and line.byday and not (schedule.last_day and schedule.last_day < today):
            yield _weekly(line, [DAYS[day.weekday] for day in schedule.weekdays])


def _weekly(line: ScheduleDraft, days: list[str]) -> Words:
    return _known(
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": days,
            "opens": f"{line.starts:%H:%M}",
            "closes": f"{line.ends:%H:%M}" if line.ends else "",
            "validFrom": line.valid_from.isoformat() if line.valid_from else "",
            "validThrough": line.valid_to.isoformat() if line.valid_to else "",
        }
    )


def _link(url: str) -> str:
    return url if safe_link(url) else ""


def _known(parts: Mapping[str, Any]) -> Words:
    """Without the parts that say nothing: what has no more than its type says nothing either."""
    said = {name: part for name, part in parts.items() if part not in ("", None, [], {})}
    return {} if set(said) <= {"@type"} else said
