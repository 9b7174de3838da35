"""How many of some rows state each value: exact, and fast for any number of rows.

Few rows are counted label by label. For many, the frequent labels, of which there are few, are counted by their bits,
and the others by the rows that state them.
"""

from collections.abc import Mapping
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.labels import Labels, as_bits

FREQUENT: Final = 64
"""Of so many rows more than one states a frequent label."""
FEW: Final = 14
"""Fewer than one of so many rows are few."""
LABELS_TOGETHER: Final = 64
"""So many labels are counted by their bits at a time, so that they stay near the processor."""

Counts = dict[str, dict[str, int]]
Rows = NDArray[np.int32]


class Counter:
    """The stated labels of one snapshot, made ready to be counted."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._size = len(labels.names)
        held = np.bitwise_count(labels.bits).sum(axis=1, dtype=np.int64)
        is_stated = np.array([label.kind == "stated" for label in labels.names], np.bool_)
        is_frequent = is_stated & (held * FREQUENT > labels.rows)
        self._frequent = np.flatnonzero(is_frequent)
        self._bits = labels.bits[self._frequent]
        is_rare = ~is_frequent[labels.stated] if self._size else np.zeros(0, np.bool_)
        of_rows = np.repeat(np.arange(labels.rows, dtype=np.int32), np.diff(labels.starts))[is_rare]
        rare = labels.stated[is_rare]
        order = np.argsort(rare, kind="stable")
        self._rare_rows = of_rows[order]
        self._rare, self._rare_begins = np.unique(rare[order], return_index=True)

    def counts(self, rows: Rows, *, only: str | None = None) -> Counts:
        """How many of the rows state each value, by facet: of all facets or of one. What none states is left out."""
        known = self._labels.facets
        facets = known if only is None else {facet: known[facet] for facet in known.keys() & {only}}
        counted = self._counted(rows).tolist()
        counts = {facet: counted[values.first : values.last] for facet, values in facets.items()}
        return {
            facet: dict(compress(zip(facets[facet].values, those, strict=True), those))
            for facet, those in counts.items()
            if any(those)
        }

    def _counted(self, rows: Rows) -> NDArray[np.int64]:
        """For each label how many of the rows state it."""
        if rows.size * FEW <= self._labels.rows:
            return self._label_by_label(rows)
        holds = np.zeros(self._labels.rows, np.bool_)
        holds[rows] = True
        counted = np.zeros(self._size, np.int64)
        if self._rare.size:
            stating = holds.take(self._rare_rows)
            counted[self._rare] = np.add.reduceat(stating, self._rare_begins, dtype=np.int64)
        chosen = as_bits(holds)
        for begins in range(0, self._frequent.size, LABELS_TOGETHER):
            block = slice(begins, begins + LABELS_TOGETHER)
            counted[self._frequent[block]] = np.bitwise_count(self._bits[block] & chosen).sum(axis=1, dtype=np.uint32)
        return counted

    def _label_by_label(self, rows: Rows) -> NDArray[np.int64]:
        """Over the labels of each row, which lie in one run."""
        starts = self._labels.starts
        begins = starts.take(rows)
        sizes = starts.take(rows + 1) - begins
        ends = np.cumsum(sizes)
        places = np.repeat(begins - (ends - sizes), sizes)
        places += np.arange(places.size)
        return np.bincount(self._labels.stated.take(places), minlength=self._size)


def without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    """Those that anything was counted of."""
    return {value: count for value, count in counts.items() if count}
