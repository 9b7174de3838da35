"""A listing as a calendar: what a phone makes of it is what the time rules say."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from directory.listings.calendar import listing_calendar
from directory.listings.forms import PlaceDraft, ScheduleDraft
from directory.listings.hours import hours_of
from directory.listings.queries import ListingDetail
from search.hours import Frequency, occurrences
from tests.web.town import LISTINGS, NOW, Town, listing

ADDRESS = "https://directory.example.org/listings/1"
ID = UUID(int=7)


def detail(**facts):
    return ListingDetail(
        id=ID,
        draft=listing(**{"name": "Evening Circle", **facts}),
        organization_id=ID,
        service_id=ID,
        location_id=ID,
        group_key="",
        seen_on=None,
        seen_source=None,
        source_id=None,
        missing_since=None,
        live_source=False,
        verified_on=None,
        verified_how=None,
        due_on=date(2027, 1, 1),
        created_at=NOW,
        modified_at=NOW,
    )


def calendar_of(**facts) -> bytes:
    made = listing_calendar(detail(**facts), address=ADDRESS, now=NOW)
    assert made is not None
    return made


def starts_of(made: bytes, until: datetime) -> set[datetime]:
    """What a calendar program shows, by dateutil instead of our own rules."""
    starts = set()
    for event in Calendar.from_ical(made).walk("VEVENT"):
        first = event["DTSTART"].dt
        exdates = event.get("EXDATE", [])
        left_out = {
            stamp.dt for stamps in (exdates if isinstance(exdates, list) else [exdates]) for stamp in stamps.dts
        }
        if "RRULE" in event:
            rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=first)
            days = [
                day.replace(tzinfo=first.tzinfo)
                for day in rule.between(first, until.astimezone(first.tzinfo), inc=True)
            ]
        else:
            days = [first]
        starts |= {day.astimezone(UTC) for day in days if day not in left_out and day.astimezone(UTC) < until}
    return starts


DAYS = st.one_of(
    st.lists(st.sampled_from(["MO", "TU", "WE", "SA", "SU"]), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(["1MO", "2TU", "-1FR", "4SU"]), min_size=1, max_size=2, unique=True),
).map(tuple)
SCHEDULES = st.builds(
    ScheduleDraft,
    starts=st.builds(time, st.integers(4, 23), st.sampled_from([0, 30])),
    ends=st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 15])),
    freq=st.sampled_from([Frequency.WEEKLY, Frequency.MONTHLY]),
    byday=DAYS,
    interval=st.sampled_from([1, 1, 1, 2]),
    until=st.none() | st.dates(date(2026, 12, 1), date(2027, 6, 1)),
    except_on=st.lists(st.dates(date(2026, 11, 22), date(2027, 2, 1)), max_size=12).map(tuple),
)


@given(SCHEDULES, st.sampled_from(["America/Chicago", "America/New_York", "America/Phoenix"]))
@settings(max_examples=80)
def test_a_calendar_program_shows_the_times_that_the_page_shows(schedule, timezone):
    made = listing_calendar(detail(schedules=(schedule,), timezone=timezone), address=ADDRESS, now=NOW)
    assume(made is not None)
    until = NOW + timedelta(days=200)
    hours = hours_of(listing(name="x", schedules=(schedule,), timezone=timezone))
    expected = {one.starts_at.astimezone(UTC) for one in occurrences(hours, after=NOW, before=until)}
    shown = starts_of(made, until)
    assert {start for start in shown if start >= NOW} == {start for start in expected if start >= NOW}


def test_its_lines_are_folded_and_end_as_the_standard_asks():
    made = calendar_of(name="A very long name — with ünïcode — " * 6)
    assert made.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert max(len(line) for line in made.split(b"\r\n")) <= 75


def test_it_says_the_name_the_place_and_nothing_of_the_kind():
    event = Calendar.from_ical(calendar_of()).walk("VEVENT")[0]
    assert event["SUMMARY"] == "Evening Circle"
    assert event["LOCATION"] == "Westminster Hall, 83 12th Street South, Minneapolis, MN 55403"
    assert event["URL"] == ADDRESS
    assert event["STATUS"] == "CONFIRMED"
    assert "DESCRIPTION" not in event
    assert "CATEGORIES" not in event


def test_it_carries_its_zone():
    calendar = Calendar.from_ical(calendar_of())
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["America/Chicago"]
    assert calendar.walk("VEVENT")[0]["DTSTART"].params["TZID"] == "America/Chicago"


def test_the_same_listing_keeps_its_ids_so_that_phones_update_instead_of_doubling():
    two = (ScheduleDraft(starts=time(9), byday=("MO",)), ScheduleDraft(starts=time(18), byday=("TH",)))
    uids = [
        [str(event["UID"]) for event in Calendar.from_ical(calendar_of(schedules=two)).walk("VEVENT")] for _ in "ab"
    ]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 2


@pytest.mark.parametrize("status", ["temporarily_closed", "inactive", "defunct"])
def test_a_closed_listing_is_cancelled(status):
    assert Calendar.from_ical(calendar_of(status=status)).walk("VEVENT")[0]["STATUS"] == "CANCELLED"


def test_a_private_address_is_not_in_it():
    made = calendar_of(place=PlaceDraft(address_1="4711 Hidden Hollow Road", city="Saint Paul", visibility="area_only"))
    assert b"LOCATION" not in made
    assert b"4711" not in made


def test_an_online_meeting_leads_to_where_it_is():
    made = calendar_of(in_person=False, online=True, online_url="https://meet.example.org/x", place=None)
    assert Calendar.from_ical(made).walk("VEVENT")[0]["LOCATION"] == "https://meet.example.org/x"


@pytest.mark.parametrize("facts", [{"always": True}, {"by_appointment": True}, {"schedules": ()}, {"timezone": None}])
def test_what_has_no_dates_has_no_calendar(facts):
    assert listing_calendar(detail(**facts), address=ADDRESS, now=NOW) is None


def test_the_page_offers_a_calendar_exactly_where_there_is_one(client, judge, town: Town):
    for name in LISTINGS:
        page = judge.get(town.path(name))
        answer = client.get(f"{town.path(name)}.ics", headers={"accept": "text/html"})
        assert (answer.status_code == 200) == any(link.endswith(".ics") for link in page.links), name
    assert client.get(f"{town.path('newcomers')}.ics").headers["content-type"] == "text/calendar; charset=utf-8"
