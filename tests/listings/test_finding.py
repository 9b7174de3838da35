"""From the question as asked to the answer: the one box, the fields, the place and the moment."""

from datetime import UTC, datetime, time

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.errors import AskedWrongly
from directory.listings.answers import found_json
from directory.listings.asking import read_question
from directory.listings.find import find_listings
from directory.listings.finder import open_finder
from directory.listings.forms import ScheduleDraft
from directory.listings.indexing import index_keeper
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from tests.factories import EDITED, HALL, draft

SATURDAY_EVENING = ScheduleDraft(starts=time(19), ends=time(20, 30), byday=("SA",))
SUNDAY_MORNING = ScheduleDraft(starts=time(9), ends=time(10), byday=("SU",))
FAR_HALL = HALL.model_copy(update={"name": "Far Hall", "lat": 44.5, "lon": -93.2})


@pytest.fixture
def database_kind():
    """One database is enough: finding never asks it."""
    return "sqlite"


@pytest.fixture
def finder(database, settings, now):
    listings = {
        "tonight": draft(name="First Light", schedules=(SATURDAY_EVENING,), facts={"fee": False, "id": False}),
        "sunday": draft(name="Morning Oak", schedules=(SUNDAY_MORNING,), facts={"fee": True, "id": True}),
        "spanish": draft(name="Nueva Vida", schedules=(SATURDAY_EVENING,), languages=("es",), text_language="es"),
        "far": draft(name="Far Oak", schedules=(SATURDAY_EVENING,), place=FAR_HALL),
        "online": draft(
            name="Screen Oak", in_person=False, online=True, place=None, online_url="https://example.org/a"
        ),
    }
    with database.writing() as session:
        for key, listing in listings.items():
            save_listing(session, listing, listing_id=mint_id("tests", key), now=now, origin=EDITED)
    keeper = index_keeper(settings, database)
    return open_finder(settings, keeper, keeper.open_current(now))


def ask(finder, now, **parameters):
    pairs = [(name.rstrip("_"), str(value)) for name, value in parameters.items()]
    return find_listings(finder, read_question(pairs, finder.vocabulary), now=now)


def names(found):
    return [hit.card["name"] for hit in found.results.hits]


def test_time_and_place_typed_into_the_box_are_understood(finder, now):
    found = ask(finder, now, q="aa meeting tonight within 5 miles of 55401", exact=1)
    assert (found.question.when, found.place.zip, found.question.miles) == ("tonight", "55401", 5)
    assert set(names(found)) == {"First Light", "Nueva Vida"}


def test_what_a_field_says_wins_over_what_the_text_says(finder, now):
    found = ask(finder, now, q="oak tonight near 10458", near="55401", when="tomorrow", exact=1)
    assert (found.question.when, found.place.zip) == ("tomorrow", "55401")
    assert names(found) == ["Morning Oak"]


def test_hours_without_a_day_find_every_day_at_those_hours(finder, now):
    assert names(ask(finder, now, q="oak", from_="08:00", to="11:00", near="55401", exact=1)) == ["Morning Oak"]
    assert names(ask(finder, now, q="oak in the morning", near="55401", exact=1)) == ["Morning Oak"]


def test_a_day_of_the_fields_takes_its_hours_from_the_text_and_hours_their_day(finder, now):
    found = ask(finder, now, q="oak in the morning", day="sa")
    assert (found.question.day, found.question.from_) == ("sa", time(5))
    found = ask(finder, now, q="oak sunday evening", from_="08:00", to="11:00")
    assert (found.question.day, found.question.from_) == ("su", time(8))


def test_a_moment_of_the_fields_takes_its_stretch_of_time_from_the_text(finder, now):
    found = ask(finder, now, q="meeting tonight", near="55401", at="2026-12-05T18:00")
    assert found.question.when == "tonight"
    assert found.now.isoformat() == "2026-12-05T18:00:00-06:00"


def test_hours_and_a_word_of_time_are_refused_together(finder, now):
    with pytest.raises(AskedWrongly):
        ask(finder, now, when="tonight", from_="18:00")


def test_free_and_no_id_typed_as_words_are_filters(finder, now):
    assert names(ask(finder, now, q="meeting free, no id", exact=1)) == ["First Light"]


def test_near_me_without_a_position_asks_for_a_place(finder, now):
    assert ask(finder, now, q="aa near me").needs_place
    assert not ask(finder, now, q="aa near me", near="44.98,-93.27").needs_place


def test_a_place_that_several_towns_are_called_offers_the_choices(finder, now):
    found = ask(finder, now, near="Springfield")
    assert found.place is None
    assert {"Springfield, MO", "Springfield, IL"} <= {place.label for place in found.choices}


def test_an_unknown_place_is_said_and_everything_searched(finder, now):
    found = ask(finder, now, near="Xyzzyville")
    assert (found.unknown_place, found.results.total) == ("Xyzzyville", 5)


def test_tonight_is_told_by_the_clock_of_the_place_asked_for(finder):
    at_four_in_chicago = datetime(2026, 11, 22, 10, tzinfo=UTC)  # Sunday, 4 am: the night is over
    assert str(ask(finder, at_four_in_chicago, near="55401", when="tonight").now.tzinfo) == "America/Chicago"
    assert str(ask(finder, at_four_in_chicago, near="10458", when="tonight").now.tzinfo) == "America/New_York"


def test_a_moment_without_an_offset_is_local_to_the_place(finder, now):
    found = ask(finder, now, near="55401", at="2026-12-05T19:30")
    assert found.now.isoformat() == "2026-12-05T19:30:00-06:00"
    assert "in_progress" in {hit.state for hit in found.results.hits}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("miles", "far"), ("miles", "0"), ("miles", "101"), ("when", "someday"), ("at", "yesterday-ish"), ("day", "xx"),
        ("from", "25:00"), ("domain", "nonsense"), ("need", "nonsense"), ("not", "nonsense"), ("sort", "random"),
        ("page", "0"), ("per_page", "101"), ("verified", "soon"), ("status", "gone"), ("from", "6 pm"),
        ("miles", "nan"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused_with_a_sentence_for_its_field(finder, now, name, value):
    with pytest.raises(AskedWrongly) as refusal:
        ask(finder, now, **{name: value})
    assert list(refusal.value.sentences)
    assert all(len(sentence) > 10 for sentence in refusal.value.sentences.values())


def test_words_of_danger_show_their_card_even_without_an_index(finder, now):
    from dataclasses import replace

    found = ask(replace(finder, index=None), now, q="i want to kill my self")
    assert found.cards == ("crisis",)
    assert found.results is None
    assert orjson.loads(found_json(found))["cards"] == ["crisis"]


def test_words_of_danger_are_answered_as_they_are(finder, now):
    assert ask(finder, now, q="quiero morir").results.relaxed == ()


def test_the_answer_for_programs_has_every_part_of_the_contract(finder, now):
    answer = orjson.loads(found_json(ask(finder, now, q="oak", near="55401", miles=5)))
    assert set(answer) >= {"query", "place", "now", "relaxed", "cards", "total", "groups", "page", "per_page", "facets"}
    hit = answer["hits"][0]
    assert set(hit) >= {
        "id", "name", "organization", "domains", "terms", "summary", "in_person", "online", "miles", "lat", "lon",
        "address", "time", "starts_at", "ends_at", "timezone", "group", "languages", "fit", "status", "verified_on",
        "verified_how", "why", "source", "source_id", "url",
    }  # fmt: skip


def test_programs_are_told_the_same_with_cards_and_without(finder, now):
    asked = read_question([("near", "55401")], finder.vocabulary)
    with_cards = find_listings(finder, asked, now=now)
    without = find_listings(finder, asked, now=now, with_cards=False)
    assert found_json(with_cards) == found_json(without)
    assert all(hit.card for hit in with_cards.results.hits)
    assert not any(hit.card for hit in without.results.hits)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=st.text(max_size=250), near=st.text(max_size=40))
def test_no_text_and_no_place_is_ever_an_error(finder, text, near):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    answer = orjson.loads(found_json(ask(finder, now, q=text, near=near[:120])))
    assert answer["total"] >= len(answer["hits"])
