"""The folders of the index on disk: generations beside each other, a pointer to the current one, and its state.

    <index>/CURRENT              the name of the generation in use; replaced in one step
    <index>/<generation>/        Whoosh's files, `state.json`, and `arrays/` with what is made of each segment

The index is a cache of the database: whatever looks wrong here is refused, and the caller builds it anew.
Versions of the program that run over one data folder keep an `<index>` each: see `search.versions`.
"""

import json
import os
import shutil
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC
from whoosh.index import IndexError as WhooshIndexError

from search.fields import INDEX_VERSION, SCHEMA
from search.packed import sync_folder, write_whole
from search.segments import Segment, open_segment

CURRENT: Final = "CURRENT"
STATE: Final = "state.json"
WHOOSH_NAME: Final = "MAIN"
_ATTEMPTS: Final = 5
"""A writer may take files away while they are being opened: then the newer state is read."""
TORN: Final = (
    FileNotFoundError, WhooshIndexError, UnpicklingError, EOFError, struct.error, AssertionError,
    ValueError, TypeError, KeyError, AttributeError, ImportError, IndexError,
)  # fmt: skip
"""What reading torn or foreign bytes as Whoosh's pickles, or as our own rows, can raise."""


class IndexUnusable(Exception):  # noqa: N818 - what is said of the index: it is unusable
    """There is no index here that can be searched: missing, torn, of another database or of another version.

    The message is a sentence. Build the index anew.
    """


@dataclass(frozen=True, slots=True)
class State:
    """What the index was made of."""

    database: str
    """The id of the database whose listings it holds."""
    applied: int
    """The last number of the change feed that it has seen."""
    version: str = INDEX_VERSION
    """Of schema and analyzer."""
    as_of: datetime | None = None
    """The moment (aware) at which its documents were made: what ran out by then is no longer stated in them."""


@dataclass(frozen=True, eq=False)
class Opened:
    """One generation as read from disk."""

    folder: Path
    state: State
    commit: int
    """The number of Whoosh's commit."""
    segments: tuple[Segment, ...]
    deleted: tuple[tuple[int, ...], ...]
    """The numbers of the documents deleted from each segment."""


def current_folder(path: Path) -> Path:
    """The folder of the generation in use; `IndexUnusable` when there is none."""
    try:
        folder = path / (path / CURRENT).read_text(encoding="utf-8").strip()
        is_there = folder.parent == path and folder.is_dir()
    except FileNotFoundError:
        raise IndexUnusable("There is no search index yet.") from None
    except (OSError, ValueError):
        raise IndexUnusable("The pointer of the search index cannot be read.") from None
    if not is_there:
        raise IndexUnusable("The search index points to a generation that does not exist.")
    return folder


def new_folder(path: Path) -> Path:
    """Make the folder of a generation that follows all others."""
    path.mkdir(parents=True, exist_ok=True)
    number = max((_number(folder) for folder in path.iterdir()), default=0) + 1
    while True:
        folder = path / f"generation-{number:06}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def make_current(folder: Path) -> None:
    """Let a finished generation take the place of the one in use, and remove those before it."""
    sync_files(folder)
    write_whole(folder.parent / CURRENT, [folder.name.encode()])
    _remove_generations(folder.parent, lambda number: number < _number(folder))


def remove_unfinished(path: Path) -> None:
    """Remove what a build that died has left, before it fills the disk. Only for whoever alone may build."""
    try:
        current = _number(current_folder(path))
    except IndexUnusable:
        current = 0
    _remove_generations(path, lambda number: number != current)


def _remove_generations(path: Path, is_done_with: Callable[[int], bool]) -> None:
    for folder in path.iterdir():
        if _number(folder) and is_done_with(_number(folder)):
            shutil.rmtree(folder, ignore_errors=True)


def sync_files(folder: Path) -> None:
    """Make sure that the files of a folder outlive a loss of power; Whoosh does not."""
    for path in folder.iterdir():
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    sync_folder(folder)


def write_state(folder: Path, state: State, commit: int) -> None:
    """Write down what the generation holds since a commit of Whoosh's."""
    content = {**asdict(state), "as_of": state.as_of.isoformat() if state.as_of else None, "commit": commit}
    write_whole(folder / STATE, [json.dumps(content).encode()])


def read_state(folder: Path) -> tuple[State, int]:
    """The state of a generation, and the commit it was written for."""
    try:
        read: dict[str, Any] = json.loads((folder / STATE).read_bytes())
        as_of = datetime.fromisoformat(read["as_of"]) if read["as_of"] else None
        state = State(str(read["database"]), int(read["applied"]), str(read["version"]), as_of)
        return state, int(read["commit"])
    except (OSError, ValueError, TypeError, KeyError):
        raise IndexUnusable("The state of the search index is missing or torn.") from None


def condemn(folder: Path) -> None:
    """Take the state of a generation away, so that every process sees that it has to be built anew."""
    with suppress(OSError):
        (folder / STATE).unlink()


def open_generation(folder: Path, known: Sequence[Segment] = (), database: str | None = None) -> Opened:
    """Open a generation. Segments that are `known` already are taken as they are; with `database` only its own."""
    state, written_for = read_state(folder)
    if state.version != INDEX_VERSION:
        raise IndexUnusable(f"The search index is of another version ({state.version}, not {INDEX_VERSION}).")
    if database is not None and state.database != database:
        raise IndexUnusable("The search index was made of another database.")
    for attempt in range(_ATTEMPTS):
        try:
            toc = read_toc(folder)
            segments = open_segments(folder, toc, known)
        except FileNotFoundError as error:
            if attempt + 1 == _ATTEMPTS:
                raise IndexUnusable(f"The search index has lost a file ({error.filename}).") from error
        except (OSError, *TORN) as error:
            raise IndexUnusable(f"The search index is torn ({type(error).__name__}).") from error
        else:
            break
    if toc.generation < written_for:
        raise IndexUnusable("The search index is older than its state says.")
    deleted = tuple(tuple(segment.deleted_docs()) for segment in toc.segments)
    return Opened(folder, state, toc.generation, segments, deleted)


def read_toc(folder: Path) -> TOC:
    """Whoosh's list of segments as of its last commit. Opens no segment, so it costs the same for every size."""
    return TOC.read(_WholeFiles(str(folder)), WHOOSH_NAME, schema=SCHEMA)


class _WholeFiles(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Reads a file whole: Whoosh leaves a torn list of segments open."""

    def open_file(self, name: str, **_: Any) -> StructFile:
        """The file's contents, with nothing left open."""
        return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name)


def open_segments(folder: Path, toc: TOC, known: Sequence[Segment] = ()) -> tuple[Segment, ...]:
    """The arrays of every segment of the list, in its order; those that do not exist yet are made."""
    by_name = {segment.name: segment for segment in known}
    storage = FileStorage(str(folder))
    return tuple(
        by_name.get(segment.segment_id()) or open_segment(folder, storage, segment) for segment in toc.segments
    )


def _number(folder: Path) -> int:
    _, _, number = folder.name.partition("generation-")
    return int(number) if number.isdigit() else 0
