"""Schedules as iCalendar says them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from search.calendar_rules import CalendarRule, to_rrule
from search.schedule import Frequency, Schedule

CHICAGO = ZoneInfo("America/Chicago")


def rule_of(since: date | None = None, **facts: object) -> CalendarRule | None:
    return to_rrule(Schedule(time(18), time(19, 30), "America/Chicago", **facts), since)


def test_every_week_begins_with_the_first_real_occurrence() -> None:
    assert rule_of(date(2026, 11, 21), byday=("MO", "WE")) == CalendarRule(
        starts_at=datetime(2026, 11, 23, 18, tzinfo=CHICAGO),
        length=timedelta(minutes=90),
        rule="FREQ=WEEKLY;BYDAY=MO,WE",
        excepted=(),
    )


def test_a_season_moves_the_start_and_becomes_an_end_in_utc() -> None:
    rule = rule_of(
        byday=("MO",), interval=2, anchor=date(2026, 1, 5), valid_from=date(2026, 6, 2), valid_to=date(2026, 8, 31)
    )
    assert rule is not None
    assert rule.starts_at == datetime(2026, 6, 8, 18, tzinfo=CHICAGO)
    assert rule.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260831T230000Z"


def test_a_count_is_said_as_its_last_date() -> None:
    rule = rule_of(date(2026, 11, 16), byday=("MO",), anchor=date(2026, 11, 2), count=4)
    assert rule is not None
    assert rule.starts_at == datetime(2026, 11, 16, 18, tzinfo=CHICAGO)
    assert rule.rule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261124T000000Z"


def test_excepted_days_are_wall_clock_starts_and_never_the_first() -> None:
    excepted = frozenset(date(2026, 11, 23) + timedelta(days=days) for days in (0, 14, 28, 35))
    rule = rule_of(date(2026, 11, 21), byday=("MO",), except_on=excepted, until=date(2026, 12, 21))
    assert rule is not None
    assert rule.starts_at.date() == date(2026, 11, 30)
    assert [f"{each:%m-%d %H:%M}" for each in rule.excepted] == ["12-07 18:00", "12-21 18:00"]


def test_days_of_the_month_are_said_as_such() -> None:
    rule = rule_of(date(2026, 1, 1), freq=Frequency.MONTHLY, byday=("2TU", "-1FR"))
    assert rule is not None
    assert rule.rule == "FREQ=MONTHLY;BYDAY=2TU,-1FR"
    rule = rule_of(date(2026, 2, 1), freq=Frequency.MONTHLY, anchor=date(2026, 1, 31))
    assert rule is not None
    assert (rule.starts_at.date(), rule.rule) == (date(2026, 3, 31), "FREQ=MONTHLY;BYMONTHDAY=31")


def test_what_happens_once_has_no_rule() -> None:
    rule = rule_of(freq=Frequency.ONCE, anchor=date(2026, 12, 24))
    assert rule is not None
    assert (rule.starts_at.date(), rule.rule) == (date(2026, 12, 24), None)


def test_what_is_over_or_cannot_be_placed_is_not_in_a_calendar() -> None:
    assert rule_of(date(2026, 11, 21), byday=("MO",), until=date(2026, 11, 20)) is None
    assert rule_of() is None
    assert to_rrule(Schedule(time(18), timezone=None, byday=("MO",))) is None


def test_a_schedule_at_the_end_of_time_is_still_answered() -> None:
    assert rule_of(freq=Frequency.WEEKLY, anchor=date(9999, 12, 20), count=5) is not None
