"""The words of documents turned into postings: which documents have each word, where in them, and what that weighs.

Texts repeat their words, so each run of letters is taken apart once and then known by a number. All that follows is
done in arrays, so many documents at a time that a large index takes no more memory to build than to hold.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import runs, tokens
from search.fields import BANDS, FIELD_SEPARATOR, band_bit_by_position, weight_by_position

DOCUMENTS_TOGETHER: Final = 1 << 15
"""So many documents are inverted at a time."""

_POSITION_BITS, _DOCUMENT_BITS = 16, 15
_STARTS: Final = np.array([band.starts for band in BANDS])
_LIMITS: Final = np.array([band.ends - 1 for band in BANDS])
"""The last position of a band stays empty: see `fields.Band`."""

Numbers = NDArray[np.int64]


class _RunTable(NamedTuple):
    """What each run of letters, by its number, stands for."""

    lengths: Numbers
    """How many positions it takes."""
    starts: Numbers
    """Where its words begin in the two arrays below; one more than there are runs."""
    words: Numbers
    places: Numbers


class _Runs(dict[str, int]):
    """Every run of letters that was met (one match of the analyzer's expression), by a number that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}
        self._lengths, self._starts = array("q"), array("q", [0])
        self._words, self._places = array("q"), array("q")

    def __missing__(self, run: str) -> int:
        number = self[run] = len(self)
        found = tokens(run)
        for word in found:
            self._words.append(self.words.setdefault(word.folded, len(self.words)))
            self._places.append(word.position)
        self._starts.append(len(self._words))
        self._lengths.append(max(word.position for word in found) + 1)
        return number

    def table(self) -> _RunTable:
        return _RunTable(*(np.array(each) for each in (self._lengths, self._starts, self._words, self._places)))


@dataclass(frozen=True, eq=False)
class _Part:
    """The postings of some documents, word after word by number; `positions` one posting's after the other's."""

    words: NDArray[np.int32]
    """The number of each posting's word; as long as `ids`, `counts`, `weights` and `bands`."""
    ids: NDArray[np.int32]
    counts: NDArray[np.uint16]
    weights: NDArray[np.float32]
    bands: NDArray[np.uint8]
    positions: NDArray[np.uint16]


class Inverter:
    """Is given the text of one document after the other, and gives the postings of them all."""

    def __init__(self) -> None:
        self._runs = _Runs()
        self._numbers, self._sizes = array("i"), array("i")
        self._parts: list[_Part] = []
        self._documents = 0

    def add(self, text: str) -> None:
        """Take in the `fields.banded_text` of the next document."""
        for field in text.split(FIELD_SEPARATOR):
            before = len(self._numbers)
            self._numbers.extend(map(self._runs.__getitem__, runs(field).findall(field)))
            self._sizes.append(len(self._numbers) - before)
        if len(self._sizes) == DOCUMENTS_TOGETHER * len(BANDS):
            self._invert()

    def postings(self) -> dict[str, NDArray[Any]]:
        """Every posting, word after word in order, as the arrays that `postings.Postings` reads."""
        self._invert()
        of_postings = [part.words for part in self._parts]
        of_positions = [np.repeat(part.words, part.counts) for part in self._parts]
        order = self._order(_totals(of_postings, len(self._runs.words)))
        ids = order.laid_out(of_postings, [part.ids for part in self._parts], np.int32)
        counts = order.laid_out(of_postings, [part.counts for part in self._parts], np.uint16)
        return {
            "words": np.frombuffer("\n".join(order.names).encode(), np.uint8),
            "starts": order.bounds(of_postings),
            "position_starts": order.bounds(of_positions),
            "ids": ids,
            "counts": counts,
            "weights": order.laid_out(of_postings, [part.weights for part in self._parts], np.float32),
            "bands": order.laid_out(of_postings, [part.bands for part in self._parts], np.uint8),
            "positions": order.laid_out(of_positions, [part.positions for part in self._parts], np.uint16),
            "lengths": np.bincount(ids, weights=counts, minlength=self._documents).astype(np.int32),
        }

    def _order(self, totals: Numbers) -> "_Order":
        """The words that stand anywhere, in order of their letters."""
        names = list(self._runs.words)
        numbers = [number for number in sorted(range(len(names)), key=names.__getitem__) if totals[number]]
        return _Order(np.array(numbers, np.int64), [names[number] for number in numbers], len(names))

    def _invert(self) -> None:
        """Make a part of the documents that were taken in since the last."""
        sizes, numbers = np.array(self._sizes, np.int64), np.array(self._numbers)
        self._sizes, self._numbers = array("i"), array("i")
        keys = np.sort(_occurrences(self._runs.table(), sizes, numbers))
        if keys.size:
            self._parts.append(_part_of(keys, self._documents))
        self._documents += sizes.size // len(BANDS)


@dataclass(frozen=True, eq=False)
class _Order:
    """The words of the index in order."""

    numbers: Numbers
    names: list[str]
    size: int
    """How many numbers were given to words."""

    def bounds(self, words: Sequence[NDArray[np.int32]]) -> Numbers:
        """Where what belongs to each word begins, and where the last ends, when it is laid out."""
        return _bounds(_totals(words, self.size)[self.numbers])

    def laid_out(
        self, words: Sequence[NDArray[np.int32]], values: Sequence[NDArray[Any]], dtype: type[np.generic]
    ) -> NDArray[Any]:
        """The values of all parts, each of the word beside it: word after word, earlier documents first."""
        bounds = self.bounds(words)
        free = np.zeros(self.size, np.int64)
        free[self.numbers] = bounds[:-1]
        joined = np.empty(bounds[-1], dtype)
        for of_words, some in zip(words, values, strict=True):
            own = np.bincount(of_words, minlength=self.size)
            joined[np.arange(some.size) + (free - _bounds(own)[:-1])[of_words]] = some
            free += own
        return joined


def _totals(words: Iterable[NDArray[np.int32]], size: int) -> Numbers:
    """How often each word's number is there."""
    totals = np.zeros(size, np.int64)
    for some in words:
        totals += np.bincount(some, minlength=size)
    return totals


def _occurrences(table: _RunTable, sizes: Numbers, numbers: NDArray[np.int32]) -> Numbers:
    """Every word of some documents as one number each: the word's, the document, the position.

    `sizes` says how many runs each field of each document has, `numbers` which.
    """
    fields = np.repeat(np.arange(sizes.size), sizes)
    taken = _bounds(table.lengths[numbers])
    begins = taken[:-1] + (_STARTS[np.arange(sizes.size) % len(BANDS)] - taken[_bounds(sizes)[:-1]])[fields]
    many = np.diff(table.starts)[numbers]
    owners = np.repeat(np.arange(numbers.size), many)
    among = np.arange(owners.size) + (table.starts[numbers] - _bounds(many)[:-1])[owners]
    positions = begins[owners] + table.places[among]
    documents, bands = np.divmod(fields[owners], len(BANDS))
    keys = (table.words[among] << _DOCUMENT_BITS | documents) << _POSITION_BITS | positions
    return np.asarray(keys[positions < _LIMITS[bands]])


def _part_of(keys: Numbers, documents_before: int) -> _Part:
    postings = keys >> _POSITION_BITS
    begins = np.flatnonzero(np.concatenate([[True], postings[1:] != postings[:-1]]))
    positions = keys & (1 << _POSITION_BITS) - 1
    postings = postings[begins]
    return _Part(
        words=(postings >> _DOCUMENT_BITS).astype(np.int32),
        ids=((postings & (1 << _DOCUMENT_BITS) - 1) + documents_before).astype(np.int32),
        counts=np.diff(begins, append=keys.size).astype(np.uint16),
        weights=np.add.reduceat(weight_by_position()[positions], begins),
        bands=np.bitwise_or.reduceat(band_bit_by_position()[positions], begins),
        positions=positions.astype(np.uint16),
    )


def _bounds(sizes: NDArray[Any]) -> Numbers:
    """Where stretches of these sizes begin, and where the last ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
