"""Over the demo county, what people type brings up what they look for among the first five."""

import shutil
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from directory.config import Settings
from directory.db import Database
from directory.listings.asking import FindForm
from directory.listings.find import Finder, Found, find_listings
from directory.listings.finder import open_finder
from directory.listings.indexing import index_keeper
from directory.seeding import seed_demo
from tests.search.golden_queries import HOME, SATURDAY_EVENING, GoldenQuery, golden_queries

NOW = SATURDAY_EVENING.astimezone(UTC)


@pytest.fixture(scope="module")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """What finding needs, over the demo county as of the golden moment."""
    folder = tmp_path_factory.mktemp("county")
    settings = Settings(data=folder, timezone="America/Chicago", home=HOME)
    shutil.copy(sqlite_template, folder / "alongside.sqlite3")
    database = Database(settings.resolved_database_url)
    with database.writing() as session:
        seed_demo(session, now=NOW)
    keeper = index_keeper(settings, database)
    yield open_finder(settings, keeper, keeper.open_current(NOW))
    database.close()


def found(county: Finder, query: GoldenQuery) -> Found:
    """The answer as the page asks for it: grouped, near the agency where the text names no place."""
    return find_listings(county, FindForm(q=query.text, near=_near(query), grouped=True, per_page=5), now=NOW)


def _near(query: GoldenQuery) -> str:
    return query.near or ("" if "near" in query.understood else HOME)


def first_five(county: Finder, found: Found) -> list[frozenset[str]]:
    """The terms of each of the first five hits, with everything above them in the tree."""
    assert found.results is not None
    return [
        frozenset(term.code for code in hit.card["terms"] for term in county.vocabulary.lineage(code))
        for hit in found.results.hits
    ]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, id=query.text, marks=[pytest.mark.xfail(reason=query.gap)] if query.gap else [])
        for query in golden_queries()
        if query.first_five_terms
    ],
)
def test_one_of_the_first_five_is_what_was_looked_for(county: Finder, query: GoldenQuery) -> None:
    terms = first_five(county, found(county, query))
    assert any(query.first_five_terms & of_hit for of_hit in terms), [sorted(of_hit) for of_hit in terms]


@pytest.mark.parametrize("query", [query for query in golden_queries() if query.never_terms], ids=lambda q: q.text)
def test_none_of_the_first_five_is_what_was_not_meant(county: Finder, query: GoldenQuery) -> None:
    terms = first_five(county, found(county, query))
    assert not any(query.never_terms & of_hit for of_hit in terms), [sorted(of_hit) for of_hit in terms]


@pytest.mark.parametrize("query", [query for query in golden_queries() if query.cards], ids=lambda q: q.text)
def test_a_text_of_danger_is_answered_as_it_stands(county: Finder, query: GoldenQuery) -> None:
    answer = found(county, query)
    assert answer.cards == query.cards
    assert answer.results is not None
    assert not [relaxed for relaxed in answer.results.relaxed if relaxed.kind != "wider"]
