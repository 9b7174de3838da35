"""What is said of hours in one go: some days, the hours on them, from when to when, and what is left out."""

from dataclasses import dataclass, field
from datetime import time
from typing import Final

from directory.listings.saying_hours.dates_said import SaidDate, SaidSpan

Clock = tuple[time, time | None]
MIDNIGHT: Final[Clock] = (time(0), time(0))
"""Around the clock: an end that equals the start is a day later."""


@dataclass(slots=True)
class Clause:
    """What is said in one go; everything of it may be missing."""

    days: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    """Weekdays, each with which of the month it is: none for every week."""
    days_of_month: list[int] = field(default_factory=list)
    weeks: int | None = None
    months: int | None = None
    dates: list[SaidSpan] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    clock_first: bool = False
    """Whether it says the hour before the day: "7 pm Monday, 8 pm Tuesday"."""
    anchor: SaidDate | None = None
    valid_from: SaidDate | None = None
    valid_to: SaidDate | None = None
    until: SaidDate | None = None
    count: int | None = None
    days_out: list[int] = field(default_factory=list)
    dates_out: list[SaidSpan] = field(default_factory=list)
    holidays_out: list[str] = field(default_factory=list)
    is_closed: bool = False
    is_always: bool = False
    by_appointment: bool = False
    rule: str = ""
    remark: str = ""
    unknown: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    @property
    def has_days(self) -> bool:
        """Whether it says on which days."""
        said = (self.days, self.days_of_month, self.dates, self.weeks, self.months, self.rule)
        return any(said)

    @property
    def is_complete(self) -> bool:
        """Whether it says when, so that what follows may be about something else."""
        return bool(self.clocks) and self.has_days

    @property
    def leaves_out(self) -> bool:
        """Whether it names days on which it is not."""
        return bool(self.days_out or self.dates_out or self.holidays_out)

    @property
    def is_closing(self) -> bool:
        """Whether it says nothing but when it is not, of everything that is said."""
        return self.is_closed or (self.leaves_out and not self.has_days and not self.clocks)

    @property
    def is_around_the_clock(self) -> bool:
        """Whether it says "24 hours" and nothing of days."""
        limits = (self.anchor, self.valid_from, self.valid_to, self.until, self.count)
        is_bare = not self.has_days and not self.leaves_out and not any(limits)
        return self.clocks == [MIDNIGHT] and is_bare

    @property
    def text(self) -> str:
        """How it was typed, as far as it can be put together again."""
        return " ".join(self.typed).replace(" ,", ",")
