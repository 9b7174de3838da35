"""What stands beside tantivy, which knows no circles: places, times and facet values as NumPy arrays.

It is what a competent developer adds in a day, so that tantivy answers the same question.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.document import Document
from search.hours import occurrences
from tests.bench.corpus import NOW
from tests.bench.engine import ALL_WITHIN, COUNTED, Documents
from tests.bench.questions import PER_PAGE, Question

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
HALF_HOURS: Final = 7 * 48


class ColumnWriter:
    """Gathers the columns while the documents go by; cards go to a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._points: list[tuple[float, float]] = []
        self._shown: list[bool] = []
        self._here: list[bool] = []
        self._online: list[bool] = []
        self._values: dict[tuple[str, str], int] = {}
        self._stated: list[list[int]] = []
        self._on: list[NDArray[np.uint8]] = []
        self._ends: list[int] = [0]
        self._cards = (folder / "cards").open("wb")
        self._ids: list[str] = []

    def passing(self, documents: Documents) -> Iterator[Document]:
        """Note each document and pass it on; the columns are written once they are through."""
        for document in documents:
            self._note(document)
            yield document
        self._write()

    def _note(self, document: Document) -> None:
        lat, lon = (np.nan if degrees is None else degrees for degrees in (document.lat, document.lon))
        self._points.append((lat, lon))
        self._shown.append(document.status == "active")
        self._here.append(document.in_person and document.lat is not None)
        self._online.append(document.online)
        pairs = [(facet, value) for facet in COUNTED for value in document.stated.get(facet, ())]
        self._stated.append([self._values.setdefault(pair, len(self._values)) for pair in pairs])
        self._on.append(np.packbits(half_hours(document), bitorder="little"))
        self._ids.append(document.id)
        self._ends.append(self._ends[-1] + self._cards.write(json.dumps(dict(document.card)).encode()))

    def _write(self) -> None:
        self._cards.close()
        stated = np.zeros((len(self._values), len(self._ids)), np.bool_)
        for row, numbers in enumerate(self._stated):
            stated[numbers, row] = True
        np.savez(
            self._folder / "columns.npz",
            points=geo.vectors(*np.array(self._points).T),
            shown=self._shown,
            here=self._here,
            online=self._online,
            stated=np.packbits(stated, axis=1, bitorder="little"),
            on=np.stack(self._on),
            ends=self._ends,
            ids=np.array(self._ids),
            values=np.array([f"{facet} {value}" for facet, value in self._values]),
        )


def half_hours(document: Document) -> Mask:
    """The half hours of this week (UTC) in which it is on."""
    on = np.zeros(HALF_HOURS, np.bool_)
    if document.hours.always:
        on[:] = True
        return on
    for occurrence in occurrences(document.hours, after=NOW, before=NOW + timedelta(days=7)):
        begins = half_hour_of(occurrence.starts_at)
        count = max(occurrence.length // timedelta(minutes=30), 1)
        on[np.arange(begins, begins + count) % HALF_HOURS] = True
    return on


def half_hour_of(moment: Any) -> int:
    """The number of a moment's half hour in the week (UTC)."""
    at = moment.astimezone(NOW.tzinfo)
    return int(at.weekday() * 48 + at.hour * 2 + at.minute // 30)


class Columns:
    """Narrows, counts and orders rows by place, time and facets."""

    def __init__(self, folder: Path) -> None:
        kept = np.load(folder / "columns.npz")
        self._points, self.shown, self._here, self._online = (
            kept[name] for name in ("points", "shown", "here", "online")
        )
        self._stated: NDArray[np.uint8] = kept["stated"]
        self._on: NDArray[np.uint8] = kept["on"]
        self._ends, self.ids = kept["ends"], kept["ids"]
        self._number = {tuple(value.split(" ", 1)): number for number, value in enumerate(kept["values"])}
        self._cards = np.memmap(folder / "cards", np.uint8, "r")

    def narrowed(self, question: Question, rows: Rows, scores: Any) -> tuple[Rows, Any, Mask, Any]:
        """The rows in place and time, their blended scores, which lie in the circle, and their miles."""
        near = np.ones(rows.size, np.bool_)
        miles = np.zeros(rows.size)
        if question.near and question.near.miles:
            miles = geo.miles_from_vectors(question.near.lat, question.near.lon, self._points[:, rows])
            near = self._here[rows] & (miles <= question.near.miles)
        keep = self.shown[rows] & (near | self._online[rows])
        if question.window:
            keep &= self._in_window(question, rows)
        miles = np.where(near, miles, 0)[keep]
        return rows[keep], scores[keep] / (1 + miles / 8), near[keep], miles

    def _in_window(self, question: Question, rows: Rows) -> Mask:
        window = question.window
        if window is None:
            return np.ones(rows.size, np.bool_)
        first = half_hour_of(window.opens_at)
        count = (window.closes_at - window.opens_at) // timedelta(minutes=30)
        bits = np.zeros(HALF_HOURS, np.bool_)
        bits[np.arange(first, first + count) % HALF_HOURS] = True
        return np.asarray((self._on[rows] & np.packbits(bits, bitorder="little")).any(axis=1))

    def counted(self, question: Question, rows: Rows, near: Mask) -> tuple[Mask, dict[str, dict[str, int]]]:
        """Which rows pass every choice, and the counts of each facet without its own choice."""
        masks = {
            facet: self._chosen_mask(question, facet, sorted(chosen), rows, near)
            for facet, chosen in question.chosen.items()
        }
        passing = _all_of(masks.values(), rows.size)
        by_choice = {"": self._counts(rows[passing], near[passing], question)}
        for facet in masks.keys() - ALL_WITHIN:
            others = _all_of((mask for other, mask in masks.items() if other != facet), rows.size)
            by_choice[facet] = self._counts(rows[others], near[others], question)
        return passing, {facet: by_choice.get(facet, by_choice[""]).get(facet, {}) for facet in COUNTED}

    def _chosen_mask(self, question: Question, facet: str, chosen: list[str], rows: Rows, near: Mask) -> Mask:
        masks = [self._states(facet, value, rows) for value in chosen]
        if facet == "format" and question.near:
            masks = [mask & near if value == "in_person" else mask for value, mask in zip(chosen, masks, strict=True)]
        return np.asarray(np.logical_and.reduce(masks) if facet in ALL_WITHIN else np.logical_or.reduce(masks))

    def _states(self, facet: str, value: str, rows: Rows) -> Mask:
        number = self._number.get((facet, value))
        if number is None:
            return np.zeros(rows.size, np.bool_)
        return np.asarray((self._stated[number][rows >> 3] >> (rows & 7).astype(np.uint8) & 1).astype(np.bool_))

    def _counts(self, rows: Rows, near: Mask, question: Question) -> dict[str, dict[str, int]]:
        holds = np.zeros(self._stated.shape[1] * 8, np.bool_)
        holds[rows] = True
        bits = np.bitwise_count(self._stated & np.packbits(holds, bitorder="little")).sum(axis=1)
        counts: dict[str, dict[str, int]] = {}
        for (facet, value), number in self._number.items():
            count = int(bits[number])
            if (facet, value) == ("format", "in_person") and question.near:
                count = int(near.sum())
            if count:
                counts.setdefault(facet, {})[value] = count
        return counts

    def page(self, question: Question, rows: Rows, scores: Any, near: Mask) -> Rows:
        """The rows of the page asked for, the best first, those in the circle before those online."""
        keys = np.where(near, scores + 1e6, scores)
        stops = min(question.page * PER_PAGE, rows.size)
        best = np.argpartition(-keys, stops - 1)[:stops] if 0 < stops < rows.size else np.arange(stops)
        return rows[best[np.argsort(-keys[best], kind="stable")]][(question.page - 1) * PER_PAGE :]

    def card(self, row: int) -> Mapping[str, Any]:
        """What a result shows."""
        card: dict[str, Any] = json.loads(self._cards[self._ends[row] : self._ends[row + 1]].tobytes())
        return card


def _all_of(masks: Any, size: int) -> Mask:
    passing = np.ones(size, np.bool_)
    for mask in masks:
        passing &= mask
    return passing
