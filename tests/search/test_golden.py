"""Over the demo county, what people type brings up what they look for: first of all, or among the first five."""

from collections.abc import Iterator

import pytest

from directory.listings.find import Finder
from search.snapshot import Snapshot
from tests.search.golden_county import ask, open_county
from tests.search.golden_queries import GoldenQuery, golden_queries, golden_slips
from tests.search.golden_report import figures


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    yield open_county(tmp_path_factory.mktemp("county"))


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, id=query.text, marks=[pytest.mark.xfail(reason=query.gap)] if query.gap else [])
        for query in golden_queries()
        if query.expects_hits
    ],
)
def test_what_was_looked_for_is_found(county: Finder, query: GoldenQuery) -> None:
    judged = ask(county, query)
    rank = judged.rank_of_any()
    assert rank is not None and rank <= 5, list(zip(judged.ids, map(sorted, judged.terms), strict=True))[:5]
    if query.names_the_first:
        assert judged.rank_of_the_first() == 1, judged.ids[:5]


@pytest.mark.parametrize("query", [query for query in golden_queries() if query.never_terms], ids=lambda q: q.text)
def test_none_of_the_first_five_is_what_was_not_meant(county: Finder, query: GoldenQuery) -> None:
    terms = ask(county, query).terms[:5]
    assert not any(query.never_terms & of_hit for of_hit in terms), [sorted(of_hit) for of_hit in terms]


@pytest.mark.parametrize("query", [query for query in golden_queries() if query.cards], ids=lambda q: q.text)
def test_a_text_of_danger_is_answered_as_it_stands(county: Finder, query: GoldenQuery) -> None:
    answer = ask(county, query).found
    assert answer.cards == query.cards
    assert answer.results is not None
    assert not [relaxed for relaxed in answer.results.relaxed if relaxed.kind != "wider"]


def test_the_report_tells_how_good_the_answers_are(county: Finder) -> None:
    told = figures(county)
    assert told.asked >= 350
    assert told.hit_at_1 > 0.92
    assert told.success_at_5 > 0.98
    assert told.hit_at_1 <= told.mean_reciprocal_rank <= told.success_at_10
    assert (told.card_precision, told.card_recall) == (1, 1)


@pytest.fixture(scope="module")
def words(county: Finder) -> Snapshot:
    """The words of the county's index."""
    assert county.index is not None
    return county.index._snapshot


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_people_mistype_is_read_as_they_meant_it(words: Snapshot, language: str) -> None:
    slips = golden_slips()[language]
    missed = [slip for slip, meant in slips.items() if not _read(words, slip) & set(meant)]
    assert len(slips) >= 100
    assert len(missed) <= len(slips) * 0.02, missed


def _read(words: Snapshot, slip: str) -> set[str]:
    """What a mistyped word finds: the one it is corrected to, or those that the vocabulary knows for it."""
    (clause,) = words.wording(slip).required
    corrected = words.correct(clause.typed[0])
    return {word for alternative in clause.alternatives for word in alternative} | {corrected or ""}


def test_no_word_that_exists_is_respelt(words: Snapshot) -> None:
    existing = {*words.terms, *words._synonyms.vocabulary()}
    assert not [word for word in existing if words.correct(word)]
