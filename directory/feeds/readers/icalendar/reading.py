"""iCalendar (RFC 5545): each event, with everything that comes back of it, is one activity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from directory.errors import marked
from directory.feeds.readers.envelope import MOST_BYTES_OF_A_CELL, read_each
from directory.feeds.readers.icalendar.blocks import CalendarFile, EventBlock, open_calendar
from directory.feeds.readers.icalendar.place import read_whereabouts
from directory.feeds.readers.icalendar.times import UnreadableDateError, read_moment, schedules_of
from directory.feeds.readers.kinds import asked_term, terms_meant
from directory.feeds.readers.links import web_link
from directory.feeds.readers.meanings import said_otherwise
from directory.feeds.readers.notes import look_through
from directory.feeds.readers.positions import group_key
from directory.feeds.readers.text import as_line, as_text, cut_name
from directory.feeds.readers.zones import zone_as_written, zone_of
from directory.feeds.records import ROW_SKIPPED, Problem, ReadingContext, Record, RowReport
from directory.listings.forms import ListingDraft, ScheduleDraft
from directory.listings.hours import hours_of
from search.hours import TimeState, state_at

NAME = "icalendar"
USUAL_TERM = "social_event"
"""What an event is where neither it nor its source says."""
PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read a calendar; `FeedRefusedError` when the file as a whole is none."""
    calendar = open_calendar(content)
    return _read_events(_gathered(calendar), calendar, context)


@dataclass(frozen=True, slots=True)
class _Event:
    """An event, and those of its occurrences that the calendar tells apart."""

    block: EventBlock
    overrides: list[EventBlock]


def _gathered(calendar: CalendarFile) -> list[_Event]:
    """The events in order, each with its overrides; an override of no event stands for itself."""
    events: list[_Event] = []
    first: dict[str, _Event] = {}
    loose: list[EventBlock] = []
    for block in calendar.events:
        if block.first("RECURRENCE-ID") is not None:
            loose.append(block)
            continue
        event = _Event(block, [])
        first.setdefault(block.text("UID"), event)
        events.append(event)
    for block in loose:
        master = first.get(block.text("UID"))
        if master is None:
            events.append(_Event(block, []))
        else:
            master.overrides.append(block)
    return events


def _read_events(events: list[_Event], calendar: CalendarFile, context: ReadingContext) -> Iterator[Record | Problem]:
    yield from calendar.problems
    by_number = dict(enumerate(events, 1))
    rows = [_as_row(event.block) for event in events]
    yield from read_each(rows, lambda row, report: _read_event(by_number[report.row], row, report, calendar, context))


def _as_row(block: EventBlock) -> dict[str, Any]:
    """An event as it is kept: a value for each name, several where there are several."""
    said = {name: [one.value for one in lines] for name, lines in block.said.items()}
    return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _read_event(
    event: _Event, row: dict[str, Any], report: RowReport, calendar: CalendarFile, context: ReadingContext
) -> Record | Problem:
    block = event.block
    uid = as_line(block.text("UID"))
    if not uid or len(uid) > 255:
        return report.problem("UID", marked("it has no UID to know it by"))
    report.source_id = uid
    if block.text("CLASS").strip().upper() in PRIVATE:
        return report.problem("CLASS", marked("the source marks it as not public"), ROW_SKIPPED)
    name = cut_name(as_line(block.text("SUMMARY")))
    if not name:
        return report.problem("SUMMARY", marked("it has no name"))
    for unread in block.unread:
        report.note(unread, marked("the line cannot be read"), marked("it was left out"))
    try:
        draft = _draft(name, event, report, calendar, context)
    except UnreadableDateError as error:
        return report.problem("DTSTART", error.args[0])
    is_over = draft.status != "active" or _is_over(draft, context.now)
    if is_over:
        draft = draft.model_copy(update={"status": "inactive"})
    return Record(report.row, uid, draft, row, tuple(report.problems), _updated_at(block, context.now), over=is_over)


def _draft(
    name: str, event: _Event, report: RowReport, calendar: CalendarFile, context: ReadingContext
) -> ListingDraft:
    block = event.block
    where = read_whereabouts(block, report)
    written_zone = _written_zone(block, calendar)
    zone = zone_of(written_zone, where.place, context, report)
    schedules = schedules_of(block, event.overrides, ZoneInfo(zone) if zone else None, report)
    description = as_text(block.text("DESCRIPTION"))[:MOST_BYTES_OF_A_CELL]
    look_through(description, "DESCRIPTION", report, weekly=False)
    categories = [as_line(word) for line in block.said.get("CATEGORIES", ()) for word in line.value.split(",")]
    return ListingDraft(
        name=name,
        organization=_organization(block, calendar, context, name),
        description=description,
        terms=_terms(categories, context),
        in_person=where.in_person,
        online=where.online,
        status="inactive" if block.text("STATUS").strip().upper() == "CANCELLED" else "active",
        place=where.place,
        url=web_link(block.text("URL"), "URL", report),
        online_url=where.link,
        timezone=zone,
        schedules=schedules,
        hours_note=_note_of_hours(block, schedules),
        group=group_key(name, where.place),
        unmapped=said_otherwise(
            categories=", ".join(filter(None, categories)), timezone=zone_as_written(written_zone, zone)
        ),
    )


def _written_zone(block: EventBlock, calendar: CalendarFile) -> str:
    """The zone of an event: its own, by its real name where the file tells it, else that of the calendar."""
    begins = block.first("DTSTART")
    own = begins.parameters.get("TZID", "") if begins else ""
    return calendar.real_zones.get(own, own) or calendar.timezone


def _organization(block: EventBlock, calendar: CalendarFile, context: ReadingContext, name: str) -> str:
    organizer = block.first("ORGANIZER")
    named = organizer.parameters.get("CN", "") if organizer else ""
    told = (context.options.get("organization", ""), calendar.name, named if "@" not in named else "", name)
    return next(filter(None, (cut_name(as_line(one)) for one in told)))


def _terms(categories: list[str], context: ReadingContext) -> tuple[str, ...]:
    found = terms_meant(categories, context.vocabulary)
    return found or asked_term(context.options, context.vocabulary) or (USUAL_TERM,)


def _note_of_hours(block: EventBlock, schedules: tuple[ScheduleDraft, ...]) -> str:
    moment = read_moment(block.first("DTSTART"), "DTSTART")
    is_all_day = moment is not None and moment.at is None and bool(schedules)
    said = ["All day" if is_all_day else "", "Not confirmed yet" if block.text("STATUS").upper() == "TENTATIVE" else ""]
    return "; ".join(filter(None, said))


def _is_over(draft: ListingDraft, now: datetime) -> bool:
    """Whether its times are known and none of them is to come."""
    return bool(draft.schedules) and state_at(hours_of(draft), now)[0] is TimeState.CLOSED


def _updated_at(block: EventBlock, now: datetime) -> datetime | None:
    try:
        moment = read_moment(block.first("LAST-MODIFIED"), "LAST-MODIFIED")
    except UnreadableDateError:
        return None
    if moment is None:
        return None
    at = datetime.combine(moment.day, moment.at or time(0), tzinfo=UTC)
    return at if at <= now else None
