"""The earliest occurrence of each of many rules in a stretch of time, exact across zones and clock changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.offsets import DAY, ClockSteps, Seconds, clock_steps
from search.recurrence import (
    EVERY_WEEK,
    EXCEPTED,
    FIRST,
    KIND,
    KINDS,
    LAST,
    LENGTH,
    MONTHLY,
    SET_STRIDE,
    STARTS,
    WEEKDAYS,
    ZONE,
    Rules,
)
from search.rule_dates import DAYS_TO_ANY, Days, monthly_dates, weekday_of, weekly_dates

NEVER = 1 << 50
"""The start and end, in epoch seconds, of what has nothing coming: it sorts last."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The stretch asked about, in epoch seconds for each zone: what ends after `after` and starts before `before`.

    `today` and `minute` are the local day and minute of `after`; while a clock change is near a little
    earlier, by as much as the clock moves, so that nothing is passed over.
    """

    after: Seconds
    before: Seconds
    today: Days
    minute: Days
    steps: ClockSteps
    limit: int
    """No day later than this starts in time, wherever the zone."""

    @classmethod
    def of(cls, zones: tuple[str, ...], bounds: Sequence[tuple[int, int]], year: int) -> "Asked":
        """From (after, before) of each zone, around that year."""
        after, before = np.array(bounds, dtype=np.int64).reshape(-1, 2).T.copy()
        steps = clock_steps(zones, year)
        local = after + steps.offsets_at(after) - steps.unrest_at(after)
        today, minute = np.divmod(local // 60, 1440)
        return cls(after, before, today, minute, steps, int(before.max(initial=0)) // DAY + 2)


@dataclass(frozen=True, eq=False)
class Found:
    """The local day and the start instant of each rule's earliest occurrence (NEVER without one)."""

    days: Days
    starts: Seconds


def earliest(rules: Rules, exceptions: NDArray[np.int64], asked: Asked) -> Found:
    """The earliest occurrence of each rule in what is asked. The rules stand in order of their kind."""
    bounds = np.searchsorted(rules[KIND], [*KINDS, len(KINDS)])
    parts = [_earliest_of_kind(kind, rules[:, bounds[kind] : bounds[kind + 1]], exceptions, asked) for kind in KINDS]
    return Found(np.concatenate([part.days for part in parts]), np.concatenate([part.starts for part in parts]))


def _earliest_of_kind(kind: int, rules: Rules, exceptions: NDArray[np.int64], asked: Asked) -> Found:
    days = _first_days(kind, rules, asked)
    starts, again = _starts_on(rules, days, exceptions, asked)
    while again.size:
        left = rules.take(again, axis=1)
        days[again] = _dates(kind, left, np.maximum(days[again] + 1, left[FIRST]), asked)
        starts[again], still = _starts_on(left, days[again], exceptions, asked)
        again = again[still]
    return Found(days, starts)


def _first_days(kind: int, rules: Rules, asked: Asked) -> Days:
    """The first day of each rule that is not over when the stretch begins; for every week, whatever its first day.

    No day before `today` by the length of an occurrence is left, so a rule is on yesterday's, today's or a later day.
    """
    zone = rules[ZONE].astype(np.intp)
    minute, today = asked.minute.take(zone), asked.today.take(zone)
    ends = rules[STARTS] + rules[LENGTH]
    passed = 1 - (ends > minute) - (ends > minute + 1440)
    if kind != EVERY_WEEK:
        return _dates(kind, rules, np.maximum(today + passed, rules[FIRST]), asked)
    weekday = weekday_of(asked.today).take(zone) + passed
    days: Days = today + passed + DAYS_TO_ANY.take(rules[WEEKDAYS] * np.intp(9) + weekday + 1)
    return days


def _dates(kind: int, rules: Rules, days: Days, asked: Asked) -> Days:
    return monthly_dates(rules, days, asked.limit) if kind == MONTHLY else weekly_dates(rules, days)


def _starts_on(
    rules: Rules, days: Days, exceptions: NDArray[np.int64], asked: Asked
) -> tuple[Seconds, NDArray[np.intp]]:
    """The start of each rule on its day (NEVER when it is not asked for), and which should try a later day."""
    zone = rules[ZONE].astype(np.intp)
    starts = asked.steps.instants_of(zone, days, rules[STARTS] * 60)
    in_time = (days <= rules[LAST]) & (starts < asked.before.take(zone))
    counts = in_time & (days >= rules[FIRST]) & (starts + rules[LENGTH] * 60 > asked.after.take(zone))
    counts &= ~_is_excepted(rules[EXCEPTED], days, exceptions)
    starts[~counts] = NEVER
    return starts, np.flatnonzero(in_time & ~counts)


def _is_excepted(sets: NDArray[np.int32], days: Days, exceptions: NDArray[np.int64]) -> NDArray[np.bool_]:
    excepted = np.zeros(days.size, dtype=np.bool_)
    some = np.flatnonzero(sets)
    if some.size:
        keys = sets[some] * np.int64(SET_STRIDE) + days[some]
        place = np.searchsorted(exceptions, keys).clip(max=exceptions.size - 1)
        excepted[some] = exceptions[place] == keys
    return excepted
