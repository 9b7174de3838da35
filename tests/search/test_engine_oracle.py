"""The engine agrees with an oracle that knows no index and no arrays, on listings and questions made up as it goes."""

import math
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import Index, State, rebuild
from search.query import Results
from tests.search.engine_cases import LANGUAGE, NOW, SYNONYMS, corpora, queries
from tests.search.oracle import Expected, Oracle

STATE = State("a database", 1)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(listings=corpora(), asked=st.lists(queries(), min_size=10, max_size=20))
def test_the_engine_agrees_with_the_oracle(tmp_path_factory, listings, asked):
    path = tmp_path_factory.mktemp("index")
    rebuild(path, listings, STATE)
    index, oracle = Index.open(path, synonyms=SYNONYMS), Oracle(listings, LANGUAGE)
    for query, words in asked:
        expected = oracle.answer(query, words, NOW)
        if not expected.near_edge:
            compare(index.find(query, NOW), expected)


def compare(found: Results, expected: Expected) -> None:
    assert [relaxed.kind for relaxed in found.relaxed] == expected.relaxed
    assert found.miles == expected.miles
    assert (found.total, found.groups, found.unstated) == (expected.total, expected.groups, expected.unstated)
    assert found.facets == expected.facets
    ids = [hit.id for hit in found.hits]
    places = {place.document.id: (key, place) for key, place in expected.order}
    assert set(ids) == set(places)
    for hit, (key, _) in zip(found.hits, expected.order, strict=True):
        own, place = places[hit.id]
        assert own == pytest.approx(key, rel=1e-6, abs=1e-3)
        assert hit.occurrence == place.occurrence
        assert (hit.miles or 0) == pytest.approx(place.miles if place.miles < math.inf else 0, abs=0.001)
        assert (hit.miles is None) == (place.miles == math.inf)
    for (key, first), (next_key, second) in pairwise(expected.order):
        if key == next_key:
            assert ids.index(first.document.id) < ids.index(second.document.id)
