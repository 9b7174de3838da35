"""Dates as people say them: "Dec 24", "24 de diciembre de 2026", "12/24/26", "2026-12-24", "Dec 24-26"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from directory.listings.saying_hours.lexicon import MONTHS

_MONTH: Final = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
NOT_A_TIME: Final = r"(?!\d|:\d|\s*[ap]\.?\s?m\b|\s*-\s*\d{1,2}(?::\d|(?::\d\d)?\s*[ap]\.?\s?m\b))"
_DAY: Final = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{NOT_A_TIME}"
_LAST: Final = rf"(?:\s*(?:-|to\b|through\b)\s*(?P<last>\d{{1,2}})(?:st|nd|rd|th)?{NOT_A_TIME})?"
_YEAR: Final = r"(?:,?\s+(?P<year>(?:19|20|21)\d\d)\b)?"
_READERS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])",
        r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])",
        rf"\b{_MONTH}\b\.?\s+{_DAY}{_LAST}{_YEAR}",
        (
            rf"\b(?:(?P<first>\d{{1,2}})\s*(?:-|al?\b)\s*)?(?:el\s+)?(?P<day>\d{{1,2}})\s+de\s+{_MONTH}\b\.?"
            r"(?:\s+(?:del?\s+)?(?P<year>(?:19|20|21)\d\d)\b)?"
        ),
        # "8 mar" is more often an hour before a martes.
        rf"\b(?P<day>\d{{1,2}})\s+(?!mar\b|set\b|sep\b){_MONTH}\b\.?{_YEAR}",
    )
)
YEARS: Final = range(1970, 2200)
"""In which anything here may be on."""
LONGEST_SPAN: Final = 366
"""Days; what is closed for longer has ended, or begins later."""


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day of the year, with its year where that was said."""

    month: int
    day: int
    year: int | None = None

    @property
    def is_a_day(self) -> bool:
        """Whether any calendar has such a day."""
        year = 2000 if self.year is None else self.year
        try:
            date(year, self.month, self.day)
        except ValueError:
            return False
        return year in YEARS

    def on_or_after(self, earliest: date) -> date:
        """The day that is meant, the first one not before `earliest` where no year was said."""
        if self.year is not None:
            return date(self.year, self.month, self.day)
        years = range(earliest.year, earliest.year + 9)
        return next(day for day in self._in_years(years) if day >= earliest)

    def on_or_before(self, latest: date) -> date:
        """The day that is meant, the last one not after `latest` where no year was said."""
        if self.year is not None:
            return date(self.year, self.month, self.day)
        years = range(latest.year, latest.year - 9, -1)
        return next(day for day in self._in_years(years) if day <= latest)

    def nearest_to(self, today: date) -> date:
        """The day that is meant, the one nearest to `today` where no year was said."""
        if self.year is not None:
            return date(self.year, self.month, self.day)
        return min(self._in_years(range(today.year - 4, today.year + 5)), key=lambda day: abs(day - today))

    def _in_years(self, years: range) -> Iterator[date]:
        for year in years:
            if SaidDate(self.month, self.day, year).is_a_day:
                yield date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class SaidSpan:
    """From one day to another, both included; the same day twice for a single one."""

    first: SaidDate
    last: SaidDate

    def days_from(self, today: date) -> tuple[date, date]:
        """The two days: the coming ones, or those that are under way, where no year was said."""
        if self.first.year is not None:
            first = self.first.on_or_after(today)
            return first, self.last.on_or_after(first)
        last = self.last.on_or_after(today)
        return self.first.on_or_before(last), last


def dates_said(text: str) -> Iterator[tuple[int, int, SaidSpan]]:
    """Where dates stand in a folded text, and what they say. Readings may overlap; the surest come first."""
    for reader in _READERS:
        for found in reader.finditer(text):
            if span := _span(found.groupdict()):
                yield found.start(), found.end(), span


def _span(said: dict[str, str | None]) -> SaidSpan | None:
    month = said["month"] or ""
    number = int(month) if month.isdigit() else MONTHS[month]
    year = said["year"]
    full_year = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    day = int(said["day"] or 0)
    bounds = (said.get("first") or day, said.get("last") or day)
    first, last = (SaidDate(number, int(bound), full_year) for bound in bounds)
    return SaidSpan(first, last) if first.is_a_day and last.is_a_day else None
