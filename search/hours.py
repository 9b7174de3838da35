"""When a listing is on: the instants its schedules mean, and what is on at a moment.

The rules are those of `docs/search.md` ("Time rules"); label, filter, sort, API, calendar and print all
ask this module, so they cannot disagree.

Two datetimes of one zone compare by their wall clocks in Python, which is wrong in the hour that happens twice.
Everything here therefore compares instants in UTC; ask `Occurrence.covers` and `Occurrence.length`, never `<` and `-`.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from search.schedule import Frequency, Schedule, dates, start_instant

__all__ = [
    "LOOK_AHEAD",
    "DayWindow",
    "Frequency",
    "Hours",
    "Occurrence",
    "Schedule",
    "TimeState",
    "Window",
    "occurrences",
    "state_at",
]

LOOK_AHEAD = timedelta(days=400)
"""How far the next occurrence is looked for. What starts later is as good as closed to somebody asking now."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Everything known of when a listing is on. Nothing known at all is `unknown`, not closed.

    `always` and `by_appointment` win over schedules: the first is open at any moment, the second never counts as open.
    """

    schedules: tuple[Schedule, ...] = ()
    always: bool = False
    by_appointment: bool = False

    @property
    def is_known(self) -> bool:
        """Whether its times can be told from its schedules, all of them."""
        return bool(self.schedules) and all(schedule.is_placed for schedule in self.schedules)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a listing is on, as aware instants in the schedule's own zone. Ordered by start, then end."""

    starts_at: datetime
    ends_at: datetime

    def __lt__(self, other: "Occurrence") -> bool:
        return self.instants < other.instants

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Start and end in UTC, safe to compare."""
        return self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC)

    @property
    def length(self) -> timedelta:
        """The time that passes between start and end."""
        starts_at, ends_at = self.instants
        return ends_at - starts_at

    def covers(self, at: datetime) -> bool:
        """Whether it is in progress at `at`: started, and not yet over (rule 3)."""
        starts_at, ends_at = self.instants
        return starts_at <= at.astimezone(UTC) < ends_at


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
    at `opens_at` or starts before `closes_at`.
    """

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class DayWindow:
    """One day's local stretch, applied in each listing's own zone: `day=mo&from=18:00&to=21:00`."""

    weekday: int | None
    """Monday is 0. None: any day, which is the seven that come."""
    starts: time
    ends: time

    @property
    def each_day(self) -> "tuple[DayWindow, ...]":
        """The same hours of every weekday it means, one by one."""
        if self.weekday is not None:
            return (self,)
        return tuple(DayWindow(weekday, self.starts, self.ends) for weekday in range(7))


def occurrences(hours: Hours, *, after: datetime, before: datetime) -> Iterator[Occurrence]:
    """Every occurrence that ends after `after` and starts before `before`, in order of start, then end.

    Nothing for what is always open or by appointment. Two schedules that say the same thing say it once.
    """
    if hours.always or hours.by_appointment:
        return
    after, before = after.astimezone(UTC), before.astimezone(UTC)
    streams = [_occurrences_of(each, after, before) for each in hours.schedules if each.is_placed]
    in_order = heapq.merge(*streams, key=lambda occurrence: occurrence.instants)
    for _, same in groupby(in_order, key=lambda occurrence: occurrence.instants):
        yield next(same)


def state_at(hours: Hours, at: datetime) -> tuple[TimeState, Occurrence | None]:
    """What is true at `at`, with the occurrence in progress (the earliest started), else the next one strictly after.

    Closed means that the times are known and none is left within 400 days. When any of the schedules cannot be
    placed (no zone, no day), nothing left is unknown, not closed.
    """
    if hours.always:
        return TimeState.ALWAYS, None
    if hours.by_appointment:
        return TimeState.BY_APPOINTMENT, None
    found = next(occurrences(hours, after=at, before=at.astimezone(UTC) + LOOK_AHEAD), None)
    if found is not None:
        return (TimeState.IN_PROGRESS if found.covers(at) else TimeState.UPCOMING), found
    return (TimeState.CLOSED if hours.is_known else TimeState.UNKNOWN), None


def _occurrences_of(schedule: Schedule, after: datetime, before: datetime) -> Iterator[Occurrence]:
    length, zone = schedule.length, schedule.zone
    # No offset is further than a day from UTC and nothing lasts longer than one.
    for day in dates(schedule, after.date() - timedelta(days=3), before.date() + timedelta(days=2)):
        starts_at = start_instant(schedule, day)
        if starts_at >= before:
            return
        if starts_at + length > after:
            yield Occurrence(starts_at.astimezone(zone), (starts_at + length).astimezone(zone))
