"""Other words for a thing find it, in the directions that are true."""

from pathlib import Path

import pytest

from search.synonyms import Span, Synonyms
from tests.search.golden_queries import VOCABULARY

SYNONYMS = Synonyms(
    [
        ("both", ["food stamps", "SNAP", "EBT"]),
        ("both", ["AA", "Alcohólicos Anónimos"]),
        ("one", ["detox", "withdrawal management"]),
        ("both", ["stamps", "postage"]),
    ]
)


def test_a_group_both_ways_lets_each_word_find_the_others() -> None:
    assert SYNONYMS.of(("snap",)) == (("food", "stamps"), ("ebt",))
    assert SYNONYMS.of(("food", "stamps")) == (("snap",), ("ebt",))


def test_a_group_one_way_is_not_read_back() -> None:
    assert SYNONYMS.of(("detox",)) == (("withdrawal", "management"),)
    assert SYNONYMS.of(("withdrawal", "management")) == ()


def test_synonyms_are_folded_like_the_index() -> None:
    assert SYNONYMS.of(("aa",)) == (("alcoholicos", "anonimos"),)


def test_singular_and_plural_have_the_same_synonyms() -> None:
    assert SYNONYMS.of(("food", "stamp")) == (("snap",), ("ebt",))


def test_several_words_may_lead_to_the_same_and_a_slip_is_no_word(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.csv"
    file.write_text(
        "id,way,language,words,note\na,one,en,my mom;my dad|family,\nb,slip,en,detocks|detox,\n", encoding="utf-8"
    )
    synonyms = Synonyms.read(file)
    assert synonyms.of(("my", "dad")) == synonyms.of(("my", "mom")) == (("family",),)
    assert synonyms.of(("detocks",)) == (("detox",),)
    assert synonyms.vocabulary() == {"my", "mom", "dad", "family", "detox"}


def test_the_longest_span_wins_and_no_word_is_in_two() -> None:
    spans = SYNONYMS.expansions(("aa", "food", "stamps", "help"))
    assert spans == [
        Span(0, 1, (("alcoholicos", "anonimos"),)),
        Span(1, 3, (("snap",), ("ebt",))),
    ]


def test_the_vocabulary_is_every_word_of_every_group() -> None:
    assert {"food", "stamps", "management", "postage"} <= SYNONYMS.vocabulary()


def test_a_way_that_does_not_exist_is_refused_with_the_words_it_stands_by(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.csv"
    file.write_text("id,way,language,words,note\nx,back,en,a|b,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must be both, one or slip"):
        Synonyms.read(file)


def test_the_shipped_synonyms_are_read() -> None:
    synonyms = Synonyms.read(VOCABULARY / "synonyms.csv")
    assert ("alcoholics", "anonymous") in synonyms.of(("aa",))
    assert ("12", "step") in synonyms.of(("twelve", "step"))
