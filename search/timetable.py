"""When every document is on, asked again and again of nearly the same moments: whole answers are kept for a while.

Nothing starts or ends within a minute, so the seconds of a moment never matter.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields
from datetime import UTC, datetime, timedelta, tzinfo
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from search.earliest import NEVER
from search.hours import DayWindow, Occurrence, Window
from search.layout import Rows
from search.offsets import Seconds
from search.recurrence import ZONE, RecurrenceColumns
from search.upcoming import (
    ALWAYS,
    InWindow,
    NextTimes,
    RowChoice,
    in_day_window,
    in_window,
    next_times,
    weekdays,
)

WHOLE_ANSWERS: Final = 12
"""So many are kept: what is on now, next and tonight, by weekday, and a few moments of other people's questions."""
SOME: Final = 8
"""A moment asked for the first time, of fewer than one of so many rows, is worked out for those rows only."""
SEVERAL_ZONES: Final = -1

_ALMOST_A_MINUTE: Final = timedelta(seconds=59, microseconds=999_999)

Kept = TypeVar("Kept")
Arrays = tuple[NDArray[Any], ...]
Computed = NextTimes | InWindow | NDArray[np.uint8] | NDArray[np.float32]


class _Asked(NamedTuple):
    """What is asked of rows, under which name it is kept."""

    key: Hashable
    compute: Callable[[RowChoice], Computed]


class Timetable:
    """The hours of all rows of one snapshot. Safe to share between threads."""

    def __init__(self, hours: RecurrenceColumns) -> None:
        self._hours = hours
        self._whole: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._asked_once: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()
        self._zones = [ZoneInfo(name) for name in hours.zones]
        self._zone_of_row = _zone_of_row(hours)

    @property
    def otherwise(self) -> NDArray[np.uint8]:
        """The state of each row that has nothing coming."""
        return self._hours.otherwise

    def prepare(self, at: datetime, half_life: float) -> None:
        """Work out, once a minute, what nearly every question of that minute asks of some rows."""
        for asked in (self._next(at), self._weekdays(at), self._haste(at, half_life)):
            with self._lock:
                is_known = asked.key in self._whole
            if not is_known:
                self._keep(asked)

    def next_times(self, at: datetime, rows: Rows) -> NextTimes:
        """What is true of rows at a moment (`upcoming.next_times`)."""
        return NextTimes(*self._of_rows(self._next(at), rows))

    def haste(self, at: datetime, rows: Rows, half_life: float) -> NDArray[np.float32]:
        """1 for rows that are on at a moment, halved with every `half_life` hours until they start; 0 without a time.

        It is kept for the minute; what is left of that shortens every wait alike, but for what has none.
        """
        haste = self._of_rows(self._haste(at, half_life), rows)[0]
        haste *= 2 ** ((int(at.timestamp()) - int(_minute(at).timestamp())) / 3600 / half_life)
        return np.minimum(haste, 1, out=haste)

    def weekdays(self, at: datetime, rows: Rows) -> NDArray[np.uint8]:
        """On which weekdays rows are still to come (`upcoming.weekdays`)."""
        return self._of_rows(self._weekdays(at), rows)[0]

    def in_window(self, window: Window, rows: Rows) -> InWindow:
        """Which rows are in a window (`upcoming.in_window`)."""
        whole = Window(_minute(window.opens_at), _minute(window.closes_at + _ALMOST_A_MINUTE))
        return InWindow(*self._of_rows(_Asked(whole, lambda some: in_window(self._hours, whole, some)), rows))

    def in_day_window(self, day: DayWindow, at: datetime, zone: str, rows: Rows) -> InWindow:
        """Which rows are on in the coming such day (`upcoming.in_day_window`)."""
        minute = _minute(at)
        asked = _Asked((day, minute, zone), lambda some: in_day_window(self._hours, day, minute, zone, some))
        return InWindow(*self._of_rows(asked, rows))

    def occurrences(self, rows: Rows, starts: Seconds, ends: Seconds) -> list[Occurrence | None]:
        """An occurrence of each row, given in epoch seconds, as instants in the zone of the schedule that has it."""
        codes = self._zone_of_row.take(rows)
        each = zip(rows.tolist(), codes.tolist(), starts.tolist(), ends.tolist(), strict=True)
        return [None if one[2] == NEVER else self._occurrence(*one) for one in each]

    def _occurrence(self, row: int, code: int, starts: int, ends: int) -> Occurrence:
        zone = self._zones[code] if code != SEVERAL_ZONES else self._zone_of(row, starts)
        return Occurrence(datetime.fromtimestamp(starts, zone), datetime.fromtimestamp(ends, zone))

    def _next(self, at: datetime) -> "_Asked":
        minute = _minute(at)
        return _Asked(("next", minute), lambda some: next_times(self._hours, minute, some))

    def _weekdays(self, at: datetime) -> "_Asked":
        minute = _minute(at)
        return _Asked(("weekdays", minute), lambda some: weekdays(self._hours, minute, some))

    def _haste(self, at: datetime, half_life: float) -> "_Asked":
        minute = _minute(at)

        def at_minute(some: RowChoice) -> NDArray[np.float32]:
            following = next_times(self._hours, minute, some)
            starts = np.where(following.state == ALWAYS, 0, following.starts)
            return haste_until(starts, int(minute.timestamp()), half_life)

        return _Asked(("haste", minute, half_life), at_minute)

    def _of_rows(self, asked: "_Asked", rows: Rows) -> Arrays:
        """The arrays of what is told of some rows: from the whole answer where it is kept or worth making."""
        with self._lock:
            whole = self._whole.get(asked.key)
            is_first = asked.key not in self._asked_once
            _remember(self._asked_once, asked.key, None)
            if whole is not None:
                self._whole.move_to_end(asked.key)
        if whole is None:
            if is_first and rows.size * SOME < len(self._hours):
                return _arrays_of(asked.compute(rows))
            whole = self._keep(asked)
        return tuple(array.take(rows) for array in whole)

    def _keep(self, asked: "_Asked") -> Arrays:
        whole = _arrays_of(asked.compute(None))
        with self._lock:
            _remember(self._whole, asked.key, whole)
        return whole

    def _zone_of(self, row: int, starts: int) -> tzinfo:
        """The zone, of several, of the rule of a row that starts then."""
        hours, at = self._hours, datetime.fromtimestamp(starts, UTC)
        entries = hours.row_rules[hours.row_starts[row] : hours.row_starts[row + 1]]
        alone = RecurrenceColumns(
            rules=hours.rules,
            exceptions=hours.exceptions,
            row_starts=np.arange(entries.size + 1),
            row_rules=entries,
            otherwise=np.zeros(entries.size, np.uint8),
            zones=hours.zones,
        )
        each = in_window(alone, Window(at, at + timedelta(seconds=1)))
        entry = int(np.argmax(each.starts == starts))
        return self._zones[int(hours.rules[ZONE, entries[entry]])]


def haste_until(starts: NDArray[np.int64], moment: int, half_life: float) -> NDArray[np.float32]:
    """1 for starts that are not after the moment (epoch seconds), halved with every so many hours after it."""
    # NEVER is so many hours away that nothing is left.
    return np.asarray(np.exp2(np.maximum(starts - moment, 0) / (-3600 * half_life)), np.float32)


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _remember(kept: OrderedDict[Hashable, Kept], key: Hashable, value: Kept) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > WHOLE_ANSWERS:
        kept.popitem(last=False)


def _arrays_of(computed: Computed) -> Arrays:
    if isinstance(computed, np.ndarray):
        return (computed,)
    return tuple(getattr(computed, each.name) for each in fields(computed))


def _zone_of_row(hours: RecurrenceColumns) -> NDArray[np.int32]:
    """The code of the one zone of each row's rules; SEVERAL_ZONES where they have more, or none."""
    zones = hours.rules[ZONE, hours.row_rules]
    filled = np.flatnonzero(np.diff(hours.row_starts))
    begins = hours.row_starts[filled]
    codes = np.full(len(hours), SEVERAL_ZONES, np.int32)
    if filled.size:
        least, most = np.minimum.reduceat(zones, begins), np.maximum.reduceat(zones, begins)
        codes[filled] = np.where(least == most, least, SEVERAL_ZONES)
    return codes
