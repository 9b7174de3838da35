"""The arrays beside each Whoosh segment: made when a segment is new, opened from their files ever after."""

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import Storage
from whoosh.reading import SegmentReader

from search.columns import ColumnWriter
from search.fields import SCHEMA
from search.inverting import Inverter
from search.labels import Label
from search.name_words import SegmentNames
from search.packed import Arrays, Mapped, PackedError, read_packed, write_packed, write_whole
from search.postings import Postings
from search.rows import Shown, read_shown
from search.spelling import Letters
from search.stems import Stems

FOLDER: Final = "arrays"
ARRAYS, SHOWN = ".arrays", ".shown"


class WhooshSegment(Protocol):
    """What of Whoosh's segments is relied on."""

    def segment_id(self) -> str:
        """The segment's own name; never used again for another."""

    def doc_count_all(self) -> int:
        """Documents, deleted ones counted."""

    def deleted_docs(self) -> Iterable[int]:
        """Numbers of the documents deleted since the segment was written."""


@dataclass(frozen=True, eq=False)
class Segment:
    """One segment as arrays. Documents that were deleted since are still in it: which, the snapshot knows."""

    name: str
    documents: int
    columns: Arrays
    notes: Mapping[str, Any]
    """The names that go with the columns."""
    postings: Postings
    shown_file: int
    """A file descriptor, read with `pread`, so that what is shown does not stay in this process's memory."""

    @property
    def rows(self) -> int:
        """Rows of its columns: its documents, padded."""
        return int(self.columns["id"].size)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """What its documents say and do not say, in the order of their rows of bits."""
        return tuple(Label(*label) for label in self.notes["labels"])

    @property
    def zones(self) -> tuple[str, ...]:
        """The names of the time zones of its hours."""
        return tuple(self.notes["zones"])

    @cached_property
    def stems(self) -> Stems:
        """The forms among the words of the segment."""
        return Stems(self.postings)

    @cached_property
    def letters(self) -> Letters:
        """Its words, made ready for spelling."""
        return Letters(self.postings.words)

    @cached_property
    def groups(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """The key of every group of its rows, sorted, and the place of each row's among them."""
        keys, places = np.unique(self.columns["group"], return_inverse=True)
        return keys, places.astype(np.int32)

    @cached_property
    def names(self) -> SegmentNames:
        """The names of its documents by their words."""
        names = SegmentNames(self.postings, self.rows)
        if isinstance(self.columns, Mapped):
            self.columns.let_go()  # every posting was looked at, and few of them are asked for soon
        return names

    def shown(self, document: int, *, with_card: bool) -> Shown:
        """What a result shows of a document, by its number in the segment."""
        begins, ends = self.columns["shown_starts"][document : document + 2].tolist()
        return read_shown(os.pread(self.shown_file, ends - begins, begins), with_card=with_card)

    def __del__(self) -> None:
        os.close(self.shown_file)


def open_segment(folder: Path, storage: Storage, segment: WhooshSegment) -> Segment:
    """Open the arrays of a segment, made first when they are missing or torn."""
    beside = folder / FOLDER / segment.segment_id()
    try:
        return _opened(segment, beside)
    except (FileNotFoundError, PackedError):
        _make(beside, storage, segment)
        return _opened(segment, beside)


def empty_segment() -> Segment:
    """What stands for the segments of an index that holds nothing."""
    columns, notes = ColumnWriter().columns()
    arrays = {**columns, **Inverter().postings(), "shown_starts": np.zeros(1, np.int64)}
    return _segment("", arrays, notes, os.open(os.devnull, os.O_RDONLY))


@cache
def array_names() -> frozenset[str]:
    """The names of the arrays beside every segment."""
    return frozenset(empty_segment().columns)


def forget_segments(folder: Path, kept: Iterable[str]) -> None:
    """Remove the arrays of segments that are no more. Processes that still have them open keep them."""
    names = {name + ending for name in kept for ending in (ARRAYS, SHOWN)}
    for path in (folder / FOLDER).glob("*"):
        if path.name not in names:
            path.unlink(missing_ok=True)


def _opened(segment: WhooshSegment, beside: Path) -> Segment:
    arrays, notes = read_packed(beside.with_suffix(ARRAYS))
    if arrays.keys() != array_names():
        raise PackedError(f"{beside.name} holds other arrays than this version reads.")
    file = os.open(beside.with_suffix(SHOWN), os.O_RDONLY)
    if os.fstat(file).st_size != int(arrays["shown_starts"][-1]):
        os.close(file)
        raise PackedError(f"{beside.name} is torn.")
    return _segment(segment.segment_id(), arrays, notes, file)


def _segment(name: str, arrays: Arrays, notes: dict[str, Any], file: int) -> Segment:
    return Segment(
        name=name,
        documents=notes["documents"],
        columns=arrays,
        notes=notes,
        postings=Postings(arrays),
        shown_file=file,
    )


def _make(beside: Path, storage: Storage, segment: WhooshSegment) -> None:
    columns, inverter, starts = ColumnWriter(), Inverter(), array("q", [0])

    def shown_of_each() -> Iterator[bytes]:
        """What is shown of one document after the other, while the writers take in the rest of it."""
        with closing(SegmentReader(storage, SCHEMA, segment)) as reader:
            for number in range(segment.doc_count_all()):
                stored = reader.stored_fields(number)
                columns.add(stored)
                inverter.add(stored["text"])
                starts.append(starts[-1] + len(stored["shown"]))
                yield stored["shown"]

    beside.parent.mkdir(exist_ok=True)
    write_whole(beside.with_suffix(SHOWN), shown_of_each())
    arrays, notes = columns.columns()
    write_packed(beside.with_suffix(ARRAYS), {**arrays, **inverter.postings(), "shown_starts": np.array(starts)}, notes)
