"""Leaves one factor of `best` out of ranking, so that its worth can be measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np

from search import answering, ordering, ranking
from search.layout import Layout
from search.ranking import Candidates

FACTORS = ("text", "distance", "soonness", "trust", "language", "behind")
"""The four that `best` multiplies, the section of listings in the language of the question, and helpers after help."""


@contextmanager
def left_out(factor: str) -> Iterator[None]:
    """Rank without a factor while the block runs; with none named, as always."""
    place, name, without = _STAND_INS.get(factor, (ordering, "best_scores", ranking.best_scores))
    with patch.object(place, name, without):
        yield


def _ones(numbers: Any) -> Any:
    return np.ones(numbers.size)


def _without_text(found: Candidates) -> Any:
    return ranking.best_scores(replace(found, text=None))


def _without_trust(found: Candidates) -> Any:
    return ranking.best_scores(replace(found, trust=np.ones(found.rows.size)))


def _in_english(layout: Layout, found: Candidates, sort: Any, _language: str, times: Any) -> Any:
    return ordering.order_keys(layout, found, sort, "en", times)


_STAND_INS: dict[str, tuple[Any, str, Any]] = {
    "text": (ordering, "best_scores", _without_text),
    "distance": (ranking, "distance_factor", _ones),
    "soonness": (ranking, "soonness_factor", _ones),
    "trust": (ordering, "best_scores", _without_trust),
    "behind": (answering, "BEHIND", 1.0),
    "language": (answering, "order_keys", _in_english),
}
