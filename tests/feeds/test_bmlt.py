"""BMLT, policy by policy, in both dialects."""

import json
from datetime import time

import pytest

from directory.feeds.readers import bmlt
from directory.feeds.records import Problem, Record
from tests.feeds.reading import (
    NA_FORMATS,
    NA_MEETING,
    context,
    flags,
    one_na_meeting,
    read_bmlt,
    why_refused,
)

ADMIN_MEETING = {
    "id": 4411,
    "serviceBodyId": 3,
    "formatIds": [17, 1],
    "venueType": 1,
    "day": 1,
    "startTime": "19:00",
    "duration": "01:30",
    "timeZone": "",
    "latitude": 44.985,
    "longitude": -93.27,
    "published": True,
    "email": "robin@example.org",
    "name": "Clean Evenings",
    "location_text": "Hall of Trees",
    "location_street": "100 Elm Street",
    "location_municipality": "Minneapolis",
    "location_province": "MN",
    "location_postal_code_1": "55401",
    "location_nation": "USA",
}


def test_a_plain_row_becomes_a_listing_with_everything_it_says():
    record = one_na_meeting()
    draft = record.draft
    assert (record.external_id, record.problems) == ("4411", ())
    assert (draft.name, draft.organization) == ("Clean Evenings", "Narcotics Anonymous")
    assert draft.terms == ("na", "newcomer_meeting")
    assert draft.facts["open_meeting"] is True
    [schedule] = draft.schedules
    assert (schedule.starts, schedule.ends, schedule.byday) == (time(19), time(20, 30), ("MO",))
    assert (draft.in_person, draft.online, draft.timezone) == (True, False, "America/Chicago")
    assert draft.place is not None
    assert (draft.place.name, draft.place.city, draft.place.country) == ("Hall of Trees", "Minneapolis", "US")


@pytest.mark.parametrize(("weekday", "day"), [("1", "SU"), ("2", "MO"), ("7", "SA")])
def test_weekdays_count_from_one_on_sunday(weekday, day):
    assert one_na_meeting(weekday_tinyint=weekday).draft.schedules[0].byday == (day,)


@pytest.mark.parametrize("weekday", ["0", "8", "-1", "", "Monday", None])
def test_a_weekday_outside_one_to_seven_refuses_the_row(weekday):
    problem = why_refused(read_bmlt({**NA_MEETING, "weekday_tinyint": weekday}))
    assert problem.source_id == "4411"
    assert "is not between 1 and 7" in problem.message


def test_a_problem_reads_as_a_sentence():
    problem = why_refused(read_bmlt({**NA_MEETING, "weekday_tinyint": "9"}))
    assert problem.sentence() == "Row 1 (id 4411): weekday 9 is not between 1 and 7, so the row was refused."


@pytest.mark.parametrize("start", ["", None, "25:00:00", "evening"])
def test_an_empty_or_impossible_start_refuses_the_row(start):
    assert why_refused(read_bmlt({**NA_MEETING, "start_time": start})).field == "start_time"


@pytest.mark.parametrize(
    ("duration", "ends"),
    [
        ("01:30:00", time(20, 30)),
        ("24:00:00", time(19)),
        ("07:00:00", time(2)),
        ("", None),
        ("00:00:00", None),
        ("0", None),
    ],
)
def test_a_length_is_read_and_an_empty_or_zero_one_is_the_default(duration, ends):
    record = one_na_meeting(duration_time=duration)
    assert record.draft.schedules[0].ends == ends


@pytest.mark.parametrize(("duration", "hours"), [("24:00:00", "24 hours"), ("12:00", "12 hours"), ("05:30:00", None)])
def test_a_length_that_is_more_often_a_slip_than_meant_is_flagged(duration, hours):
    told = flags(one_na_meeting(duration_time=duration), "duration_time")
    assert (hours in told[0]) if hours else told == []


@pytest.mark.parametrize("duration", ["25:00:00", "long"])
def test_a_length_that_cannot_be_is_sixty_minutes_with_a_warning(duration):
    record = one_na_meeting(duration_time=duration)
    assert record.draft.schedules[0].ends is None
    assert "60 minutes" in flags(record, "duration_time")[0]


@pytest.mark.parametrize("published", ["0", 0, False, "false", "No"])
def test_an_unpublished_row_is_skipped(published):
    assert why_refused(read_bmlt({**NA_MEETING, "published": published})).action == "the row was skipped"


def test_a_zone_of_its_own_wins_over_the_zone_of_the_place():
    assert one_na_meeting(time_zone="America/Denver").draft.timezone == "America/Denver"


LINK = "https://zoom.us/j/1"


@pytest.mark.parametrize(
    ("venue", "link", "in_person", "online"),
    [
        ("1", "", True, False),
        ("2", LINK, False, True),
        ("3", LINK, True, True),
        ("", "", True, False),
        ("", LINK, True, True),
        ("9", LINK, True, True),
        ("9", "", False, False),
    ],
)
def test_the_venue_is_read_or_inferred(venue, link, in_person, online):
    record = one_na_meeting(venue_type=venue, virtual_meeting_link=link)
    assert (record.draft.in_person, record.draft.online) == (in_person, online)
    assert bool(flags(record, "venue_type")) is (venue == "9")


@pytest.mark.parametrize(("format_id", "in_person", "online"), [("54", False, True), ("56", True, True)])
def test_without_a_venue_the_reserved_formats_tell_it(format_id, in_person, online):
    draft = one_na_meeting(venue_type="", format_shared_id_list=format_id, formats="", virtual_meeting_link=LINK).draft
    assert (draft.in_person, draft.online) == (in_person, online)


def test_virtual_without_link_or_phone_is_flagged_and_has_no_way_to_join():
    record = one_na_meeting(venue_type="2")
    assert record.draft.online
    assert (record.draft.online_url, record.draft.phones) == ("", ())
    assert flags(record, "virtual_meeting_link")


def test_a_phone_number_alone_is_a_way_to_join():
    record = one_na_meeting(venue_type="2", phone_meeting_number="612-555-0100,,1#")
    assert record.draft.phones[0].type == "dial_in"
    assert record.draft.access == {"phone_dial_in": True}
    assert record.problems == ()


def test_virtual_and_temporarily_closed_is_online_now_with_its_venue_closed():
    draft = one_na_meeting(venue_type="2", virtual_meeting_link=LINK, formats="TC", format_shared_id_list="55").draft
    assert (draft.in_person, draft.online, draft.status, draft.venue_closed) == (False, True, "active", True)


def test_temporarily_closed_alone_is_temporarily_closed():
    draft = one_na_meeting(formats="TC", format_shared_id_list="55").draft
    assert (draft.in_person, draft.online, draft.status) == (False, False, "temporarily_closed")


@pytest.mark.parametrize(("lat", "lon"), [("", ""), ("0", "0"), ("0.0000", "0.0000")])
def test_empty_or_zero_coordinates_make_no_pin(lat, lon):
    draft = one_na_meeting(latitude=lat, longitude=lon).draft
    assert draft.place is not None
    assert draft.place.lat is None
    assert draft.in_person
    assert draft.timezone == "America/Chicago"


def test_formats_are_joined_by_id_and_mean_what_their_world_id_means():
    formats = [{"id": "9", "key_string": "ZZ", "name_string": "Mujeres", "world_id": "W"}]
    [record] = read_bmlt({**NA_MEETING, "formats": "ZZ", "format_shared_id_list": "9"}, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.audiences == ("women",)


def test_a_format_without_world_id_means_what_its_key_means():
    formats = [{"id": "9", "key_string": "WC", "name_string": "Wheelchair", "world_id": ""}]
    [record] = read_bmlt({**NA_MEETING, "formats": "WC", "format_shared_id_list": "9"}, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.access == {"wheelchair": True}


def test_the_world_id_of_languages_is_told_apart_by_key_or_name():
    formats = [
        {"id": "1", "key_string": "ES", "name_string": "Espanol", "world_id": "LANG"},
        {"id": "2", "key_string": "X1", "name_string": "Russian", "world_id": "LANG"},
    ]
    [record] = read_bmlt({**NA_MEETING, "formats": "ES,X1", "format_shared_id_list": "1,2"}, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.languages == ("es", "ru")


def test_a_format_without_definition_keeps_its_raw_key_with_a_warning():
    record = one_na_meeting(formats="O,ZZ", format_shared_id_list="17,999")
    assert record.draft.unmapped == {"formats": "ZZ"}
    assert "999 is not defined" in flags(record, "formats")[0]
    assert record.draft.facts["open_meeting"] is True


def test_open_and_closed_is_closed_and_flagged():
    record = one_na_meeting(formats="O,C", format_shared_id_list="17,4")
    assert record.draft.facts["open_meeting"] is False
    assert flags(record, "formats")


def test_formats_without_a_code_of_ours_are_told_in_words():
    formats = [{"id": "5", "key_string": "CH", "name_string": "Closed Holidays", "world_id": ""},
               {"id": "6", "key_string": "Ti", "name_string": "Timer", "world_id": ""}]  # fmt: skip
    [record] = read_bmlt({**NA_MEETING, "formats": "CH,Ti", "format_shared_id_list": "5,6"}, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.hours_note == "Closed on holidays"
    assert record.draft.description == "Format: Sharing is timed."


def test_a_format_told_in_several_languages_is_read_in_english():
    formats = [*NA_FORMATS, {"id": "17", "key_string": "C", "name_string": "Abierta", "world_id": "", "lang": "es"}]
    [record] = read_bmlt(NA_MEETING, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.facts["open_meeting"] is True


def test_a_bare_list_is_read_by_the_keys_it_carries():
    [record] = bmlt.read(json.dumps([NA_MEETING]).encode(), context())
    assert isinstance(record, Record)
    assert record.draft.terms == ("na", "newcomer_meeting")
    assert record.problems == ()


def test_a_second_row_with_the_same_id_is_reported_and_never_overwrites():
    first, second = read_bmlt(NA_MEETING, {**NA_MEETING, "meeting_name": "Another"})
    assert isinstance(first, Record)
    assert isinstance(second, Problem)
    assert second.turns_the_row_away
    assert "row 1 already has this id" in second.message


def test_a_row_without_id_is_refused():
    assert why_refused(read_bmlt({**NA_MEETING, "id_bigint": ""})).field == "id_bigint"


def test_a_row_without_name_is_an_na_meeting():
    record = one_na_meeting(meeting_name="")
    assert record.draft.name == "NA meeting"
    assert flags(record, "meeting_name")


def test_bus_and_train_lines_are_how_to_get_there():
    draft = one_na_meeting(bus_lines="Bus Lines#@-@#Bus Lines#@-@#Bus 18", train_lines="Train Lines#@-@#Blue").draft
    assert draft.place is not None
    assert draft.place.transportation == "Bus 18\nBlue"
    assert draft.access == {"bus": True}
    assert one_na_meeting(bus_lines="11706").draft.access == {}


@pytest.mark.parametrize("nation", ["USA", "U.S.A", "United States", "US", "United States of America", ""])
def test_the_nation_is_one_however_it_is_written(nation):
    place = one_na_meeting(location_nation=nation).draft.place
    assert place is not None
    assert place.country == "US"


def test_the_borough_and_the_county_are_the_region_of_the_town():
    place = one_na_meeting(
        location_municipality="New York", location_city_subsection="Bronx", location_neighborhood="Norwood",
        location_sub_province="Bronx",
    ).draft.place  # fmt: skip
    assert place is not None
    assert (place.city, place.region) == ("New York", "Norwood, Bronx")


def test_comments_and_directions_are_kept_and_looked_through():
    record = one_na_meeting(comments="3rd Friday of the month only", location_info="Ring bell, ask for Robin S.")
    assert record.draft.description.startswith("3rd Friday")
    assert flags(record, "comments")
    assert flags(record, "location_info")


def test_the_admin_api_is_a_second_dialect_of_the_same_reader():
    formats = [
        {
            "id": 17,
            "worldId": "OPEN",
            "type": "OPEN_OR_CLOSED",
            "translations": [{"key": "O", "name": "Open", "language": "en"}],
        },
        {"id": 1, "worldId": "BEG", "translations": [{"key": "B", "name": "Beginners", "language": "en"}]},
    ]
    [record] = read_bmlt(ADMIN_MEETING, formats=formats)
    assert isinstance(record, Record)
    assert record.draft.model_copy(update={"contacts": ()}) == one_na_meeting().draft
    [contact] = record.draft.contacts
    assert (contact.email, contact.public) == ("robin@example.org", False)


@pytest.mark.parametrize("day", [7, -1, None])
def test_the_admin_api_counts_days_from_zero(day):
    assert "not between 0 and 6" in why_refused(read_bmlt({**ADMIN_MEETING, "day": day}, formats=[])).message
    [sunday] = read_bmlt({**ADMIN_MEETING, "day": 0}, formats=[])
    assert isinstance(sunday, Record)
    assert sunday.draft.schedules[0].byday == ("SU",)


def test_formats_may_come_as_an_object_of_numbered_entries():
    numbered = {str(position): one for position, one in enumerate(NA_FORMATS)}
    [record] = read_bmlt(NA_MEETING, formats=numbered)
    assert isinstance(record, Record)
    assert record.draft.facts["open_meeting"] is True
