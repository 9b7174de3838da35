"""A listing as an iCalendar that a phone can subscribe to (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event, vRecur

from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from search.schedule import Frequency, Schedule, dates, start_instant

LOOK_AHEAD = timedelta(days=400)
ZONES_REACH = timedelta(days=10 * 366)
"""How far the clock changes are written out; programs know later ones by the zone's name."""
NAMESPACE = "alongside"


def listing_calendar(listing: ListingDetail, *, address: str, now: datetime) -> bytes | None:
    """The calendar of a listing with the page `address` in it; None when it has no dates to come.

    The title is the listing's own name and nothing else: no kind and no description, so that nobody who sees the
    phone learns more than the name says. Folded lines end in CRLF.
    """
    draft = public_side(listing.draft)
    lines = enumerate(hours_of(draft).schedules)
    told = _Told(listing, draft, address)
    events = [told.event(number, line, day) for number, line in lines if (day := _first_day(line, now)) is not None]
    if not events or draft.always or draft.by_appointment:
        return None
    calendar = Calendar()
    for name, value in _about(draft).items():
        calendar.add(name, value)
    for event in events:
        calendar.add_component(event)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    calendar.add_missing_timezones(now.date() - timedelta(days=366), now.date() + ZONES_REACH)
    return bytes(calendar.to_ical())


def _about(draft: ListingDraft) -> dict[str, Any]:
    return {
        "prodid": "-//Alongside//Directory//EN",
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": draft.name,
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """What every event of one listing says."""

    listing: ListingDetail
    draft: ListingDraft
    address: str

    def event(self, number: int, line: Schedule, first: date) -> Event:
        """The event of one line of hours, from its `first` date on."""
        event = Event()
        event.add("uid", f"{self.listing.id}-{number}@{NAMESPACE}")
        event.add("dtstamp", self.listing.modified_at.astimezone(UTC))
        event.add("last-modified", self.listing.modified_at.astimezone(UTC))
        event.add("summary", self.draft.name)
        event.add("dtstart", _start(line, first))
        event.add("duration", line.length)
        event.add("status", "CONFIRMED" if self.draft.status == "active" else "CANCELLED")
        event.add("url", self.address)
        if where := _where(self.draft):
            event.add("location", where)
        _add_recurrence(event, line, first)
        return event


def _first_day(line: Schedule, now: datetime) -> date | None:
    """The first date from yesterday on (it may run past midnight), so that the calendar starts in the present."""
    if not line.is_placed:
        return None
    yesterday = now.astimezone(line.zone).date() - timedelta(days=1)
    return next(dates(line, yesterday, yesterday + LOOK_AHEAD), None)


def _start(line: Schedule, day: date) -> datetime:
    return start_instant(line, day).astimezone(line.zone)


def _add_recurrence(event: Event, line: Schedule, first: date) -> None:
    if line.freq is Frequency.ONCE:
        return
    event.add("rrule", vRecur(_rule(line)))
    left_out = [_start(line, day) for day in sorted(line.except_on) if day > first]
    if left_out:
        event.add("exdate", left_out)


def _rule(line: Schedule) -> dict[str, Any]:
    rule: dict[str, Any] = {"freq": "monthly" if line.is_monthly else "weekly"}
    if line.interval > 1:
        rule["interval"] = line.interval
    if line.byday:
        rule["byday"] = list(line.byday)
    elif line.weekdays:
        rule["byday"] = [str(day) for day in line.weekdays]
    if line.monthdays:
        rule["bymonthday"] = list(line.monthdays)
    if line.last_day:
        rule["until"] = datetime.combine(line.last_day, time(23, 59, 59), tzinfo=line.zone).astimezone(UTC)
    return rule


def _where(draft: ListingDraft) -> str:
    if draft.place is None or not draft.in_person or draft.venue_closed:
        return draft.online_url if draft.online else ""
    place = draft.place
    if place.visibility != "full":
        return ""
    town = " ".join(filter(None, (place.state_province, place.postal_code)))
    return ", ".join(filter(None, (place.name, place.address_1, place.city, town)))
