"""The search index follows the database: built anew when it cannot be used, brought up to date by the change feed."""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import structlog
from sqlmodel import Session

from directory.config import Settings
from directory.db import Database, database_id
from directory.listings.changes import changed_since, facts_turned, newest_change
from directory.listings.documents import document_of
from directory.listings.queries import ListingDetail, count_listings, load_listings
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from search.document import Document
from search.fields import INDEX_VERSION
from search.gazetteer import Gazetteer
from search.generations import current_folder, read_state
from search.index import Index, IndexUnusable, State, rebuild, update
from search.synonyms import Synonyms
from search.versions import remove_other_versions, version_folder

Progress = Callable[[int, int], None]
"""Told how many listings are done, and of how many."""
REPLAYED_AT_MOST = 5_000
"""Changes that are replayed one by one; with more to do, building anew is quicker."""
LOCK_FILE = "keeper.lock"

log = structlog.get_logger("alongside.index")


@dataclass(frozen=True, slots=True)
class IndexKeeper:
    """Keeps the index of one installation in step with its database. Any process may; one at a time does."""

    database: Database
    folder: Path
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    synonyms: Synonyms

    def open(self) -> Index:
        """Open the index of this database; raises `IndexUnusable` with the reason."""
        with self.database.reading() as session:
            return Index.open(self.folder, synonyms=self.synonyms, database=str(database_id(session)))

    def open_current(self, now: datetime, progress: Progress | None = None) -> Index:
        """Open the index with everything that was ever committed in it, built anew where it is unusable."""
        self.bring_up_to_date(now, progress)
        try:
            return self.open()
        except IndexUnusable:
            self._mend(now, progress)
            return self.open()

    def bring_up_to_date(self, now: datetime, progress: Progress | None = None) -> int:
        """Replay what changed since, or build anew where that cannot be done; returns how many listings were written.

        It costs three small reads when nothing changed, so it can be asked for as often as one likes.
        """
        with self.database.reading() as session:
            if self._is_current(session, now):
                return 0
        with self._alone(), self.database.reading() as session:
            # Another process may have done it while this one waited.
            return 0 if self._is_current(session, now) else self._follow(session, now, progress)

    def rebuild(self, now: datetime, progress: Progress | None = None) -> int:
        """Build the index anew beside the one in use, and let it take its place."""
        with self._alone(), self.database.reading() as session:
            return self._rebuild(session, now, progress)

    def _mend(self, now: datetime, progress: Progress | None) -> None:
        """Build the index anew, unless another process has done so while this one waited."""
        with self._alone(), self.database.reading() as session:
            try:
                self.open()
            except IndexUnusable:
                self._rebuild(session, now, progress)

    def _is_current(self, session: Session, now: datetime) -> bool:
        state = self._state(session)
        if state is None or state.applied != newest_change(session):
            return False
        return not any(facts_turned(session, state.as_of, now))

    def _state(self, session: Session) -> State | None:
        """What the index on disk has seen; None when it is missing, foreign or of another version."""
        try:
            state, _commit = read_state(current_folder(self.folder))
        except IndexUnusable:
            return None
        is_ours = state.database == str(database_id(session)) and state.version == INDEX_VERSION
        return state if is_ours else None

    def _follow(self, session: Session, now: datetime, progress: Progress | None) -> int:
        # The number is read before the listings: what changes in between is replayed once more, never missed.
        state, newest = self._state(session), newest_change(session)
        if state is None or state.applied > newest:
            return self._rebuild(session, now, progress)
        changed = {*changed_since(session, state.applied), *facts_turned(session, state.as_of, now)}
        if len(changed) > REPLAYED_AT_MOST:
            return self._rebuild(session, now, progress)
        try:
            return self._replay(session, changed, replace(state, applied=newest, as_of=now), now)
        except IndexUnusable:
            return self._rebuild(session, now, progress)

    def _rebuild(self, session: Session, now: datetime, progress: Progress | None) -> int:
        state = State(str(database_id(session)), newest_change(session), as_of=now)
        total = count_listings(session)

        def told(done: int) -> None:
            if progress:
                progress(done, total)

        rebuild(self.folder, self._documents(session, None, now), state, told)
        remove_other_versions(self.folder, now)
        return total

    def _replay(self, session: Session, changed: set[UUID], state: State, now: datetime) -> int:
        documents = list(self._documents(session, changed, now))
        gone = {str(listing_id) for listing_id in changed} - {document.id for document in documents}
        update(self.folder, documents, gone, state)
        return len(changed)

    def _documents(self, session: Session, ids: Iterable[UUID] | None, now: datetime) -> Iterator[Document]:
        for listing in load_listings(session, ids):
            if document := self._document(listing, now):
                yield document

    def _document(self, listing: ListingDetail, now: datetime) -> Document | None:
        """None, and a line in the log, where it cannot be made: one listing must not hold up what others changed."""
        try:
            return document_of(listing, self.vocabulary, self.gazetteer, now=now)
        except Exception as bug:  # noqa: BLE001 - whatever is wrong with it, the others are not
            log.warning("listing not indexed", listing=str(listing.id), kind=type(bug).__name__)
            return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process keeps this index. The system gives the lock back when a process dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK_FILE).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def index_keeper(settings: Settings, database: Database) -> IndexKeeper:
    """The keeper of an installation's index, with the vocabulary and the places that ship with the program."""
    seeds = seeds_folder()
    return IndexKeeper(
        database=database,
        folder=version_folder(settings.index_folder),
        vocabulary=load_vocabulary(seeds / "vocabulary"),
        gazetteer=Gazetteer.load(seeds / "places"),
        synonyms=_synonyms(seeds / "vocabulary" / "synonyms.csv"),
    )


@lru_cache(maxsize=4)
def _synonyms(file: Path) -> Synonyms:
    """What ships with the program is read once and shared by everyone who asks."""
    return Synonyms.read(file)


def index_number(settings: Settings) -> int | None:
    """The number of the newest change that the index on disk holds, None where there is none that can be read."""
    try:
        state, _commit = read_state(current_folder(version_folder(settings.index_folder)))
    except IndexUnusable:
        return None
    return state.applied
