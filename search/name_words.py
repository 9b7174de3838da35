"""The words in the names of one segment's documents, by which names are found while somebody is typing."""

from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.fields import BANDS
from search.postings import Postings

NAME_BIT: Final = 1 << [band.name for band in BANDS].index("name")
_PAST_EVERY_LETTER: Final = chr(0x10FFFF)


class SegmentNames:
    """Made of a segment's postings when names are first asked for; kept however often the index moves on.

    `keys` has a number for each row that is the same in every segment for names of the same words, whatever their
    order; the numbers hold within one process only.
    """

    def __init__(self, postings: Postings, rows: int) -> None:
        places, documents = postings.in_band(NAME_BIT)
        kept, firsts = np.unique(places, return_index=True)
        self._words = [postings.words[place] for place in kept.tolist()]
        self._starts = np.append(firsts, places.size)
        self._documents = documents
        marks = np.array([hash(word) for word in self._words], np.int64).view(np.uint64)
        self.keys = np.zeros(rows, np.uint64)
        np.add.at(self.keys, documents, np.repeat(marks, np.diff(self._starts)))

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return int(self._starts.nbytes + self._documents.nbytes + self.keys.nbytes)

    def with_word(self, word: str) -> NDArray[np.int32]:
        """The documents in whose names the word stands."""
        place = bisect_left(self._words, word)
        is_there = place < len(self._words) and self._words[place] == word
        return self._between(place, place + is_there)

    def with_beginning(self, prefix: str) -> NDArray[np.int32]:
        """The documents in whose names any word begins so, once for each such word."""
        return self._between(bisect_left(self._words, prefix), bisect_left(self._words, prefix + _PAST_EVERY_LETTER))

    def _between(self, first: int, last: int) -> NDArray[np.int32]:
        return self._documents[self._starts[first] : self._starts[last]]
