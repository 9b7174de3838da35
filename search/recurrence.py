"""The hours of many listings as columns, so that any moment can be asked of all of them at once.

Nothing here depends on now. Every rule a `Schedule` can state fits the columns, so nothing is expanded
and nothing goes stale; `search.upcoming` reads them.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.hours import Frequency, Hours, Schedule, TimeState
from search.schedule import PHASE_START

Rules = NDArray[np.int32]
"""The distinct rules of each segment, in order of KIND: a row for each of the facts below, a column for each rule."""

KIND, ZONE, WEEKDAYS, NTH, MONTHDAY, INTERVAL, PHASE, STARTS, LENGTH, FIRST, LAST, EXCEPTED = range(12)
"""The facts of a rule. Days are numbers from 1970-01-01.

ZONE is a code into the columns' `zones`. WEEKDAYS are bits, Monday lowest.
A weekly rule is on those days of each week, or of the weeks in step when there is an interval. A monthly one is on
one day of each month in step: the MONTHDAY (negative from the end) when it is a wanted weekday and, unless NTH is zero,
the NTH such; or, with MONTHDAY zero, the NTH of its one weekday (negative from the end).
PHASE is the week or month number, modulo INTERVAL, of those in step. STARTS and LENGTH are minutes.
EXCEPTED is the number of a set of excepted days, or zero.
"""

EVERY_WEEK, SPACED_WEEKS, MONTHLY = KINDS = range(3)

EPOCH = date(1970, 1, 1).toordinal()
ANY_DAY = 0b1111111
LONG_AGO, FAR_OFF = -(1 << 22), 1 << 22
"""Day numbers beyond every date, for rules without a first or last day."""
SET_STRIDE = 1 << 32
"""Keeps the days of one set of exceptions apart from those of the next in one sorted array."""
STATES = tuple(TimeState)
"""A state's code is its place here."""

ARRAYS = ("rules", "exceptions", "row_starts", "row_rules", "otherwise")


@dataclass(frozen=True, eq=False)
class Layer:
    """The n-th rule of each row that has so many: place of the row among those chosen, and number of the rule."""

    rows: NDArray[np.intp]
    rules: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class RecurrenceColumns:
    """The hours of many documents: document `row` has the rules `row_rules[row_starts[row]:row_starts[row + 1]]`.

    `otherwise` is the state code of a row that has nothing coming: always, by appointment, unknown or closed.
    `exceptions` are sorted keys: set × SET_STRIDE + day. `zones` are the names of the codes in `rules[ZONE]`.
    """

    rules: Rules
    exceptions: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    row_rules: NDArray[np.int32]
    otherwise: NDArray[np.uint8]
    zones: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.otherwise.size)

    @cached_property
    def layers(self) -> list[Layer]:
        """The rules of all rows in layers: bringing rows together layer by layer is several times faster than
        row by row.
        """
        return layers_of(self, np.arange(len(self)))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Plain arrays by name, to be saved; the zones' names travel beside them."""
        return {name: getattr(self, name) for name in ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], zones: Sequence[str]) -> Self:
        """What `to_arrays` gave; memory-mapped arrays are read in place."""
        return cls(**{name: np.asarray(arrays[name]) for name in ARRAYS}, zones=tuple(zones))


def layers_of(columns: RecurrenceColumns, rows: NDArray[np.integer[Any]]) -> list[Layer]:
    """The rules of those rows in layers: as many as the row with the most rules has."""
    begins = columns.row_starts.take(rows)
    sizes = columns.row_starts.take(rows + 1) - begins
    layers = []
    for number in range(sizes.max(initial=0)):
        has_more = np.flatnonzero(sizes > number)
        rules = columns.row_rules.take(begins.take(has_more) + number)
        layers.append(Layer(has_more, rules.astype(np.intp)))
    return layers


@dataclass(frozen=True, slots=True)
class _Codes:
    """Numbers for what is met while columns are built: zones, sets of excepted days, and whole rules."""

    zones: dict[str, int] = field(default_factory=dict)
    exceptions: dict[frozenset[date], int] = field(default_factory=lambda: {frozenset(): 0})
    rules: dict[tuple[int, ...], int] = field(default_factory=dict)

    def code_of_zone(self, name: str) -> int:
        return self.zones.setdefault(name, len(self.zones))

    def code_of_exceptions(self, days: frozenset[date]) -> int:
        return self.exceptions.setdefault(days, len(self.exceptions))

    def code_of_rule(self, rule: tuple[int, ...]) -> int:
        return self.rules.setdefault(rule, len(self.rules))

    def exception_keys(self) -> list[int]:
        keys = (code * SET_STRIDE + _day_number(day) for days, code in self.exceptions.items() for day in days)
        return sorted(keys)


class RecurrenceWriter:
    """Is given the hours of one document after the other, and gives the columns of them all."""

    def __init__(self) -> None:
        self._codes = _Codes()
        self._row_starts, self._row_rules = array("q", [0]), array("i")
        self._otherwise = bytearray()

    def add(self, hours: Hours) -> None:
        """Take in the hours of the next document."""
        self._row_rules.extend(dict.fromkeys(map(self._codes.code_of_rule, _rules_of(hours, self._codes))))
        self._row_starts.append(len(self._row_rules))
        self._otherwise.append(STATES.index(_otherwise(hours)))

    def add_again(self, row: int) -> None:
        """Take in, for the next document, the hours that an earlier one has."""
        self._row_rules.extend(self._row_rules[self._row_starts[row] : self._row_starts[row + 1]])
        self._row_starts.append(len(self._row_rules))
        self._otherwise.append(self._otherwise[row])

    def columns(self) -> RecurrenceColumns:
        """The columns of all that was taken in."""
        rules = np.array(list(self._codes.rules), dtype=np.int32).reshape(-1, EXCEPTED + 1).T
        rules, row_rules = _each_once(rules, np.array(self._row_rules))
        return RecurrenceColumns(
            rules=rules,
            exceptions=np.array(self._codes.exception_keys(), dtype=np.int64),
            row_starts=np.array(self._row_starts),
            row_rules=row_rules,
            otherwise=np.array(self._otherwise),
            zones=tuple(self._codes.zones),
        )


def build_columns(hours: Iterable[Hours]) -> RecurrenceColumns:
    """The columns of documents in the order of their rows."""
    writer = RecurrenceWriter()
    for each in hours:
        writer.add(each)
    return writer.columns()


def concatenate(parts: Sequence[RecurrenceColumns]) -> RecurrenceColumns:
    """The columns of several segments one after the other: the rows of each follow those before it."""
    together = build_columns(())
    for part in parts:
        together = _joined(together, part)
    return together


def _joined(before: RecurrenceColumns, after: RecurrenceColumns) -> RecurrenceColumns:
    zones = tuple(dict.fromkeys(before.zones + after.zones))
    sets_before = int(before.rules[EXCEPTED].max(initial=0))
    added = after.rules.copy()
    added[ZONE] = np.array([zones.index(zone) for zone in after.zones], dtype=np.int32)[added[ZONE]]
    added[EXCEPTED] += np.where(added[EXCEPTED] > 0, sets_before, 0).astype(np.int32)
    rules, row_rules = _in_order_of_kind(
        np.hstack([before.rules, added]),
        np.concatenate([before.row_rules, after.row_rules + np.int32(before.rules.shape[1])]),
    )
    return RecurrenceColumns(
        rules=rules,
        exceptions=np.concatenate([before.exceptions, after.exceptions + sets_before * SET_STRIDE]),
        row_starts=np.concatenate([before.row_starts, after.row_starts[1:] + before.row_rules.size]),
        row_rules=row_rules,
        otherwise=np.concatenate([before.otherwise, after.otherwise]),
        zones=zones,
    )


def _in_order_of_kind(rules: Rules, row_rules: NDArray[np.int32]) -> tuple[Rules, NDArray[np.int32]]:
    """The rules of two segments, and the rows' rules by their new numbers. A rule of both is there twice: to find
    the few of those would cost more than to work them out again.
    """
    order = np.argsort(rules[KIND].astype(np.uint8), kind="stable")
    new_numbers = np.empty(order.size, np.int32)
    new_numbers[order] = np.arange(order.size, dtype=np.int32)
    return rules.take(order, axis=1), new_numbers[row_rules]


def _each_once(rules: Rules, row_rules: NDArray[np.integer[Any]]) -> tuple[Rules, NDArray[np.int32]]:
    """The distinct rules in order of their kind, and the rows' rules by their new numbers."""
    distinct, new_numbers = np.unique(rules, axis=1, return_inverse=True)
    return np.ascontiguousarray(distinct), new_numbers.reshape(-1)[row_rules].astype(np.int32)


def _rules_of(hours: Hours, codes: _Codes) -> Iterator[tuple[int, ...]]:
    """The rules of one listing's hours; none for what is always open, by appointment, over or not placed."""
    if hours.always or hours.by_appointment:
        return
    for schedule in hours.schedules:
        if schedule.is_placed:
            yield from _rules_of_schedule(schedule, codes)


def _rules_of_schedule(schedule: Schedule, codes: _Codes) -> Iterator[tuple[int, ...]]:
    """Its facts in the order of `Rules`, once for each pattern of days it needs."""
    is_once = schedule.freq is Frequency.ONCE
    interval = 1 if is_once else schedule.interval
    first, last = schedule.first_day, schedule.last_day
    if is_once and schedule.anchor:
        last = min(schedule.anchor, last or schedule.anchor)
    if first and last and first > last:
        return
    kind = MONTHLY if schedule.is_monthly else SPACED_WEEKS if interval > 1 else EVERY_WEEK
    for weekdays, nth, monthday in _day_patterns(schedule):
        yield (
            kind,
            codes.code_of_zone(schedule.timezone or ""),
            weekdays,
            nth,
            monthday,
            interval,
            _phase(schedule) % interval,
            schedule.starts.hour * 60 + schedule.starts.minute,
            int(schedule.length.total_seconds()) // 60,
            _day_number(first) if first else LONG_AGO,
            _day_number(last) if last else FAR_OFF,
            codes.code_of_exceptions(schedule.except_on),
        )


def _day_patterns(schedule: Schedule) -> Iterator[tuple[int, int, int]]:
    """(weekday bits, nth, day of the month) of each rule that the schedule's days need."""
    if schedule.freq is Frequency.ONCE and schedule.anchor:
        yield _bits([schedule.anchor.weekday()]), 0, 0
    elif not schedule.is_monthly:
        yield _bits(day.weekday for day in schedule.weekdays), 0, 0
    elif schedule.monthdays:
        for monthday in schedule.monthdays:
            for nth in {day.n or 0 for day in schedule.weekdays} or {0}:
                wanted = [day.weekday for day in schedule.weekdays if (day.n or 0) == nth]
                yield _bits(wanted) or ANY_DAY, nth, monthday
    else:
        for day in schedule.weekdays:
            for nth in (day.n,) if day.n else range(1, 6):
                yield _bits([day.weekday]), nth, 0


def _bits(weekdays: Iterable[int]) -> int:
    return sum(1 << weekday for weekday in set(weekdays))


def _phase(schedule: Schedule) -> int:
    """The number of the month or week from which its interval counts."""
    anchor = schedule.anchor or PHASE_START
    if schedule.is_monthly:
        return (anchor.year - 1970) * 12 + anchor.month - 1
    return (_day_number(anchor) + 3) // 7


def _day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def _otherwise(hours: Hours) -> TimeState:
    """The state of a listing that has nothing coming, whenever it is asked."""
    if hours.always or hours.by_appointment:
        return TimeState.ALWAYS if hours.always else TimeState.BY_APPOINTMENT
    return TimeState.CLOSED if hours.is_known else TimeState.UNKNOWN
