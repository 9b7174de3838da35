"""What is suggested while somebody types: which kinds of offer, names and places, in which order and words."""

import shutil
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from directory.config import Settings
from directory.db import Database
from directory.i18n import translator
from directory.listings.asking import read_question
from directory.listings.find import find_listings
from directory.listings.finder import open_finder
from directory.listings.indexing import index_keeper
from directory.listings.models import mint_id
from directory.listings.service import save_listings
from directory.listings.suggesting import MOST, suggest
from tests.factories import EDITED, HALL, draft

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EN, ES = translator("en"), translator("es")
KINDS = ["term", "name", "place"]
PRIVATE = HALL.model_copy(update={"address_1": "4711 Hidden Hollow Road", "visibility": "area_only"})
LISTINGS = {
    "oak": draft(name="Morning Oak", terms=("aa",)),
    "oak twice": draft(name="Morning Oak", terms=("aa",)),
    "oak grove": draft(name="Oak Grove Beginners", terms=("secular_aa",)),
    "cafe": draft(name="Café Niñez", terms=("na",), text_language="es"),
    "weekday": draft(name="Tuesday Night Group", terms=("na",)),
    "dash": draft(name="Serenity -Online- “Late”", terms=("na",), in_person=False, online=True, place=None),
    "quoted": draft(name='The "Blue" Door', terms=("na",)),
    "long": draft(name="Zinnia " + "and more words " * 15, terms=("na",)),
    "meal": draft(name="Supper for All", terms=("free_meal",)),
    "womens": draft(name="Women's Al-Anon Circle", terms=("al_anon",)),
    "gone": draft(name="Old Mill Group", terms=("smart",), status="defunct"),
    "private": draft(name="Willow House at 4711 Hidden Hollow Road", terms=("sober_housing",), place=PRIVATE),
}


@pytest.fixture(scope="module")
def database(sqlite_template, tmp_path_factory):
    """One database, and one kind of it, is enough: suggesting never asks it."""
    file = tmp_path_factory.mktemp("suggesting") / "alongside.sqlite3"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    with database.writing() as session:
        save_listings(
            session, {mint_id("tests", key): listing for key, listing in LISTINGS.items()}, now=NOW, origin=EDITED
        )
    yield database
    database.close()


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings(data=tmp_path_factory.mktemp("data"), timezone="America/Chicago")


@pytest.fixture(scope="module")
def finder(database, settings):
    keeper = index_keeper(settings, database)
    return open_finder(settings, keeper, keeper.open_current(NOW))


@pytest.fixture
def labels(finder):
    def labels(typed, words=EN, kind=None):
        return [one.label for one in suggest(finder, typed, words, now=NOW) if kind in (None, one.kind)]

    return labels


def test_a_kind_of_offer_is_found_by_the_beginning_of_any_word_of_its_label(labels):
    assert labels("narc", kind="term") == labels("NARCÓT", kind="term") == ["Narcotics Anonymous (NA)"]
    assert "Narcotics Anonymous (NA)" in labels("anonym", kind="term")
    assert labels("narcotics an", kind="term") == ["Narcotics Anonymous (NA)"]


def test_only_the_last_word_may_be_unfinished(labels):
    assert labels("narc anonymous") == []


def test_other_words_and_abbreviations_find_a_kind_of_offer(labels):
    assert labels("aa", kind="term")[0] == "Alcoholics Anonymous (AA)"
    assert "Free meal" in labels("comida gratis", kind="term")
    assert "Free meal" in labels("soup kit", kind="term")


def test_both_languages_find_it_and_the_reader_s_own_names_it(labels):
    for typed in ("alcoholics", "ALCOHÓLICOS", "alcoholicos an"):
        assert labels(typed, EN, kind="term")[0] == "Alcoholics Anonymous (AA)"
        assert labels(typed, ES, kind="term")[0] == "Alcohólicos Anónimos (AA)"


def test_accents_make_no_difference_in_names(labels):
    assert labels("cafe nin") == labels("CAFÉ NIÑ") == ["Café Niñez"]


def test_a_name_is_found_by_the_words_the_index_knows_it_by(labels):
    for typed in ("women", "womens", "women's", "alanon", "al-anon", "al anon cir"):
        assert "Women's Al-Anon Circle" in labels(typed, kind="name")


def test_kinds_of_offer_come_before_names_and_names_before_places(finder):
    found = suggest(finder, "al", EN, now=NOW)
    kinds = [KINDS.index(one.kind) for one in found]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2}
    assert len(found) <= MOST


def test_what_more_listings_offer_comes_first_after_a_whole_word(finder):
    terms = [(one.label, one.count) for one in suggest(finder, "an", EN, now=NOW) if one.kind == "term"]
    counts = [count for label, count in terms]
    assert counts == sorted(counts, reverse=True)
    assert suggest(finder, "na", EN, now=NOW)[0].label == "Narcotics Anonymous (NA)"


def test_a_kind_counts_the_listings_of_its_kinds_and_what_nobody_offers_is_not_suggested(finder, labels):
    aa = suggest(finder, "alcoholics anonymous", EN, now=NOW)[0]
    assert (aa.label, aa.count, aa.detail) == ("Alcoholics Anonymous (AA)", 3, "Recovery")
    assert labels("smart rec", kind="term") == []


def test_a_name_that_several_listings_bear_is_said_once_with_their_number(finder):
    found = [one for one in suggest(finder, "oak", EN, now=NOW) if one.kind == "name"]
    assert [(one.label, one.count, one.detail) for one in found] == [
        ("Morning Oak", 2, "2 listings"),
        ("Oak Grove Beginners", 1, HALL.city),
    ]


def test_what_is_gone_is_not_suggested(labels):
    assert labels("old mill", kind="name") == []


def test_a_private_address_is_never_suggested(labels):
    assert labels("4711", kind="name") == []
    assert labels("hidden hol", kind="name") == []
    assert labels("willow", kind="name") == ["Willow House at (address given when you call)"]


@pytest.mark.parametrize("typed", ["mor", "tues", "ser", "blue", "zin", "supper", "free me", "caf", "womens al"])
@pytest.mark.parametrize("words", [EN, ES], ids=["en", "es"])
def test_what_is_chosen_finds_at_least_what_was_promised(finder, typed, words):
    found = [one for one in suggest(finder, typed, words, now=NOW) if one.parameter == "q"]
    assert found
    for one in found:
        asked = read_question([("q", one.text), ("exact", "1")], finder.vocabulary)
        answer = find_listings(finder, asked, now=NOW)
        assert answer.results.total >= one.count, one
        assert answer.understood.taken == (), one
        assert one.kind == "term" or one.label in {hit.card["name"] for hit in answer.results.hits}


def test_a_place_is_found_by_any_word_and_goes_into_its_own_field(finder):
    places = [one for one in suggest(finder, "st pau", EN, now=NOW) if one.kind == "place"]
    assert (places[0].text, places[0].parameter, places[0].count) == ("Saint Paul, MN", "near", None)
    assert "South Saint Paul, MN" in {place.label for place in places}


def test_a_place_that_is_chosen_is_the_place_that_is_meant(finder):
    for typed in ("georgetown, in", "springf", "554", "rochester m", "henne"):
        for place in (one for one in suggest(finder, typed, EN, now=NOW) if one.kind == "place"):
            answer = find_listings(finder, read_question([("near", place.text)], finder.vocabulary), now=NOW)
            assert (answer.choices, answer.unknown_place) == ((), ""), place
            assert answer.place is not None
            assert answer.place.name in place.text


@pytest.mark.parametrize("typed", ["", " ", "a", "  a  ", "é", "--", "'", "x" * 61, "alcoholics " * 6, "\x00", "🙂"])
def test_too_little_or_too_much_suggests_nothing(labels, typed):
    assert labels(typed) == []


@trying(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(max_size=70)
    | st.lists(st.sampled_from(["aa", "al", "-", '"', "oak", "mn", "554", "St.", "the", "é", ",", "''"])).map(" ".join)
)
def test_no_text_at_all_breaks_it_and_there_are_never_more_than_eight(finder, typed):
    found = suggest(finder, typed, EN, now=NOW)
    kinds = [KINDS.index(one.kind) for one in found]
    assert len(found) <= MOST
    assert kinds == sorted(kinds)
    assert all(one.text and one.label for one in found)


def test_nothing_is_asked_of_the_database(finder, count_statements):
    with count_statements() as statements:
        assert suggest(finder, "al", EN, now=NOW)
    assert statements == []


def test_without_an_index_kinds_and_places_are_still_suggested(settings, database):
    finder = open_finder(settings, index_keeper(settings, database), None)
    found = suggest(finder, "rec", ES, now=NOW)
    assert {one.kind for one in found} == {"term", "place"}
    assert {one.count for one in found} == {None}
