"""When a listing is on: wall-clock schedules in a zone, the instants they mean, and the windows people ask for.

The rules are those of `docs/search.md` ("Time rules"); label, filter, sort, API, calendar and print all
ask this module, so they cannot disagree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Frequency(StrEnum):
    """How a schedule comes back. HSDS knows WEEKLY and MONTHLY; a one-off event is ONCE."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    ONCE = "ONCE"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One line of a listing's hours: a wall-clock start and end on recurring days in one zone.

    `byday` holds RFC 5545 weekday codes, with an ordinal for monthly rules: ("MO", "WE"), ("2TU", "4TU"), ("-1FR",).
    `bymonthday` holds days of the month (1 to 31, or -1 for the last). `anchor` is the date from which an
    interval counts (and the date itself of a ONCE schedule); without one the interval counts from the
    week or month of 1970-01-05, a Monday. `until` and `valid_to` are inclusive dates, `count` ends after so many
    occurrences from the anchor. No `ends` means 60 minutes; equal or earlier than `starts` means the next day (rule 2).
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


@dataclass(frozen=True, slots=True)
class Hours:
    """Everything known of when a listing is on. Nothing known at all is `unknown`, not closed."""

    schedules: tuple[Schedule, ...] = ()
    always: bool = False
    by_appointment: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time a listing is on, as aware instants in the schedule's own zone."""

    starts_at: datetime
    ends_at: datetime


class TimeState(StrEnum):
    """What a reader is told of a listing's time at one moment (the `time` of `/api/find`)."""

    IN_PROGRESS = "in_progress"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    ALWAYS = "always"
    BY_APPOINTMENT = "by_appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time asked for: half open, aware instants. A listing is in it when it is in progress
    at `opens_at` or starts before `closes_at`."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class DayWindow:
    """One day's local stretch, applied in each listing's own zone: `day=mo&from=18:00&to=21:00`."""

    weekday: int
    """Monday is 0."""
    starts: time
    ends: time


def occurrences(hours: Hours, *, after: datetime, before: datetime) -> Iterator[Occurrence]:
    """Every occurrence that ends after `after` and starts before `before`, in order of start, then end."""
    raise NotImplementedError


def state_at(hours: Hours, at: datetime) -> tuple[TimeState, Occurrence | None]:
    """What is true at `at`, with the occurrence in progress (the earliest started), else the next one strictly after."""
    raise NotImplementedError


def known_zones() -> Iterable[str]:
    """The IANA names this installation knows."""
    raise NotImplementedError
