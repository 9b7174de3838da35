"""What one word of the index is worth in each document: BM25 over occurrences weighed by the field they stand in."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.fields import band_bit_by_position, weight_by_position
from search.hits import NO_HITS, Hits, KeptHits
from search.layout import Layout, Mask, Rows
from search.postings import Posting
from search.wording import Words

SATURATION: Final = 1.2
"""BM25's k1: how soon more of the same word says no more."""
LENGTH_PENALTY: Final = 0.75
"""BM25's b: how much longer texts must say a word more often."""
_POSITION_BITS: Final = 16

Keys = NDArray[np.int64]


class Terms:
    """Words, phrases and beginnings of words, looked up in every segment at once. Deleted documents are left out."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._live = layout.live
        self._placed = list(zip(layout.segments, layout.bases, strict=True))
        lengths = _lengths(layout)
        self._documents = int(layout.live.sum())
        average = lengths[layout.live].mean(dtype=np.float64) if self._documents else 1.0
        penalty = 1 - LENGTH_PENALTY + LENGTH_PENALTY * lengths / max(average, 1.0)
        self._norms = (SATURATION * penalty).astype(np.float32)
        self.kept = KeptHits()
        self._weights = weight_by_position()
        self._band_bits = band_bit_by_position()

    def __contains__(self, word: object) -> bool:
        return any(word in segment.postings for segment, _ in self._placed)

    def word(self, word: str) -> Hits:
        """Where one word stands. Not kept: it is a part of what is kept for a clause."""
        return self._hits_of(self._postings(word))

    def bands_of(self, word: str, rows: Rows) -> NDArray[np.uint8]:
        """For each of a few rows the bits of the bands that a word stands in there; 0 where it does not."""
        bands = np.zeros(rows.size, np.uint8)
        for posting, base in self._postings(word):
            own = rows - np.int32(base)
            places = posting.ids.searchsorted(own)
            bands |= posting.bands.take(places, mode="clip") * (posting.ids.take(places, mode="clip") == own)
        return bands

    def beginning(self, prefix: str) -> Hits:
        """Where any word stands that begins so, taken as one word."""
        return self.kept.get((prefix, "…"), lambda: self._hits_beginning(prefix))

    def phrase(self, words: Words, *, is_open: bool = False) -> Hits:
        """Where the words stand side by side, in this order, in one field; the last as a beginning when `is_open`."""
        if not all(word in self for word in (words[:-1] if is_open else words)):
            return NO_HITS
        return self.kept.get((*words, " …" if is_open else " "), lambda: self._hits_together(words, is_open))

    def words_beginning(self, prefix: str, rows: Rows) -> dict[int, list[str]]:
        """The words of some rows, ascending, that begin so."""
        found: dict[int, list[str]] = {}
        for segment, base in self._placed:
            own = rows[np.searchsorted(rows, base) : np.searchsorted(rows, base + segment.documents)] - np.int32(base)
            for document, word in segment.postings.words_beginning(prefix, own):
                found.setdefault(base + document, []).append(word)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(word for segment, _ in self._placed for word in segment.postings.words))

    def get(self, word: str, otherwise: int = 0) -> int:
        """In how many documents a word stands, deleted ones counted."""
        return sum(segment.postings.frequency(word) for segment, _ in self._placed) or otherwise

    def _postings(self, word: str) -> list[tuple[Posting, int]]:
        found = ((segment.postings.posting(word), base) for segment, base in self._placed)
        return [(posting, base) for posting, base in found if posting is not None]

    def _postings_beginning(self, prefix: str) -> list[tuple[Posting, int]]:
        found = ((segment.postings.posting_beginning(prefix), base) for segment, base in self._placed)
        return [(posting, base) for posting, base in found if posting is not None]

    def _hits_of(self, postings: Sequence[tuple[Posting, int]]) -> Hits:
        if not postings:
            return NO_HITS
        rows = np.concatenate([posting.ids + np.int32(base) for posting, base in postings])
        weights = np.concatenate([posting.weights for posting, _ in postings])
        bands = np.concatenate([posting.bands for posting, _ in postings])
        live = self._live[rows]
        if not live.all():
            rows, weights, bands = rows[live], weights[live], bands[live]
        return Hits(rows, self._worth(rows, weights, self.rarity(rows.size)), bands)

    def _hits_beginning(self, prefix: str) -> Hits:
        """The postings of all the words added up through arrays over all rows, which needs no sorting."""
        weights, bands = np.zeros(self._live.size, np.float32), np.zeros(self._live.size, np.uint8)
        for posting, base in self._postings_beginning(prefix):
            np.add.at(weights, posting.ids + np.int32(base), posting.weights)
            np.bitwise_or.at(bands, posting.ids + np.int32(base), posting.bands)
        rows = np.flatnonzero((weights > 0) & self._live).astype(np.int32)
        return Hits(rows, self._worth(rows, weights[rows], self.rarity(rows.size)), bands[rows])

    def _hits_together(self, words: Words, is_open: bool) -> Hits:
        last = len(words) - 1
        each = [
            self.beginning(word) if is_open and place == last else self.word(word) for place, word in enumerate(words)
        ]
        rows = common_rows([hits.rows for hits in each])
        keys = np.zeros(0, np.int64)
        for place, word in enumerate(words):
            own = self._keys_beginning(word, rows) if is_open and place == last else self._keys(word, rows)
            keys = keys[is_among(keys, own - place)] if place else own
        return self._scored(keys)

    def rarity(self, documents: int) -> float:
        """BM25's inverse document frequency, in the form that is above zero for every word."""
        return float(np.log1p((self._documents - documents + 0.5) / (documents + 0.5)))

    def _worth(self, rows: Rows, weights: NDArray[np.float32], rarity: float) -> NDArray[np.float32]:
        return np.float32(rarity * (SATURATION + 1)) * weights / (weights + self._norms[rows])

    def _keys(self, word: str, rows: Rows) -> Keys:
        """Where a word stands in some rows, ascending, as one number each: row × 65536 + position."""
        keys = [np.zeros(0, np.int64)]
        for posting, base in self._postings(word):
            kept = is_among(posting.ids, rows - np.int32(base))
            positions = posting.positions[np.repeat(kept, posting.counts)]
            keys.append(_joined(posting.ids[kept].astype(np.int64) + base, posting.counts[kept], positions))
        return np.concatenate(keys)

    def _keys_beginning(self, prefix: str, rows: Rows) -> Keys:
        keys = [np.zeros(0, np.int64)]
        for posting, base in self._postings_beginning(prefix):
            keys.append(_joined(posting.ids.astype(np.int64) + base, posting.counts, posting.positions))
        every = np.unique(np.concatenate(keys))
        return every[np.isin(every >> _POSITION_BITS, rows)]

    def _scored(self, keys: Keys) -> Hits:
        """Hits of occurrences given as sorted keys, taken as those of one word."""
        if not keys.size:
            return NO_HITS
        found, begins = np.unique(keys >> _POSITION_BITS, return_index=True)
        rows, positions = found.astype(np.int32), keys & (1 << _POSITION_BITS) - 1
        weights = np.add.reduceat(self._weights[positions], begins)
        bands = np.bitwise_or.reduceat(self._band_bits[positions], begins)
        return Hits(rows, self._worth(rows, weights, self.rarity(rows.size)), bands)


def common_rows(lists: Sequence[Rows]) -> Rows:
    """The rows that are in all of several ascending lists."""
    fewest, *others = sorted(lists, key=len)
    for other in others:
        fewest = fewest[is_among(fewest, other)]
    return fewest


def is_among(numbers: NDArray[Any], others: NDArray[Any]) -> Mask:
    """Which of the numbers are among the others, both ascending."""
    if not others.size:
        return np.zeros(numbers.size, np.bool_)
    places = np.minimum(np.searchsorted(others, numbers), others.size - 1)
    return np.asarray(others[places] == numbers)


def _joined(rows: Keys, counts: NDArray[np.uint16], positions: NDArray[np.uint16]) -> Keys:
    return np.repeat(rows, counts) << _POSITION_BITS | positions


def _lengths(layout: Layout) -> NDArray[np.int32]:
    lengths = np.zeros(layout.size, np.int32)
    for segment, base in zip(layout.segments, layout.bases, strict=True):
        own = segment.postings.lengths
        lengths[base : base + own.size] = own
    return lengths
