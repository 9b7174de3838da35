"""Columns of hours say of every listing at once what `search.hours` says of each."""

from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.earliest import NEVER
from search.hours import DayWindow, Frequency, Hours, Occurrence, Schedule, TimeState, Window, state_at
from search.recurrence import STATES, RecurrenceColumns, build_columns, concatenate
from search.schedule import dates, start_instant
from search.upcoming import in_day_window, in_window, next_times, weekdays
from search.windows import overlapping, overlapping_day
from tests.search.schedules import DAY, ZONES, World, worlds

CHICAGO = "America/Chicago"
SATURDAY_SIX_PM = datetime(2026, 11, 22, tzinfo=UTC)


def seconds(occurrence: Occurrence | None) -> tuple[int, int]:
    if occurrence is None:
        return NEVER, NEVER
    return floor(occurrence.starts_at.timestamp()), ceil(occurrence.ends_at.timestamp())


@settings(max_examples=50)
@given(worlds())
def test_next_times_are_the_states_of_all_listings(world: World) -> None:
    listed = [world.hours() for _ in range(30)]
    found = next_times(build_columns(listed), world.at)
    for row, each in enumerate(listed):
        state, occurrence = state_at(each, world.at)
        assert STATES[found.state[row]] is state, each
        assert (found.starts[row], found.ends[row]) == seconds(occurrence), each


@settings(max_examples=30)
@given(worlds())
def test_at_the_very_start_and_end_of_an_occurrence_the_states_are_the_same(world: World) -> None:
    listed = [world.hours() for _ in range(12)]
    columns = build_columns(listed)
    for row, each in enumerate(listed):
        _, occurrence = state_at(each, world.at)
        for moment in occurrence.instants if occurrence else ():
            state, then = state_at(each, moment)
            found = next_times(columns, moment, np.array([row]))
            assert STATES[found.state[0]] is state, each
            assert (found.starts[0], found.ends[0]) == seconds(then), each


@settings(max_examples=50)
@given(worlds(), st.sampled_from([0, 1, 30, 60, 600, 10_080]))
def test_a_window_holds_the_same_listings_and_occurrences(world: World, minutes: int) -> None:
    listed = [world.hours() for _ in range(30)]
    window = Window(world.at, world.at + timedelta(minutes=minutes))
    found = in_window(build_columns(listed), window)
    for row, each in enumerate(listed):
        occurrence = overlapping(each, window)
        assert found.found[row] == (occurrence is not None), each
        assert (found.starts[row], found.ends[row]) == seconds(occurrence), each


@settings(max_examples=50)
@given(worlds(), st.none() | st.integers(0, 6), st.sampled_from(ZONES))
def test_a_day_holds_the_same_listings_each_by_its_own_clock(world: World, weekday: int | None, zone: str) -> None:
    listed = [world.hours() for _ in range(30)]
    day = DayWindow(weekday, world.clock(), world.clock())
    found = in_day_window(build_columns(listed), day, world.at, zone)
    for row, each in enumerate(listed):
        occurrence = overlapping_day(each, day, world.at, zone)
        assert found.found[row] == (occurrence is not None), each
        assert (found.starts[row], found.ends[row]) == seconds(occurrence), each


@settings(max_examples=40)
@given(worlds(), st.integers(0, 30))
def test_chosen_rows_and_joined_segments_say_the_same(world: World, cut: int) -> None:
    at, listed = world.at, [world.hours() for _ in range(30)]
    rows = np.array([world.chance.randrange(30) for _ in range(world.chance.randint(0, 60))], dtype=np.int64)
    whole = build_columns(listed)
    joined = concatenate([build_columns(listed[:cut]), build_columns(()), build_columns(listed[cut:])])
    expected = next_times(whole, at)
    for found, chosen in ((next_times(joined, at), slice(None)), (next_times(whole, at, rows), rows)):
        assert found.state.tolist() == expected.state[chosen].tolist()
        assert found.starts.tolist() == expected.starts[chosen].tolist()
        assert found.ends.tolist() == expected.ends[chosen].tolist()
    mask = np.isin(np.arange(30), rows)
    assert next_times(joined, at, mask).starts.tolist() == expected.starts[mask].tolist()
    assert weekdays(joined, at, mask).tolist() == weekdays(whole, at)[mask].tolist()


@settings(max_examples=20)
@given(worlds())
def test_weekdays_are_those_of_what_is_still_to_come(world: World) -> None:
    listed = [world.hours() for _ in range(30)]
    for each, bits in zip(listed, weekdays(build_columns(listed), world.at).tolist(), strict=True):
        state, occurrence = state_at(each, world.at)
        if occurrence is None:
            assert bits == (0b1111111 if state is TimeState.ALWAYS else 0)
        else:
            assert bits >> _day_of(each, occurrence).weekday() & 1


def _day_of(each: Hours, occurrence: Occurrence) -> date:
    """The local day that the schedule behind the occurrence names for it: a clock change may show another."""
    around = occurrence.starts_at.date()
    return next(
        day
        for schedule in each.schedules
        if schedule.zone == occurrence.starts_at.tzinfo
        for day in dates(schedule, around - 2 * DAY, around + DAY)
        if start_instant(schedule, day) == occurrence.instants[0]
    )


def weekly(*codes: str, **facts: object) -> Hours:
    return Hours((Schedule(time(18), time(19), CHICAGO, byday=codes, **facts),))


def monthly(**facts: object) -> Hours:
    return Hours((Schedule(time(18), time(19), CHICAGO, freq=Frequency.MONTHLY, **facts),))


def test_weekdays_of_each_kind_of_recurrence() -> None:
    listed = [
        weekly("MO", "WE"),
        weekly("MO", until=date(2026, 1, 1)),
        monthly(byday=("2TU", "-1FR")),
        monthly(bymonthday=(25,)),
        Hours((Schedule(time(18), None, CHICAGO, freq=Frequency.ONCE, anchor=date(2026, 12, 24)),)),
        Hours((Schedule(time(18), None, CHICAGO, freq=Frequency.ONCE, anchor=date(2026, 11, 19)),)),
        Hours(always=True),
        Hours(by_appointment=True),
    ]
    bits = weekdays(build_columns(listed), SATURDAY_SIX_PM).tolist()
    assert bits == [0b0000101, 0, 0b0010010, 0b0000100, 0b0001000, 0, 0b1111111, 0]


def test_rules_that_many_listings_share_are_stored_once() -> None:
    columns = build_columns([weekly("MO"), weekly("MO"), weekly("TU"), Hours((*weekly("MO").schedules,) * 2)])
    assert columns.rules.shape[1] == 2
    assert columns.row_rules.size == 4


def test_columns_are_plain_arrays_that_can_be_mapped_from_files(tmp_path: Path) -> None:
    listed = [weekly("SA", except_on=frozenset({date(2026, 11, 28)})), Hours(), monthly(byday=("1MO",))]
    columns = build_columns(listed)
    for name, array in columns.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    arrays = {name: np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in columns.to_arrays()}
    mapped = RecurrenceColumns.from_arrays(arrays, columns.zones)
    assert next_times(mapped, SATURDAY_SIX_PM).starts.tolist() == next_times(columns, SATURDAY_SIX_PM).starts.tolist()
    assert len(mapped) == len(listed)


def test_segments_keep_their_own_exceptions() -> None:
    saturdays = [date(2026, 11, 21), date(2026, 11, 28), date(2026, 12, 5)]
    segments = [build_columns([weekly("SA", except_on=frozenset(saturdays[: size + 1]))]) for size in range(3)]
    found = next_times(concatenate(segments), SATURDAY_SIX_PM)
    starts = [datetime.fromtimestamp(start, ZoneInfo(CHICAGO)).date() for start in found.starts.tolist()]
    assert starts == [date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12)]


def test_no_listings_have_no_times() -> None:
    columns = concatenate([])
    assert next_times(columns, SATURDAY_SIX_PM).starts.size == 0
    assert in_day_window(columns, DayWindow(0, time(9), time(10)), SATURDAY_SIX_PM, CHICAGO).found.size == 0


def test_listings_without_schedules_have_a_state_all_the_same() -> None:
    listed = [Hours(), Hours(always=True), Hours(by_appointment=True)]
    found = next_times(build_columns(listed), SATURDAY_SIX_PM)
    assert [STATES[code] for code in found.state] == [TimeState.UNKNOWN, TimeState.ALWAYS, TimeState.BY_APPOINTMENT]
    assert found.starts.tolist() == [NEVER] * 3


def test_a_long_interval_leads_nowhere_and_stops() -> None:
    listed = [monthly(bymonthday=(30,), interval=12, anchor=date(2026, 2, 1)), monthly(bymonthday=(1,), interval=5000)]
    found = next_times(build_columns(listed), SATURDAY_SIX_PM)
    assert [STATES[code] for code in found.state] == [TimeState.CLOSED, TimeState.CLOSED]
