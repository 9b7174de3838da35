"""Reading a demo county: short forms are resolved, dates are moved, and what is wrong is named."""

from datetime import UTC, date, datetime

import pytest

from directory.errors import RefusedError
from directory.seeding.county import read_county

COUNTY = "name: Test County\ntimezone: America/Chicago\nas_of: 2026-11-21\n"
PLACES = 'hall: {name: Elm Street Hall, address_1: 100 Elm Street, city: Minneapolis, postal_code: "55401"}\n'
ORGANIZATIONS = "fellowship: {name: Elm Street Fellowship, description: Neighbors., url: https://elm.example.org}\n"
MEETING = """
- id: elm-monday
  name: Elm Street Group
  organization: fellowship
  place: {at: hall, description: Room 4}
  terms: [aa]
  checked_on: 2026-11-10
  schedules: [{starts: "19:00", byday: [MO], except_on: [2026-12-28]}]
"""


@pytest.fixture
def county(tmp_path):
    def written(listings: str = MEETING, **others: str):
        files = {"county": COUNTY, "places": PLACES, "organizations": ORGANIZATIONS, "meetings": listings} | others
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return tmp_path

    return written


def test_an_organization_and_a_place_are_resolved_by_their_keys(county, now):
    (listing,) = read_county(county(), now=now)
    assert listing.id == "elm-monday"
    assert listing.draft.organization == "Elm Street Fellowship"
    assert listing.draft.organization_url == "https://elm.example.org"
    assert listing.draft.place.name == "Elm Street Hall"
    assert listing.draft.place.description == "Room 4"
    assert listing.draft.timezone == "America/Chicago"


def test_a_place_may_be_a_key_alone_or_told_whole(county, now):
    bare = MEETING.replace("{at: hall, description: Room 4}", "hall")
    whole = MEETING.replace("{at: hall, description: Room 4}", "{city: Osseo}")
    assert read_county(county(bare), now=now)[0].draft.place.city == "Minneapolis"
    assert read_county(county(whole), now=now)[0].draft.place.address_1 == ""


def test_a_listing_may_have_a_zone_of_its_own(county, now):
    listings = MEETING + "  timezone: America/Denver\n"
    assert read_county(county(listings), now=now)[0].draft.timezone == "America/Denver"


def test_dates_move_by_whole_weeks_so_that_weekdays_stay(county):
    (listing,) = read_county(county(), now=datetime(2027, 11, 24, 18, tzinfo=UTC))
    assert listing.draft.checked_on == date(2027, 11, 9)
    assert listing.draft.schedules[0].except_on == (date(2027, 12, 27),)


def test_on_its_own_day_the_county_says_what_is_written(county, now):
    assert read_county(county(), now=now)[0].draft.checked_on == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("told", "otherwise", "named"),
    [
        ("organization: fellowship", "organization: nobody", "elm-monday.*nobody"),
        ("at: hall", "at: nowhere", "elm-monday.*nowhere"),
        ('starts: "19:00"', 'starts: "25:00"', "elm-monday.*starts"),
        ("name: Elm", "nickname: Elm", "elm-monday.*nickname"),
        ("terms: [aa]", "terms: [aa", "meetings.yaml cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(county, now, told, otherwise, named):
    with pytest.raises(RefusedError, match=f"(?s){named}"):
        read_county(county(MEETING.replace(told, otherwise)), now=now)


def test_two_listings_with_one_id_are_refused(county, now):
    with pytest.raises(RefusedError, match="two listings of the county are called elm-monday"):
        read_county(county(more=MEETING), now=now)
