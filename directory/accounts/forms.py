"""What people send of their days: kept as it was typed, so that nothing is lost when a part of it cannot be used."""

from collections.abc import Iterator
from datetime import date, time
from uuid import UUID

from pydantic import BaseModel

from directory.accounts.days import HoursOnDay
from directory.accounts.working_time import WEEKDAYS
from directory.i18n import Translator


class WeekForm(BaseModel):
    """Two times for each day of the week; a day without any is off."""

    mo_starts: str = ""
    mo_ends: str = ""
    tu_starts: str = ""
    tu_ends: str = ""
    we_starts: str = ""
    we_ends: str = ""
    th_starts: str = ""
    th_ends: str = ""
    fr_starts: str = ""
    fr_ends: str = ""
    sa_starts: str = ""
    sa_ends: str = ""
    su_starts: str = ""
    su_ends: str = ""

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each day that says one time alone, or something that is no time."""
        sentence = words.gettext("Write when you start and when you stop, such as 09:00 and 17:00, or neither.")
        return {f"{day}_starts": sentence for day, starts, ends in self._typed() if not _is_span(starts, ends)}

    def hours(self) -> list[HoursOnDay]:
        """The days that have times."""
        return [HoursOnDay(day, starts, ends) for day, starts, ends in self._typed()]

    def _typed(self) -> Iterator[tuple[str, str, str]]:
        typed = self.model_dump()
        for day in WEEKDAYS:
            starts, ends = typed[f"{day}_starts"].strip(), typed[f"{day}_ends"].strip()
            if starts or ends:
                yield day, starts, ends


class AwayForm(BaseModel):
    """The first and the last day away, and who covers."""

    from_on: str = ""
    until_on: str = ""
    cover: str = ""

    def faults(self, words: Translator) -> dict[str, str]:
        """A sentence for each day that is no day, and for a cover that is nobody."""
        no_day = words.gettext("Write a day, such as 2026-12-24.")
        faults = {name: no_day for name in ("from_on", "until_on") if _day(getattr(self, name)) is None}
        if self.cover and _id(self.cover) is None:
            faults["cover"] = words.gettext("Choose one of your colleagues.")
        return faults

    def days(self) -> tuple[date, date]:
        """Both ends, once there are no faults."""
        return date.fromisoformat(self.from_on), date.fromisoformat(self.until_on)

    def cover_id(self) -> UUID | None:
        """Who covers; none when nobody does yet."""
        return _id(self.cover)


def _is_span(starts: str, ends: str) -> bool:
    first, last = _time(starts), _time(ends)
    return first is not None and last is not None and first < last


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
