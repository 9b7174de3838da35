"""Building the index anew beside the one in use, and changing single documents in place."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.index import FileIndex, create_in, open_dir
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for
from whoosh.writing import SegmentWriter

from search.document import Document
from search.fields import SCHEMA, fields_of
from search.generations import (
    TORN,
    WHOOSH_NAME,
    IndexUnusable,
    Opened,
    State,
    current_folder,
    make_current,
    new_folder,
    open_generation,
    open_segments,
    read_toc,
    remove_unfinished,
    sync_files,
    write_state,
)
from search.layout import lay_out
from search.segments import Segment, forget_segments

Progress = Callable[[int], None]
"""Told how many documents are in so far."""

WAIT_FOR_WRITER: Final = 20.0
"""Seconds that a second writer waits for the first."""
PROGRESS_STEP: Final = 100
MERGE_REACH: Final = 2
"""A segment is merged with those before it when it is at most so many times as large as they are together."""


class IndexBusy(Exception):  # noqa: N818 - what is said of the index: it is busy
    """Another writer has held the index for too long. The message is a sentence; try again."""


def rebuild(path: Path, documents: Iterable[Document], state: State, progress: Progress | None = None) -> None:
    """Build the index of all `documents` beside the one in use, then let it take its place.

    Readers go on with the old one until they follow. Of two documents with one id the first counts. Only one process
    at a time may build; what it leaves when it fails, or what another left that died, does not stay.
    """
    path.mkdir(parents=True, exist_ok=True)
    remove_unfinished(path)
    folder = new_folder(path)
    try:
        _fill(folder, documents, progress)
        _finish(folder, state)
        make_current(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(folder: Path, documents: Iterable[Document], progress: Progress | None) -> None:
    whoosh = create_in(str(folder), SCHEMA, indexname=WHOOSH_NAME)
    with _writing(whoosh) as writer:
        count = 0
        for count, document in enumerate(_each_once(documents), start=1):
            writer.add_document(**fields_of(document))
            if progress and count % PROGRESS_STEP == 0:
                progress(count)
        writer.commit(merge=False)
    if progress:
        progress(count)


def update(path: Path, documents: Iterable[Document], deleted_ids: Iterable[str], state: State) -> None:
    """Bring the index in use up to date: replace or add `documents`, drop `deleted_ids`, and note the new state.

    Of two documents with one id the last counts; a document wins over its id among those deleted. Raises
    `IndexUnusable`, and `IndexBusy` when another writer does not finish.
    """
    latest = {document.id: document for document in documents}
    folder = current_folder(path)
    try:
        if gone := set(deleted_ids) | latest.keys():
            _exchange(folder, latest.values(), gone, state.database)
        _finish(folder, state)
    except TORN as error:
        raise IndexUnusable(f"The search index cannot be written to ({type(error).__name__}).") from error


def _exchange(folder: Path, added: Iterable[Document], gone: Iterable[str], database: str) -> None:
    with _writing(_opened_for_writing(folder)) as writer:
        opened = open_generation(folder, database=database)
        for number in _numbers_of(opened, gone):
            writer.delete_document(number)
        for document in added:
            writer.add_document(**fields_of(document))
        writer.commit(mergetype=_merge_small)


def _finish(folder: Path, state: State) -> None:
    """Make the arrays of new segments, and only then say that the generation has moved on."""
    toc = read_toc(folder)
    segments = open_segments(folder, toc)
    sync_files(folder)
    write_state(folder, state, toc.generation)
    forget_segments(folder, [segment.name for segment in segments])


def _each_once(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[str] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document


def _opened_for_writing(folder: Path) -> FileIndex:
    return open_dir(str(folder), indexname=WHOOSH_NAME, schema=SCHEMA)


@contextmanager
def _writing(whoosh: FileIndex) -> Iterator[SegmentWriter]:
    """The one writer; whatever goes wrong, nothing is written and the lock is given back."""
    with _alone(whoosh):
        writer = whoosh.writer(_lk=False)
        try:
            yield writer
        except BaseException:
            # On a full disk closing its files fails as writing them did, and that says nothing new.
            with suppress(OSError, *TORN):
                if not writer.is_closed:
                    writer.cancel()
            raise


@contextmanager
def _alone(whoosh: FileIndex) -> Iterator[None]:
    """Whoosh's own lock, held for it: its writers keep it for good when a full disk stops them halfway."""
    lock = whoosh.lock("WRITELOCK")
    if not try_for(lock.acquire, timeout=WAIT_FOR_WRITER):
        raise IndexBusy("Another process is writing the search index; try again in a moment.")
    try:
        yield
    finally:
        lock.release()


def _numbers_of(opened: Opened, ids: Iterable[str]) -> Iterator[int]:
    """Whoosh's document numbers of the live documents with these ids, by our own sorted ids.

    Whoosh's `delete_by_term` would open a reader on every segment, which copies the whole index into memory.
    """
    keys = np.array(sorted(one.encode() for one in ids), dtype=np.bytes_)
    layout = lay_out(opened.segments, opened.deleted)
    before = 0
    for segment, base in zip(layout.segments, layout.bases, strict=True):
        for document in _documents_with(segment, keys).tolist():
            if layout.live[base + document]:
                yield before + document
        before += segment.documents


def _documents_with(segment: Segment, keys: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    ids, order = segment.columns["id"], segment.columns["id_order"]
    if not ids.size:
        return order
    places = np.minimum(np.searchsorted(ids, keys, sorter=order), ids.size - 1)
    found = order[places]
    return np.asarray(found[ids[found] == keys])


def _merge_small(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """A merge policy that keeps segments few and lets a large one be until much has changed beside it.

    From the smallest up, a segment is merged into the new one while it is at most MERGE_REACH times as large as what
    is merged already, so that sizes grow at least threefold from one to the next. One without documents goes.
    """
    kept = []
    merged = max(writer.doc_count(), 1)
    for segment in sorted(segments, key=lambda one: one.doc_count()):
        if segment.doc_count() > MERGE_REACH * merged:
            kept.append(segment)
        elif segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            merged += segment.doc_count()
    return [segment for segment in segments if segment in kept]
