"""The columns of every segment laid end to end, so that one row number names one document of the whole index."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.columns import HOURS_PREFIX
from search.labels import ROWS_PER_WORD, Labels
from search.recurrence import RecurrenceColumns, concatenate
from search.segments import Segment, empty_segment

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Layout:
    """Every column of the index. A single segment's are used where they lie; several are copied once.

    Row numbers run from 0 to `size`; between segments lie rows of no document, for which `live` is False.
    """

    segments: tuple[Segment, ...]
    bases: tuple[int, ...]
    """The row of each segment's first document."""
    size: int
    live: Mask

    def column(self, name: str) -> NDArray[Any]:
        """One column of all segments; rows are its last axis."""
        if len(self.segments) == 1:
            return self.segments[0].columns[name]
        return np.concatenate([segment.columns[name] for segment in self.segments], axis=-1)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Vectors as `geo.vectors` makes them, shape (3, size); NaN without a place to go to."""
        return self.column("points")

    @cached_property
    def in_person(self) -> Mask:
        """Which are somewhere one can go."""
        return self.column("in_person")

    @cached_property
    def online(self) -> Mask:
        """Which can be joined from anywhere."""
        return self.column("online")

    @cached_property
    def venue_closed(self) -> Mask:
        """Of which the place is closed for now."""
        return self.column("venue_closed")

    @cached_property
    def status(self) -> NDArray[np.uint8]:
        """Codes: places in `columns.STATUSES`."""
        return self.column("status")

    @cached_property
    def closed_until(self) -> NDArray[np.int32]:
        """Ordinal of the last day of a closure; NO_DAY without one."""
        return self.column("closed_until")

    @cached_property
    def verified_on(self) -> NDArray[np.int32]:
        """Ordinal of the day a person last checked it; NO_DAY when nobody did."""
        return self.column("verified_on")

    @cached_property
    def due_on(self) -> NDArray[np.int32]:
        """Ordinal of the day it is due for checking; NO_DAY without one."""
        return self.column("due_on")

    @cached_property
    def live_source(self) -> Mask:
        """Which a live feed still lists."""
        return self.column("live_source")

    @cached_property
    def reported_wrong(self) -> Mask:
        """Which somebody reported wrong."""
        return self.column("reported_wrong")

    @cached_property
    def spanish(self) -> Mask:
        """Which are written in Spanish."""
        return self.column("spanish")

    @cached_property
    def by_id(self) -> Rows:
        """All rows in order of id."""
        if len(self.segments) == 1:
            return self.segments[0].columns["id_order"]
        *smaller, (largest, base) = sorted(self._placed, key=lambda placed: placed[0].rows)
        ids, rows = _ids_in_order(smaller)
        # Into what is sorted already: an index that has moved on is one large segment and a few small ones.
        order = largest.columns["id_order"]
        places = np.searchsorted(largest.columns["id"], ids, sorter=order)
        return np.insert(order + np.int32(base), places, rows)

    @cached_property
    def rank(self) -> NDArray[np.int32]:
        """The place of each row in `by_id`: what breaks ties."""
        rank = np.empty(self.size, np.int32)
        rank[self.by_id] = np.arange(self.size, dtype=np.int32)
        return rank

    @cached_property
    def group(self) -> NDArray[np.int32]:
        """A number for each row's group, from 0."""
        return self._groups[0]

    @property
    def groups(self) -> int:
        """How many numbers of groups there are."""
        return self._groups[1]

    def groups_among(self, rows: Rows) -> int:
        """How many groups some rows are of."""
        is_there = np.zeros(self.groups, np.bool_)
        is_there[self.group.take(rows)] = True
        return int(np.count_nonzero(is_there))

    @cached_property
    def _groups(self) -> tuple[NDArray[np.int32], int]:
        """The number of each row's group, and how many numbers there are.

        The numbers of the largest segment are its own, known since it was opened; the few rows of the others are
        looked up among its groups, and what is new there is numbered on.
        """
        (largest, base), *smaller = sorted(self._placed, key=lambda placed: -placed[0].rows)
        keys, numbers = largest.groups
        if not smaller:
            return numbers, keys.size
        others, own = np.unique(np.concatenate([one.columns["group"] for one, _ in smaller]), return_inverse=True)
        found = np.minimum(np.searchsorted(keys, others), keys.size - 1)
        is_new = keys[found] != others
        numbered = np.where(is_new, keys.size - 1 + np.cumsum(is_new), found).astype(np.int32)
        group = np.empty(self.size, np.int32)
        group[base : base + largest.rows] = numbers
        for (one, begins), some in zip(
            smaller, np.split(own, np.cumsum([one.rows for one, _ in smaller])[:-1]), strict=True
        ):
            group[begins : begins + one.rows] = numbered[some]
        return group, int(keys.size + is_new.sum())

    @cached_property
    def hours(self) -> RecurrenceColumns:
        """When each row is on."""
        parts = [RecurrenceColumns.from_arrays(_hours_of(segment), segment.zones) for segment in self.segments]
        return parts[0] if len(parts) == 1 else concatenate(parts)

    @cached_property
    def labels(self) -> Labels:
        """What each row says and does not say."""
        return _labels(self.segments, self.bases, self.size)

    @property
    def _placed(self) -> Iterator[tuple[Segment, int]]:
        return zip(self.segments, self.bases, strict=True)

    def documents(self, rows: Rows) -> list[tuple[Segment, int]]:
        """The segment of each of a few rows, and its number there."""
        placed = ((row, bisect(self.bases, row) - 1) for row in rows.tolist())
        return [(self.segments[number], row - self.bases[number]) for row, number in placed]


def lay_out(segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> Layout:
    """Lay segments end to end, without the documents that were deleted from each."""
    if not segments:
        segments, deleted = (empty_segment(),), ((),)
    ends = np.cumsum([segment.rows for segment in segments], dtype=np.int64)
    size = int(ends[-1])
    bases = tuple(int(end) - segment.rows for end, segment in zip(ends, segments, strict=True))
    live = np.zeros(size, np.bool_)
    for segment, base, gone in zip(segments, bases, deleted, strict=True):
        live[base : base + segment.documents] = True
        live[base + np.array(list(gone), np.int64)] = False
    return Layout(tuple(segments), bases, size, live)


def _ids_in_order(placed: Sequence[tuple[Segment, int]]) -> tuple[NDArray[np.bytes_], Rows]:
    """The ids of some segments, sorted, and the row of each."""
    ids = np.concatenate([segment.columns["id"] for segment, _ in placed])
    rows = np.concatenate([np.arange(segment.rows, dtype=np.int32) + np.int32(base) for segment, base in placed])
    order = np.argsort(ids, kind="stable")
    return ids[order], rows[order]


def _hours_of(segment: Segment) -> dict[str, NDArray[Any]]:
    columns = segment.columns
    return {name.removeprefix(HOURS_PREFIX): columns[name] for name in columns if name.startswith(HOURS_PREFIX)}


def _labels(segments: Sequence[Segment], bases: Sequence[int], size: int) -> Labels:
    if len(segments) == 1:
        columns = segments[0].columns
        return Labels(segments[0].labels, columns["label_bits"], columns["stated_starts"], columns["stated_labels"])
    names = tuple(sorted({label for segment in segments for label in segment.labels}))
    numbers = {label: number for number, label in enumerate(names)}
    bits = np.zeros((len(names), size // ROWS_PER_WORD), np.uint64)
    starts, stated = [np.zeros(1, np.int32)], []
    before = 0
    for segment, base in zip(segments, bases, strict=True):
        own = np.array([numbers[label] for label in segment.labels], np.uint16)
        first = base // ROWS_PER_WORD
        bits[own, first : first + segment.rows // ROWS_PER_WORD] = segment.columns["label_bits"]
        starts.append(segment.columns["stated_starts"][1:] + before)
        stated.append(own[segment.columns["stated_labels"]])
        before += segment.columns["stated_labels"].size
    return Labels(names, bits, np.concatenate(starts), np.concatenate(stated) if stated else np.zeros(0, np.uint16))
