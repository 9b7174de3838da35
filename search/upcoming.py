"""What is on or next, for all documents at once: the answers of `search.hours`, computed from columns."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.hours import LOOK_AHEAD, DayWindow, TimeState, Window
from search.offsets import DAY, ClockSteps, Seconds, clock_steps
from search.recurrence import RULE_STRIDE, STATES, RecurrenceColumns, Rules
from search.rule_dates import Days, dates_from, weekday_of
from search.windows import next_day_window

RowChoice = NDArray[np.integer[Any]] | NDArray[np.bool_] | None
"""Row numbers, a mask over all rows, or None for every row."""

NEVER = np.iinfo(np.int64).max
"""The start and end of what has nothing coming: it sorts last."""
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


@dataclass(frozen=True, eq=False)
class _Asked:
    """The stretch asked about, in epoch seconds per zone: ends after `after`, starts before `before`."""

    after: Seconds
    before: Seconds
    steps: ClockSteps


def next_times(columns: RecurrenceColumns, at: datetime, rows: RowChoice = None) -> NextTimes:
    """The state and the occurrence of each chosen row at `at`: what `search.hours.state_at` says of it."""
    now = floor(at.timestamp())
    until = ceil(at.timestamp()) + int(LOOK_AHEAD.total_seconds())
    starts, ends = _first_of_rows(columns, rows, _asked(columns, at, [(now, until)] * len(columns.zones)))
    in_progress, upcoming = STATES.index(TimeState.IN_PROGRESS), STATES.index(TimeState.UPCOMING)
    coming = np.where(starts <= now, np.uint8(in_progress), np.uint8(upcoming))
    return NextTimes(np.where(starts == NEVER, _chosen(columns.otherwise, rows), coming), starts, ends)


def in_window(columns: RecurrenceColumns, window: Window, rows: RowChoice = None) -> InWindow:
    """Which chosen rows are in the window: what `search.windows.overlapping` says of each."""
    bounds = _bounds(window)
    asked = _asked(columns, window.opens_at, [bounds] * len(columns.zones))
    return _in_window(columns, rows, asked, window)


def in_day_window(
    columns: RecurrenceColumns, day: DayWindow, at: datetime, zone: str, rows: RowChoice = None
) -> InWindow:
    """Which chosen rows are on in the coming such day, each schedule by its own zone's clock.

    What `search.windows.overlapping_day` says of each: `zone` tells the day for what is always open.
    """
    bounds = [_bounds(next_day_window(day, at, name)) for name in columns.zones]
    return _in_window(columns, rows, _asked(columns, at, bounds), next_day_window(day, at, zone))


def weekdays(columns: RecurrenceColumns, at: datetime, rows: RowChoice = None) -> NDArray[np.uint8]:
    """The weekdays, as bits from Monday, of what each chosen row still does after `at`, in its own zones.

    A day of the month counts by its next date. What is always open is there every day.
    """
    until = ceil(at.timestamp()) + int(LOOK_AHEAD.total_seconds())
    asked = _asked(columns, at, [(floor(at.timestamp()), until)] * len(columns.zones))
    firsts, entries = _entries(columns, rows)
    rules, of_entry = _rules_of_entries(columns, entries)
    days, starts = _first_of_rules(rules, columns.exceptions, asked)
    by_date = np.left_shift(1, weekday_of(days)).astype(np.uint8)
    bits = np.where(rules.monthday != 0, by_date, rules.weekdays)
    bits[starts == NEVER] = 0
    otherwise = _chosen(columns.otherwise, rows)
    on = np.where(otherwise == STATES.index(TimeState.ALWAYS), EVERY_WEEKDAY, np.uint8(0))
    _reduce_rows(np.bitwise_or, bits[of_entry], firsts, on)
    return on


def _bounds(window: Window) -> tuple[int, int]:
    """(after, before) in whole seconds. Something may start at the very moment a window opens, however short it is."""
    after, before = floor(window.opens_at.timestamp()), ceil(window.closes_at.timestamp())
    return after, max(before, after + 1)


def _asked(columns: RecurrenceColumns, at: datetime, bounds: list[tuple[int, int]]) -> _Asked:
    after, before = np.array(bounds, dtype=np.int64).reshape(-1, 2).T.copy()
    return _Asked(after, before, clock_steps(columns.zones, at.astimezone(UTC).year))


def _in_window(columns: RecurrenceColumns, rows: RowChoice, asked: _Asked, window: Window) -> InWindow:
    starts, ends = _first_of_rows(columns, rows, asked)
    always = _chosen(columns.otherwise, rows) == STATES.index(TimeState.ALWAYS)
    starts[always], ends[always] = floor(window.opens_at.timestamp()), ceil(window.closes_at.timestamp())
    return InWindow(starts != NEVER, starts, ends)


def _first_of_rows(columns: RecurrenceColumns, rows: RowChoice, asked: _Asked) -> tuple[Seconds, Seconds]:
    """Start and end of the first occurrence of each chosen row in what is asked."""
    firsts, entries = _entries(columns, rows)
    rules, of_entry = _rules_of_entries(columns, entries)
    _, starts = _first_of_rules(rules, columns.exceptions, asked)
    keys = np.where(starts == NEVER, NEVER, starts << LENGTH_BITS | rules.length)
    least = np.full(firsts.size - 1, NEVER, dtype=np.int64)
    _reduce_rows(np.minimum, keys[of_entry], firsts, least)
    starts = least >> LENGTH_BITS
    ends = starts + (least & LENGTH_MASK) * 60
    starts[least == NEVER] = ends[least == NEVER] = NEVER
    return starts, ends


def _first_of_rules(rules: Rules, exceptions: NDArray[np.int64], asked: _Asked) -> tuple[Days, Seconds]:
    """Local date and start instant of the first occurrence of each rule in what is asked; NEVER without one."""
    days, starts = _earliest_days(rules, asked), np.full(len(rules), NEVER, dtype=np.int64)
    # No date later than this starts in time, wherever the zone.
    limit = (asked.before.max(initial=0) + 2 * DAY) // DAY
    pending, left = np.arange(len(rules)), rules
    found = days.copy()
    while pending.size:
        days = dates_from(left, days, limit)
        begins = asked.steps.instants_of(left.zone, days * DAY + left.starts * 60)
        possible = (days <= left.last) & (begins < asked.before[left.zone])
        counts = possible & (begins + left.length * 60 > asked.after[left.zone])
        counts &= ~_is_excepted(left, days, exceptions)
        starts[pending[counts]], found[pending[counts]] = begins[counts], days[counts]
        again = np.flatnonzero(possible & ~counts)
        pending, left, days = pending[again], left.take(again), days[again] + 1
    return found, starts


def _earliest_days(rules: Rules, asked: _Asked) -> Days:
    """The first local date of each rule whose occurrence could end after what is asked, whatever its weekdays.

    Exact while no clock changes nearby; else a little too early, by as much as the clock moves.
    """
    local = asked.after + asked.steps.offsets_at(asked.after) - asked.steps.unrest_at(asked.after)
    today, minute = np.divmod(local // 60, 1440)
    ends, minute = rules.starts + rules.length, minute[rules.zone]
    days: Days = today[rules.zone] + 1 - (ends > minute) - (ends > minute + 1440)
    return np.maximum(days, rules.first)


def _is_excepted(rules: Rules, days: Days, exceptions: NDArray[np.int64]) -> NDArray[np.bool_]:
    excepted = np.zeros(len(rules), dtype=np.bool_)
    some = np.flatnonzero(rules.has_exceptions)
    if some.size:
        excepted[some] = np.isin(rules.number[some] * RULE_STRIDE + days[some], exceptions)
    return excepted


def _chosen(values: NDArray[np.uint8], rows: RowChoice) -> NDArray[np.uint8]:
    return values if rows is None else values[rows]


def _entries(columns: RecurrenceColumns, rows: RowChoice) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The rule numbers of the chosen rows, row after row, and where each row's begin (one more at the end)."""
    if rows is None:
        return columns.row_starts, columns.row_rules
    chosen = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    begins = columns.row_starts[chosen]
    sizes = columns.row_starts[chosen + 1] - begins
    firsts = np.concatenate(([0], np.cumsum(sizes)))
    places = np.arange(firsts[-1]) + np.repeat(begins - firsts[:-1], sizes)
    return firsts, columns.row_rules[places]


def _rules_of_entries(columns: RecurrenceColumns, entries: NDArray[np.int32]) -> tuple[Rules, NDArray[np.integer[Any]]]:
    """The rules to look at, and which of them each entry means: all of them, unless the entries are fewer."""
    if entries.size < len(columns.rules):
        return columns.rules.take(entries), np.arange(entries.size)
    return columns.rules, entries


def _reduce_rows(by: np.ufunc, values: NDArray[Any], firsts: NDArray[np.int64], into: NDArray[Any]) -> None:
    """Bring the values of each row's entries together into its place; rows without entries keep what is there."""
    filled = np.flatnonzero(np.diff(firsts))
    if filled.size:
        into[filled] = by(into[filled], by.reduceat(values, firsts[filled]))
