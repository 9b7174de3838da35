"""The golden set as rows, and the moment and place at which it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from search.gazetteer import Gazetteer, Place
from search.geocoding import find_place
from search.safety import SafetyWords
from search.understanding import Understanding

SEEDS = Path(__file__).parents[2] / "seeds"
VOCABULARY = SEEDS / "vocabulary"
QUERIES = Path(__file__).parent / "golden" / "queries.yaml"
SLIPS = QUERIES.with_name("slips.yaml")
SATURDAY_EVENING = datetime(2026, 11, 21, 18, tzinfo=ZoneInfo("America/Chicago"))
HOME = "55401"


@dataclass(frozen=True)
class GoldenQuery:
    """One row of the golden set; what the fields mean stands in the file."""

    text: str
    near: str = ""
    understood: Mapping[str, Any] = field(default_factory=dict)
    near_me: bool = False
    language: str = "en"
    cards: tuple[str, ...] = ()
    first_ids: frozenset[str] = frozenset()
    first_terms: frozenset[str] = frozenset()
    first_five_terms: frozenset[str] = frozenset()
    never_terms: frozenset[str] = frozenset()
    gap: str = ""

    @property
    def names_the_first(self) -> bool:
        """Whether it is said what the very first hit must be."""
        return bool(self.first_ids or self.first_terms)

    @property
    def expects_hits(self) -> bool:
        """Whether it is said what must be found."""
        return self.names_the_first or bool(self.first_five_terms)


@cache
def golden_queries() -> tuple[GoldenQuery, ...]:
    rows = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return tuple(GoldenQuery(**{name: _fixed(name, value) for name, value in row.items()}) for row in rows)


def _fixed(name: str, value: Any) -> Any:
    if name == "cards":
        return tuple(value)
    return frozenset(value) if name.endswith(("_terms", "_ids")) else value


def golden_slips() -> dict[str, dict[str, list[str]]]:
    """By language: mistyped words, and every word that may be meant by each, folded."""
    slips: dict[str, dict[str, list[str]]] = yaml.safe_load(SLIPS.read_text(encoding="utf-8"))
    return slips


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load(SEEDS / "places")


@cache
def home() -> Place:
    place = find_place(HOME, gazetteer())
    assert isinstance(place, Place)
    return place


@cache
def understanding() -> Understanding:
    return Understanding.open(VOCABULARY, gazetteer(), home=home())


@cache
def safety_words() -> SafetyWords:
    return SafetyWords.read(VOCABULARY / "safety.csv")


def public(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they stand in an address and in the golden set: `not`, `from`, lists and HH:MM."""
    return {name.rstrip("_"): _public_value(value) for name, value in parameters.items()}


def _public_value(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value
