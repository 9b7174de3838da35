"""Names while they are being typed, over an index that moves on: several segments, what was deleted, what is hidden."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import words
from search.document import Document
from search.index import Index, State, rebuild, update
from tests.search.engine_listings import listing

DAY = date(2026, 11, 21)
SPOKEN = ("oak", "Oakdale", "elm", "Women's", "Al-Anon", "night", "NIÑOS", "12-step")
TYPED = ("oak", "o", "el", "wom", "women", "al", "anon", "ni", "12")


def named(number: int, name: str, **changes: object) -> Document:
    return replace(listing(name, **changes), id=f"listing-{number}", card={"name": name})


def found(index: Index, typed: str) -> list[tuple[str, int]]:
    return [(name.card["name"], name.listings) for name in index.names_beginning(words(typed), DAY, 8)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rebuild(tmp_path, [named(1, "Elm Night"), named(2, "Oak Night"), named(3, "Oak Night")], State("a database", 1))
    return tmp_path


def test_a_name_is_said_once_with_the_number_of_its_listings_most_first(path):
    assert found(Index.open(path), "ni") == [("Oak Night", 2), ("Elm Night", 1)]


def test_the_same_name_in_a_newer_segment_counts_with_the_older(path):
    index = Index.open(path)
    assert found(index, "elm") == [("Elm Night", 1)]
    update(path, [named(4, "Elm Night"), named(5, "Elm Night")], (), State("a database", 2))
    assert found(index, "ni") == [("Elm Night", 3), ("Oak Night", 2)]


def test_what_was_deleted_or_renamed_is_no_longer_said(path):
    index = Index.open(path)
    update(path, [named(1, "Ash Night")], ["listing-2"], State("a database", 2))
    assert found(index, "ni") == [("Ash Night", 1), ("Oak Night", 1)]
    assert found(index, "elm") == []


def test_what_is_closed_or_gone_is_not_said(path):
    index = Index.open(path)
    update(path, [named(2, "Oak Night", status="inactive"), named(3, "Oak Night")], (), State("a database", 2))
    assert found(index, "oak") == [("Oak Night", 1)]


def test_words_of_other_fields_are_no_names(path):
    index = Index.open(path)
    other = named(6, "Birch")
    update(
        path, [replace(other, texts=replace(other.texts, description="oaken", organization="oaks"))], (), index.state
    )
    assert found(index, "oak") == [("Oak Night", 2)]


def test_an_empty_index_knows_no_names(tmp_path):
    rebuild(tmp_path, [], State("a database", 1))
    assert found(Index.open(tmp_path), "oak") == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=12),
    typed=st.lists(
        st.sampled_from(["oak", "o", "el", "wom", "women", "al", "anon", "ni", "12"]), min_size=1, max_size=2
    ),
)
def test_it_says_what_reading_every_name_would_say(tmp_path_factory, names, typed):
    folder = tmp_path_factory.mktemp("names")
    half = len(names) // 2
    rebuild(folder, [named(number, name) for number, name in enumerate(names[:half])], State("a database", 1))
    later = [named(number, name) for number, name in enumerate(names[half:], start=half)]
    update(folder, later, (), State("a database", 2))
    said = Index.open(folder).names_beginning(words(" ".join(typed)), DAY, 100)
    assert sorted((_same(name.card["name"]), name.listings) for name in said) == _by_reading(names, typed)


def _same(name: str) -> list[str]:
    """Names of the same words are one name, whatever their order."""
    return sorted(set(_words_of(name)))


def _words_of(name: str) -> list[str]:
    spellings = {"Women's": ["women", "womens"], "Al-Anon": ["al", "anon", "alanon"], "NIÑOS": ["ninos"]}
    spellings |= {"12-step": ["12", "step", "12step"]}
    return [spelling for word in name.split() for spelling in spellings.get(word, [word.lower()])]


def _by_reading(names: list[str], typed: list[str]) -> list[tuple[list[str], int]]:
    *whole, last = typed
    counts: dict[tuple[str, ...], int] = {}
    for name in names:
        own = _words_of(name)
        if set(whole) <= set(own) and any(word.startswith(last) for word in own):
            counts[tuple(_same(name))] = counts.get(tuple(_same(name)), 0) + 1
    return sorted((list(same), count) for same, count in counts.items())
