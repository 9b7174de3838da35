"""The hours of many listings as columns, so that any moment can be asked of all of them at once.

Nothing here depends on now. Every rule a `Schedule` can state fits the columns, so nothing is expanded
and nothing goes stale; `search.upcoming` reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.hours import Frequency, Hours, Schedule, TimeState
from search.schedule import PHASE_START

Rows = NDArray[np.integer[Any]]
Scalar = TypeVar("Scalar", bound=np.generic)

EPOCH = date(1970, 1, 1).toordinal()
ANY_DAY = 0b1111111
LONG_AGO, FAR_OFF = -(1 << 22), 1 << 22
"""Day numbers beyond every date, for rules without a first or last day."""
RULE_STRIDE = 1 << 32
"""Keeps the exceptions of one rule apart from those of the next in one sorted array."""
STATES = tuple(TimeState)
"""A state's code is its place here."""


@dataclass(frozen=True, eq=False)
class Rules:
    """Distinct rules, one entry each, all arrays of one length. Days are numbers from 1970-01-01.

    `weekdays` are bits, Monday lowest. A weekly rule is on those days in weeks in step. A monthly one is on one
    day of each month in step: `monthday` (negative from the end) when it is a wanted weekday and, unless `nth` is
    zero, the `nth` such; or, with `monthday` zero, the `nth` of its one weekday (negative from the end).
    `phase` is the week or month number, modulo `interval`, of those in step. `starts` and `length` are minutes.
    """

    number: NDArray[np.int64]
    zone: NDArray[np.int64]
    weekdays: NDArray[np.uint8]
    monthly: NDArray[np.bool_]
    nth: NDArray[np.int8]
    monthday: NDArray[np.int8]
    interval: NDArray[np.int32]
    phase: NDArray[np.int32]
    starts: NDArray[np.int32]
    length: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    has_exceptions: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.number.size)

    def take(self, which: Rows) -> "Rules":
        """Those entries, in that order."""
        return Rules(**{each.name: getattr(self, each.name)[which] for each in fields(Rules)})


@dataclass(frozen=True, eq=False)
class RecurrenceColumns:
    """The hours of many documents: document `row` has the rules `row_rules[row_starts[row]:row_starts[row + 1]]`.

    `otherwise` is the state code of a row that has nothing coming: always, by appointment, unknown or closed.
    `exceptions` are sorted keys: rule × RULE_STRIDE + day. `zones` names the codes of `rules.zone`.
    """

    rules: Rules
    exceptions: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    row_rules: NDArray[np.int32]
    otherwise: NDArray[np.uint8]
    zones: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.otherwise.size)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Plain arrays by name, to be saved; the zones' names travel beside them."""
        arrays = {f"rule_{each.name}": getattr(self.rules, each.name) for each in fields(Rules)}
        return arrays | {name: getattr(self, name) for name in ROW_ARRAYS}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], zones: Sequence[str]) -> Self:
        """What `to_arrays` gave; memory-mapped arrays are read in place."""
        rules = Rules(**{each.name: np.asarray(arrays[f"rule_{each.name}"]) for each in fields(Rules)})
        return cls(rules=rules, zones=tuple(zones), **{name: np.asarray(arrays[name]) for name in ROW_ARRAYS})


ROW_ARRAYS = ("exceptions", "row_starts", "row_rules", "otherwise")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `Rules` before it is an array, with its exceptions. Equal rules are stored once."""

    zone: str
    weekdays: int
    monthly: bool
    nth: int
    monthday: int
    interval: int
    phase: int
    starts: int
    length: int
    first: int
    last: int
    except_on: frozenset[int]


def build_columns(hours: Sequence[Hours]) -> RecurrenceColumns:
    """The columns of documents in the order of their rows."""
    numbers: dict[Rule, int] = {}
    row_rules: list[int] = []
    row_starts = [0]
    for each in hours:
        row_rules += [numbers.setdefault(rule, len(numbers)) for rule in dict.fromkeys(rules_of(each))]
        row_starts.append(len(row_rules))
    zones = sorted({rule.zone for rule in numbers})
    return RecurrenceColumns(
        rules=_as_arrays(list(numbers), zones),
        exceptions=np.array(_exception_keys(numbers), dtype=np.int64),
        row_starts=np.array(row_starts, dtype=np.int64),
        row_rules=np.array(row_rules, dtype=np.int32),
        otherwise=np.array([STATES.index(_otherwise(each)) for each in hours], dtype=np.uint8),
        zones=tuple(zones),
    )


def concatenate(parts: Sequence[RecurrenceColumns]) -> RecurrenceColumns:
    """The columns of several segments one after the other: the rows of each follow those before it."""
    if not parts:
        return build_columns(())
    zones = sorted({zone for part in parts for zone in part.zones})
    rules, exceptions, row_starts, row_rules, otherwise = [], [], [np.zeros(1, dtype=np.int64)], [], []
    rules_before = entries_before = 0
    for part in parts:
        codes = np.array([zones.index(zone) for zone in part.zones], dtype=np.int64)
        rules.append(replace(part.rules, zone=codes[part.rules.zone], number=part.rules.number + rules_before))
        exceptions.append(part.exceptions + rules_before * RULE_STRIDE)
        row_starts.append(part.row_starts[1:] + entries_before)
        row_rules.append(part.row_rules + rules_before)
        otherwise.append(part.otherwise)
        rules_before += len(part.rules)
        entries_before += part.row_rules.size
    return RecurrenceColumns(
        rules=Rules(**{each.name: _joined([getattr(part, each.name) for part in rules]) for each in fields(Rules)}),
        exceptions=np.concatenate(exceptions),
        row_starts=np.concatenate(row_starts),
        row_rules=_joined(row_rules),
        otherwise=np.concatenate(otherwise),
        zones=tuple(zones),
    )


def rules_of(hours: Hours) -> Iterator[Rule]:
    """The rules of one listing's hours; none for what is always open, by appointment, over or not placed."""
    if hours.always or hours.by_appointment:
        return
    for schedule in hours.schedules:
        if schedule.is_placed:
            yield from _rules_of_schedule(schedule)


def _rules_of_schedule(schedule: Schedule) -> Iterator[Rule]:
    is_once = schedule.freq is Frequency.ONCE
    first, last = schedule.first_day, schedule.anchor if is_once else None
    last = min((day for day in (last, schedule.last_day) if day), default=None)
    if first and last and first > last:
        return
    for weekdays, nth, monthday in _day_patterns(schedule):
        yield Rule(
            zone=schedule.timezone or "",
            weekdays=weekdays,
            monthly=schedule.is_monthly,
            nth=nth,
            monthday=monthday,
            interval=1 if is_once else schedule.interval,
            phase=_phase(schedule),
            starts=schedule.starts.hour * 60 + schedule.starts.minute,
            length=int(schedule.length.total_seconds()) // 60,
            first=_day_number(first) if first else LONG_AGO,
            last=_day_number(last) if last else FAR_OFF,
            except_on=frozenset(_day_number(day) for day in schedule.except_on),
        )


def _day_patterns(schedule: Schedule) -> Iterator[tuple[int, int, int]]:
    """(weekday bits, nth, day of the month) of each entry that the schedule's days need."""
    if schedule.freq is Frequency.ONCE and schedule.anchor:
        yield 1 << schedule.anchor.weekday(), 0, 0
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
                yield 1 << day.weekday, nth, 0


def _bits(weekdays: Iterable[int]) -> int:
    return sum(1 << weekday for weekday in set(weekdays))


def _phase(schedule: Schedule) -> int:
    anchor = schedule.anchor or PHASE_START
    month, week = (anchor.year - 1970) * 12 + anchor.month - 1, (_day_number(anchor) + 3) // 7
    return (month if schedule.is_monthly else week) % schedule.interval


def _day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def _otherwise(hours: Hours) -> TimeState:
    """The state of a listing that has nothing coming, whenever it is asked."""
    if hours.always or hours.by_appointment:
        return TimeState.ALWAYS if hours.always else TimeState.BY_APPOINTMENT
    return TimeState.CLOSED if hours.is_known else TimeState.UNKNOWN


def _exception_keys(numbers: Mapping[Rule, int]) -> list[int]:
    return sorted(number * RULE_STRIDE + day for rule, number in numbers.items() for day in rule.except_on)


def _as_arrays(rules: Sequence[Rule], zones: Sequence[str]) -> Rules:
    def column(name: str, dtype: type[Scalar]) -> NDArray[Scalar]:
        return np.array([getattr(rule, name) for rule in rules], dtype=dtype)

    codes = {zone: code for code, zone in enumerate(zones)}
    return Rules(
        number=np.arange(len(rules), dtype=np.int64),
        zone=np.array([codes[rule.zone] for rule in rules], dtype=np.int64),
        weekdays=column("weekdays", np.uint8),
        monthly=column("monthly", np.bool_),
        nth=column("nth", np.int8),
        monthday=column("monthday", np.int8),
        interval=column("interval", np.int32),
        phase=column("phase", np.int32),
        starts=column("starts", np.int32),
        length=column("length", np.int32),
        first=column("first", np.int32),
        last=column("last", np.int32),
        has_exceptions=np.array([bool(rule.except_on) for rule in rules], dtype=np.bool_),
    )


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """One array of all, in the type of the first."""
    return np.concatenate(arrays).astype(arrays[0].dtype, copy=False)
