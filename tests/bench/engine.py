"""What the benchmark asks of an engine, whichever it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from search.document import Document
from tests.bench.questions import Question

COUNTED = ("domain", "term", "format", "language", "for", "access", "need", "free")
"""The facets that every engine counts."""
ALL_WITHIN = frozenset({"need", "access"})
"""Facets of which every chosen value must hold, and whose own choice their counts keep."""
LEXEME = "zebrawood"
"""A word that no listing has, until one is changed to have it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of cards, the exact total, and the exact count of every facet value that is found at all."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    ids: Sequence[str]
    cards: Sequence[Mapping[str, Any]]


class Engine(Protocol):
    """One way to find listings, open for questions."""

    name: str

    def find(self, question: Question) -> Answer:
        """The answer, as a visitor would be given it."""

    def find_exactly(self, question: Question) -> Answer:
        """The answer with everything switched off that not every engine knows."""

    def change(self, document: Document) -> None:
        """Put a changed listing in the place of the one with its id; it can be found when this returns."""


Documents = Iterable[Document]
