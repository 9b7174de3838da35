"""Made-up schedules and moments for hours, thick with clock changes, and a slow walk that says when they are on.

The walk shares nothing with the code it judges: it asks of every day whether the schedule is on, and reads a wall
clock by trying instants a quarter of an hour apart.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
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


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """An instant within two days of a change of some clock."""
    _, day = draw(st.sampled_from(CLOCK_CHANGES))
    minutes = draw(st.integers(-2 * 1440, 2 * 1440))
    seconds = draw(st.sampled_from([0, 0, 0, 1, 59.5]))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes, seconds=seconds)


def clocks() -> st.SearchStrategy[time]:
    """Wall clocks, half of them in the small hours in which clocks change."""
    hours = st.one_of(st.integers(0, 3), st.integers(0, 23))
    return st.builds(time, hours, st.sampled_from([0, 15, 30, 45, 59]))


def _often(usual: object, *others: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.just(usual), st.just(usual), *others)


@st.composite
def schedules(draw: st.DrawFn, around: datetime) -> Schedule:
    """Any schedule that could be on, have been on, or be on later, seen from that moment."""
    days = st.integers(-900, 500).map(lambda offset: around.date() + offset * DAY)
    near_days = st.integers(-4, 30).map(lambda offset: around.date() + offset * DAY)
    ordinals = st.sampled_from(["", "", "1", "2", "4", "5", "-1", "-2", "-5"])
    codes = st.builds(lambda ordinal, code: ordinal + code, ordinals, st.sampled_from(CODES))
    return Schedule(
        starts=draw(clocks()),
        ends=draw(st.one_of(st.none(), clocks())),
        timezone=draw(_often(draw(st.sampled_from(ZONES)), st.none())),
        freq=draw(st.sampled_from(Frequency)),
        byday=tuple(draw(st.lists(st.one_of(st.sampled_from(CODES), codes), max_size=3))),
        bymonthday=tuple(draw(_often([], st.lists(st.sampled_from([1, 5, 13, 29, 30, 31, -1, -2]), max_size=2)))),
        interval=draw(_often(1, st.integers(2, 7))),
        anchor=draw(st.one_of(st.none(), near_days, days)),
        until=draw(_often(None, days)),
        count=draw(_often(None, st.integers(1, 60))),
        valid_from=draw(_often(None, days)),
        valid_to=draw(_often(None, days)),
        except_on=draw(_often(frozenset(), st.frozensets(near_days, max_size=12))),
    )


@st.composite
def hours(draw: st.DrawFn, around: datetime) -> Hours:
    """Hours of up to three schedules, now and then always or by appointment."""
    kinds = draw(st.sampled_from([(False, False)] * 8 + [(True, False), (False, True)]))
    return Hours(tuple(draw(st.lists(schedules(around), max_size=3))), *kinds)


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
