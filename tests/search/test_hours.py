"""The time rules, one by one."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from search.hours import Frequency, Hours, Occurrence, Schedule, TimeState, occurrences, state_at

CHICAGO = "America/Chicago"
SATURDAY_SIX_PM = datetime(2026, 11, 22, tzinfo=UTC)
"""Saturday, November 21st 2026, 6 pm in Minneapolis."""


def weekly(code: str, starts: time, ends: time | None = None, zone: str | None = CHICAGO, **facts: object) -> Hours:
    return Hours((Schedule(starts, ends, zone, byday=(code,), **facts),))


def local_starts(hours: Hours, *, after: datetime, days: int) -> list[str]:
    found = occurrences(hours, after=after, before=after + timedelta(days=days))
    return [f"{each.starts_at:%m-%d %H:%M}" for each in found]


def test_a_meeting_is_in_progress_from_its_first_instant() -> None:
    state, occurrence = state_at(weekly("SA", time(18), time(19)), SATURDAY_SIX_PM)
    assert state is TimeState.IN_PROGRESS
    assert occurrence is not None
    assert (occurrence.starts_at, occurrence.length) == (SATURDAY_SIX_PM, timedelta(hours=1))


def test_a_meeting_is_over_at_its_last_instant() -> None:
    state, occurrence = state_at(weekly("SA", time(17), time(18)), SATURDAY_SIX_PM)
    assert state is TimeState.UPCOMING
    assert occurrence is not None
    assert occurrence.starts_at == SATURDAY_SIX_PM + timedelta(days=6, hours=23)


def test_a_meeting_past_midnight_is_in_progress() -> None:
    state, occurrence = state_at(weekly("FR", time(23), time(1, 30)), datetime(2026, 11, 21, 7, 15, tzinfo=UTC))
    assert state is TimeState.IN_PROGRESS
    assert occurrence is not None
    assert f"{occurrence.starts_at:%a %H:%M}" == "Fri 23:00"


def test_a_meeting_without_an_end_lasts_an_hour() -> None:
    assert Schedule(time(18)).length == timedelta(minutes=60)


def test_an_end_that_equals_the_start_is_a_day_later() -> None:
    assert Schedule(time(9), time(9)).length == timedelta(hours=24)


def test_length_is_elapsed_time_when_the_clock_goes_back() -> None:
    hours = weekly("SU", time(0, 30), time(2, 30))
    [night] = occurrences(
        hours, after=datetime(2026, 11, 1, 5, tzinfo=UTC), before=datetime(2026, 11, 1, 12, tzinfo=UTC)
    )
    assert night.length == timedelta(hours=2)
    assert f"{night.ends_at:%H:%M}" == "01:30"
    assert night.covers(datetime(2026, 11, 1, 7, 29, tzinfo=UTC))
    assert not night.covers(datetime(2026, 11, 1, 7, 30, tzinfo=UTC))


def test_a_wall_time_that_does_not_exist_is_read_with_the_offset_before_the_jump() -> None:
    hours = weekly("SU", time(2, 30))
    assert local_starts(hours, after=datetime(2026, 3, 7, 12, tzinfo=UTC), days=9) == ["03-08 03:30", "03-15 02:30"]


def test_a_wall_time_that_happens_twice_means_the_first() -> None:
    [occurrence] = occurrences(
        weekly("SU", time(1, 30)),
        after=datetime(2026, 11, 1, tzinfo=UTC),
        before=datetime(2026, 11, 2, tzinfo=UTC),
    )
    assert occurrence.starts_at.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_next_is_strictly_after_now_and_by_instant_across_zones() -> None:
    new_york = Schedule(time(20, 30), timezone="America/New_York", byday=("SA",))
    chicago = Schedule(time(20), timezone=CHICAGO, byday=("SA",))
    _, occurrence = state_at(Hours((chicago, new_york)), SATURDAY_SIX_PM)
    assert occurrence is not None
    assert occurrence.starts_at.tzinfo == new_york.zone


def test_of_two_in_progress_the_earlier_started_is_shown() -> None:
    late, early = (Schedule(time(hour), time(19), CHICAGO, byday=("SA",)) for hour in (17, 16))
    _, occurrence = state_at(Hours((late, early)), SATURDAY_SIX_PM)
    assert occurrence is not None
    assert occurrence.starts_at.hour == 16


def test_two_schedules_that_say_the_same_say_it_once() -> None:
    [same] = weekly("SA", time(18)).schedules
    assert local_starts(Hours((same, same)), after=SATURDAY_SIX_PM, days=1) == ["11-21 18:00"]


def test_without_a_zone_nothing_is_on_and_nothing_is_closed() -> None:
    assert state_at(weekly("SA", time(18), zone=None), SATURDAY_SIX_PM) == (TimeState.UNKNOWN, None)


def test_a_zone_that_does_not_exist_is_not_taken_for_utc() -> None:
    assert state_at(weekly("SA", time(18), zone="Mars/Olympus"), SATURDAY_SIX_PM) == (TimeState.UNKNOWN, None)


def test_a_schedule_without_days_is_unknown() -> None:
    assert state_at(Hours((Schedule(time(18), timezone=CHICAGO),)), SATURDAY_SIX_PM) == (TimeState.UNKNOWN, None)


def test_nothing_known_is_unknown_not_closed() -> None:
    assert state_at(Hours(), SATURDAY_SIX_PM) == (TimeState.UNKNOWN, None)


def test_what_has_ended_is_closed() -> None:
    assert state_at(weekly("SA", time(18), until=date(2026, 11, 20)), SATURDAY_SIX_PM) == (TimeState.CLOSED, None)


def test_what_has_ended_beside_what_cannot_be_told_is_unknown() -> None:
    ended, untold = weekly("SA", time(18), until=date(2026, 1, 1)), weekly("SA", time(18), zone=None)
    state, _ = state_at(Hours(ended.schedules + untold.schedules), SATURDAY_SIX_PM)
    assert state is TimeState.UNKNOWN


def test_always_open_and_by_appointment_win_over_schedules() -> None:
    schedules = weekly("SA", time(18)).schedules
    assert state_at(Hours(schedules, always=True), SATURDAY_SIX_PM) == (TimeState.ALWAYS, None)
    assert state_at(Hours(schedules, by_appointment=True), SATURDAY_SIX_PM) == (TimeState.BY_APPOINTMENT, None)


def test_every_other_week_counts_from_the_anchor() -> None:
    hours = weekly("SA", time(18), interval=2, anchor=date(2026, 11, 12))
    assert local_starts(hours, after=SATURDAY_SIX_PM, days=30) == ["11-28 18:00", "12-12 18:00"]


def test_a_week_begins_on_monday_whatever_day_the_anchor_is() -> None:
    hours = Hours((Schedule(time(18), None, CHICAGO, byday=("MO", "SU"), interval=2, anchor=date(2026, 11, 8)),))
    after = datetime(2026, 11, 7, tzinfo=UTC)
    assert local_starts(hours, after=after, days=20) == ["11-08 18:00", "11-16 18:00", "11-22 18:00"]


def test_a_count_without_an_anchor_begins_with_the_season() -> None:
    hours = weekly("SA", time(18), valid_from=date(2026, 11, 10), count=3)
    assert local_starts(hours, after=SATURDAY_SIX_PM, days=30) == ["11-21 18:00", "11-28 18:00"]


def test_nothing_is_on_before_the_anchor() -> None:
    hours = weekly("SA", time(18), anchor=date(2026, 12, 1))
    assert local_starts(hours, after=SATURDAY_SIX_PM, days=15) == ["12-05 18:00"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"byday": ("2TU", "4TU")}, ["11-24", "12-08", "12-22"]),
        ({"byday": ("-1FR",)}, ["11-27", "12-25"]),
        ({"byday": ("MO", "1WE")}, ["11-23", "11-30", "12-02", "12-07", "12-14", "12-21", "12-28"]),
        ({"bymonthday": (15, -1)}, ["11-30", "12-15"]),
        ({"byday": ("FR",), "bymonthday": (25,)}, ["12-25"]),
        ({"anchor": date(2026, 1, 31)}, []),
        ({"anchor": date(2026, 1, 30)}, ["11-30"]),
        ({"byday": ("1TU",), "interval": 2, "anchor": date(2026, 10, 1)}, ["12-01"]),
        ({"freq": Frequency.WEEKLY, "byday": ("2TU",)}, ["12-08"]),
        ({"freq": Frequency.ONCE, "anchor": date(2026, 12, 24)}, ["12-24"]),
        ({"freq": Frequency.ONCE, "anchor": date(2026, 12, 24), "except_on": frozenset({date(2026, 12, 24)})}, []),
        ({"byday": ("2TU",), "valid_from": date(2026, 12, 9)}, []),
        ({"byday": ("2TU", "4TU"), "valid_to": date(2026, 12, 8)}, ["11-24", "12-08"]),
        ({"byday": ("2TU", "4TU"), "except_on": frozenset({date(2026, 12, 8)})}, ["11-24", "12-22"]),
        ({"byday": ("4TU",), "anchor": date(2026, 10, 1), "count": 2}, ["11-24"]),
        (
            {"byday": ("4TU",), "anchor": date(2026, 10, 1), "count": 2, "except_on": frozenset({date(2026, 10, 27)})},
            ["11-24"],
        ),
        ({"byday": ("4TU",), "count": 2}, ["11-24", "12-22"]),
    ],
)
def test_the_days_of_a_month(facts: dict[str, object], expected: list[str]) -> None:
    schedule = Schedule(time(18), timezone=CHICAGO, **{"freq": Frequency.MONTHLY, **facts})
    found = local_starts(Hours((schedule,)), after=SATURDAY_SIX_PM, days=38)
    assert [each.split()[0] for each in found] == expected


def test_occurrences_are_ordered_by_instant_in_the_hour_that_happens_twice() -> None:
    zone = Schedule(time(1), timezone=CHICAGO).zone
    first = Occurrence(datetime(2026, 11, 1, 1, 50, tzinfo=zone), datetime(2026, 11, 1, 3, tzinfo=zone))
    second = Occurrence(datetime(2026, 11, 1, 1, 10, tzinfo=zone, fold=1), datetime(2026, 11, 1, 3, tzinfo=zone))
    assert sorted([second, first]) == [first, second]


@pytest.mark.parametrize(
    "facts", [{"interval": 0}, {"count": 0}, {"byday": ("6MO",)}, {"byday": ("XX",)}, {"bymonthday": (32,)}]
)
def test_a_schedule_that_no_calendar_can_mean_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Schedule(time(18), timezone=CHICAGO, **facts)
