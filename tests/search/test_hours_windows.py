"""What people ask for in time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from search.hours import DayWindow, Hours, Schedule, Window
from search.windows import (
    MomentError,
    When,
    next_day_window,
    now_for,
    overlapping,
    overlapping_day,
    window_for,
    window_within,
)

CHICAGO = "America/Chicago"


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)


SATURDAY_SIX_PM = local(21, 18)


@pytest.mark.parametrize(
    ("when", "now", "opens_at", "closes_at"),
    [
        ("now", local(21, 18), local(21, 18), local(21, 19)),
        ("today", local(21, 18), local(21, 18), local(22, 4)),
        ("tonight", local(21, 12), local(21, 17), local(22, 4)),
        ("tonight", local(21, 18), local(21, 18), local(22, 4)),
        ("tonight", local(22, 2), local(22, 2), local(22, 4)),
        ("today", local(22, 2), local(22, 2), local(22, 4)),
        ("tomorrow", local(21, 18), local(22, 4), local(23, 4)),
        ("tomorrow", local(22, 2), local(22, 4), local(23, 4)),
        ("week", local(21, 18), local(21, 18), local(28, 18)),
        ("today", local(31, 18, month=10), local(31, 18, month=10), local(1, 4)),
    ],
)
def test_words_for_time_are_windows_by_the_wall_clock(
    when: When, now: datetime, opens_at: datetime, closes_at: datetime
) -> None:
    assert window_for(when, now, CHICAGO) == Window(opens_at, closes_at)


def test_within_runs_from_the_moment_asked_about() -> None:
    assert window_within(local(21, 18), 30) == Window(local(21, 18), local(21, 18, 30))


MONDAY_EVENING = DayWindow(0, time(18), time(21))
MONDAY_NIGHT = DayWindow(0, time(22), time(2))
ANY_MORNING = DayWindow(None, time(9), time(12))


@pytest.mark.parametrize(
    ("day", "now", "opens_at", "closes_at"),
    [
        (MONDAY_EVENING, local(21, 18), local(23, 18), local(23, 21)),
        (MONDAY_EVENING, local(23, 10), local(23, 18), local(23, 21)),
        (MONDAY_EVENING, local(23, 19), local(23, 19), local(23, 21)),
        (MONDAY_EVENING, local(23, 21), local(30, 18), local(30, 21)),
        (MONDAY_NIGHT, local(24, 1), local(24, 1), local(24, 2)),
        (MONDAY_NIGHT, local(24, 2), local(30, 22), local(1, 2, month=12)),
        (DayWindow(0, time(9), time(9)), local(21, 18), local(23, 9), local(24, 9)),
        (ANY_MORNING, local(21, 18), local(22, 9), local(22, 12)),
        (ANY_MORNING, local(22, 10), local(22, 10), local(22, 12)),
    ],
)
def test_a_day_is_the_coming_one_or_the_one_not_yet_over(
    day: DayWindow, now: datetime, opens_at: datetime, closes_at: datetime
) -> None:
    assert next_day_window(day, now, CHICAGO) == Window(opens_at, closes_at)


def on(code: str, starts: time, ends: time, zone: str = CHICAGO) -> Hours:
    return Hours((Schedule(starts, ends, zone, byday=(code,)),))


def test_a_window_holds_what_is_in_progress_when_it_opens() -> None:
    found = overlapping(on("SA", time(17), time(18, 1)), Window(local(21, 18), local(21, 19)))
    assert found is not None
    assert found.starts_at == local(21, 17)


@pytest.mark.parametrize(("starts", "ends"), [(time(17), time(18)), (time(19), time(20))])
def test_a_window_leaves_out_what_ends_as_it_opens_or_starts_as_it_closes(starts: time, ends: time) -> None:
    assert overlapping(on("SA", starts, ends), Window(local(21, 18), local(21, 19))) is None


def test_a_window_of_no_length_holds_what_starts_at_that_moment() -> None:
    assert overlapping(on("SA", time(18), time(19)), window_within(local(21, 18), 0)) is not None


def test_always_open_is_there_for_the_whole_window_and_by_appointment_never() -> None:
    window = window_for("tonight", SATURDAY_SIX_PM, CHICAGO)
    found = overlapping(Hours(always=True), window)
    assert found is not None
    assert (found.starts_at, found.ends_at) == (window.opens_at, window.closes_at)
    assert overlapping(Hours(on("SA", time(18), time(20)).schedules, by_appointment=True), window) is None


def test_a_day_is_told_by_the_listings_own_zone() -> None:
    seven_in_honolulu = on("MO", time(19), time(20), "Pacific/Honolulu")
    found = overlapping_day(seven_in_honolulu, MONDAY_EVENING, SATURDAY_SIX_PM, CHICAGO)
    assert found is not None
    assert found.starts_at == local(23, 23)
    assert overlapping(seven_in_honolulu, next_day_window(MONDAY_EVENING, SATURDAY_SIX_PM, CHICAGO)) is None


def test_hours_of_any_day_find_what_is_on_at_those_hours_in_the_coming_week() -> None:
    wednesdays, late = on("WE", time(10), time(11)), on("WE", time(12), time(13))
    found = overlapping_day(wednesdays, ANY_MORNING, SATURDAY_SIX_PM, CHICAGO)
    assert found is not None
    assert found.starts_at == local(25, 10)
    assert overlapping_day(late, ANY_MORNING, SATURDAY_SIX_PM, CHICAGO) is None


def test_a_day_of_what_is_always_open_is_told_by_the_zone_asked_from() -> None:
    found = overlapping_day(Hours(always=True), MONDAY_EVENING, SATURDAY_SIX_PM, CHICAGO)
    assert found is not None
    assert found.starts_at == local(23, 18)
    assert overlapping_day(Hours(by_appointment=True), MONDAY_EVENING, SATURDAY_SIX_PM, CHICAGO) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T18:00", local(21, 18)),
        ("2026-11-21 18:00", local(21, 18)),
        ("2026-11-21T18:00-05:00", local(21, 17)),
        ("2026-11-21T18:00:00 01:00", local(21, 11)),
        ("2026-11-22T00:00Z", local(21, 18)),
        ("2026-11-21", local(21, 0)),
        ("2026-03-08T02:30", local(8, 3, 30, month=3)),
        (None, SATURDAY_SIX_PM),
        (" ", SATURDAY_SIX_PM),
    ],
)
def test_a_moment_without_an_offset_is_a_wall_clock_of_the_zone(text: str | None, moment: datetime) -> None:
    read = now_for(text, CHICAGO, SATURDAY_SIX_PM)
    assert read.astimezone(UTC) == moment
    assert read.tzinfo == ZoneInfo(CHICAGO)


@pytest.mark.parametrize(
    "text", ["soon", "25:61", "2026-13-01", "2026-11-21T18:00+99:00", "0001-01-01", "9999-12-31", "🙂"]
)
def test_a_moment_that_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(MomentError, match=r"^A moment .*\.$"):
        now_for(text, CHICAGO, SATURDAY_SIX_PM)


def test_a_week_is_seven_days_even_when_the_clock_changes() -> None:
    window = window_for("week", local(31, 18, month=10), CHICAGO)
    assert window.closes_at - window.opens_at == timedelta(days=7)
