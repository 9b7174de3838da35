"""One line of a listing's hours: a wall clock, the days it comes back on, and the local dates that makes."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import dropwhile, islice
from zoneinfo import ZoneInfo

from dateutil import rrule

from search.zones import zone_named

PHASE_START = date(1970, 1, 5)
"""The Monday from which an interval counts when a schedule has no anchor."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAY_CODE = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
DAY_MINUTES = 24 * 60
UNSTATED_LENGTH = 60
LIFETIME = timedelta(days=50 * 366)
"""A count that takes longer to run out than this is no limit, and a rule without a date in so long has none."""


class Frequency(StrEnum):
    """How a schedule comes back. HSDS knows WEEKLY and MONTHLY; a one-off event is ONCE."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    ONCE = "ONCE"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One line of a listing's hours: a wall-clock start and end on recurring days in one zone.

    `byday` holds RFC 5545 weekday codes, with an ordinal for monthly rules: ("MO", "WE"), ("2TU", "4TU"), ("-1FR",).
    `bymonthday` holds days of the month (1 to 31, or -1 for the last). A weekly rule with either is read as monthly.
    `anchor` is the first day it can be on, from which an interval counts (and the date itself of a ONCE
    schedule); without one the interval counts from the week or month of 1970-01-05, a Monday. Without `byday` and
    `bymonthday` it comes back on the anchor's weekday or day of the month.
    `until` and `valid_to` are inclusive dates, `count` ends after so many occurrences from the anchor (else from
    `valid_from`; without both it cannot be counted and is no limit), those of `except_on` counted.
    No `ends` means 60 minutes; equal or earlier than `starts` means the next day (rule 2). Seconds are not looked at.
    `timezone` is an IANA name that exists, or None: kept, but never on now or next (rule 6).
    """

    starts: time
    ends: time | None = None
    timezone: str | None = None
    freq: Frequency = Frequency.WEEKLY
    byday: tuple[str, ...] = ()
    bymonthday: tuple[int, ...] = ()
    interval: int = 1
    anchor: date | None = None
    until: date | None = None
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    except_on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what no calendar can mean, so that nobody counts in steps of nothing."""
        if self.interval < 1 or (self.count is not None and self.count < 1):
            raise ValueError("A schedule's interval and count are 1 or more.")
        if any(abs(day) > 31 for day in self.bymonthday):
            raise ValueError("A day of the month is between 1 and 31, or counts back from -1.")
        for code in self.byday:
            _weekday(code)

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of its clock, when it has one that exists."""
        return zone_named(self.timezone) if self.timezone else None

    @property
    def length(self) -> timedelta:
        """How long it lasts from its start instant: 1 minute to 24 hours (rule 2)."""
        if self.ends is None:
            return timedelta(minutes=UNSTATED_LENGTH)
        minutes = (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute
        return timedelta(minutes=minutes if minutes > 0 else minutes + DAY_MINUTES)

    @property
    def is_monthly(self) -> bool:
        """Whether its days are told by the month: second Tuesdays, or the 15th."""
        if self.freq is Frequency.ONCE:
            return False
        return self.freq is Frequency.MONTHLY or bool(self.bymonthday) or any(day.n for day in self.weekdays)

    @property
    def weekdays(self) -> tuple[rrule.weekday, ...]:
        """Its weekdays with their ordinals (`n` is None for every week); the anchor's when a weekly rule names none."""
        if self.byday:
            return tuple(_weekday(code) for code in self.byday)
        if self.freq is Frequency.WEEKLY and self.anchor and not self.bymonthday:
            return (rrule.weekday(self.anchor.weekday()),)
        return ()

    @property
    def monthdays(self) -> tuple[int, ...]:
        """Its days of the month; the anchor's when a monthly rule names no day at all."""
        if self.freq is Frequency.MONTHLY and self.anchor and not (self.byday or self.bymonthday):
            return (self.anchor.day,)
        return tuple(day for day in self.bymonthday if day)

    @property
    def is_placed(self) -> bool:
        """Whether anybody can tell when it is on: it has a zone, and days."""
        return self.has_days and self.zone is not None

    @property
    def has_days(self) -> bool:
        """Whether it says on which days it is."""
        if self.freq is Frequency.ONCE:
            return self.anchor is not None
        return bool(self.weekdays or self.monthdays)

    @property
    def first_day(self) -> date | None:
        """The earliest local date it may be on, when there is one."""
        return max((day for day in (self.anchor, self.valid_from) if day), default=None)

    @property
    def last_day(self) -> date | None:
        """The latest local date it may be on, when there is one; a count is turned into its last date."""
        return min((day for day in (self.until, self.valid_to, last_counted(self)) if day), default=None)


def dates(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    """The local dates from `first` to `last`, both included, on which the schedule starts, in order."""
    first = max(first, schedule.first_day or first)
    last = min(last, schedule.last_day or last)
    if first <= last:
        yield from (day for day in _ruled_dates(schedule, first, last) if day not in schedule.except_on)


def start_instant(schedule: Schedule, day: date) -> datetime:
    """The instant in UTC at which the schedule starts on that local date.

    Python reads a wall time with `fold=0` as rule 4 asks: one that does not exist with the offset before
    the jump, one that happens twice as the first.
    """
    starts = schedule.starts
    return datetime(day.year, day.month, day.day, starts.hour, starts.minute, tzinfo=schedule.zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def last_counted(schedule: Schedule) -> date | None:
    """The date of the occurrence with which the schedule's count runs out, or None when nothing is counted."""
    begins = schedule.anchor or schedule.valid_from
    if schedule.count is None or begins is None or schedule.freq is Frequency.ONCE:
        return None
    counted = _ruled_dates(schedule, begins, lifetime_from(begins))
    return next(islice(counted, schedule.count - 1, None), None)


def told_alike(schedule: Schedule) -> list[rrule.weekday]:
    """Its weekdays, all with ordinals when it is monthly: of "MO" beside "2TU" dateutil makes what is both at once."""
    if not schedule.is_monthly:
        return list(schedule.weekdays)
    return [day(nth) for day in schedule.weekdays for nth in ((day.n,) if day.n else range(1, 6))]


def lifetime_from(day: date) -> date:
    """The day on which nobody looks any further."""
    return min(day, date.max - LIFETIME) + LIFETIME


def _ruled_dates(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    """The dates of its rule alone, whatever its bounds and exceptions say."""
    if schedule.freq is Frequency.ONCE:
        yield from (day for day in (schedule.anchor,) if day and first <= day <= last)
        return
    if not schedule.has_days:
        return
    every = (moment.date() for moment in _rule(schedule, first, last))
    for day in dropwhile(lambda day: day < first, every):
        if not schedule.monthdays or _is_monthday(day, schedule.monthdays):
            yield day


def _rule(schedule: Schedule, first: date, last: date) -> rrule.rrule:
    """A dateutil rule that begins in step with the schedule's interval at or before `first`."""
    # Days of the month beside weekdays are left to the caller: a pair that never meets would
    # make dateutil search to the year 9999.
    days = {"byweekday": told_alike(schedule)} if schedule.weekdays else {"bymonthday": schedule.monthdays}
    return rrule.rrule(
        rrule.MONTHLY if schedule.is_monthly else rrule.WEEKLY,
        dtstart=datetime.combine(_in_step(schedule, first), time()),
        until=datetime.combine(last, time()),
        interval=schedule.interval,
        wkst=rrule.MO,
        **days,
    )


def _in_step(schedule: Schedule, first: date) -> date:
    """The Monday, or first of the month, at or before `first` from which the interval goes on in step."""
    phase = schedule.anchor or PHASE_START
    if schedule.is_monthly:
        months = (first.year - phase.year) * 12 + first.month - phase.month
        index = phase.year * 12 + phase.month - 1 + months // schedule.interval * schedule.interval
        return date(index // 12, index % 12 + 1, 1)
    monday = phase - timedelta(days=phase.weekday())
    return monday + timedelta(weeks=(first - monday).days // (7 * schedule.interval) * schedule.interval)


@lru_cache(maxsize=512)
def _weekday(code: str) -> rrule.weekday:
    """The weekday of an RFC 5545 code such as "MO", "2TU" or "-1FR"; anything else is a ValueError."""
    read = WEEKDAY_CODE.fullmatch(code)
    if read is None:
        raise ValueError(f"“{code}” is not a weekday code such as MO, 2TU or -1FR.")
    ordinal, name = read.groups()
    return rrule.weekday(WEEKDAYS.index(name), int(ordinal) if ordinal else None)


def _is_monthday(day: date, monthdays: tuple[int, ...]) -> bool:
    return day.day in monthdays or day.day - monthrange(day.year, day.month)[1] - 1 in monthdays
