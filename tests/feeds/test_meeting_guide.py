"""Meeting Guide JSON, policy by policy."""

from datetime import UTC, datetime, time

import pytest

from directory.feeds.records import Problem, Record
from search.hours import Frequency
from tests.feeds.reading import MEETING, flags, one_meeting, read_meeting_guide, why_refused


def test_a_plain_row_becomes_a_listing_with_everything_it_says():
    record = one_meeting()
    draft = record.draft
    assert (record.row, record.external_id, record.problems) == (1, "tuesday-lunch", ())
    assert (draft.name, draft.organization, draft.terms) == ("Tuesday Lunch", "Alcoholics Anonymous", ("aa",))
    assert draft.facts == {"open_meeting": True}
    assert (draft.in_person, draft.online, draft.status) == (True, False, "active")
    [schedule] = draft.schedules
    assert (schedule.starts, schedule.ends, schedule.byday, schedule.freq) == (
        time(12),
        time(13),
        ("TU",),
        Frequency.WEEKLY,
    )
    assert draft.timezone == "America/Chicago"
    assert draft.place is not None
    assert (draft.place.address_1, draft.place.city, draft.place.postal_code) == (
        "100 Elm Street",
        "Minneapolis",
        "55401",
    )
    assert (draft.place.lat, draft.place.lon) == (44.985, -93.27)
    assert record.raw["slug"] == "tuesday-lunch"


def test_several_days_are_one_listing_and_a_repeated_day_counts_once():
    [schedule] = one_meeting(day=[1, 3, 1]).draft.schedules
    assert schedule.byday == ("MO", "WE")


def test_a_whole_number_as_slug_becomes_text():
    assert one_meeting(slug=4711).external_id == "4711"


def test_a_row_without_slug_is_refused():
    assert "no slug" in why_refused(read_meeting_guide({**MEETING, "slug": ""})).message


def test_a_row_without_name_is_refused_unless_its_group_has_one():
    assert why_refused(read_meeting_guide({**MEETING, "name": " "})).field == "name"
    record = one_meeting(name="", group="Lunch Group")
    assert record.draft.name == "Lunch Group"
    assert flags(record, "name") == [
        "Row 1 (id tuesday-lunch): it has no name, so it is listed under the name of its group."
    ]


def test_a_second_row_with_the_same_slug_is_reported_and_the_first_stays():
    first, second = read_meeting_guide(MEETING, {**MEETING, "name": "Another"})
    assert isinstance(first, Record)
    assert isinstance(second, Problem)
    assert second.sentence() == (
        "Row 2 (id tuesday-lunch): row 1 already has this id and was kept, so the row was refused."
    )


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


def test_a_link_or_a_phone_makes_a_meeting_online():
    assert one_meeting(conference_url="https://us02web.zoom.us/j/1").draft.online
    by_phone = one_meeting(conference_phone="+1 612 555 0100,,123#").draft
    assert by_phone.online
    assert by_phone.phones[0].type == "dial_in"
    assert by_phone.access["phone_dial_in"] is True


def test_onl_without_link_or_phone_is_flagged_and_not_online():
    record = one_meeting(types=["ONL"])
    assert not record.draft.online
    assert "not shown as online" in flags(record, "types")[0]


@pytest.mark.parametrize(
    ("link", "is_known"),
    [
        ("https://zoom.us/j/1", True),
        ("https://us02web.zoom.us/j/1", True),
        ("https://notzoom.us/j/1", False),
        ("https://zoom.us.example.org/j/1", False),
        ("https://meet.example.org/room", False),
    ],
)
def test_an_unknown_provider_keeps_its_link_and_is_flagged(link, is_known):
    record = one_meeting(conference_url=link)
    assert record.draft.online_url == link
    assert (flags(record, "conference_url") == []) is is_known


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://zoom.us@evil.example/j",
        "https:///j/1",
        "ftp://zoom.us/1",
        "http://[",
    ],
)
def test_a_link_that_is_no_plain_web_address_is_dropped_and_the_row_kept(link):
    record = one_meeting(conference_url=link)
    assert record.draft.online_url == ""
    assert not record.draft.online
    assert "left out" in flags(record, "conference_url")[0]


def test_a_link_gains_its_scheme_and_loses_what_follows_it():
    assert one_meeting(conference_url="zoom.us/j/1").draft.online_url == "https://zoom.us/j/1"
    assert one_meeting(conference_url="https://zoom.us/j/ 12").draft.online_url == "https://zoom.us/j/12"
    assert one_meeting(conference_url="https://zoom.us/j/1 passcode 2").draft.online_url == "https://zoom.us/j/1"


def test_temporarily_closed_and_online_is_online_only_now():
    draft = one_meeting(types=["TC"], conference_url="https://zoom.us/j/1").draft
    assert (draft.in_person, draft.online, draft.status, draft.venue_closed) == (False, True, "active", True)


def test_temporarily_closed_alone_is_temporarily_closed():
    draft = one_meeting(types=["TC", "O"]).draft
    assert (draft.in_person, draft.online, draft.status, draft.venue_closed) == (
        False,
        False,
        "temporarily_closed",
        False,
    )


@pytest.mark.parametrize("flag", ["yes", True])
def test_an_approximate_place_without_a_link_has_no_pin_no_directions_and_is_not_active(flag):
    draft = one_meeting(approximate=flag).draft
    assert draft.status == "inactive"
    assert not draft.in_person
    assert draft.place is not None
    assert (draft.place.lat, draft.place.lon, draft.place.address_1) == (None, None, "")
    assert draft.place.city == "Minneapolis"


def test_an_approximate_place_with_a_link_is_an_active_online_meeting():
    draft = one_meeting(approximate="yes", conference_url="https://zoom.us/j/1").draft
    assert (draft.status, draft.online, draft.in_person) == ("active", True, False)


def test_a_town_alone_is_approximate_without_being_told():
    draft = one_meeting(
        address=None, location=None, latitude=None, longitude=None, conference_url="https://zoom.us/j/1"
    ).draft
    assert not draft.in_person
    assert one_meeting(approximate="no").draft.in_person


def test_unknown_type_codes_are_kept_as_they_stand():
    record = one_meeting(types=["O", "QQ9"])
    assert record.draft.unmapped == {"types": "QQ9"}
    assert record.draft.facts == {"open_meeting": True}


def test_types_may_be_a_comma_string():
    draft = one_meeting(types="O, W,ST").draft
    assert draft.audiences == ("women",)
    assert draft.terms == ("aa", "step_meeting")


def test_open_and_closed_is_closed_and_flagged():
    record = one_meeting(types=["O", "C"])
    assert record.draft.facts == {"open_meeting": False}
    assert "both open and closed" in flags(record, "types")[0]


def test_types_become_terms_facts_audiences_access_and_languages():
    draft = one_meeting(types=["W", "X", "S", "POA", "BE", "CAN", "FF", "ASL"]).draft
    assert draft.audiences == ("women", "spanish_speakers", "newcomers", "deaf")
    assert draft.access == {"wheelchair": True, "sign_language": True}
    assert draft.languages == ("es", "asl")
    assert draft.facts == {"attendance_slip": True}
    assert draft.terms == ("aa", "newcomer_meeting", "candlelight_meeting")
    assert "Fragrance free" in draft.description
    assert draft.text_language == "es"


def test_coordinates_may_be_text_or_one_pair():
    place = one_meeting(latitude=None, longitude=None, coordinates="44.9, -93.2").draft.place
    assert place is not None
    assert (place.lat, place.lon) == (44.9, -93.2)


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), ("0.0", "0"), ("", "")])
def test_zero_zero_is_no_place(lat, lon):
    record = one_meeting(latitude=lat, longitude=lon)
    assert record.draft.place is not None
    assert record.draft.place.lat is None
    assert flags(record, "coordinates") == []


@pytest.mark.parametrize(
    ("lat", "lon"), [(91, 0.5), (44, -193), ("north", "west"), ("44.9", ""), ("1e999", "1"), ("nan", "1")]
)
def test_coordinates_off_the_earth_are_refused_and_the_row_kept(lat, lon):
    record = one_meeting(latitude=lat, longitude=lon)
    assert record.draft.place is not None
    assert record.draft.place.lat is None
    assert "no pin" in flags(record, "coordinates")[0]


@pytest.mark.parametrize(
    ("formatted", "street", "room"),
    [
        ("100 Elm Street, Room 2, Minneapolis, MN 55401, USA", "100 Elm Street", "Room 2"),
        ("100 Elm Street Suite 101, Minneapolis, MN 55401, USA", "100 Elm Street", "Suite 101"),
        ("100 Elm Street, Minneapolis, MN 55401", "100 Elm Street", ""),
    ],
)
def test_a_room_belongs_to_the_notes_and_the_street_stands_alone(formatted, street, room):
    place = one_meeting(address=None, city=None, state=None, postal_code=None, formatted_address=formatted).draft.place
    assert place is not None
    assert (place.address_1, place.description) == (street, room)
    assert (place.city, place.state_province, place.postal_code, place.country) == ("Minneapolis", "MN", "55401", "US")


def test_a_town_in_one_line_is_a_town_and_no_street():
    draft = one_meeting(
        address=None, city=None, state=None, postal_code=None, location=None, latitude=None, longitude=None,
        formatted_address="Duluth, MN 55802, USA",
    ).draft  # fmt: skip
    assert draft.place is not None
    assert (draft.place.address_1, draft.place.city, draft.place.postal_code) == ("", "Duluth", "55802")
    assert not draft.in_person


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


def test_notes_are_searched_for_the_contacts_of_people_and_do_not_repeat_them():
    record = one_meeting(notes="Call Robin S. at 612-555-0143 or write to robin@example.org.")
    told = flags(record, "notes")
    assert len(told) == 3
    assert not any("Robin" in sentence or "0143" in sentence or "robin@" in sentence for sentence in told)


def test_ordinary_notes_raise_no_flag():
    quiet = "Enter by the side door. Zoom ID 123. Serenity Group meets upstairs, first floor is closed."
    assert flags(one_meeting(notes=quiet), "notes") == []


def test_the_people_of_a_row_are_private():
    [contact] = one_meeting(contact_1_name="Robin S.", contact_1_phone="612-555-0143").draft.contacts
    assert (contact.name, contact.public) == ("Robin S.", False)


def test_text_is_plain_whatever_the_feed_puts_in_it():
    draft = one_meeting(
        name="<b>Tea &amp;amp; Talk</b>\u202e<script>alert(1)</script>",
        notes="One<br>Two<br />\x07Three &lt;b&gt;four&lt;/b&gt; <a href='javascript:x()'>five</a>",
    ).draft
    assert draft.name == "Tea & Talk"
    assert draft.description == "One\nTwo\nThree four five"


def test_a_name_is_cut_at_255_characters_and_said_so():
    record = one_meeting(name="x" * 300)
    assert len(record.draft.name) == 255
    assert flags(record, "name")


@pytest.mark.parametrize("row", [None, "text", ["a", "list"], 7, True])
def test_a_row_that_is_no_object_is_skipped_with_a_reason(row):
    problem, record = read_meeting_guide(row, MEETING)
    assert isinstance(problem, Problem)
    assert "not an object" in problem.message
    assert isinstance(record, Record)
    assert record.row == 2


def test_unknown_keys_are_kept_with_the_row_and_change_nothing():
    record = one_meeting(favorite_color="teal")
    assert record.raw["favorite_color"] == "teal"
    assert record.draft == one_meeting().draft


@pytest.mark.parametrize("flag", ["private", "not_for_website"])
def test_a_row_marked_private_never_becomes_a_listing(flag):
    assert "not public" in why_refused(read_meeting_guide({**MEETING, flag: "1"})).message


def test_meetings_of_one_group_at_one_place_share_its_key():
    monday, tuesday = one_meeting(day=1, slug="a").draft, one_meeting(address="100 elm st.", name="TUESDAY lunch").draft
    assert monday.group == tuesday.group
    assert monday.group != one_meeting(address="200 Elm Street").draft.group


def test_the_key_of_a_group_gives_no_private_address_away():
    at_elm = one_meeting(address_private=True).draft
    assert at_elm.place is not None
    assert at_elm.place.visibility == "hidden"
    assert at_elm.group == one_meeting(address_private=True, address="200 Oak Street", city="Duluth").draft.group


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
