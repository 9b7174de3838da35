"""Places while their names are being typed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import geo
from search.gazetteer import Gazetteer
from search.place_names import folded

SEEDS = Path(__file__).parents[2] / "seeds" / "places"
MINNEAPOLIS = (44.98, -93.27)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(SEEDS)


def labels(gazetteer, typed, **asked):
    return [place.label for place in gazetteer.places_starting(typed, 6, **asked)]


def test_any_word_of_the_name_may_be_the_one_typed(gazetteer):
    assert labels(gazetteer, "st. pau")[0] == labels(gazetteer, "PAUL")[0] == "Saint Paul, MN"


def test_a_further_name_finds_its_place_from_its_first_word_only(gazetteer):
    assert labels(gazetteer, "nyc")[0] == "New York City, NY"
    assert "Minneapolis, MN" not in labels(gazetteer, "saint paul")


def test_the_largest_comes_first_and_what_is_around_the_agency_before_it(gazetteer):
    places = gazetteer.places_starting("rich", 6)
    people = [place.population for place in places]
    assert people == sorted(people, reverse=True)
    assert labels(gazetteer, "rich", bias=MINNEAPOLIS)[0] == "Richfield, MN"


def test_the_state_may_be_typed_too_and_be_unfinished(gazetteer):
    assert labels(gazetteer, "rochester m")[0] == "Rochester, MN"
    assert labels(gazetteer, "minneapolis, minn")[0] == "Minneapolis, MN"
    assert labels(gazetteer, "charleston west vir")[0] == "Charleston, WV"


def test_zip_codes_are_found_from_their_third_digit(gazetteer):
    assert labels(gazetteer, "55401") == ["Minneapolis, MN 55401"]
    assert all(place.zip.startswith("554") for place in gazetteer.places_starting("554", 6))
    assert all(place.zip.startswith("0") for place in gazetteer.places_starting("021", 6))
    assert [place for place in gazetteer.places_starting("55", 6) if place.zip] == []


def test_every_place_is_found_while_its_name_is_typed(gazetteer):
    for place in gazetteer.towns_around(*MINNEAPOLIS, 8.0):
        name = folded(place.name)
        found = gazetteer.places_starting(name[: max(2, len(name) - 1)], 5000, bias=MINNEAPOLIS)
        assert place.full_label in {other.full_label for other in found}


@settings(max_examples=120)
@given(st.text(max_size=30) | st.text("abst .,0159", max_size=8))
def test_no_text_breaks_it_and_what_is_near_stays_first(typed):
    places = Gazetteer.load(SEEDS).places_starting(typed, 6, bias=MINNEAPOLIS)
    assert len(places) <= 6
    if not any(place.zip for place in places):
        is_near = [geo.miles_between(*MINNEAPOLIS, place.lat, place.lon) <= geo.RINGS[-1] for place in places]
        assert is_near == sorted(is_near, reverse=True)
