"""What a person types as a place is the place that is meant, asked about when it is not clear, and never an error."""

from pathlib import Path

import pytest
from geopy.exc import ConfigurationError
from geopy.geocoders import get_geocoder_for_service
from geopy.location import Location
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import geo
from search.geocoder import GazetteerGeocoder
from search.geocoding import Ambiguous, Gazetteer, Place, find_place
from search.place_names import STATES, folded, state_code
from search.place_spans import place_at

PLACES = Path(__file__).parents[2] / "seeds" / "places"
GAZETTEER = Gazetteer.load(PLACES)
MINNEAPOLIS = (44.978, -93.265)


def found(text: str, bias: tuple[float, float] | None = None) -> str:
    """The label of the one place found."""
    place = find_place(text, GAZETTEER, bias=bias)
    assert isinstance(place, Place), place
    return place.label


# One place


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("55401", "Minneapolis, MN 55401"),
        ("55401-1234", "Minneapolis, MN 55401"),
        ("554011234", "Minneapolis, MN 55401"),
        ("  55401\t", "Minneapolis, MN 55401"),
        ("５５４０１", "Minneapolis, MN 55401"),
        ("zip 55401", "Minneapolis, MN 55401"),
        ("80 S 8th St, Minneapolis, MN 55402", "Minneapolis, MN 55402"),
        ("80 S 8th St, Minneapolis, MN", "Minneapolis, MN"),
        ("Minneapolis", "Minneapolis, MN"),
        ("minneapolis mn", "Minneapolis, MN"),
        ("MINNEAPOLIS,MN", "Minneapolis, MN"),
        ("Minneapolis, Minnesota", "Minneapolis, MN"),
        ("minneapolis minn.", "Minneapolis, MN"),
        ("Minneapolis, MN, USA", "Minneapolis, MN"),
        ("ｍｉｎｎｅａｐｏｌｉｓ", "Minneapolis, MN"),
        ("mpls", "Minneapolis, MN"),
        ("St. Paul", "Saint Paul, MN"),
        ("saint paul mn", "Saint Paul, MN"),
        ("N. St. Paul", "North Saint Paul, MN"),
        ("St.Paul, MN", "Saint Paul, MN"),
        ("Ft Worth", "Fort Worth, TX"),
        ("mt. vernon, ny", "Mount Vernon, NY"),
        ("Coeur d’Alene", "Coeur d'Alene, ID"),
        ("winston salem nc", "Winston-Salem, NC"),
        ("Canon City", "Cañon City, CO"),
        ("mc lean va", "McLean, VA"),
        ("nyc", "New York City, NY"),
        ("N.Y.C.", "New York City, NY"),
        ("New York", "New York City, NY"),
        ("new york new york", "New York City, NY"),
        ("Nueva York", "New York City, NY"),
        ("LA", "Los Angeles, CA"),
        ("Washington, D.C.", "Washington, DC"),
        ("washington", "Washington, DC"),
        ("bronx", "The Bronx, NY"),
        ("the bronx", "The Bronx, NY"),
        ("Brooklyn", "Brooklyn, NY"),
        ("Queens", "Queens, NY"),
        ("Staten Island", "Staten Island, NY"),
        ("Harlem", "Harlem, NY"),
        ("Astoria, Queens", "Astoria, NY"),
        ("Uptown, Minneapolis", "Uptown, MN"),
        ("north minneapolis", "North Minneapolis, MN"),
        ("kansas city ks", "Kansas City, KS"),
        ("Oklahoma City", "Oklahoma City, OK"),
        ("Hennepin County", "Hennepin County, MN"),
        ("Georgetown, Floyd County, IN", "Georgetown, IN"),
        ("San Juan, Puerto Rico", "San Juan, PR"),
        ("portland", "Portland, OR"),
        ("portland me", "Portland, ME"),
    ],
)
def test_a_place_is_found_however_it_is_written(text, label):
    assert found(text) == label


def test_a_point_is_a_place_with_the_zone_of_its_ground():
    place = find_place(" 44.98 , −93.27 ", GAZETTEER)
    assert place == Place("44.98000, -93.27000", 44.98, -93.27, "point", timezone="America/Chicago")


@pytest.mark.parametrize(
    "text",
    ["91,0", "0,181", "-90.01,0", "Narnia", "Narnia, MN", "Paris, France", "00000", "99999-1234", "", " ", ",",
     "MN", "near me", "💚", "ا", "1,2,3", "Minneapolis, WI", "1" * 5000, "'; drop table"],
)  # fmt: skip
def test_what_is_no_known_place_is_none(text):
    assert find_place(text, GAZETTEER) is None


@pytest.mark.parametrize("state", ["California", "Minnesota", "Georgia", "Delaware", "Oregon"])
def test_a_state_alone_is_not_a_village_of_that_name(state):
    assert find_place(state, GAZETTEER) is None


# Several places of one name


def test_a_name_that_several_towns_bear_is_asked_about_largest_first():
    answer = find_place("springfield", GAZETTEER)
    assert isinstance(answer, Ambiguous)
    assert answer.labels[:3] == ("Springfield, MO", "Springfield, MA", "Springfield, IL")
    people = [place.population for place in answer.choices]
    assert people == sorted(people, reverse=True)


def test_each_choice_finds_itself():
    for text in ("springfield", "Georgetown, IN", "Washington County", "chelsea", "orange county", "uptown"):
        answer = find_place(text, GAZETTEER)
        assert isinstance(answer, Ambiguous)
        assert [find_place(label, GAZETTEER) for label in answer.labels] == list(answer.choices)


def test_towns_of_one_name_in_one_state_are_told_apart_by_county():
    answer = find_place("Georgetown, IN", GAZETTEER)
    assert isinstance(answer, Ambiguous)
    assert "Georgetown, Floyd County, IN" in answer.labels


def test_a_town_near_where_the_reader_looks_is_meant_without_asking():
    assert found("Cambridge", bias=MINNEAPOLIS) == "Cambridge, MN"
    assert found("springfield", bias=(39.8, -89.6)) == "Springfield, IL"
    assert found("Uptown", bias=MINNEAPOLIS) == "Uptown, MN"
    assert found("Washington County", bias=MINNEAPOLIS) == "Washington County, MN"


def test_where_the_reader_looks_does_not_hide_a_place_far_away():
    assert found("Brooklyn", bias=MINNEAPOLIS) == "Brooklyn, NY"
    assert isinstance(find_place("Springfield", GAZETTEER, bias=(61.2, -149.9)), Ambiguous)


# Any text


@settings(max_examples=300)
@given(st.text(max_size=60))
@example("1" * 300)
@example("st,st,st")
@example("\u0130, ny")
@example("44.9,\n-93")
def test_no_text_is_an_error(text):
    answer = find_place(text, GAZETTEER, bias=MINNEAPOLIS)
    assert answer is None or isinstance(answer, Place | Ambiguous)
    assert not isinstance(answer, Ambiguous) or len(answer.choices) > 1


@given(
    st.lists(
        st.sampled_from(["st", "paul", "mn", ",", "55401", "-", ".", "new", "york", "usa", "county", "44.9"]),
        max_size=8,
    )
)
def test_no_mixture_of_the_words_of_places_is_an_error(words):
    find_place(" ".join(words), GAZETTEER)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(("code", "name"), STATES.items())
def test_a_state_is_known_by_code_and_by_name(code, name):
    assert state_code(name) == state_code(code) == state_code(code.lower()) == code


def test_every_label_of_the_gazetteer_finds_its_place_again():
    for code in ("55401", "10458", "99546", "00901"):
        place = GAZETTEER.zip_place(code)
        assert place
        assert find_place(place.label, GAZETTEER) == place


@settings(max_examples=100)
@given(st.floats(24.6, 48.9), st.floats(-124.5, -67.0))
def test_the_town_nearest_to_any_point_is_found_by_its_full_label(lat, lon):
    town = GAZETTEER.nearest_town(lat, lon)
    if town:
        answer = find_place(town.full_label, GAZETTEER)
        choices = answer.choices if isinstance(answer, Ambiguous) else (answer,)
        assert town.full_label in {choice.full_label for choice in choices if choice}


# Places in running text


@pytest.mark.parametrize(
    ("text", "start", "count", "meant"),
    [
        ("aa meeting near brooklyn park tonight", 3, 2, "brooklyn park"),
        ("aa meeting near Brooklyn Park, MN tonight", 3, 3, "Brooklyn Park, MN"),
        ("food shelf minneapolis minnesota", 2, 2, "minneapolis, MN"),
        ("detox kansas city ks", 1, 3, "kansas city, KS"),
        ("na in new york", 2, 2, "new york"),
        ("na in new york new york", 2, 4, "new york, NY"),
        ("jobs charleston west virginia", 1, 3, "charleston, WV"),
        ("meeting st. paul", 1, 2, "st. paul"),
        ("meeting N St Paul", 1, 3, "N St Paul"),
        ("meeting in LA tonight", 2, 1, "LA"),
        ("meetings in la", 2, 1, "la"),
        ("near portland or", 1, 2, "portland, OR"),
        ("near portland or seattle", 1, 1, "portland"),
        ("near Portland OR tonight", 1, 2, "Portland, OR"),
        ("cerca de san antonio tx mañana", 2, 3, "san antonio, TX"),
        ("hennepin county housing", 0, 2, "hennepin county"),
        ("meeting 55401 tonight", 1, 1, "55401"),
        ("meeting 55401-2222, tonight", 1, 1, "55401"),
        ("o'fallon mo", 0, 2, "o'fallon, MO"),
        ("minneapolis, chicago", 0, 1, "minneapolis"),
    ],
)
def test_the_longest_place_that_begins_at_a_word_is_found(text, start, count, meant):
    span = place_at(text.split(), start, GAZETTEER)
    assert span
    assert (span.count, span.text) == (count, meant)
    assert find_place(span.text, GAZETTEER)


@pytest.mark.parametrize(
    ("text", "start"),
    [("la reunion de hoy", 0), ("meeting tonight", 1), ("room 99999", 1), ("🙂 hi", 0), (", ,", 0), ("12 steps", 0)],
)
def test_words_that_name_no_place_are_left_alone(text, start):
    assert place_at(text.split(), start, GAZETTEER) is None


def test_a_span_says_how_large_the_place_is_and_whether_a_state_was_named():
    hope = place_at(["hope", "house"], 0, GAZETTEER)
    minneapolis = place_at(["minneapolis", "mn"], 0, GAZETTEER)
    assert hope
    assert minneapolis
    assert (hope.with_state, hope.population < 20_000) == (False, True)
    assert (minneapolis.with_state, minneapolis.population > 400_000) == (True, True)
    assert minneapolis.kind == "name"


@settings(max_examples=150)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.data())
def test_no_words_are_an_error(tokens, data):
    start = data.draw(st.integers(0, len(tokens) - 1))
    span = place_at(tokens, start, GAZETTEER)
    assert span is None or 0 < span.count <= len(tokens) - start


# As one of geopy's geocoders


@pytest.fixture
def geocoder() -> GazetteerGeocoder:
    return get_geocoder_for_service("gazetteer")(GAZETTEER)


def test_it_is_selected_by_name_and_answers_as_geopy_does(geocoder):
    location = geocoder.geocode("Minneapolis, MN")
    assert isinstance(location, Location)
    assert location.address == "Minneapolis, MN"
    assert geo.miles_between(*MINNEAPOLIS, location.latitude, location.longitude) < 3


def test_it_answers_every_choice_when_more_than_one_is_wanted(geocoder):
    assert [each.address for each in geocoder.geocode("springfield", exactly_one=False)][:2] == [
        "Springfield, MO",
        "Springfield, MA",
    ]
    assert geocoder.geocode("springfield").address == "Springfield, MO"
    assert geocoder.geocode("Narnia") is None
    assert geocoder.geocode("Narnia", exactly_one=False) is None


def test_it_names_the_town_and_the_zip_code_of_a_point(geocoder):
    assert geocoder.reverse("44.985, -93.270", exactly_one=False)[1].address == "Minneapolis, MN 55401"
    assert geocoder.reverse((44.954, -93.090)).address == "Saint Paul, MN"
    assert geocoder.reverse((0, 0)) is None
    assert geocoder.reverse((0, 0), exactly_one=False) is None


def test_it_refuses_the_network(geocoder):
    with pytest.raises(ConfigurationError, match="never uses the network"):
        geocoder.adapter.get_json("http://example.org", timeout=1, headers={})
    with pytest.raises(ConfigurationError, match="never uses the network"):
        geocoder.adapter.get_text("http://example.org", timeout=1, headers={})


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＳＴ．　ＰＡＵＬ", "saint paul"),
        ("St.Paul", "saint paul"),
        ("Hagåtña", "hagatna"),
        ("D.C.", "dc"),
        ("Land O' Lakes", "land o lakes"),
        ("W. St. Paul", "west saint paul"),
        ("Winston-Salem", "winston salem"),
        ("…", ""),
    ],
)
def test_a_name_has_one_spelling(written, plain):
    assert folded(written) == plain
