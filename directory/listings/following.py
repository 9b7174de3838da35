"""One thread of a serving process that keeps its index in step with the database, and builds it where it is missing."""

from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from directory.clock import Clock
from directory.listings.find import Finder
from directory.listings.indexing import IndexKeeper
from search.index import Index, IndexBusy, IndexUnusable

PAUSE_SECONDS = 0.4
"""Between two looks at the change feed: what is saved is found everywhere within a second."""
PAUSE_AFTER_FAILURE_SECONDS = 5.0
STOPS_WITHIN_SECONDS = 5.0
PASSING_FAILURES = (SQLAlchemyError, IndexUnusable, IndexBusy, OSError)
"""A database that is away, an index torn by a crash, a full disk: said in the log, tried again."""

log = structlog.get_logger("alongside.index")


class IndexFollower:
    """Holds what requests find with; its index is None until there is one that can be used."""

    def __init__(self, finder: Finder, keeper: IndexKeeper, clock: Clock) -> None:
        self.finder = finder
        self.has_index = Event()
        self.lost_database = Event()
        """Set while the database does not answer: what is found is what was last saved in the index."""
        self._keeper = keeper
        self._clock = clock
        self._stopped = Event()
        self._is_beside = False
        self._thread = Thread(target=self._follow, name="index-follower", daemon=True)
        if finder.index is not None:
            self.has_index.set()

    def start(self) -> None:
        """Begin to follow, beside the requests."""
        self._is_beside = True
        self._thread.start()

    def stop(self) -> None:
        """End, once a step that is under way is done; a long one ends with the process, which harms nothing."""
        self._stopped.set()
        self._thread.join(STOPS_WITHIN_SECONDS)

    def step(self) -> None:
        """Replay what has changed; where there is no index, or one that cannot be read, open or build it."""
        index = self.finder.index
        if index is None or index.needs_mending:
            index = self._keeper.open_current(self._clock())
            self.finder = replace(self.finder, index=index)
            self.has_index.set()
        else:
            self._keeper.bring_up_to_date(self._clock())
        index.is_followed = self._is_beside
        index.follow(self._clock().astimezone(ZoneInfo(self.finder.zone)))

    def look(self) -> float:
        """Take one step, whatever stands in its way; gives the seconds to wait until the next."""
        try:
            self.step()
        except PASSING_FAILURES as failure:
            _tell("warning", failure)
            if isinstance(failure, SQLAlchemyError):
                self.lost_database.set()
            return PAUSE_AFTER_FAILURE_SECONDS
        except Exception as bug:  # noqa: BLE001 - whatever it is, what can be followed must go on being followed
            _tell("critical", bug)
            return PAUSE_AFTER_FAILURE_SECONDS
        self.lost_database.clear()
        return PAUSE_SECONDS

    def _follow(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            pause = self.look()


def _tell(level: str, failure: Exception) -> None:
    with suppress(OSError):  # the log may lie on the disk that is full
        getattr(log, level)("index not followed", kind=type(failure).__name__)


def usable_index(keeper: IndexKeeper) -> Index | None:
    """The index as it stands, or None where there is none that can be used yet."""
    try:
        return keeper.open()
    except PASSING_FAILURES:
        return None
