"""A listing as an iCalendar that a phone can subscribe to (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from directory.listings.coming import clock_of, coming
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from search.calendar_rules import CalendarRule, to_rrule
from search.schedule import Schedule

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
    events = [told.event(number, rule) for number, line in lines if (rule := _rule_from_now_on(line, now)) is not None]
    if not events or draft.always or draft.by_appointment:
        return None
    return _calendar(draft, events, now, refreshes=True)


def _calendar(draft: ListingDraft, events: Iterable[Event], now: datetime, *, refreshes: bool = False) -> bytes:
    calendar = Calendar()
    for name, value in _about(draft).items():
        calendar.add(name, value)
    for event in events:
        calendar.add_component(event)
    if refreshes:
        calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    calendar.add_missing_timezones(now.date() - timedelta(days=366), now.date() + ZONES_REACH)
    return bytes(calendar.to_ical())


def occurrence_calendar(listing: ListingDetail, *, starts_at: datetime, address: str, now: datetime) -> bytes | None:
    """The calendar of the one time that begins at `starts_at`; None when there is none, or it is over."""
    draft = public_side(listing.draft)
    here = clock_of(draft, ZoneInfo("UTC"))
    times = coming(draft, now=max(now, starts_at), here=here, before=starts_at + timedelta(minutes=1))
    wanted = starts_at.astimezone(UTC)
    for time in times:
        if time.instants[0] == wanted:
            rule = CalendarRule(time.starts_at, time.length, "", ())
            event = _Told(listing, draft, address).event(0, rule)
            event["uid"] = f"{listing.id}-{wanted:%Y%m%dT%H%M}@{NAMESPACE}"
            return _calendar(draft, [event], now)
    return None


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

    def event(self, number: int, rule: CalendarRule) -> Event:
        """The event of one line of hours."""
        event = Event()
        event.add("uid", f"{self.listing.id}-{number}@{NAMESPACE}")
        event.add("dtstamp", self.listing.modified_at.astimezone(UTC))
        event.add("last-modified", self.listing.modified_at.astimezone(UTC))
        event.add("summary", self.draft.name)
        event.add("dtstart", rule.starts_at)
        event.add("duration", rule.length)
        event.add("status", "CONFIRMED" if self.draft.status == "active" else "CANCELLED")
        event.add("url", self.address)
        if where := _where(self.draft):
            event.add("location", where)
        if rule.rule:
            event.add("rrule", vRecur.from_ical(rule.rule))
        if rule.excepted:
            event.add("exdate", list(rule.excepted))
        return event


def _rule_from_now_on(line: Schedule, now: datetime) -> CalendarRule | None:
    """The line from yesterday on (it may run past midnight), so that the calendar starts in the present."""
    if not line.is_placed:
        return None
    yesterday = now.astimezone(line.zone).date() - timedelta(days=1)
    rule = to_rrule(line, since=yesterday)
    return rule if rule and rule.starts_at.date() <= yesterday + LOOK_AHEAD else None


def _where(draft: ListingDraft) -> str:
    if draft.place is None or not draft.in_person or draft.venue_closed:
        return draft.online_url if draft.online else ""
    place = draft.place
    if place.visibility != "full":
        return ""
    town = " ".join(filter(None, (place.state_province, place.postal_code)))
    return ", ".join(filter(None, (place.name, place.address_1, place.city, town)))
