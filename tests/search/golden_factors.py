"""Leaves one factor of `best` out of ranking, so that its worth can be measured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np

from search import answering, ranking
from search.layout import Layout
from search.ranking import Candidates

FACTORS = ("text", "distance", "soonness", "trust", "language", "behind")
"""The four that `best` multiplies, the section of listings in the language of the question, and helpers after help."""


@contextmanager
def left_out(factor: str) -> Iterator[None]:
    """Rank without a factor while the block runs; with none named, as always."""
    place, name, without = _STAND_INS.get(factor, (ranking, "best_scores", ranking.best_scores))
    with patch.object(place, name, without):
        yield


def _ones_for_miles(miles: Any) -> Any:
    return np.ones(miles.size)


def _ones_for_times(times: Any) -> Any:
    return np.ones(times.starts.size)


def _ones_for_rows(_layout: Layout, rows: Any, _today: date) -> Any:
    return np.ones(rows.size)


def _without_text(scores: Callable[..., Any]) -> Callable[..., Any]:
    def best_scores(layout: Layout, found: Candidates, today: date) -> Any:
        return scores(layout, replace(found, text=None), today)

    return best_scores


def _without_language(order_keys: Callable[..., Any]) -> Callable[..., Any]:
    def english_keys(layout: Layout, found: Candidates, sort: Any, _language: str, today: date) -> Any:
        return order_keys(layout, found, sort, "en", today)

    return english_keys


_STAND_INS: dict[str, tuple[Any, str, Any]] = {
    "text": (ranking, "best_scores", _without_text(ranking.best_scores)),
    "distance": (ranking, "distance_factor", _ones_for_miles),
    "soonness": (ranking, "soonness_factor", _ones_for_times),
    "trust": (ranking, "trust_factor", _ones_for_rows),
    "behind": (answering, "BEHIND", 1.0),
    "language": (answering, "order_keys", _without_language(answering.order_keys)),
}
