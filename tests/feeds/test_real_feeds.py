"""The real feeds beside the checkout: everything is read, and what is odd in them is found."""

from collections import Counter
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from directory.feeds.readers import bmlt, meeting_guide
from directory.feeds.records import Record
from tests.feeds.reading import context, real_feed


@cache
def records_of(read, name: str) -> list[Record]:
    outcomes = list(read(real_feed(name), context()))
    records = [outcome for outcome in outcomes if isinstance(outcome, Record)]
    assert len(records) == len(outcomes)
    return records


def minutes(record: Record) -> int:
    [schedule] = record.draft.schedules
    today, ends = datetime(2026, 1, 1), schedule.ends or time(0)  # noqa: DTZ001 - wall clock against wall clock
    length = datetime.combine(today, ends) - datetime.combine(today, schedule.starts)
    return int((length if length > timedelta(0) else length + timedelta(days=1)).total_seconds() // 60)


def test_all_new_york_meetings_are_read_with_few_problems():
    records = records_of(bmlt.read, "ny_getsearchresults_with_formats.json")
    assert len(records) == 1513
    assert sum(len(record.problems) for record in records) < 100
    assert {record.draft.timezone for record in records} == {"America/New_York"}
    assert all(record.draft.in_person and not record.draft.online for record in records)
    assert all(record.draft.place and record.draft.place.lat for record in records)
    assert {record.draft.place.country for record in records if record.draft.place} == {"US"}


def test_new_york_meetings_last_as_long_as_they_say_also_past_midnight():
    records = records_of(bmlt.read, "ny_getsearchresults_with_formats.json")
    lengths = Counter(minutes(record) for record in records)
    assert (lengths[90], lengths[12 * 60], lengths[7 * 60]) == (1216, 1, 1)
    schedules = [record.draft.schedules[0] for record in records]
    past_midnight = [one for one in schedules if one.ends and time(0) < one.ends <= one.starts]
    assert len(past_midnight) == 7


def test_new_york_formats_are_understood():
    records = records_of(bmlt.read, "ny_getsearchresults_with_formats.json")
    assert not any("formats" in record.draft.unmapped for record in records)
    assert sum(record.draft.facts.get("open_meeting") is True for record in records) > 800
    assert sum("es" in record.draft.languages for record in records) > 20
    assert sum("newcomer_meeting" in record.draft.terms for record in records) > 150
    assert 1100 < len({record.draft.group for record in records}) < 1513


def test_all_online_aa_meetings_are_read_on_the_days_they_meet():
    records = records_of(meeting_guide.read, "oiaa_central_meetings.json")
    assert len(records) == 160
    days = Counter(day for record in records for one in record.draft.schedules for day in one.byday)
    assert days["SU"] == 24
    assert sum(record.draft.by_appointment for record in records) == 10
    assert not any(record.draft.in_person for record in records)
    assert sum(record.draft.online for record in records) > 140


def test_the_days_of_a_mongo_export_agree_with_its_own_first_dates():
    codes = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    for record in records_of(meeting_guide.read, "oiaa_central_meetings.json"):
        first, zone = record.raw.get("startDateUTC"), record.draft.timezone
        if first and zone:
            moment = datetime.fromisoformat(first["$date"])
            local = moment.astimezone(ZoneInfo(zone))
            assert record.draft.schedules[0].byday == (codes[local.weekday()],)
