"""What is on or next, for all documents at once: the answers of `search.hours`, computed from columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.earliest import NEVER, Asked, earliest
from search.hours import LOOK_AHEAD, DayWindow, TimeState, Window
from search.offsets import Seconds
from search.recurrence import KIND, LENGTH, MONTHDAY, STATES, WEEKDAYS, Layer, RecurrenceColumns, Rules, layers_of
from search.rule_dates import weekday_of
from search.windows import next_day_window

RowChoice = NDArray[np.integer[Any]] | NDArray[np.bool_] | None
"""Row numbers, a mask over all rows, or None for every row."""

IN_PROGRESS, UPCOMING, ALWAYS = (
    np.uint8(STATES.index(state)) for state in (TimeState.IN_PROGRESS, TimeState.UPCOMING, TimeState.ALWAYS)
)
EVERY_WEEKDAY = np.uint8(0b1111111)
LENGTH_BITS = 11
"""A start and a length (at most 1440 minutes) share a number, so that the least is the earliest, then the shortest."""
LENGTH_MASK = (1 << LENGTH_BITS) - 1


@dataclass(frozen=True, eq=False)
class NextTimes:
    """What is true of each chosen row: the code of its state (its place in `STATES`) and the occurrence in progress,
    else the next one, in epoch seconds (NEVER without one).
    """

    state: NDArray[np.uint8]
    starts: Seconds
    ends: Seconds


@dataclass(frozen=True, eq=False)
class InWindow:
    """Which of the chosen rows are in a window, and the first occurrence of each in epoch seconds (NEVER without one).

    What is always open is there for the whole window.
    """

    found: NDArray[np.bool_]
    starts: Seconds
    ends: Seconds


def next_times(columns: RecurrenceColumns, at: datetime, rows: RowChoice = None) -> NextTimes:
    """The state and the occurrence of each chosen row at `at`: what `search.hours.state_at` says of it."""
    now = floor(at.timestamp())
    until = ceil(at.timestamp()) + int(LOOK_AHEAD.total_seconds())
    starts, ends = _first_of_rows(columns, rows, _asked(columns, at, [(now, until)] * len(columns.zones)))
    coming = np.where(starts <= now, IN_PROGRESS, UPCOMING)
    return NextTimes(np.where(starts == NEVER, _chosen_values(columns.otherwise, rows), coming), starts, ends)


def in_window(columns: RecurrenceColumns, window: Window, rows: RowChoice = None) -> InWindow:
    """Which chosen rows are in the window: what `search.windows.overlapping` says of each."""
    bounds = _bounds(window)
    asked = _asked(columns, window.opens_at, [bounds] * len(columns.zones))
    return _in_window(columns, rows, asked, window)


def in_day_window(
    columns: RecurrenceColumns, day: DayWindow, at: datetime, zone: str, rows: RowChoice = None
) -> InWindow:
    """Which chosen rows are on in the coming such day (or one of the seven), each schedule by its own clock.

    What `search.windows.overlapping_day` says of each: `zone` tells the day for what is always open.
    """
    first, *others = (_in_coming_day(columns, each, at, zone, rows) for each in day.each_day)
    return reduce(_earlier, others, first)


def _in_coming_day(columns: RecurrenceColumns, day: DayWindow, at: datetime, zone: str, rows: RowChoice) -> InWindow:
    bounds = [_bounds(next_day_window(day, at, name)) for name in columns.zones]
    return _in_window(columns, rows, _asked(columns, at, bounds), next_day_window(day, at, zone))


def _earlier(one: InWindow, other: InWindow) -> InWindow:
    """What is in either window, and of two occurrences the earlier, then the shorter."""
    comes_first = (other.starts < one.starts) | ((other.starts == one.starts) & (other.ends < one.ends))
    return InWindow(
        one.found | other.found,
        np.where(comes_first, other.starts, one.starts),
        np.where(comes_first, other.ends, one.ends),
    )


def weekdays(columns: RecurrenceColumns, at: datetime, rows: RowChoice = None) -> NDArray[np.uint8]:
    """The weekdays, as bits from Monday, of what each chosen row still does after `at`, in its own zones.

    A day of the month counts by its next date. What is always open is there every day.
    """
    until = ceil(at.timestamp()) + int(LOOK_AHEAD.total_seconds())
    asked = _asked(columns, at, [(floor(at.timestamp()), until)] * len(columns.zones))
    chosen = _Chosen.of(columns, rows)
    found = earliest(chosen.rules, columns.exceptions, asked)
    by_date = np.left_shift(1, weekday_of(found.days)).astype(np.uint8)
    bits = np.where(chosen.rules[MONTHDAY] == 0, chosen.rules[WEEKDAYS].astype(np.uint8), by_date)
    bits[found.starts == NEVER] = 0
    on = chosen.reduced(np.bitwise_or, bits, 0)
    on[_chosen_values(columns.otherwise, rows) == ALWAYS] = EVERY_WEEKDAY
    return on


def _bounds(window: Window) -> tuple[int, int]:
    """(after, before) in whole seconds. Something may start at the very moment a window opens, however short it is."""
    after, before = floor(window.opens_at.timestamp()), ceil(window.closes_at.timestamp())
    return after, max(before, after + 1)


def _asked(columns: RecurrenceColumns, at: datetime, bounds: Sequence[tuple[int, int]]) -> Asked:
    return Asked.of(columns.zones, bounds, at.astimezone(UTC).year)


def _in_window(columns: RecurrenceColumns, rows: RowChoice, asked: Asked, window: Window) -> InWindow:
    starts, ends = _first_of_rows(columns, rows, asked)
    always = _chosen_values(columns.otherwise, rows) == ALWAYS
    starts[always], ends[always] = floor(window.opens_at.timestamp()), ceil(window.closes_at.timestamp())
    return InWindow(starts != NEVER, starts, ends)


def _first_of_rows(columns: RecurrenceColumns, rows: RowChoice, asked: Asked) -> tuple[Seconds, Seconds]:
    """Start and end of the first occurrence of each chosen row in what is asked."""
    chosen = _Chosen.of(columns, rows)
    starts = earliest(chosen.rules, columns.exceptions, asked).starts
    keys = (starts << LENGTH_BITS) + chosen.rules[LENGTH] * (starts != NEVER)
    least = chosen.reduced(np.minimum, keys, NEVER << LENGTH_BITS)
    starts = least >> LENGTH_BITS
    return starts, starts + (least & LENGTH_MASK) * 60


@dataclass(frozen=True, eq=False)
class _Chosen:
    """The rules to look at for the chosen rows, and how the rows have them: in each layer its rules by their place."""

    rules: Rules
    layers: Sequence[Layer]
    count: int
    """How many rows are chosen."""

    @classmethod
    def of(cls, columns: RecurrenceColumns, rows: RowChoice) -> "_Chosen":
        """All rules for all rows, and for many; else a rule for each time a row has one."""
        if rows is None:
            return cls(columns.rules, columns.layers, len(columns))
        chosen = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.intp, copy=False)
        layers = layers_of(columns, chosen)
        wanted = np.concatenate([np.zeros(0, dtype=np.intp), *(layer.rules for layer in layers)])
        if wanted.size >= columns.rules.shape[1]:
            return cls(columns.rules, layers, chosen.size)
        order = np.argsort(columns.rules[KIND].take(wanted).astype(np.uint8), kind="stable")
        places = np.empty_like(order)
        places[order] = np.arange(order.size)
        ends = np.cumsum([layer.rules.size for layer in layers])
        parts = np.split(places, ends[:-1]) if layers else []
        moved = [Layer(layer.rows, part) for layer, part in zip(layers, parts, strict=True)]
        return cls(columns.rules.take(wanted.take(order), axis=1), moved, chosen.size)

    def reduced(self, by: np.ufunc, values: NDArray[Any], nothing: int) -> NDArray[Any]:
        """The values of each row's rules brought together; `nothing` for a row without rules."""
        reduced = np.full(self.count, nothing, dtype=values.dtype)
        for number, layer in enumerate(self.layers):
            added = values.take(layer.rules)
            reduced[layer.rows] = by(reduced.take(layer.rows), added) if number else added
        return reduced


def _chosen_values(values: NDArray[np.uint8], rows: RowChoice) -> NDArray[np.uint8]:
    return values if rows is None else values[rows]
