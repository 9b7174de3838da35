"""Where something stands in the index, and how what was looked up is kept and put together."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.layout import Rows

KEPT_POSTINGS: Final = 2_000_000
"""What was looked up is kept for so many postings in all, 9 bytes each."""
KEPT_AT_LEAST: Final = 50
"""What is kept counts as so many postings more, for its key."""
SCATTER_FROM: Final = 32
"""Lists that together hold more than one of so many documents are brought together through an array over all."""


@dataclass(frozen=True, eq=False)
class Hits:
    """Documents that have something, ascending; what it is worth in each, above zero; and in which bands it stands."""

    rows: Rows
    scores: NDArray[np.float32]
    bands: NDArray[np.uint8]


NO_HITS: Final = Hits(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8))


class KeptHits:
    """What was looked up last, by what it was looked up for. Safe to share between threads.

    Only what is made of words of the index is kept: of any other word that somebody types nothing stays.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Hits] = OrderedDict()
        self._postings = 0
        self._lock = Lock()

    def get(self, key: Hashable, look_up: Callable[[], Hits]) -> Hits:
        """What is kept for the key, else looked up and kept."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        hits = look_up()
        with self._lock:
            if key not in self._kept:
                self._postings += _weight(hits)
            self._kept[key] = hits
            while self._postings > KEPT_POSTINGS and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._postings -= _weight(oldest)
        return hits


def _weight(hits: Hits) -> int:
    return hits.rows.size + KEPT_AT_LEAST


def intersection(found: Sequence[Hits], size: int) -> Hits:
    """Documents that are in all lists, their scores added and their bands joined. `size` is the number of rows."""
    ordered = sorted(found, key=lambda hits: hits.rows.size)
    joined = ordered[0] if ordered else NO_HITS
    for other in ordered[1:]:
        joined = _both(joined, other, size)
    return joined


def _both(fewer: Hits, more: Hits, size: int) -> Hits:
    places = _places(fewer.rows, more.rows, size)
    here = np.flatnonzero(places >= 0)
    there = places[here]
    return Hits(fewer.rows[here], fewer.scores[here] + more.scores[there], fewer.bands[here] | more.bands[there])


def _places(rows: Rows, among: Rows, size: int) -> NDArray[np.int64]:
    """Where each of `rows` stands in `among`; -1 where it does not."""
    if not among.size:
        return np.full(rows.size, -1)
    if rows.size * SCATTER_FROM > among.size:
        table = np.full(size, -1, np.int32)
        table[among] = np.arange(among.size, dtype=np.int32)
        return table[rows].astype(np.int64)
    places = np.minimum(np.searchsorted(among, rows), among.size - 1)
    return np.where(among[places] == rows, places, -1)


def union(found: Sequence[Hits], size: int, *, add: bool = False) -> Hits:
    """Documents that are in any list, at the best of their scores (with `add` at the sum), their bands joined."""
    if len(found) < 2:
        return found[0] if found else NO_HITS
    rows, places = _brought_together([hits.rows for hits in found], size)
    scores, bands = np.zeros(rows.size, np.float32), np.zeros(rows.size, np.uint8)
    bring = np.add if add else np.maximum
    for hits, at in zip(found, places, strict=True):
        scores[at] = bring(scores.take(at), hits.scores)
        bands[at] |= hits.bands
    return Hits(rows, scores, bands)


def _brought_together(lists: Sequence[Rows], size: int) -> tuple[Rows, Sequence[NDArray[np.integer[Any]]]]:
    """The rows of any of the lists, ascending, and where those of each list stand among them."""
    if sum(map(len, lists)) * SCATTER_FROM > size:
        holds = np.zeros(size, np.bool_)
        for some in lists:
            holds[some] = True
        rows = np.flatnonzero(holds).astype(np.int32)
        place_of = np.empty(size, np.int32)
        place_of[rows] = np.arange(rows.size, dtype=np.int32)
        return rows, [place_of.take(some) for some in lists]
    every = np.sort(np.concatenate(lists))
    rows = every[np.concatenate([[True], every[1:] != every[:-1]])] if every.size else every
    return rows, [rows.searchsorted(some) for some in lists]
