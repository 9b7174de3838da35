"""What is left out of a schedule: weekdays, days, stretches of days and holidays."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from directory.listings.forms import ScheduleDraft
from directory.listings.hours import schedule_of
from directory.listings.saying_hours.clauses import Clause
from directory.listings.saying_hours.dates_said import LONGEST_SPAN
from directory.listings.saying_hours.holidays import YEARS_AHEAD, holidays_between
from directory.listings.saying_hours.troubles import Trouble, UnreadError
from search.schedule import WEEKDAYS, dates

MOST_DAYS_OUT: Final = 400


def leave_out(line: ScheduleDraft, clause: Clause, today: date) -> ScheduleDraft | None:
    """The schedule without what a clause leaves out; None when nothing is left of it. Raises UnreadError.

    Of a stretch only the days are kept on which the schedule falls; a day that is named for this schedule alone stays
    as it was said.
    """
    byday = tuple(code for code in line.byday if WEEKDAYS.index(code[-2:]) not in clause.days_out)
    if line.byday and not byday:
        return None
    left = line.model_copy(update={"byday": byday})
    named = {
        day for first, last in _stretches(clause, today) if first == last and not clause.is_closing for day in [first]
    }
    falls = {day for first, last in _stretches(clause, today) for day in dates(schedule_of(left, None), first, last)}
    off = set(line.except_on) | named | falls | set(_holidays(left, clause, today))
    if len(off) > MOST_DAYS_OUT:
        raise UnreadError(Trouble.TOO_LONG)
    return left.model_copy(update={"except_on": tuple(sorted(off))})


def _stretches(clause: Clause, today: date) -> Iterator[tuple[date, date]]:
    for span in clause.dates_out:
        first, last = span.days_from(today)
        if last < first:
            raise UnreadError(Trouble.BACKWARDS)
        if last - first > timedelta(days=LONGEST_SPAN):
            raise UnreadError(Trouble.TOO_LONG)
        yield first, last


def _holidays(line: ScheduleDraft, clause: Clause, today: date) -> Iterator[date]:
    if clause.holidays_out:
        names = tuple(dict.fromkeys(clause.holidays_out))
        for day in holidays_between(names, today, today + relativedelta(years=YEARS_AHEAD)):
            yield from dates(schedule_of(line, None), day, day)
