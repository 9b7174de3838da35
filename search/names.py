"""The names of listings by the beginnings of their words: what somebody who is still typing may mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.layout import Layout, Mask, Rows
from search.wording import Words


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name, by one of the listings that bear it."""

    card: Mapping[str, Any]
    """What a result shows of that listing."""
    listings: int
    """How many listings bear the name."""


@dataclass(frozen=True, eq=False)
class Prominence:
    """The names of the listings shown on one day, those of most listings first, ties by id."""

    shown: Mask
    place_of: NDArray[np.int32]
    """The place of each row's name in this order."""
    counts: NDArray[np.int64]
    """How many rows shown bear the name at each place."""
    examples: Rows
    """One row of the name at each place."""


class Names:
    """The names of one snapshot."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._placed = list(zip(layout.segments, layout.bases, strict=True))
        keys = np.concatenate([segment.names.keys for segment, _ in self._placed])
        self._numbers = np.unique(keys, return_inverse=True)[1].astype(np.int32)

    def prominence(self, shown: Mask) -> Prominence:
        """Order the names by how many of the rows shown bear them."""
        by_id = self._layout.by_id
        rows = by_id[shown[by_id]]
        numbers, firsts, counts = np.unique(self._numbers[rows], return_index=True, return_counts=True)
        order = np.lexsort((firsts, -counts))
        places = np.zeros(int(self._numbers.max(initial=0)) + 1, np.int32)
        places[numbers[order]] = np.arange(order.size, dtype=np.int32)
        examples = rows[firsts[order]].astype(np.int32)
        return Prominence(shown, places[self._numbers], counts[order], examples)

    def beginning(self, words: Words, prominence: Prominence, most: int) -> list[tuple[int, int]]:
        """The most prominent names that have all the words, the last as a beginning: a row of each, and its count."""
        *whole, last = words
        rows = prominence.shown & self._rows_beginning(last)
        for word in whole:
            rows &= self._rows_with(word)
        is_found = np.zeros(prominence.counts.size, np.bool_)
        is_found[prominence.place_of[rows]] = True
        best = np.flatnonzero(is_found)[:most]
        return list(zip(prominence.examples[best].tolist(), prominence.counts[best].tolist(), strict=True))

    def _rows_with(self, word: str) -> Mask:
        rows = np.zeros(self._layout.size, np.bool_)
        for segment, base in self._placed:
            rows[segment.names.with_word(word) + np.int32(base)] = True
        return rows

    def _rows_beginning(self, prefix: str) -> Mask:
        rows = np.zeros(self._layout.size, np.bool_)
        for segment, base in self._placed:
            rows[segment.names.with_beginning(prefix) + np.int32(base)] = True
        return rows
