"""What people type into the one box is understood as they mean it."""

import csv

import pytest

from search.understanding import Understood
from tests.search.golden_queries import (
    SATURDAY_EVENING,
    VOCABULARY,
    GoldenQuery,
    golden_queries,
    public,
    safety_words,
    understanding,
)


def understood(text: str) -> Understood:
    return understanding().understand(text, now=SATURDAY_EVENING)


@pytest.mark.parametrize("query", golden_queries(), ids=lambda query: query.text)
def test_a_golden_query_is_understood_as_it_is_meant(query: GoldenQuery) -> None:
    answer = understood(query.text)
    assert public(answer.parameters) == dict(query.understood)
    assert (answer.near_me, answer.language) == (query.near_me, query.language)
    assert safety_words().cards_for(query.text) == query.cards


@pytest.mark.parametrize("query", golden_queries(), ids=lambda query: query.text)
def test_what_is_left_of_a_golden_query_holds_nothing_more_to_take(query: GoldenQuery) -> None:
    answer = understood(query.text)
    again = understood(answer.words)
    assert (again.words, again.taken) == (answer.words, ())


def test_the_golden_set_is_large_and_bilingual() -> None:
    queries = golden_queries()
    assert len(queries) >= 400
    assert sum(query.language == "es" for query in queries) >= 60
    assert len({query.text for query in queries}) == len(queries)


def test_the_golden_set_names_terms_that_exist() -> None:
    with (VOCABULARY / "terms.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    queries = golden_queries()
    named = {code for query in queries for code in query.first_five_terms | query.first_terms | query.never_terms}
    assert named <= codes
