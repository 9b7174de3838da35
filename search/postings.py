"""The postings of one segment as flat arrays, mapped from a file; `search.inverting` makes them.

A segment never changes, so its arrays never do; they can be thrown away and made again at any time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.packed import Arrays

_PAST_EVERY_LETTER: Final = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one word stands in one segment. Four arrays as long as `ids`, and the positions one run after the other."""

    ids: NDArray[np.int32]
    """Documents by their number in the segment, ascending."""
    weights: NDArray[np.float32]
    """How often, each time weighed by its band."""
    bands: NDArray[np.uint8]
    """In which bands (see `fields.band_bit_by_position`)."""
    counts: NDArray[np.uint16]
    """How many positions each document has."""
    positions: NDArray[np.uint16]


class Postings:
    """The words of one segment and their postings. Who opens a segment to write reads no word of it."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays

    @cached_property
    def words(self) -> list[str]:
        """Sorted by code point."""
        text = self._arrays["words"].tobytes().decode()
        return text.split("\n") if text else []

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Words in each document of the segment."""
        return self._arrays["lengths"]

    def __contains__(self, word: object) -> bool:
        return word in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def posting(self, word: str) -> Posting | None:
        """The posting of a word, or None where it does not occur."""
        place = self._places.get(word)
        return None if place is None else self._between(place, place + 1)

    def posting_beginning(self, prefix: str) -> Posting | None:
        """The postings, one after the other, of every word that begins so; `ids` ascend within each word only."""
        first, last = self._stretch(prefix)
        return self._between(first, last) if first < last else None

    def words_beginning(self, prefix: str, documents: NDArray[np.int32]) -> Iterator[tuple[int, str]]:
        """Every (document, word) of some documents of the segment where the word begins so."""
        first, last = self._stretch(prefix)
        starts = self._arrays["starts"][first : last + 1]
        ids = self._arrays["ids"][starts[0] : starts[-1]]
        is_meant = np.zeros(self.lengths.size, np.bool_)
        is_meant[documents] = True
        found = np.flatnonzero(is_meant[ids])
        words = np.searchsorted(starts, found + starts[0], side="right") - 1 + first
        for document, word in zip(ids[found].tolist(), words.tolist(), strict=True):
            yield document, self.words[word]

    def in_band(self, bit: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Every (word, document) where the word stands in one band: the places of the words, ascending; the ids."""
        inside = np.flatnonzero(self._arrays["bands"] & np.uint8(bit))
        places = np.searchsorted(self._arrays["starts"], inside, side="right") - 1
        return places, np.asarray(self._arrays["ids"][inside])

    def _between(self, first: int, last: int) -> Posting:
        arrays = self._arrays
        among = slice(int(arrays["starts"][first]), int(arrays["starts"][last]))
        within = slice(int(arrays["position_starts"][first]), int(arrays["position_starts"][last]))
        return Posting(
            arrays["ids"][among],
            arrays["weights"][among],
            arrays["bands"][among],
            arrays["counts"][among],
            arrays["positions"][within],
        )

    def _stretch(self, prefix: str) -> tuple[int, int]:
        return bisect_left(self.words, prefix), bisect_left(self.words, prefix + _PAST_EVERY_LETTER)

    def frequency(self, word: str) -> int:
        """In how many documents of the segment a word stands, deleted ones counted."""
        place = self._places.get(word)
        return 0 if place is None else int(self._arrays["starts"][place + 1] - self._arrays["starts"][place])
