"""A slip of the finger finds the word that was meant, and a word that exists is left alone."""

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.spelling import Speller, slips_between

LEXICON = {
    "meeting": 40, "meetings": 30, "housing": 9, "narcotics": 20, "volunteer": 5, "suboxone": 3, "shelter": 8,
    "reunion": 6, "recuperacion": 4, "ninos": 2, "food": 12, "good": 3, "wood": 1, "aa": 50, "job": 7,
    "form": 2, "from": 9,
}  # fmt: skip
SPELLER = Speller(LEXICON, ["detox"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("meeitng", "meeting"),
        ("housng", "housing"),
        ("volonteer", "volunteer"),
        ("shelterr", "shelter"),
        ("narcotis", "narcotics"),
        ("suboxne", "suboxone"),
        ("naroctcis", "narcotics"),
        ("reunoin", "reunion"),
        ("recuperasion", "recuperacion"),
        ("detx", "detox"),
    ],
)
def test_a_slip_finds_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize("typed", ["meeting", "detox", "ab", "aaa", "jobb2", "xylophone", "zood", "", "form"])
def test_what_exists_is_short_or_is_far_from_everything_is_left_alone(typed: str) -> None:
    assert SPELLER.correct(typed) is None


def test_a_short_word_is_forgiven_one_slip_and_a_long_one_two() -> None:
    assert SPELLER.correct("hosng") is None
    assert SPELLER.correct("volnteerr") == "volunteer"


def test_of_two_words_as_near_the_one_in_more_listings_is_meant() -> None:
    assert Speller({"farm": 1, "firm": 5}).correct("fxrm") == "firm"


def test_a_letter_left_out_or_heard_alike_is_likelier_than_another_letter() -> None:
    assert Speller({"stays": 9, "stamps": 1}).correct("stams") == "stamps"
    assert Speller({"paper": 9, "pages": 1}).correct("pajes") == "pages"


def test_a_word_of_the_vocabulary_is_meant_rather_than_any_other() -> None:
    assert Speller({"lower": 9}, ["lawyer"]).correct("lawer") == "lawyer"


def test_plurals_of_known_words_and_little_words_exist() -> None:
    assert Speller({"felon": 1, "what": 9}).correct("felons") is None
    assert Speller({"felon": 1, "what": 9}).correct("whats") is None


def test_the_first_letter_is_never_corrected() -> None:
    assert Speller({"food": 10}).correct("good") is None


def test_a_large_lexicon_is_ready_quickly() -> None:
    letters = string.ascii_lowercase[:12]
    lexicon = {
        f"{a}{b}{c}{d}{e}": 1 for a in letters for b in letters for c in letters for d in letters for e in "abcde"
    }
    speller = Speller(lexicon)
    before = time.process_time()
    speller.correct("abcdzz")
    assert len(lexicon) > 100_000
    assert time.process_time() - before < 1.0


WORDS = st.text(alphabet="abcdeñ", max_size=9)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_slips_count_the_same_both_ways(one: str, other: str) -> None:
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) == (one == other)


@settings(max_examples=200)
@given(st.dictionaries(st.text(min_size=1, max_size=10), st.integers(1, 9), max_size=8), st.text(max_size=12))
def test_a_correction_is_a_known_word_near_by(lexicon: dict[str, int], typed: str) -> None:
    meant = Speller(lexicon).correct(typed)
    assert meant is None or (meant in lexicon and typed not in lexicon and slips_between(typed, meant) <= 2)


@settings(max_examples=100)
@given(st.lists(st.text(alphabet="abcdeor", min_size=4, max_size=10), min_size=1, max_size=8, unique=True), st.data())
def test_nothing_that_is_one_slip_away_is_missed(lexicon: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(lexicon))
    place = data.draw(st.integers(1, len(word) - 1))
    slipped = word[:place] + data.draw(st.sampled_from("abcdeor")) + word[place:]
    meant = Speller(dict.fromkeys(lexicon, 1)).correct(slipped)
    assert slipped in lexicon or (meant is not None and slips_between(slipped, meant) == 1)
