"""Forms of one word find each other; words that only look alike do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.stems import Stems, singular


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meeting", "meetings"),
        ("class", "classes"),
        ("family", "families"),
        ("woman", "women"),
        ("child", "children"),
        ("shelf", "shelves"),
        ("drink", "drinking"),
        ("smoke", "smoking"),
        ("quit", "quitting"),
        ("volunteer", "volunteering"),
        ("parents", "parenting"),
        ("grupo", "grupos"),
        ("reunion", "reuniones"),
        ("mujer", "mujeres"),
        ("taller", "talleres"),
        ("comunidad", "comunidades"),
        ("alcoholico", "alcoholicas"),
        ("soltero", "solteras"),
        ("gratuito", "gratuita"),
    ],
)
def test_forms_of_one_word_are_mates_both_ways(one: str, other: str) -> None:
    stems = Stems([one, other, "unrelated"])
    assert stems.mates(one) == (other,)
    assert stems.mates(other) == (one,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meeting", "meet"),
        ("housing", "house"),
        ("building", "build"),
        ("parking", "park"),
        ("training", "train"),
        ("hearing", "hear"),
        ("bedding", "bed"),
        ("called", "calle"),
        ("marie", "mary"),
        ("bus", "bu"),
        ("news", "new"),
        ("class", "clas"),
        ("lunes", "lune"),
        ("past", "pasta"),
        ("counselor", "counsel"),
    ],
)
def test_words_that_only_look_alike_are_not_mates(one: str, other: str) -> None:
    stems = Stems([one, other])
    assert stems.mates(one) == ()
    assert stems.mates(other) == ()


def test_a_word_the_index_does_not_hold_finds_its_forms() -> None:
    assert Stems(["volunteer", "meeting"]).mates("volunteers") == ("volunteer",)


@settings(max_examples=200)
@given(st.lists(st.text(alphabet="abdeginorsty", min_size=1, max_size=9), max_size=12), st.text(max_size=12))
def test_being_a_mate_is_mutual_and_never_of_oneself(lexicon: list[str], asked: str) -> None:
    stems = Stems(lexicon)
    assert asked not in stems.mates(asked)
    for word in set(lexicon):
        assert all(word in stems.mates(mate) for mate in stems.mates(word))


@given(st.text(max_size=12))
def test_a_singular_never_grows_long(word: str) -> None:
    assert len(singular(word)) <= len(word) + 1
