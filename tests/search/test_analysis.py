"""A text gives the same words whether it is indexed, asked for or marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import fold, one_each, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AA Meeting", ("aa", "meeting")),
        ("Reunión de Niños", ("reunion", "de", "ninos")),
        ("cafe\u0301", ("cafe",)),
        ("A.A. and G.E.D.", ("aa", "and", "ged")),
        ("12-step", ("12", "step")),
        ("Women's", ("women",)),
        ("can’t", ("cant",)),
        ("O'Brien", ("obrien",)),
        ("St.Paul", ("st", "paul")),
        ("7:30pm, door #2", ("7", "30pm", "door", "2")),
        ("Straße", ("strasse",)),
        ("😀 … -- \"' ʼ", ()),
        ("Hawaiʼi", ("hawaii",)),
    ],
)
def test_a_text_is_read_as_these_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


def test_a_compound_is_also_one_word_where_it_begins() -> None:
    assert [(word.folded, word.position) for word in tokens("our Al-Anon group")] == [
        ("our", 0),
        ("al", 1),
        ("anon", 2),
        ("alanon", 1),
        ("group", 3),
    ]


def test_a_telephone_number_is_not_joined() -> None:
    assert [word.folded for word in tokens("612-555-0100")] == ["612", "555", "0100"]


def test_a_possessive_is_found_with_and_without_its_s() -> None:
    assert {word.folded for word in tokens("women's")} == {"women", "womens"}


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_every_word_stands_in_the_text_where_it_says(text: str) -> None:
    for word in tokens(text):
        assert 0 <= word.starts < word.ends <= len(text)
    positions = [word.position for word in one_each(tokens(text))]
    assert positions == list(range(len(positions)))


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), max_size=80))
def test_reading_the_words_again_gives_the_same_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)
