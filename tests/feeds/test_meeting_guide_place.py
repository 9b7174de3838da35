"""Meeting Guide JSON, policy by policy: places, pins and groups."""

import pytest

from tests.feeds.reading import flags, one_meeting


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


def test_meetings_of_one_group_at_one_place_share_its_key():
    monday, tuesday = one_meeting(day=1, slug="a").draft, one_meeting(address="100 elm st.", name="TUESDAY lunch").draft
    assert monday.group == tuesday.group
    assert monday.group != one_meeting(address="200 Elm Street").draft.group


def test_the_key_of_a_group_gives_no_private_address_away():
    at_elm = one_meeting(address_private=True).draft
    assert at_elm.place is not None
    assert at_elm.place.visibility == "hidden"
    assert at_elm.group == one_meeting(address_private=True, address="200 Oak Street", city="Duluth").draft.group
