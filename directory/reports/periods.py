"""What periods are counted: whole months, quarters and years of the calendar, so that no two differ by a few days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from directory.errors import RefusedError

CODE: Final = re.compile(r"(?P<year>20\d\d)(?:-(?:q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
MONTHS_BACK, QUARTERS_BACK, YEARS_BACK = 12, 8, 3


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months of the calendar, from the first day up to the day after the last."""

    start: date
    end: date
    """The first day that no longer belongs to it."""

    @property
    def months(self) -> int:
        """How many: 1, 3 or 12."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def quarter(self) -> int:
        """The quarter in which it begins, from 1."""
        return (self.start.month - 1) // 3 + 1

    @property
    def code(self) -> str:
        """As an address names it: `2026`, `2026-q4`, `2026-11`."""
        if self.months == 12:
            return f"{self.start.year}"
        return f"{self.start.year}-q{self.quarter}" if self.months == 3 else f"{self.start:%Y-%m}"

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moments at which its first day, and the day after its last, begin in a zone."""
        begins, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.start, self.end))
        return begins, ends

    def by_month(self) -> Sequence["Period"]:
        """The months of it, in order."""
        return [month_of(_months_on(self.start, number)) for number in range(self.months)]


def read_period(code: str, *, today: date) -> Period:
    """Return the period that an address names, the quarter of `today` for none; RefusedError for what is none."""
    if not code:
        return quarter_of(today)
    named = CODE.fullmatch(code)
    if named is None:
        raise RefusedError("Choose a month, a quarter or a year.")
    year = int(named["year"])
    if named["quarter"]:
        period = quarter_of(date(year, int(named["quarter"]) * 3, 1))
    else:
        period = month_of(date(year, int(named["month"]), 1)) if named["month"] else year_of(year)
    if period.start > today:
        raise RefusedError("Choose a period that has begun.")
    return period


def month_of(day: date) -> Period:
    """The month of a day."""
    return _from(day.replace(day=1), 1)


def quarter_of(day: date) -> Period:
    """The quarter of the calendar of a day."""
    return _from(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def year_of(year: int) -> Period:
    """A year of the calendar."""
    return _from(date(year, 1, 1), 12)


def last_quarters(day: date, count: int = QUARTERS_BACK) -> Sequence[Period]:
    """The quarter of a day and those before it, the newest first."""
    return [_from(_months_on(quarter_of(day).start, -3 * back), 3) for back in range(count)]


def last_months(day: date, count: int = MONTHS_BACK) -> Sequence[Period]:
    """The month of a day and those before it, the newest first."""
    return [month_of(_months_on(day.replace(day=1), -back)) for back in range(count)]


def last_years(day: date, count: int = YEARS_BACK) -> Sequence[Period]:
    """The year of a day and those before it, the newest first."""
    return [year_of(day.year - back) for back in range(count)]


def _from(start: date, months: int) -> Period:
    return Period(start, _months_on(start, months))


def _months_on(first: date, months: int) -> date:
    """The first day of the month so many months on."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
