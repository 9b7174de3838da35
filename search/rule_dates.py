"""The local dates of many rules at once: for each rule, the first of its days on or after a given one.

Days are numbers from 1970-01-01, a Thursday; weeks begin on Monday; months count from January 1970.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.recurrence import FAR_OFF, Rules

Days = NDArray[np.int64]

WEEKDAYS = 7
NONE_LEFT = 99


def weekday_of(days: Days) -> Days:
    """Monday is 0."""
    return (days + 3) % 7


def _days_to_next() -> NDArray[np.int64]:
    """[bits × 7 + weekday] → days until the next day among the bits in the same week, or NONE_LEFT."""
    waits = [
        next((later - day for later in range(day, WEEKDAYS) if bits >> later & 1), NONE_LEFT)
        for bits in range(1 << WEEKDAYS)
        for day in range(WEEKDAYS)
    ]
    return np.array(waits, dtype=np.int64)


DAYS_TO_NEXT = _days_to_next()
DAYS_FROM_MONDAY = DAYS_TO_NEXT[::WEEKDAYS]
"""[bits] → days from Monday to the first day among the bits."""


def dates_from(rules: Rules, days: Days, limit: int) -> Days:
    """The first date of each rule on or after its day of `days`; past `limit` it may be any day beyond."""
    monthly = np.flatnonzero(rules.monthly)
    if not monthly.size:
        return _weekly_dates(rules, days)
    found = np.empty_like(days)
    weekly = np.flatnonzero(~rules.monthly)
    found[weekly] = _weekly_dates(rules.take(weekly), days[weekly])
    found[monthly] = _monthly_dates(rules.take(monthly), days[monthly], limit)
    return found


def _weekly_dates(rules: Rules, days: Days) -> Days:
    weekday = weekday_of(days)
    bits = rules.weekdays.astype(np.int64)
    wait = DAYS_TO_NEXT[bits * WEEKDAYS + weekday]
    monday = days - weekday
    weeks_off = np.zeros_like(days)
    spaced = np.flatnonzero(rules.interval > 1)
    weeks_off[spaced] = (rules.phase[spaced] - (monday[spaced] + 3) // WEEKDAYS) % rules.interval[spaced]
    # Nothing left of a week in step: on to the next one in step.
    weeks_off += np.where((weeks_off == 0) & (wait == NONE_LEFT), rules.interval, 0)
    return np.where(weeks_off == 0, days + wait, monday + weeks_off * WEEKDAYS + DAYS_FROM_MONDAY[bits])


def _monthly_dates(rules: Rules, days: Days, limit: int) -> Days:
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month += (rules.phase - month) % rules.interval
    found = np.full_like(days, FAR_OFF)
    pending, left = np.arange(len(rules)), rules
    while pending.size:
        dates, month_begins = _date_in_month(left, month)
        counts = dates >= days[pending]
        found[pending[counts]] = dates[counts]
        again = np.flatnonzero(~counts & (month_begins <= limit))
        pending, left, month = pending[again], left.take(again), month[again] + left.interval[again]
    return found


def _date_in_month(rules: Rules, month: Days) -> tuple[Days, Days]:
    """The date of each rule in its month (before any other when it has none there), and the first of the month."""
    begins, ends = _first_day(month), _first_day(month + 1)
    size = ends - begins
    by_weekday = _nth_weekday(rules, begins, size)
    by_number = np.where(rules.monthday > 0, rules.monthday, size + 1 + rules.monthday)
    day = np.where(rules.monthday == 0, by_weekday, by_number)
    is_wanted = (day >= 1) & (day <= size) & _is_nth(rules.nth, day, size)
    is_wanted &= (rules.weekdays >> weekday_of(begins + day - 1)) & 1 == 1
    return np.where(is_wanted, begins + day - 1, -FAR_OFF), begins


def _nth_weekday(rules: Rules, begins: Days, size: Days) -> Days:
    """The day of the month of the nth of the rule's first weekday, counted from the end when nth is negative."""
    weekday = DAYS_FROM_MONDAY[rules.weekdays]
    first = 1 + (weekday - weekday_of(begins)) % WEEKDAYS
    last = size - (weekday_of(begins + size - 1) - weekday) % WEEKDAYS
    nth = rules.nth.astype(np.int64)
    return np.where(nth > 0, first + (nth - 1) * WEEKDAYS, last + (nth + 1) * WEEKDAYS)


def _is_nth(nth: NDArray[Any], day: Days, size: Days) -> NDArray[np.bool_]:
    from_start, from_end = (day - 1) // WEEKDAYS + 1, -((size - day) // WEEKDAYS) - 1
    matches: NDArray[np.bool_] = (nth == 0) | (nth == from_start) | (nth == from_end)
    return matches


def _first_day(month: Days) -> Days:
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
