"""Every text has a reading: words, phrases, exclusions, compounds and other words for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.parsing import MOST_CHARACTERS, cut, parse_words
from search.stems import Stems
from search.synonyms import Synonyms
from search.wording import Clause, Wording

STEMS = Stems(["stamp", "stamps", "pantry", "pantries", "woman", "women", "meeting", "meetings", "job", "jobs"])
SYNONYMS = Synonyms(
    [("both", ["food stamps", "snap"]), ("both", ["al-anon", "alanon"]), ("one", ["hungry", "food pantry"])]
)


def parsed(text: str, *, typing: bool = False) -> Wording:
    return parse_words(text, STEMS, SYNONYMS, typing=typing)


def required(text: str) -> list[tuple[str, ...]]:
    return [clause.typed for clause in parsed(text).required]


def test_a_word_brings_its_forms() -> None:
    assert parsed("meetings").required == (Clause((("meetings",), ("meeting",))),)


def test_a_known_phrase_is_one_clause_whose_words_may_stand_apart() -> None:
    (clause,) = parsed("food stamps").required
    assert clause.alternatives == (("food", "stamps"), ("food", "stamp"), ("snap",))
    assert clause.synonyms == {("snap",)}
    assert [part.typed for part in clause.parts] == [("food",), ("stamps",)]


def test_a_synonym_of_several_words_brings_the_forms_of_its_last() -> None:
    (clause,) = parsed("hungry").required
    assert clause.synonyms == {("food", "pantry"), ("food", "pantries")}


def test_a_compound_is_found_joined_and_apart() -> None:
    (clause,) = parsed("walk-in").required
    assert clause.alternatives == (("walk", "in"), ("walkin",))
    assert clause.parts == (), "“in” says nothing, and “walk” alone would find walks"
    (clause,) = parsed("al-anon").required
    assert clause.alternatives == (("al", "anon"), ("alanon",))


def test_quotes_mean_exactly_these_words() -> None:
    assert parsed('"the meetings"').required == (Clause((("the", "meetings"),), phrase=True),)
    assert parsed("“food stamps”").required == (Clause((("food", "stamps"),), phrase=True),)


def test_a_minus_excludes_a_word_with_its_forms_but_not_its_synonyms() -> None:
    wording = parsed('women -meeting -"food stamps"')
    assert [clause.typed for clause in wording.required] == [("women",)]
    assert wording.excluded == (
        Clause((("meeting",), ("meetings",))),
        Clause((("food", "stamps"),), phrase=True),
    )


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parsed("al-anon co-ed - -- aa").excluded == ()


@pytest.mark.parametrize("text", ["", " ", "the", "donde hay", '"', "-", '-"', "i need it now", "😀", "¿?"])
def test_a_text_that_says_nothing_asks_for_everything(text: str) -> None:
    assert not parsed(text)


def test_polite_words_are_required_only_when_nothing_else_was_said() -> None:
    assert required("i need help") == [("help",)]
    assert required("i need help finding a job") == [("job",)]
    assert required("ayuda con la renta") == [("renta",)]
    assert required('help "food"') == [("food",)]


def test_the_last_word_is_a_beginning_while_it_is_typed() -> None:
    assert [clause.prefix for clause in parsed("women mee", typing=True).required] == [False, True]
    assert [clause.prefix for clause in parsed("women mee ", typing=True).required] == [False, False]
    assert [clause.prefix for clause in parsed("women mee").required] == [False, False]
    assert parsed("th", typing=True).required[0].prefix


def test_a_word_said_twice_is_asked_for_once() -> None:
    assert required("job job jobs") == [("job",), ("jobs",)]


def test_a_long_text_is_cut_at_a_whole_word() -> None:
    text = "volunteer " * 40
    assert len(cut(text)) <= MOST_CHARACTERS
    assert set(cut(text).split()) == {"volunteer"}
    assert len(cut("x" * 300)) == MOST_CHARACTERS


ODD_TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\"'-“” aeoáñ12.")), max_size=260)


@settings(max_examples=300)
@given(ODD_TEXT, st.booleans())
def test_no_text_is_an_error(text: str, typing: bool) -> None:
    wording = parsed(text, typing=typing)
    for clause in (*wording.required, *wording.excluded):
        assert clause.alternatives
        assert all(words and all(words) for words in clause.alternatives)
        assert clause.synonyms <= set(clause.alternatives)
