"""What documents say and do not say: bits for each label, and the labels of each row, made with a segment's columns."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROWS_PER_WORD: Final = 64


class Label(NamedTuple):
    """Something a document says or does not say, and the documents of which it is true are a row of bits.

    `kind` is `stated`, `unstated` or `asks`; `facet` is empty for `asks`; `value` is "*" for every value unstated.
    """

    kind: str
    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class FacetValues:
    """The stated values of one facet, and where among the labels they stand: from `first` up to `last`."""

    first: int
    last: int
    values: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Labels:
    """What documents say: one row of bits per label, and the stated labels of each row in one run."""

    names: tuple[Label, ...]
    """Sorted, so that the values of one facet stand together."""
    bits: NDArray[np.uint64]
    """Shape (labels, size / 64)."""
    starts: NDArray[np.int32]
    stated: NDArray[np.uint16]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.bits.shape[1]) * ROWS_PER_WORD

    @cached_property
    def numbers(self) -> Mapping[Label, int]:
        """The place of each label among the names."""
        return {label: number for number, label in enumerate(self.names)}

    @cached_property
    def facets(self) -> Mapping[str, FacetValues]:
        """The values that are stated, by facet."""
        found: dict[str, FacetValues] = {}
        runs = groupby(enumerate(self.names), key=lambda numbered: numbered[1][:2])
        for (kind, facet), run in runs:
            if kind == "stated":
                numbers, labels = zip(*run, strict=True)
                found[facet] = FacetValues(numbers[0], numbers[-1] + 1, tuple(label.value for label in labels))
        return found

    def holds(self, label: Label, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Of which of the rows the label is true."""
        number = self.numbers.get(label)
        if number is None:
            return np.zeros(rows.size, np.bool_)
        of_bytes = self.bits[number].view(np.uint8)
        return np.asarray(of_bytes.take(rows >> 3) >> (rows & 7).astype(np.uint8) & 1, np.bool_)


class LabelWriter:
    """Is given what one document says after the other, and gives the labels of them all."""

    def __init__(self) -> None:
        self._numbers: dict[Label, int] = {}
        self._known: dict[tuple[str, str, tuple[str, ...]], array[int]] = {}
        self._said, self._counts = array("i"), array("i")

    def add(
        self, stated: Mapping[str, Iterable[str]], unstated: Mapping[str, Iterable[str]], asks: Iterable[str]
    ) -> None:
        """Take in what the next document states, says nothing about, and asks for; no value twice."""
        before = len(self._said)
        for kind, said in (("stated", stated), ("unstated", unstated), ("asks", {"": asks})):
            for facet, values in said.items():
                self._said.extend(self._numbers_of(kind, facet, tuple(values)))
        self._counts.append(len(self._said) - before)

    def arrays(self, rows: int) -> tuple[dict[str, NDArray[Any]], list[Label]]:
        """Bits per label; the stated labels of each row in one run, for counting small answers; and the labels."""
        labels = sorted(self._numbers)
        new_numbers = np.zeros(len(labels), np.int64)
        new_numbers[[self._numbers[label] for label in labels]] = np.arange(len(labels))
        said = new_numbers[np.array(self._said)]
        documents = np.repeat(np.arange(len(self._counts)), np.array(self._counts))
        is_stated = np.array([label.kind == "stated" for label in labels], np.bool_)[said]
        return {
            "label_bits": _bits(said, documents, len(labels), rows),
            "stated_starts": _starts(documents[is_stated], rows),
            "stated_labels": _runs(said[is_stated], documents[is_stated], len(labels)),
        }, labels

    def _numbers_of(self, kind: str, facet: str, values: tuple[str, ...]) -> "array[int]":
        """Documents mostly say of one facet what others say too."""
        known = self._known.get((kind, facet, values))
        if known is None:
            labels = (Label(kind, facet, value) for value in values)
            numbers = [self._numbers.setdefault(label, len(self._numbers)) for label in labels]
            known = self._known[kind, facet, values] = array("i", numbers)
        return known


def _bits(said: NDArray[np.int64], documents: NDArray[np.int64], labels: int, rows: int) -> NDArray[np.uint64]:
    of_bytes = np.zeros(labels * rows // 8, np.uint8)
    np.bitwise_or.at(of_bytes, said * (rows // 8) + (documents >> 3), np.left_shift(1, documents & 7).astype(np.uint8))
    return of_bytes.view(np.uint64).reshape(labels, rows // ROWS_PER_WORD)


def _starts(documents: NDArray[np.int64], rows: int) -> NDArray[np.int32]:
    counts = np.bincount(documents, minlength=rows)
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])


def _runs(said: NDArray[np.int64], documents: NDArray[np.int64], labels: int) -> NDArray[np.uint16]:
    return (np.sort(documents * labels + said) % max(labels, 1)).astype(np.uint16)


def as_bits(holds: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """One bit a row, 64 to a word; the length must be a multiple of 64."""
    return np.packbits(holds, bitorder="little").view(np.uint64)
