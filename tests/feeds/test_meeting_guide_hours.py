"""Meeting Guide JSON, policy by policy: days, times and zones."""

from datetime import UTC, datetime, time

import pytest

from directory.feeds.records import Record
from tests.feeds.reading import flags, one_meeting, read_meeting_guide, why_refused


def test_several_days_are_one_listing_and_a_repeated_day_counts_once():
    [schedule] = one_meeting(day=[1, 3, 1]).draft.schedules
    assert schedule.byday == ("MO", "WE")


@pytest.mark.parametrize(("written", "day"), [("0", "SU"), ("Sunday", "SU"), ("sat", "SA"), (6, "SA"), (3.0, "WE")])
def test_days_are_read_as_numbers_or_names(written, day):
    assert one_meeting(day=written).draft.schedules[0].byday == (day,)


@pytest.mark.parametrize("written", [7, -1, "Someday", 2.5, True])
def test_a_day_that_is_none_costs_the_schedule_and_not_the_row(written):
    record = one_meeting(day=written)
    assert record.draft.schedules == ()
    assert record.draft.by_appointment is False
    assert "12:00" in record.draft.hours_note
    assert "is not a day" in flags(record, "day")[0]


def test_one_bad_day_of_several_is_left_out_alone():
    record = one_meeting(day=[2, 9])
    assert record.draft.schedules[0].byday == ("TU",)
    assert "“9” is not a day" in flags(record, "day")[0]


@pytest.mark.parametrize(("day", "at"), [([], "12:00"), (2, ""), ("", "12:00"), (2, None)])
def test_a_day_without_time_or_a_time_without_day_is_by_appointment_with_a_warning(day, at):
    record = one_meeting(day=day, time=at)
    assert record.draft.schedules == ()
    assert record.draft.by_appointment
    assert flags(record, "day") + flags(record, "time")


def test_neither_day_nor_time_is_by_appointment_and_worth_no_warning():
    record = one_meeting(day=None, time=None, end_time=None, timezone=None)
    assert record.draft.by_appointment
    assert record.problems == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [("6:30 PM", time(18, 30)), ("12:15 am", time(0, 15)), ("18:30:00", time(18, 30)), ("7pm", time(19))],
)
def test_times_are_read_in_the_ways_people_write_them(written, read):
    assert one_meeting(time=written).draft.schedules[0].starts == read


def test_twenty_four_hundred_is_the_midnight_that_ends_the_day():
    record = one_meeting(day=6, time="24:00", end_time="01:00")
    [schedule] = record.draft.schedules
    assert (schedule.starts, schedule.byday) == (time(0), ("SU",))
    assert flags(record, "time")


@pytest.mark.parametrize("written", ["25:61", "12:60", "13:00 PM", "0:30 PM", "soon", "24:01"])
def test_a_time_that_no_clock_shows_costs_the_schedule_and_says_why(written):
    record = one_meeting(time=written)
    assert record.draft.schedules == ()
    assert written in flags(record, "time")[0]


def test_an_end_that_cannot_be_read_leaves_sixty_minutes():
    record = one_meeting(end_time="late")
    assert record.draft.schedules[0].ends is None
    assert flags(record, "end_time") == [
        "Row 1 (id tuesday-lunch): end_time “late” is not a time of day, so 60 minutes were taken."
    ]


def test_an_end_at_the_hour_of_the_start_is_a_day_later_and_flagged():
    record = one_meeting(time="12:00", end_time="12:00")
    assert record.draft.schedules[0].ends == time(12)
    assert "it lasts 24 hours" in flags(record, "end_time")[0]


def test_an_unknown_zone_is_kept_in_its_words_and_the_meeting_is_never_on_now():
    record = one_meeting(timezone="Mars/Olympus")
    assert record.draft.timezone is None
    assert record.draft.unmapped == {"timezone": "Mars/Olympus"}
    assert "never shown as on now" in flags(record, "timezone")[0]
    assert record.draft.schedules


def test_est_resolves_to_a_real_zone_with_a_warning():
    record = one_meeting(timezone="EST")
    assert record.draft.timezone == "America/New_York"
    assert "EST" in flags(record, "timezone")[0]


def test_an_abbreviation_is_read_as_the_zone_of_the_place_where_it_fits():
    record = one_meeting(
        timezone="MST", latitude=33.45, longitude=-112.07, city="Phoenix", state="AZ", postal_code="85004"
    )
    assert record.draft.timezone == "America/Phoenix"


def test_without_a_zone_the_place_tells_it():
    assert one_meeting(timezone=None).draft.timezone == "America/Chicago"
    by_zip = one_meeting(timezone=None, latitude=None, longitude=None, postal_code="10458")
    assert by_zip.draft.timezone == "America/New_York"


def test_online_without_a_zone_has_none_and_a_warning():
    bare = {"slug": "x", "name": "X", "day": 1, "time": "10:00", "conference_url": "https://zoom.us/j/1"}
    [record] = read_meeting_guide(bare)
    assert isinstance(record, Record)
    assert record.draft.timezone is None
    assert flags(record, "timezone")


def test_updated_is_read_as_utc_and_neither_nonsense_nor_the_future_counts():
    assert one_meeting(updated="2026-05-31 14:32:23").updated_at == datetime(2026, 5, 31, 14, 32, 23, tzinfo=UTC)
    assert one_meeting(updated="yesterday").updated_at is None
    ahead = one_meeting(updated="2031-01-01 00:00:00")
    assert ahead.updated_at is None
    assert flags(ahead, "updated")


@pytest.mark.parametrize(
    "said", ["1st Saturday only", "Summer only!", "Every other week", "Meets the last Friday of the month"]
)
def test_a_rule_in_the_notes_that_the_schedule_does_not_tell_is_flagged(said):
    assert flags(one_meeting(notes=f"Bring a mug. {said}"), "notes")


def test_a_mongo_export_is_read_with_its_own_count_of_days_and_minutes():
    row = {
        "_id": {"$oid": "6a191d6fa00b638ef088ed79"},
        "slug": "sunday-night",
        "name": "Sunday Night",
        "timezone": "Europe/Paris",
        "day": 7,
        "time": "23:30",
        "duration": 60,
        "conference_url": "https://zoom.us/j/1",
        "languages": ["en", "fr"],
        "archived": False,
        "updatedAt": {"$date": "2025-01-30T14:13:55.582Z"},
    }
    [record] = read_meeting_guide(row)
    assert isinstance(record, Record)
    [schedule] = record.draft.schedules
    assert (schedule.starts, schedule.ends, schedule.byday) == (time(23, 30), time(0, 30), ("SU",))
    assert record.draft.languages == ("en", "fr")
    assert record.updated_at == datetime(2025, 1, 30, 14, 13, 55, 582000, tzinfo=UTC)
    assert "archived" in why_refused(read_meeting_guide({**row, "archived": True})).message
