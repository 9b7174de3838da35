"""A reply is owed in working hours: nights, weekends and days away do not count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from directory.accounts.working_time import WEEKDAYS, working_time

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = [{"day": day, "starts": "09:00", "ends": "17:00"} for day in WEEKDAYS[:5]]


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO)


def worked(start: datetime, end: datetime, **more: object) -> timedelta:
    return working_time(start, end, OFFICE, CHICAGO, **more)


def test_an_evening_message_starts_to_count_in_the_morning() -> None:
    assert worked(local(11, 17, 20), local(11, 18, 10)) == timedelta(hours=1)


def test_a_weekend_does_not_count() -> None:
    assert worked(local(11, 20, 16), local(11, 23, 10)) == timedelta(hours=2)


def test_a_day_away_does_not_count() -> None:
    assert worked(local(11, 17, 16), local(11, 19, 10), away=[date(2026, 11, 18)]) == timedelta(hours=2)


def test_without_working_hours_all_time_counts() -> None:
    assert working_time(local(11, 17, 20), local(11, 18, 10), [], CHICAGO) == timedelta(hours=14)


def test_a_night_shift_runs_past_midnight() -> None:
    night = [{"day": "tu", "starts": "22:00", "ends": "06:00"}]
    assert working_time(local(11, 18, 5), local(11, 18, 9), night, CHICAGO) == timedelta(hours=1)


def test_the_night_of_the_clock_change_is_as_long_as_it_is() -> None:
    night = [{"day": "sa", "starts": "22:00", "ends": "06:00"}]
    assert working_time(local(10, 31, 12), local(11, 1, 12), night, CHICAGO) == timedelta(hours=9)


MOMENTS = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_stretches_of_time_add_up(one: datetime, two: datetime, three: datetime) -> None:
    start, middle, end = sorted((one, two, three))
    assert worked(start, middle) + worked(middle, end) == worked(start, end)
    assert timedelta() <= worked(start, end) <= end - start


def test_nothing_passes_backwards() -> None:
    assert worked(local(11, 18, 10), local(11, 18, 9)) == timedelta()
