"""The search index as the rest of the project sees it: open it, find in it, build it anew, keep it up to date."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from search.answering import answer
from search.document import Facet
from search.generations import (
    CURRENT,
    STATE,
    IndexUnusable,
    Opened,
    State,
    condemn,
    current_folder,
    open_generation,
)
from search.layout import lay_out
from search.names import NameFound
from search.query import Query, Results
from search.rows import RowError
from search.segments import Segment
from search.snapshot import Snapshot
from search.synonyms import Synonyms
from search.wording import Words
from search.writing import IndexBusy, rebuild, update

__all__ = ["Index", "IndexBusy", "IndexUnusable", "State", "rebuild", "update"]

Mark = tuple[int, ...]


class Index:
    """An index that is open for reading, and follows what others write. Safe to share between threads."""

    def __init__(self, path: Path, synonyms: Synonyms, database: str | None) -> None:
        """Use `Index.open`."""
        self._path = path
        self._synonyms = synonyms
        self._database = database
        self._lock = Lock()
        self.is_followed = False
        """Set where a thread of its own follows: then no question waits for what others have written."""
        self._needs_mending = False
        self._watch = _Watch(path)
        self._mark = self._watch.mark()
        self._opened, self._snapshot = self._read(())

    @classmethod
    def open(cls, path: Path, *, synonyms: Synonyms | None = None, database: str | None = None) -> "Index":
        """Open the index of a folder. With `database` (an id) only one made of that database.

        Raises `IndexUnusable`, with a sentence, when it is missing, torn, foreign or of another version.
        """
        return cls(path, synonyms or Synonyms(), database)

    @property
    def needs_mending(self) -> bool:
        """Whether the index on disk could not be opened when it was last looked at, while this one answers on."""
        return self._needs_mending

    def __len__(self) -> int:
        """How many documents can be found."""
        return len(self._snapshot)

    @property
    def state(self) -> State:
        """The database it was made of, and the last change it has seen."""
        return self._opened.state

    @property
    def generation(self) -> str:
        """The name of the generation and the number of its last commit."""
        return f"{self._opened.folder.name}.{self._opened.commit}"

    def find(self, query: Query, now: datetime) -> Results:
        """Answer a query at the aware moment `now`, whose date in its own zone is today. Follows others' writing.

        Raises `IndexUnusable` when what it holds of a document cannot be read; then it has to be built anew.
        """
        self._follow_unless_followed()
        with self._reading():
            return answer(self._snapshot, query, now)

    def names_beginning(self, words: Words, today: date, most: int) -> list[NameFound]:
        """The names of listings, of most listings first, that have all these folded words, the last as a beginning.

        Raises `IndexUnusable` as `find` does.
        """
        self._follow_unless_followed()
        with self._reading():
            return self._snapshot.names_beginning(words, today, most)

    def stated_counts(self, facet: Facet, today: date) -> Mapping[str, int]:
        """How many of the listings that are shown by default on a day state each value of a facet."""
        self._follow_unless_followed()
        return self._snapshot.stated_counts(facet, today)

    def follow(self, now: datetime | None = None) -> bool:
        """Open what others have written since, when they have; costs two `stat` calls when not.

        What cannot be opened is passed over: the answers go on from what is open. With `now` what is open is made ready
        for the questions of this minute, and so is what is new before any question is put to it.
        """
        mark = self._watch.mark()
        if mark == self._mark or not self._lock.acquire(blocking=False):
            self._prepare(self._snapshot, now)
            return False
        try:
            opened, snapshot = self._read(self._opened.segments)
            self._prepare(snapshot, now)
            self._opened, self._snapshot = opened, snapshot
        except IndexUnusable:
            self._needs_mending = True
            return False
        else:
            self._needs_mending = False
            return True
        finally:
            self._mark = mark
            self._lock.release()

    def _follow_unless_followed(self) -> None:
        if not self.is_followed:
            self.follow()

    def _prepare(self, snapshot: Snapshot, now: datetime | None) -> None:
        if now is not None:
            snapshot.prepare(now)

    def digest(self) -> str:
        """A fingerprint of all documents that does not depend on their order or on how they came in."""
        return self._snapshot.digest()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except RowError as error:
            condemn(self._opened.folder)
            raise IndexUnusable(str(error)) from error

    def _read(self, known: tuple[Segment, ...]) -> tuple[Opened, Snapshot]:
        opened = open_generation(current_folder(self._path), known, self._database)
        return opened, Snapshot(lay_out(opened.segments, opened.deleted), self._synonyms)


class _Watch:
    """Tells whether an index was written to: its pointer and its state are files that are replaced, never changed."""

    def __init__(self, path: Path) -> None:
        self._pointer = str(path / CURRENT)
        self._path = path
        self._known: tuple[Mark, str] = (), ""
        """The pointer as it was, and the state it led to: one value, since threads share it."""

    def mark(self) -> Mark:
        """What changes whenever the index does. Empty when there is none."""
        try:
            pointer = _numbers(self._pointer)
            before, state = self._known
            if pointer != before:
                state = str(self._path / Path(self._pointer).read_text(encoding="utf-8") / STATE)
                self._known = pointer, state
            return pointer + _numbers(state)
        except (OSError, ValueError):
            return ()


def _numbers(file: str) -> Mark:
    found = os.stat(file)  # noqa: PTH116 - asked before every answer, and a Path takes ten times as long
    return found.st_ino, found.st_mtime_ns
