"""Moments, miles, phones and spans as people say them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import formats
from directory.i18n import translator

ENGLISH, SPANISH = translator("en"), translator("es")
CHICAGO, NEW_YORK, PHOENIX = (ZoneInfo(name) for name in ("America/Chicago", "America/New_York", "America/Phoenix"))
NOW = datetime(2026, 11, 21, 18, 20, tzinfo=CHICAGO)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (datetime(2026, 11, 21, 19, tzinfo=CHICAGO), "Tonight 7:00 pm, in 40 min", "Esta noche 7:00 p.m., en 40 min"),
        (datetime(2026, 11, 21, 21, tzinfo=CHICAGO), "Tonight 9:00 pm, in 3 h", "Esta noche 9:00 p.m., en 3 h"),
        (datetime(2026, 11, 22, 18, 30, tzinfo=CHICAGO), "Tomorrow 6:30 pm", "Mañana 6:30 p.m."),
        (datetime(2026, 12, 1, 19, tzinfo=CHICAGO), "Tue Dec 1, 7:00 pm", "Mar 1 de dic, 7:00 p.m."),
        (datetime(2027, 12, 1, 0, tzinfo=CHICAGO), "Wed Dec 1, 2027, 12:00 am", "Mié 1 de dic de 2027, 12:00 a.m."),
    ],
)
def test_a_start_is_said_as_people_say_it(moment, english, spanish):
    assert formats.start_in_words(moment, NOW, ENGLISH) == english
    assert formats.start_in_words(moment, NOW, SPANISH) == spanish


def test_the_day_is_that_of_the_moments_own_zone():
    after_midnight_in_new_york = datetime(2026, 11, 22, 0, 30, tzinfo=NEW_YORK)
    late = datetime(2026, 11, 21, 23, 10, tzinfo=CHICAGO)
    assert formats.day_words(after_midnight_in_new_york, late, ENGLISH) == "Today"


def test_a_minute_before_is_in_one_minute_and_the_past_is_not_counted():
    assert formats.time_until(NOW + timedelta(seconds=20), NOW, ENGLISH) == "in 1 min"
    assert formats.time_until(NOW - timedelta(minutes=1), NOW, ENGLISH) == ""


def test_waiting_through_the_hour_that_happens_twice_counts_real_minutes():
    before = datetime(2026, 11, 1, 0, 30, tzinfo=CHICAGO)
    assert formats.time_until(datetime(2026, 11, 1, 2, tzinfo=CHICAGO), before, ENGLISH) == "in 2 h"


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (time(19), time(20, 30), "7–8:30 pm"),
        (time(11), time(13), "11 am–1 pm"),
        (time(22), time(6), "10 pm–6 am"),
        (time(0), time(12), "12 am–12 pm"),
    ],
)
def test_a_span_says_the_half_of_the_day_once(starts, ends, said):
    assert formats.clock_span(starts, ends, ENGLISH) == said


def test_a_zone_is_named_only_where_the_clock_differs_at_that_moment():
    winter = datetime(2026, 12, 1, 19, tzinfo=NEW_YORK)
    assert formats.zone_in_words(winter, CHICAGO, ENGLISH) == "Eastern Time"
    assert formats.zone_in_words(winter, CHICAGO, SPANISH) == "hora oriental"
    assert formats.zone_in_words(winter, ZoneInfo("America/Toronto"), ENGLISH) == ""
    assert (
        formats.zone_in_words(datetime(2026, 7, 1, 19, tzinfo=PHOENIX), ZoneInfo("America/Los_Angeles"), ENGLISH) == ""
    )
    assert (
        formats.zone_in_words(datetime(2026, 12, 1, 19, tzinfo=PHOENIX), ZoneInfo("America/Los_Angeles"), ENGLISH) != ""
    )


@pytest.mark.parametrize(
    ("days", "english", "spanish"),
    [
        (0, "today", "hoy"),
        (1, "yesterday", "ayer"),
        (12, "12 days ago", "hace 12 días"),
        (21, "3 weeks ago", "hace 3 semanas"),
        (153, "5 months ago", "hace 5 meses"),
        (800, "2 years ago", "hace 2 años"),
        (-3, "today", "hoy"),
    ],
)
def test_how_long_ago_is_said_in_the_unit_people_use(days, english, spanish):
    assert formats.ago(TODAY - timedelta(days=days), TODAY, ENGLISH) == english
    assert formats.ago(TODAY - timedelta(days=days), TODAY, SPANISH) == spanish


@pytest.mark.parametrize(
    ("miles", "is_area", "said"),
    [
        (1.43, False, "1.4 mi"),
        (0.04, False, "under 0.1 mi"),
        (9.96, False, "10 mi"),
        (11.5, False, "12 mi"),
        (3.2, True, "about 3 mi"),
        (0.2, True, "about 1 mi"),
    ],
)
def test_miles_are_as_exact_as_what_is_known(miles, is_area, said):
    assert formats.miles_in_words(miles, ENGLISH, is_area=is_area) == said


@pytest.mark.parametrize(
    ("number", "extension", "said", "link"),
    [
        ("612-555-0142", "", "(612) 555-0142", "tel:+16125550142"),
        ("+1 612 555 0142", "12", "(612) 555-0142 ext. 12", "tel:+16125550142;ext=12"),
        ("988", "", "988", "tel:988"),
        ("211", "", "211", "tel:211"),
        ("ask at the desk", "", "ask at the desk", ""),
        ("1-800-662-4357", "", "(800) 662-4357", "tel:+18006624357"),
    ],
)
def test_a_phone_number_can_be_read_and_tapped(number, extension, said, link):
    assert formats.phone_in_words(number, extension) == said
    assert formats.phone_link(number, extension) == link


@given(st.text(max_size=40), st.text(max_size=6))
def test_no_text_in_a_phone_field_breaks_the_page_or_makes_another_kind_of_link(number, extension):
    formats.phone_in_words(number, extension)
    link = formats.phone_link(number, extension)
    assert link == "" or link.startswith("tel:")


SECONDS = st.integers(946_684_800, 2_840_140_800)
"""From 2000 to 2060."""


@given(SECONDS, SECONDS)
def test_every_moment_can_be_said_in_both_languages(moment, now):
    for words in (ENGLISH, SPANISH):
        assert formats.start_in_words(datetime.fromtimestamp(moment, NEW_YORK), datetime.fromtimestamp(now, UTC), words)


def test_a_list_is_joined_as_in_speech():
    assert formats.one_after_another(["a", "b", "c"], ENGLISH) == "a, b and c"
    assert formats.one_after_another(["a", "b"], SPANISH) == "a y b"
    assert formats.one_after_another([], ENGLISH) == ""


def test_a_date_far_off_carries_its_year():
    assert formats.short_date(date(2026, 12, 1), ENGLISH, today=TODAY) == "Tue Dec 1"
    assert formats.short_date(date(2028, 2, 29), ENGLISH, today=TODAY) == "Tue Feb 29, 2028"
