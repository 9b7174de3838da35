"""A few plain listings, and an index of them, for telling single cases."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from search.document import Document, Texts
from search.hours import Hours
from search.index import Index, State, rebuild
from search.query import Hit, Near, Results
from search.synonyms import Synonyms

HERE = Near(44.98, -93.27, 10)
MILE = 1 / 69.06
"""Degrees of latitude."""
ONLINE = {"in_person": False, "online": True, "lat": None, "lon": None}


def listing(name: str, **changes: object) -> Document:
    """A listing at HERE of which nothing is stated; its id is its name in lower case with hyphens."""
    plain = Document(
        id=name.lower().replace(" ", "-"),
        group=name,
        texts=Texts(name),
        text_language="en",
        hours=Hours(),
        stated={},
        unstated={},
        asks=frozenset(),
        in_person=True,
        online=False,
        lat=44.98,
        lon=-93.27,
        precision="exact",
    )
    return replace(plain, **changes)


def away(miles: float) -> dict[str, float]:
    """So many miles north of HERE."""
    return {"lat": 44.98 + miles * MILE}


class Opener:
    """Opens an index of some listings in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, *listings: Document, synonyms: Iterable[tuple[str, list[str]]] = ()) -> Index:
        rebuild(self._folder, listings, State("a database", 1))
        return Index.open(self._folder, synonyms=Synonyms(synonyms))


def ids(results: Results) -> list[str]:
    """The ids of the hits in order."""
    return [hit.id for hit in results.hits]


def first(results: Results) -> Hit:
    """The first hit."""
    return results.hits[0]
