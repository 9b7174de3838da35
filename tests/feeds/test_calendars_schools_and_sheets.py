"""The readers of calendars, of schools and of spreadsheets."""

from datetime import date, time
from typing import Any

import pytest

from directory.feeds.readers import college_scorecard, csv_table, icalendar
from directory.feeds.readers.csv_table.suggesting import suggest_columns
from directory.feeds.records import FeedRefusedError, Problem, Record
from search.hours import Frequency
from tests.feeds.reading import context


def with_options(**options: Any) -> Any:
    from dataclasses import replace

    return replace(context(), options=options)


def calendar(
    *lines: str, about: tuple[str, ...] = ("X-WR-CALNAME:Elm Center", "X-WR-TIMEZONE:America/Chicago")
) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *about, *lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "1", starts: str = "DTSTART;TZID=America/Chicago:20261124T190000") -> list[str]:
    said = [f"UID:{uid}", "SUMMARY:Open gym", starts, "LOCATION:Hall of Trees\\, 100 Elm St\\, Minneapolis\\, MN 55401"]
    return ["BEGIN:VEVENT", *said, *lines, "END:VEVENT"]


def one_event(*lines: str, **told: str) -> Record:
    [record] = icalendar.read(calendar(*event(*lines, **told)), context())
    assert isinstance(record, Record), record
    return record


def test_an_event_becomes_an_activity_with_its_place_and_host():
    draft = one_event("DTEND;TZID=America/Chicago:20261124T203000", "CATEGORIES:Basketball").draft
    assert (draft.name, draft.organization, draft.terms) == ("Open gym", "Elm Center", ("basketball",))
    assert draft.place
    assert (draft.place.name, draft.place.address_1, draft.place.city) == ("Hall of Trees", "100 Elm St", "Minneapolis")
    [line] = draft.schedules
    assert (line.starts, line.ends, line.freq, line.anchor) == (
        time(19),
        time(20, 30),
        Frequency.ONCE,
        date(2026, 11, 24),
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH", {"byday": ("TU", "TH")}),
        ("FREQ=WEEKLY;INTERVAL=2", {"byday": ("TU",), "interval": 2}),
        ("FREQ=WEEKLY;UNTIL=20270105T000000Z", {"until": date(2027, 1, 5)}),
        ("FREQ=WEEKLY;COUNT=10", {"count": 10}),
        ("FREQ=DAILY", {"byday": ("MO", "TU", "WE", "TH", "FR", "SA", "SU")}),
        ("FREQ=MONTHLY;BYDAY=2TU,4TU", {"byday": ("2TU", "4TU"), "freq": Frequency.MONTHLY}),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", {"byday": ("-1TU",), "freq": Frequency.MONTHLY}),
        ("FREQ=MONTHLY", {"bymonthday": (24,), "freq": Frequency.MONTHLY}),
    ],
)
def test_a_rule_becomes_a_line_of_hours(rule, told):
    [line] = one_event(f"RRULE:{rule}").draft.schedules
    assert {name: getattr(line, name) for name in told} == told


def test_a_rule_that_has_no_line_is_listed_once_and_flagged():
    record = one_event("RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH")
    assert [line.freq for line in record.draft.schedules] == [Frequency.ONCE]
    assert [problem.field for problem in record.problems] == ["RRULE"]


def test_what_is_left_out_added_or_moved_of_a_series_is_read():
    lines = [
        *event("RRULE:FREQ=WEEKLY;BYDAY=TU", "EXDATE;TZID=America/Chicago:20261201T190000", "RDATE:20261205T190000"),
        *event("RECURRENCE-ID;TZID=America/Chicago:20261208T190000", starts="DTSTART:20261210T020000Z"),
        *event("RECURRENCE-ID;TZID=America/Chicago:20261215T190000", "STATUS:CANCELLED"),
    ]
    [record] = icalendar.read(calendar(*lines), context())
    assert isinstance(record, Record)
    weekly, added, moved = record.draft.schedules
    assert weekly.except_on == (date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15))
    assert (added.anchor, moved.anchor, moved.starts) == (date(2026, 12, 5), date(2026, 12, 9), time(20))


def test_days_told_in_utc_are_those_of_the_place():
    [line] = one_event("RRULE:FREQ=WEEKLY;BYDAY=WE", starts="DTSTART:20261125T010000Z").draft.schedules
    assert (line.starts, line.byday) == (time(19), ("TU",))


def test_a_zone_of_the_files_own_goes_by_its_real_name():
    zone = ["BEGIN:VTIMEZONE", "TZID:Custom", "X-LIC-LOCATION:America/Denver", "END:VTIMEZONE"]
    told = event(starts="DTSTART;TZID=Custom:20261124T190000")
    [record] = icalendar.read(calendar(*zone, *told), context())
    assert isinstance(record, Record)
    assert record.draft.timezone == "America/Denver"


@pytest.mark.parametrize(
    ("lines", "starts"),
    [
        (("STATUS:CANCELLED",), "DTSTART:20261124T190000"),
        ((), "DTSTART:20250101T190000"),
        (("RRULE:FREQ=WEEKLY;UNTIL=20260101",), "DTSTART:20250101T190000"),
    ],
    ids=["canceled", "past", "ended"],
)
def test_what_is_over_or_canceled_is_not_offered(lines, starts):
    record = one_event(*lines, starts=starts)
    assert (record.over, record.draft.status) == (True, "inactive")


def test_private_events_are_left_out_and_bad_ones_cost_no_other():
    lines = [
        *event("CLASS:PRIVATE", uid="1"),
        *event(uid="2", starts="DTSTART:nonsense"),
        *event(uid="3", starts="X:1"),
        *event(uid=""),
        *event(uid="5"),
    ]
    outcomes = list(icalendar.read(calendar(*lines), context()))
    assert [isinstance(one, Record) for one in outcomes] == [False, False, False, False, True]
    assert isinstance(outcomes[0], Problem)
    assert outcomes[0].action == "the row was skipped"


def test_an_event_online_has_its_link():
    record = one_event("DESCRIPTION:Join https://us02web.zoom.us/j/555?pwd=x today")
    assert (record.draft.online, record.draft.online_url) == (True, "https://us02web.zoom.us/j/555?pwd=x")


def test_a_source_says_who_and_what_where_its_calendar_does_not():
    told = with_options(organization="Oak House", term="yoga")
    [record] = icalendar.read(calendar(*event()), told)
    assert isinstance(record, Record)
    assert (record.draft.organization, record.draft.terms) == ("Oak House", ("yoga",))


def test_what_our_own_calendars_say_is_read_again(session, make, now):
    from directory.listings.calendar import listing_calendar

    told = listing_calendar(make.listing(), address="https://example.org/x", now=now)
    assert told
    [record] = [one for one in icalendar.read(told, context()) if isinstance(one, Record)]
    assert record.draft.schedules


EXTRACT = "id,name,city,state,zip,latitude,longitude,url,deg_predominant,control,is_only_distance\n"
OFFICIAL = "UNITID,INSTNM,CITY,STABBR,ZIP,LATITUDE,LONGITUDE,INSTURL,CURROPER,ICLEVEL,CONTROL,OPENADMP\n"


def test_schools_of_the_extract_without_a_place_are_left_out():
    rows = (
        EXTRACT + "1,Elm College,Minneapolis,MN,55401,44.98,-93.27,elm.edu,Associate,Public,False\n2,Gone,X,MN,,,,,,,\n"
    )
    school, gone = college_scorecard.read(rows.encode(), context())
    assert isinstance(school, Record)
    draft = school.draft
    assert (draft.name, draft.terms, draft.url) == ("Elm College", ("community_college",), "https://elm.edu")
    assert draft.description == "Public school. Most of its students leave with an associate degree."
    assert isinstance(gone, Problem)
    assert "closed" in gone.message


def test_schools_of_the_official_file_say_who_operates_and_lets_everybody_in():
    rows = OFFICIAL + (
        "1,Elm Trade School,Minneapolis,MN,55401,44.98,-93.27,elm.edu,1,3,3,1\n"
        "2,Closed,Minneapolis,MN,55401,44.98,-93.27,,0,1,1,2\n3,New,Minneapolis,MN,55401,NULL,NULL,,1,2,1,2\n"
    )
    school, closed, new = college_scorecard.read(rows.encode(), context())
    assert isinstance(school, Record)
    assert isinstance(new, Record)
    assert school.draft.terms == ("job_training",)
    assert "Open admission" in school.draft.description
    assert isinstance(closed, Problem)
    assert closed.message == "it no longer operates"
    assert new.draft.place
    assert new.draft.place.lat is None


def test_another_spreadsheet_is_no_list_of_schools():
    with pytest.raises(FeedRefusedError, match="no column id"):
        college_scorecard.read(b"name,city\nElm,X\n", context())


SHEET = """Program Name,Agency,Type,Street Address,City,ST,Zip Code,Phone #,E-mail,Web,Hours,Cost,ADA,Notes,Code
GED class,Elm Library,GED,100 Elm St,Minneapolis,MN,55401,612-555-0100,ged@elm.org,elm.org,Mon 6-8 pm,Free,yes,Bring,X1
Choir,,choir,,St Paul,MN,55101,,,,"when the moon is full",,,,X2
Mystery,,unheard of,,St Paul,MN,55101,,,,,,,,X3
"""


def test_what_columns_mean_is_suggested_from_headings_and_cells():
    outcomes = list(csv_table.read(SHEET.encode(), context()))
    ged, choir, mystery = outcomes
    assert isinstance(ged, Record)
    draft = ged.draft
    assert (draft.name, draft.organization, draft.terms) == ("GED class", "Elm Library", ("ged",))
    assert (draft.email, draft.url, draft.fees, draft.access) == (
        "ged@elm.org",
        "https://elm.org",
        "Free",
        {"wheelchair": True},
    )
    assert draft.schedules[0].byday == ("MO",)
    assert ged.external_id == "X1"
    assert isinstance(choir, Record)
    assert (choir.draft.hours_note, choir.draft.access) == ("when the moon is full", {})
    assert isinstance(mystery, Problem)
    assert "kind" in mystery.message


@pytest.mark.parametrize(
    ("header", "cells", "meaning"),
    [
        ("Nombre", "Coro", "name"),
        ("Teléfono", "612-555-0100", "phone"),
        ("Contact", "us@elm.org", "email"),
        ("Lat", "44.98", "latitude"),
        ("Start Time", "7:00 PM", "starts"),
        ("Phone", "not one at all, ask inside", None),
        ("Zip", "55401", "zip"),
    ],
)
def test_one_column_means_what_its_heading_and_cells_say(header, cells, meaning):
    assert suggest_columns([header], [{header: cells}] * 3).get(header) == meaning


def test_a_saved_mapping_wins_over_what_columns_seem_to_mean():
    told = with_options(columns={"Code": "name", "Program Name": "description"}, term="choir")
    records = [one for one in csv_table.read(SHEET.encode(), told) if isinstance(one, Record)]
    assert [one.draft.name for one in records] == ["X1", "X2", "X3"]
    assert {one.draft.terms for one in records} == {("choir",)}


def test_a_spreadsheet_with_semicolons_in_latin_1_is_read_and_said_so():
    problem, record = csv_table.read("Name;Type\nCafé;choir\n".encode("cp1252"), context())
    assert isinstance(problem, Problem)
    assert isinstance(record, Record)
    assert record.draft.name == "Café"


def test_rows_without_ids_keep_theirs_while_name_and_place_stay():
    sheet = SHEET.replace(",Code", ",Remark")
    once = [one.external_id for one in csv_table.read(sheet.encode(), context()) if isinstance(one, Record)]
    assert len(once[0]) == 20
    again = sheet.replace("Bring", "Carry").replace("Free", "$5")
    assert once == [one.external_id for one in csv_table.read(again.encode(), context()) if isinstance(one, Record)]


@pytest.fixture
def database_kind() -> str:
    """Readers know no database."""
    return "sqlite"
