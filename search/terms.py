"""What one word of the index is worth in each document: BM25 over occurrences weighed by the field they stand in."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.fields import band_bit_by_position, weight_by_position
from search.layout import Layout, Rows
from search.postings import Posting
from search.wording import Words

SATURATION: Final = 1.2
"""BM25's k1: how soon more of the same word says no more."""
LENGTH_PENALTY: Final = 0.75
"""BM25's b: how much longer texts must say a word more often."""
CACHED_POSTINGS: Final = 6_000_000
"""Word scores are kept for so many postings in all, 9 bytes each."""
_POSITION_BITS: Final = 16

Keys = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Hits:
    """Documents that have something, ascending; what it is worth in each, above zero; and in which bands it stands."""

    rows: Rows
    scores: NDArray[np.float32]
    bands: NDArray[np.uint8]


NO_HITS: Final = Hits(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8))


class Terms:
    """Words, phrases and beginnings of words, looked up in every segment at once. Deleted documents are left out."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._placed = list(zip(layout.segments, layout.bases, strict=True))
        lengths = _lengths(layout)
        self._documents = int(layout.live.sum())
        average = lengths[layout.live].mean(dtype=np.float64) if self._documents else 1.0
        penalty = 1 - LENGTH_PENALTY + LENGTH_PENALTY * lengths / max(average, 1.0)
        self._norms = (SATURATION * penalty).astype(np.float32)
        self._cache: OrderedDict[str, Hits] = OrderedDict()
        self._cached = 0
        self._lock = Lock()
        self._weights = weight_by_position()
        self._band_bits = band_bit_by_position()

    def __contains__(self, word: str) -> bool:
        return any(word in segment.postings for segment, _ in self._placed)

    def word(self, word: str) -> Hits:
        """Where one word stands."""
        with self._lock:
            known = self._cache.get(word)
            if known is not None:
                self._cache.move_to_end(word)
                return known
        return self._remembered(word, self._hits(self._posting(word)))

    def beginning(self, prefix: str) -> Hits:
        """Where any word stands that begins so, taken as one word."""
        keys = np.sort(self._keys_beginning(prefix))
        return self._scored(keys, self._rarity(np.unique(keys >> _POSITION_BITS).size))

    def phrase(self, words: Words, *, prefix: bool = False) -> Hits:
        """Where the words stand side by side, in this order, in one field; the last as a beginning with `prefix`."""
        keys: Keys | None = None
        rarity = 0.0
        for place, word in enumerate(words):
            is_open = prefix and place == len(words) - 1
            own = self._keys_beginning(word) if is_open else self._keys(self._posting(word))
            rarity += self._rarity(np.unique(own >> _POSITION_BITS).size)
            shifted = own - place
            keys = shifted if keys is None else keys[np.isin(keys, shifted)]
            if not keys.size:
                return NO_HITS
        return NO_HITS if keys is None else self._scored(np.unique(keys), rarity)

    def words_beginning(self, prefix: str, row: int) -> list[str]:
        """The words of one document that begin so."""
        segment, document = self._layout.place(row)
        return [word for word in segment.postings.beginning_with(prefix) if segment.postings.holds(word, document)]

    def frequencies(self) -> dict[str, int]:
        """In how many documents each word stands, deleted ones counted."""
        counts: dict[str, int] = {}
        for segment, _ in self._placed:
            for word in segment.postings.words:
                counts[word] = counts.get(word, 0) + segment.postings.frequency(word)
        return counts

    def _posting(self, word: str) -> list[tuple[Posting, int]]:
        found = ((segment.postings.posting(word), base) for segment, base in self._placed)
        return [(posting, base) for posting, base in found if posting is not None]

    def _hits(self, postings: Sequence[tuple[Posting, int]]) -> Hits:
        if not postings:
            return NO_HITS
        rows = np.concatenate([posting.ids + np.int32(base) for posting, base in postings])
        weights = np.concatenate([posting.weights for posting, _ in postings])
        bands = np.concatenate([posting.bands for posting, _ in postings])
        live = self._layout.live[rows]
        if not live.all():
            rows, weights, bands = rows[live], weights[live], bands[live]
        return Hits(rows, self._worth(rows, weights, self._rarity(rows.size)), bands)

    def _rarity(self, documents: int) -> float:
        """BM25's inverse document frequency, in the form that is above zero for every word."""
        return float(np.log1p((self._documents - documents + 0.5) / (documents + 0.5)))

    def _worth(self, rows: Rows, weights: NDArray[np.float32], rarity: float) -> NDArray[np.float32]:
        return np.float32(rarity * (SATURATION + 1)) * weights / (weights + self._norms[rows])

    def _keys(self, postings: Sequence[tuple[Posting, int]]) -> Keys:
        """Every live occurrence as one number: row × 65536 + position."""
        keys = [
            np.repeat(posting.ids.astype(np.int64) + base, posting.counts) << _POSITION_BITS | posting.positions
            for posting, base in postings
        ]
        joined = np.concatenate(keys) if keys else np.zeros(0, np.int64)
        return np.asarray(joined[self._layout.live[joined >> _POSITION_BITS]])

    def _keys_beginning(self, prefix: str) -> Keys:
        ranges = ((segment.postings.posting_beginning(prefix), base) for segment, base in self._placed)
        return self._keys([(posting, base) for posting, base in ranges if posting is not None])

    def _scored(self, keys: Keys, rarity: float) -> Hits:
        """Hits of occurrences given as sorted keys."""
        if not keys.size:
            return NO_HITS
        rows, begins = np.unique(keys >> _POSITION_BITS, return_index=True)
        positions = keys & (1 << _POSITION_BITS) - 1
        weights = np.add.reduceat(self._weights[positions], begins)
        bands = np.bitwise_or.reduceat(self._band_bits[positions], begins)
        return Hits(rows.astype(np.int32), self._worth(rows.astype(np.int32), weights, rarity), bands)

    def _remembered(self, word: str, hits: Hits) -> Hits:
        with self._lock:
            self._cache[word] = hits
            self._cached += hits.rows.size
            while self._cached > CACHED_POSTINGS and len(self._cache) > 1:
                _, oldest = self._cache.popitem(last=False)
                self._cached -= oldest.rows.size
        return hits


def _lengths(layout: Layout) -> NDArray[np.int32]:
    lengths = np.zeros(layout.size, np.int32)
    for segment, base in zip(layout.segments, layout.bases, strict=True):
        own = segment.postings.lengths
        lengths[base : base + own.size] = own
    return lengths
