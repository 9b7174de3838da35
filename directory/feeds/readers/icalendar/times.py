"""When an event takes place: its start and end on the clock of its place, and the days it comes back on."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import vDuration, vRecur

from directory.errors import marked, worded
from directory.feeds.readers.clock_times import end_after
from directory.feeds.readers.icalendar.blocks import EventBlock, Property
from directory.feeds.records import RowReport
from directory.listings.forms import ScheduleDraft
from search.hours import Frequency

_MOMENT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN_PARTS: Final = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"}
_MOST_DAYS: Final = 14
"""Of an event that goes on for longer, its first day alone is listed."""
FLAGGED: Final = marked("it was flagged for a coordinator")


class UnreadableDateError(ValueError):
    """Says what is wrong with a date, as the middle of a sentence."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock time on a day, or a whole day."""

    day: date
    at: time | None
    is_utc: bool = False

    def on_clock_of(self, zone: ZoneInfo | None) -> "Moment":
        """A moment told in UTC as the clock of a zone shows it."""
        if not self.is_utc or self.at is None or zone is None:
            return self
        there = datetime.combine(self.day, self.at, tzinfo=UTC).astimezone(zone)
        return Moment(there.date(), there.time())


def read_moment(said: Property | None, name: str) -> Moment | None:
    """Read `20261124T190000`, `20261124T190000Z` or `20261124`; raises UnreadableDateError."""
    if said is None or not said.value.strip():
        return None
    found = _MOMENT.fullmatch(said.value.strip())
    if not found:
        raise UnreadableDateError(worded("%(name)s “%(said)s” is not a date", name=name, said=said.value[:40]))
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        at = time(int(found[4]), int(found[5])) if found[4] else None
    except ValueError:
        raise UnreadableDateError(
            worded("%(name)s “%(said)s” is no date that a calendar has", name=name, said=said.value[:40])
        ) from None
    return Moment(day, at, is_utc=bool(found[7]))


def schedules_of(
    event: EventBlock, overrides: list[EventBlock], zone: ZoneInfo | None, report: RowReport
) -> tuple[ScheduleDraft, ...]:
    """Return the lines of hours of an event and of its occurrences that were moved; raises UnreadableDateError."""
    begins = read_moment(event.first("DTSTART"), "DTSTART")
    if begins is None:
        raise UnreadableDateError(marked("it has no DTSTART"))
    starts = begins.on_clock_of(zone)
    shift = (starts.day - begins.day).days
    ends = _end(event, starts, zone)
    excepted = _dates(event, "EXDATE", zone) | _replaced(overrides, zone)
    lines = [*_lines(event.text("RRULE"), _Times(starts, ends, shift, excepted), report)]
    lines += [_once(Moment(day, starts.at), ends) for day in sorted(_dates(event, "RDATE", zone) - excepted)]
    for one in overrides:
        lines += _moved(one, zone, report)
    return tuple(lines)


def _moved(event: EventBlock, zone: ZoneInfo | None, report: RowReport) -> tuple[ScheduleDraft, ...]:
    """One occurrence that takes place at another time; one that was called off takes place at none."""
    if event.text("STATUS").strip().upper() == "CANCELLED":
        return ()
    try:
        starts = read_moment(event.first("DTSTART"), "DTSTART")
    except UnreadableDateError as error:
        report.note("DTSTART", error.args[0], marked("that occurrence was left out"))
        return ()
    if starts is None:
        return ()
    there = starts.on_clock_of(zone)
    return (_once(there, _end(event, there, zone)),)


def _replaced(overrides: list[EventBlock], zone: ZoneInfo | None) -> set[date]:
    return {day for one in overrides for day in _dates(one, "RECURRENCE-ID", zone)}


def _dates(event: EventBlock, name: str, zone: ZoneInfo | None) -> set[date]:
    """The days that lines of a name list; what is no date among them is passed over."""
    days: set[date] = set()
    for said in event.said.get(name, ()):
        for part in said.value.split(",")[:1000]:
            try:
                moment = read_moment(replace(said, value=part.partition("/")[0]), name)
            except UnreadableDateError:
                continue
            if moment is not None:
                days.add(moment.on_clock_of(zone).day)
    return days


@dataclass(frozen=True, slots=True)
class _End:
    at: time | None
    """None for an hour that is not stated."""
    days: int = 0
    """Days after the first on which it still goes on."""


def _end(event: EventBlock, starts: Moment, zone: ZoneInfo | None) -> _End:
    if starts.at is None:
        last = read_moment(event.first("DTEND"), "DTEND")
        return _End(time(0), max(0, (last.day - starts.day).days - 1) if last else 0)
    written = read_moment(event.first("DTEND"), "DTEND")
    if written is not None and written.at is not None:
        ends = written.on_clock_of(zone)
        length = datetime.combine(ends.day, ends.at or time(0)) - datetime.combine(starts.day, starts.at)
    else:
        length = _length(event.text("DURATION"))
    if length <= timedelta(0):
        return _End(None)
    if length > timedelta(days=1):
        return _End(end_after(starts.at, int(length.total_seconds() // 60) % 1440 or 1440), length.days)
    return _End(end_after(starts.at, int(length.total_seconds() // 60)))


def _length(written: str) -> timedelta:
    try:
        length = vDuration.from_ical(written.strip()) if written.strip() else None  # type: ignore[no-untyped-call]  # the library says no types
    except (ValueError, OverflowError):
        return timedelta(0)
    return length if isinstance(length, timedelta) else timedelta(0)


@dataclass(frozen=True, slots=True)
class _Times:
    """The first time of an event, and the days on which it does not take place."""

    starts: Moment
    ends: _End
    shift: int
    """Days by which the clock of its place is ahead of the one it was told in."""
    excepted: set[date]


def _lines(rule: str, times: _Times, report: RowReport) -> tuple[ScheduleDraft, ...]:
    starts, ends, excepted = times.starts, times.ends, times.excepted
    if not rule:
        days = range(min(ends.days, _MOST_DAYS) + 1)
        each = (Moment(starts.day + timedelta(days=number), starts.at) for number in days)
        return tuple(_once(one, ends) for one in each if one.day not in excepted)
    try:
        told = _recurring(vRecur.from_ical(rule), starts, times.shift)
    except (ValueError, TypeError, AttributeError, OverflowError, KeyError):
        told = None
    if told is None:
        report.note(
            "RRULE", worded("it comes back by a rule that is not read here (%(rule)s)", rule=rule[:80]), FLAGGED
        )
        return (_once(starts, ends),)
    at = starts.at or time(0)
    return (ScheduleDraft(starts=at, ends=ends.at, anchor=starts.day, except_on=tuple(sorted(excepted)), **told),)


def _once(moment: Moment, ends: _End) -> ScheduleDraft:
    return ScheduleDraft(starts=moment.at or time(0), ends=ends.at, freq=Frequency.ONCE, anchor=moment.day)


def _recurring(rule: vRecur, starts: Moment, shift: int) -> dict[str, Any] | None:
    """The fields of a line of hours that a rule means; None for one that has no such line."""
    freq = str(rule["FREQ"][0]).upper()
    interval = int(rule.get("INTERVAL", [1])[0])
    if set(rule) - _KNOWN_PARTS or not 1 <= interval <= 52:
        return None
    days = _days(rule, shift)
    monthdays = tuple(int(day) for day in rule.get("BYMONTHDAY", ()))
    told: dict[str, Any] = {"interval": interval, **_ending(rule)}
    if freq == "DAILY" and interval == 1 and not monthdays:
        return told | {"byday": days or _CODES}
    if freq == "WEEKLY" and not monthdays:
        return told | {"byday": days or (_CODES[starts.day.weekday()],)}
    if freq == "MONTHLY" and not (days and monthdays) and not (shift and (days or monthdays)):
        if not days and not monthdays:
            monthdays = (starts.day.day,)
        if all(1 <= day <= 31 or day == -1 for day in monthdays):
            return told | {"freq": Frequency.MONTHLY, "byday": days, "bymonthday": monthdays}
    return None


def _days(rule: vRecur, shift: int) -> tuple[str, ...]:
    """The days of a rule; those told in UTC may be another day where it takes place."""
    days = tuple(str(day).removeprefix("+").upper() for day in rule.get("BYDAY", ()))
    places = [int(place) for place in rule.get("BYSETPOS", ())]
    if places and days:
        if len(days) > 1:
            raise ValueError("one of several days by its place in the month")
        days = tuple(f"{place}{days[0]}" for place in places)
    if shift:
        return tuple(_CODES[(_CODES.index(day) + shift) % 7] for day in days)
    return days


def _ending(rule: vRecur) -> dict[str, Any]:
    ending: dict[str, Any] = {}
    if until := rule.get("UNTIL"):
        last = until[0]
        ending["until"] = last.date() if isinstance(last, datetime) else last
    if count := rule.get("COUNT"):
        ending["count"] = max(1, min(int(count[0]), 5000))
    return ending
