"""How many of some rows state each value: exact, and fast for any number of rows.

A few labels are stated by many rows and most by few. Few rows are counted label by label; for many, the frequent labels
are counted by their bits, the others still label by label.
"""

from collections.abc import Mapping
from itertools import compress
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.labels import Labels, as_bits

FREQUENT: Final = 64
"""Of so many rows more than one states a frequent label."""
FEW: Final = 25
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
        before = np.concatenate([np.zeros(1, np.int32), np.cumsum(is_rare, dtype=np.int32)])
        self._rare_starts, self._rare = before[labels.starts], labels.stated[is_rare]

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
            return self._label_by_label(self._labels.starts, self._labels.stated, rows)
        counted = self._label_by_label(self._rare_starts, self._rare, rows)
        holds = np.zeros(self._labels.rows, np.bool_)
        holds[rows] = True
        chosen = as_bits(holds)
        for begins in range(0, self._frequent.size, LABELS_TOGETHER):
            block = slice(begins, begins + LABELS_TOGETHER)
            counted[self._frequent[block]] = np.bitwise_count(self._bits[block] & chosen).sum(axis=1, dtype=np.uint32)
        return counted

    def _label_by_label(self, starts: NDArray[np.int32], stated: NDArray[Any], rows: Rows) -> NDArray[np.int64]:
        """Over the labels of each row, which lie in one run of `stated`."""
        begins = starts.take(rows)
        sizes = starts.take(rows + 1) - begins
        ends = np.cumsum(sizes)
        places = np.repeat(begins - (ends - sizes), sizes)
        places += np.arange(places.size)
        return np.bincount(stated.take(places), minlength=self._size)


def without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    """Those that anything was counted of."""
    return {value: count for value, count in counts.items() if count}
