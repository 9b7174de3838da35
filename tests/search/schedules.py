"""Made-up listings and moments, thick with clock changes, and a slow walk that says when they are on.

The walk shares nothing with the code it judges: it asks of every day whether the schedule is on, and reads a wall
clock by trying instants a quarter of an hour apart.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from search.hours import Frequency, Hours, Schedule

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

CLOCK_CHANGES = (
    ("America/Chicago", date(2026, 3, 8)),
    ("America/Chicago", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # half an hour on
    ("Europe/Dublin", date(2026, 3, 29)),  # whose winter time is the one that moves
    ("Europe/Dublin", date(2026, 10, 25)),
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight that does not exist
    ("America/Sao_Paulo", date(2019, 2, 17)),  # midnight that happens twice
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that does not exist
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Asia/Kathmandu", date(2028, 2, 29)),  # no change, but a quarter of an hour, and a leap day
)
ZONES = sorted({zone for zone, _ in CLOCK_CHANGES} | {"Etc/UTC", "Pacific/Kiritimati"})


def worlds() -> st.SearchStrategy["World"]:
    """Worlds of listings at moments around changes of clocks; each is reproducible, and dense rather than small."""
    return st.randoms(use_true_random=True).map(World)


class World:
    """A moment within a day or so of a change of some clock, and listings that could be on about then."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.zone, self.day = chance.choice(CLOCK_CHANGES)
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=ZoneInfo(self.zone))
        self.at = midnight.astimezone(UTC) + chance.randint(-60, 120) * QUARTER
        if chance.random() < 0.2:
            self.at += timedelta(seconds=chance.choice([1, 59.5]))

    def hours(self) -> Hours:
        """Hours of up to three schedules, now and then always or by appointment."""
        schedules = tuple(self.schedule() for _ in range(self.chance.randint(0, 3)))
        return Hours(schedules, always=self.sometimes(0.05), by_appointment=self.sometimes(0.05))

    def schedule(self) -> Schedule:
        """Any schedule that could be on, have been on, or be on later."""
        chance, sometimes = self.chance, self.sometimes
        return Schedule(
            starts=self.clock(),
            ends=self.clock() if sometimes(0.8) else None,
            timezone=None if sometimes(0.05) else self.zone if sometimes(0.6) else chance.choice(ZONES),
            freq=chance.choice([Frequency.WEEKLY, *Frequency]),
            byday=tuple(self.weekday() for _ in range(chance.randint(0, 3))),
            bymonthday=tuple(self.monthday() for _ in range(2)) if sometimes(0.15) else (),
            interval=chance.choice([1, 1, 1, 2, 3, 6]),
            anchor=self.date_near() if sometimes(0.4) else self.date_far() if sometimes(0.4) else None,
            until=self.date_far() if sometimes(0.1) else None,
            count=chance.randint(1, 60) if sometimes(0.1) else None,
            valid_from=self.date_far() if sometimes(0.1) else None,
            valid_to=self.date_near() if sometimes(0.1) else None,
            except_on=frozenset(self.date_near() for _ in range(4)) if sometimes(0.3) else frozenset(),
        )

    def clock(self) -> time:
        """A wall clock, half of the time in the small hours in which clocks change."""
        latest = 3 if self.sometimes(0.5) else 23
        return time(self.chance.randint(0, latest), self.chance.choice([0, 0, 15, 30, 45, 59]))

    def weekday(self) -> str:
        """A weekday code, often the day of the change, sometimes with an ordinal."""
        ordinal = self.chance.choice(["1", "2", "4", "5", "-1", "-2", "-5"]) if self.sometimes(0.3) else ""
        return ordinal + (CODES[self.day.weekday()] if self.sometimes(0.4) else self.chance.choice(CODES))

    def monthday(self) -> int:
        """A day of the month, most of them awkward."""
        return self.chance.choice([self.day.day, 1, 13, 29, 30, 31, -1, -2, -31])

    def date_near(self) -> date:
        """A day within a fortnight of the change."""
        return self.day + self.chance.randint(-9, 5) * DAY

    def date_far(self) -> date:
        """A day within some years of the change."""
        return self.day + self.chance.randint(-900, 450) * DAY

    def sometimes(self, probability: float) -> bool:
        """Whether this time it is so."""
        return self.chance.random() < probability


def walked_starts(schedule: Schedule, first: date, last: date) -> Iterator[datetime]:
    """The instants at which it starts on the local dates from `first` to `last`, by asking every day."""
    day = first
    while day <= last:
        if _is_on(schedule, day):
            yield read_clock(datetime.combine(day, schedule.starts), schedule.timezone)
        day += DAY


@lru_cache(maxsize=20000)
def read_clock(wall: datetime, zone: str) -> datetime:
    """The first instant at which that wall clock shows; when it never does, as if the clock had not been moved yet."""
    utc = wall.replace(tzinfo=UTC)
    instants = [utc + step * QUARTER for step in range(-27 * 4, 27 * 4)]
    shown = [instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) for instant in instants]
    if wall in shown:
        return instants[shown.index(wall)]
    jump = next(place for place, clock in enumerate(shown) if clock > wall)
    return instants[jump - 1] + (wall - shown[jump - 1])


def walked_length(schedule: Schedule) -> timedelta:
    """How long it lasts, by winding the clock forward minute by minute."""
    if schedule.ends is None:
        return timedelta(hours=1)
    clock = datetime.combine(date(2000, 1, 1), schedule.starts)
    minutes = 1
    while (clock + timedelta(minutes=minutes)).time() != schedule.ends:
        minutes += 1
    return timedelta(minutes=minutes)


def walked_first(each: Hours, at: datetime) -> tuple[datetime, datetime] | None:
    """Start and end of what is on at `at`, else of what is next within 400 days."""
    found = []
    for schedule in each.schedules:
        if schedule.timezone is None:
            continue
        length = walked_length(schedule)
        for start in walked_starts(schedule, at.date() - 4 * DAY, at.date() + 403 * DAY):
            if start + length > at and start < at + timedelta(days=400):
                found.append((start, start + length))
                break
    return min(found, default=None)


def _is_on(schedule: Schedule, day: date) -> bool:
    if not _is_ruled(schedule, day) or day in schedule.except_on:
        return False
    if any(bound and day > bound for bound in (schedule.until, schedule.valid_to)):
        return False
    if any(bound and day < bound for bound in (schedule.anchor, schedule.valid_from)):
        return False
    counted_from = schedule.anchor or schedule.valid_from
    if schedule.count is None or counted_from is None or schedule.freq is Frequency.ONCE:
        return True
    earlier = (counted_from + offset * DAY for offset in range((day - counted_from).days))
    return sum(_is_ruled(schedule, other) for other in earlier) < schedule.count


@lru_cache(maxsize=200_000)
def _is_ruled(schedule: Schedule, day: date) -> bool:
    if schedule.freq is Frequency.ONCE:
        return day == schedule.anchor
    byday, monthdays = schedule.byday, schedule.bymonthday
    if not byday and not monthdays and schedule.anchor:
        is_weekly = schedule.freq is Frequency.WEEKLY
        byday, monthdays = ((CODES[schedule.anchor.weekday()],), ()) if is_weekly else ((), (schedule.anchor.day,))
    if not byday and not monthdays:
        return False
    size = monthrange(day.year, day.month)[1]
    names = {CODES[day.weekday()], f"{(day.day + 6) // 7}{CODES[day.weekday()]}"}
    names.add(f"-{(size - day.day) // 7 + 1}{CODES[day.weekday()]}")
    if byday and not names & set(byday):
        return False
    if monthdays and not {day.day, day.day - size - 1} & set(monthdays):
        return False
    anchor = schedule.anchor or date(1970, 1, 5)
    if schedule.freq is Frequency.MONTHLY or monthdays or any(len(code) > 2 for code in byday):
        return (12 * (day.year - anchor.year) + day.month - anchor.month) % schedule.interval == 0
    monday, other = day - day.weekday() * DAY, anchor - anchor.weekday() * DAY
    return (monday - other).days // 7 % schedule.interval == 0
