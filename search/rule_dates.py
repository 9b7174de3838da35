"""The local dates of many rules at once: for each rule, the first of its days on or after a given one.

Days are numbers from 1970-01-01, a Thursday; weeks begin on Monday; months count from January 1970.
"""

import numpy as np
from numpy.typing import NDArray

from search.recurrence import FAR_OFF, INTERVAL, LAST, MONTHDAY, NTH, PHASE, WEEKDAYS, Rules

Days = NDArray[np.int64]

NONE_LEFT = 99

FIRST_MONTH, LAST_MONTH = -10 * 12, 240 * 12
"""1960 to 2209, more than the moments that can be asked about: NumPy's own calendar takes ten times as long."""
FIRST_DAYS = np.arange(FIRST_MONTH, LAST_MONTH + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
MONTH_OF_DAY = np.repeat(np.arange(LAST_MONTH - FIRST_MONTH), np.diff(FIRST_DAYS))


def weekday_of(days: Days) -> Days:
    """Monday is 0."""
    return (days + 3) % 7


def _days_to_next() -> NDArray[np.int32]:
    """[bits × 7 + weekday] → days until the next day among the bits in the same week, or NONE_LEFT."""
    waits = [
        next((later - day for later in range(day, 7) if bits >> later & 1), NONE_LEFT)
        for bits in range(1 << 7)
        for day in range(7)
    ]
    return np.array(waits, dtype=np.int32)


DAYS_TO_NEXT = _days_to_next()
DAYS_FROM_MONDAY = DAYS_TO_NEXT[::7].copy()
"""[bits] → days from Monday to the first day among the bits."""


DAYS_TO_ANY = np.array(
    [
        next(wait for wait in range(8) if bits >> (day - 1 + wait) % 7 & 1 or wait == 7)
        for bits in range(1 << 7)
        for day in range(9)
    ],
    dtype=np.int64,
)
"""[bits × 9 + weekday + 1] → days until the next day among the bits, from the Sunday before to the Monday after."""


def weekly_dates(rules: Rules, days: Days) -> Days:
    """The first date of each weekly rule, of every week or of weeks in step, on or after its day of `days`."""
    weekday = weekday_of(days)
    monday = days - weekday
    wait = DAYS_TO_NEXT[rules[WEEKDAYS] * 7 + weekday]
    weeks_off = (rules[PHASE] - (monday + 3) // 7) % rules[INTERVAL]
    # Nothing left of a week in step: on to the next one in step.
    weeks_off += np.where((weeks_off == 0) & (wait == NONE_LEFT), rules[INTERVAL], 0)
    later = monday + weeks_off * 7 + DAYS_FROM_MONDAY[rules[WEEKDAYS]]
    dates: Days = np.where(weeks_off == 0, days + wait, later)
    return dates


def monthly_dates(rules: Rules, days: Days, limit: int) -> Days:
    """The first date of each monthly rule on or after its day of `days`, or FAR_OFF when there is none to `limit`."""
    month = _month_of(np.minimum(days, limit + 1))
    month = _in_range(month + (rules[PHASE] - month) % rules[INTERVAL])
    found = np.full(days.size, FAR_OFF, dtype=np.int64)
    last = np.minimum(rules[LAST], limit)
    pending = np.arange(days.size)
    while pending.size:
        dates, month_ends = _date_in_month(rules, month)
        counts = dates >= days
        found[pending[counts]] = dates[counts]
        again = np.flatnonzero(~counts & (month_ends < last))
        pending, days, last = pending[again], days[again], last[again]
        rules = rules.take(again, axis=1)
        month = _in_range(month[again] + rules[INTERVAL])
    return found


def _date_in_month(rules: Rules, month: Days) -> tuple[Days, Days]:
    """The date of each rule in its month (before every other when it has none there), and the last of the month."""
    begins, ends = _first_day(month), _first_day(month + 1)
    size = ends - begins
    by_number = np.where(rules[MONTHDAY] > 0, rules[MONTHDAY], size + 1 + rules[MONTHDAY])
    day = np.where(rules[MONTHDAY] == 0, _nth_weekday(rules, begins, size), by_number)
    is_wanted = (day >= 1) & (day <= size) & _is_nth(rules[NTH], day, size)
    is_wanted &= rules[WEEKDAYS] >> weekday_of(begins + day - 1) & 1 == 1
    return np.where(is_wanted, begins + day - 1, -FAR_OFF), ends - 1


def _nth_weekday(rules: Rules, begins: Days, size: Days) -> Days:
    """The day of the month of the nth of the rule's weekday, counted from the end when nth is negative."""
    weekday, nth = DAYS_FROM_MONDAY[rules[WEEKDAYS]], rules[NTH]
    first = 1 + (weekday - weekday_of(begins)) % 7
    last = size - (weekday_of(begins + size - 1) - weekday) % 7
    day: Days = np.where(nth > 0, first + (nth - 1) * 7, last + (nth + 1) * 7)
    return day


def _is_nth(nth: NDArray[np.int32], day: Days, size: Days) -> NDArray[np.bool_]:
    from_start, from_end = (day - 1) // 7 + 1, -((size - day) // 7) - 1
    matches: NDArray[np.bool_] = (nth == 0) | (nth == from_start) | (nth == from_end)
    return matches


def _month_of(days: Days) -> Days:
    month: Days = MONTH_OF_DAY.take(days - FIRST_DAYS[0]) + FIRST_MONTH
    return month


def _in_range(month: Days) -> Days:
    """The month, or the last one known when a long interval leads past it."""
    return np.minimum(month, LAST_MONTH - 1)


def _first_day(month: Days) -> Days:
    return FIRST_DAYS.take(month - FIRST_MONTH)
