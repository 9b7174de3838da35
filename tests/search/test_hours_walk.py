"""Hours agree with a slow walk through every day and every reading of the clock."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from search.calendar_rules import CalendarRule, to_rrule
from search.hours import Hours, TimeState, occurrences, state_at
from search.schedule import dates
from tests.search.schedules import DAY, World, walked_first, walked_length, walked_starts, worlds


@settings(max_examples=40)
@given(worlds())
def test_the_state_is_what_a_walk_through_the_days_finds(world: World) -> None:
    at = world.at
    for each in [world.hours() for _ in range(10)]:
        state, occurrence = state_at(each, at)
        if each.always or each.by_appointment:
            assert state == (TimeState.ALWAYS if each.always else TimeState.BY_APPOINTMENT)
            continue
        walked = walked_first(each, at)
        assert (occurrence.instants if occurrence else None) == walked, each
        if walked:
            assert state == (TimeState.IN_PROGRESS if walked[0] <= at else TimeState.UPCOMING)
        else:
            assert state in (TimeState.CLOSED, TimeState.UNKNOWN)


@settings(max_examples=40)
@given(worlds(), st.integers(0, 45))
def test_occurrences_are_what_a_walk_through_the_days_finds(world: World, days: int) -> None:
    after, before = world.at, world.at + timedelta(days=days)
    chosen = tuple(world.schedule() for _ in range(8))
    walked = {
        (start, start + walked_length(schedule))
        for schedule in chosen
        if schedule.timezone
        for start in walked_starts(schedule, after.date() - 4 * DAY, before.date() + 3 * DAY)
        if start < before and start + walked_length(schedule) > after
    }
    found = [each.instants for each in occurrences(Hours(chosen), after=after, before=before)]
    assert found == sorted(walked), chosen


@settings(max_examples=40)
@given(worlds())
def test_a_calendar_reads_the_same_dates_from_the_rule(world: World) -> None:
    today, last = world.at.date(), world.at.date() + 400 * DAY
    for schedule in [world.schedule() for _ in range(10)]:
        expected = list(dates(schedule, today, last)) if schedule.is_placed else []
        assert dates_in_calendar(to_rrule(schedule, since=today), last) == expected, schedule


def dates_in_calendar(rule: CalendarRule | None, last: date) -> list[date]:
    """The dates up to `last` that a reader of iCalendar makes of the rule, with dateutil as that reader."""
    if rule is None:
        return []
    starts = rule.starts_at.replace(tzinfo=None)
    if rule.rule is None:
        return [starts.date()] if starts.date() <= last else []
    text, _, until = rule.rule.partition(";UNTIL=")
    read = rrulestr(text, dtstart=starts).between(starts, datetime.combine(last, time.max), inc=True)
    if until:
        zone = rule.starts_at.tzinfo
        ends = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        read = [each for each in read if each.replace(tzinfo=zone).astimezone(UTC) <= ends]
    return [each.date() for each in read if each not in {day.replace(tzinfo=None) for day in rule.excepted}]
