"""Which words find which listings, which field counts most, and that no text makes the search fail."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.document import Texts
from search.index import Index, State, rebuild
from search.query import Query, Reason
from tests.search.engine_cases import NOW
from tests.search.engine_listings import HERE, Opener, first, ids, listing


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "index")


def test_a_word_in_the_name_outweighs_it_elsewhere(opened):
    bands = ("place", "description", "organization", "terms", "alternate_name", "name")
    listings = [listing(f"Club {band}", texts=Texts(**{"name": "Club", band: "yoga"})) for band in bands]
    expected = [f"club-{band}" for band in ("name", "alternate_name", "terms", "organization", "description", "place")]
    assert ids(opened(*listings).find(Query(words="yoga"), NOW)) == expected


def test_a_phrase_does_not_reach_from_one_field_into_the_next(opened):
    index = opened(listing("a", texts=Texts("night yoga", "club")), listing("b", texts=Texts("x", "yoga club")))
    assert ids(index.find(Query(words='"yoga club"', exact=True), NOW)) == ["b"]


def test_a_phrase_is_all_of_its_words_side_by_side_in_their_order(opened):
    index = opened(
        listing("Warm open door"), listing("Warm door open"), listing("Warm open x door"), listing("Open door")
    )
    assert ids(index.find(Query(words='"warm open door"', exact=True), NOW)) == ["warm-open-door"]


def test_words_beyond_what_a_field_holds_are_left_out_and_reach_no_other_field(opened):
    long = " ".join(["yoga"] * 1022 + ["last", "extra", "beyond"])
    index = opened(listing("a", texts=Texts(long, "chess")))
    found = {
        word: index.find(Query(words=word, exact=True), NOW).total for word in ("last", "extra", "beyond", "chess")
    }
    assert found == {"last": 1, "extra": 0, "beyond": 0, "chess": 1}
    assert index.find(Query(words='"last chess"', exact=True), NOW).total == 0


def test_a_word_with_a_minus_drops_and_alone_leaves_everything_else(opened):
    index = opened(listing("Yoga club"), listing("Yoga walk"), listing("Chess club"))
    assert ids(index.find(Query(words="yoga -walk", exact=True), NOW)) == ["yoga-club"]
    assert ids(index.find(Query(words="-yoga", exact=True), NOW)) == ["chess-club"]


def test_while_typing_the_last_word_finds_what_it_begins_and_marks_it(opened):
    index = opened(listing("Yoga club"), listing("Yogurt shop"), listing("Chess"))
    results = index.find(Query(words="yog", typing=True, exact=True), NOW)
    assert {hit.id: hit.matched for hit in results.hits} == {"yoga-club": ("yoga",), "yogurt-shop": ("yogurt",)}
    assert index.find(Query(words="yog", exact=True), NOW).total == 0


def test_an_odd_synonym_never_outweighs_the_word_that_was_typed(opened):
    usual = [listing(f"Evening meeting {number}") for number in range(9)]
    index = opened(*usual, listing("Evening gathering"), synonyms=[("both", ["meeting", "gathering"])])
    assert ids(index.find(Query(words="meeting", exact=True), NOW))[-1] == "evening-gathering"


def test_a_synonym_is_no_reason_where_the_word_itself_stands(opened):
    index = opened(listing("AA, Alcoholics Anonymous"), synonyms=[("both", ["aa", "alcoholics anonymous"])])
    assert "synonym" not in {reason.code for reason in first(index.find(Query(words="aa"), NOW)).reasons}


def test_a_synonym_finds_and_says_so(opened):
    index = opened(
        listing("Alcoholics Anonymous"), listing("AA at noon"), synonyms=[("both", ["aa", "alcoholics anonymous"])]
    )
    results = index.find(Query(words="aa"), NOW)
    assert ids(results) == ["aa-at-noon", "alcoholics-anonymous"]
    assert first(results).reasons == (Reason("name", "aa"),)
    assert results.hits[1].reasons == (
        Reason("name", "alcoholics anonymous"),
        Reason("synonym", "aa > alcoholics anonymous"),
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=220), typing=st.booleans(), language=st.sampled_from(["en", "es"]))
@example(text='"', typing=True, language="en")
@example(text='-"', typing=True, language="en")
@example(text="* ? ~ ^ AND OR NOT ( [ name:x", typing=True, language="en")
@example(text="a" * 200, typing=True, language="en")
@example(text='"' + "a " * 99 + '"', typing=False, language="en")
@example(text="👩‍🍳 مرحبا שלום \u202e \x00 \ud800", typing=True, language="es")
def test_no_text_makes_the_search_fail(index_of_oddities, text, typing, language):
    results = index_of_oddities.find(Query(words=text, typing=typing, language=language, near=HERE), NOW)
    assert results.total >= len(results.hits) >= 0


@pytest.fixture(scope="module")
def index_of_oddities(tmp_path_factory: pytest.TempPathFactory) -> Index:
    names = ["Yoga", "مرحبا بكم", "שלום", "👩‍🍳", "café 12-step", "a", "x" * 300, "\x1f\x00", ""]
    listings = [listing(name, id=f"odd-{number}", texts=Texts(name, name)) for number, name in enumerate(names)]
    rebuild(tmp_path_factory.mktemp("odd"), listings, State("a database", 1))
    return Index.open(tmp_path_factory.getbasetemp() / "odd0")


def test_words_of_any_script_are_found(index_of_oddities):
    for number, word in enumerate(["yoga", "مرحبا", "שלום"]):
        assert ids(index_of_oddities.find(Query(words=word, exact=True), NOW)) == [f"odd-{number}"]
