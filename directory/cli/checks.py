"""The checks of `alongside doctor`: each looks at one thing and says what it found."""

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import func, select

from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import Settings
from directory.db import SQLITE_PRAGMAS, pragmas_of
from directory.errors import UnavailableError
from directory.listings.changes import newest_change
from directory.listings.indexing import index_keeper
from directory.listings.models import ListingChange
from search.index import IndexUnusable

LEAST_FREE: Final = 500 * 1024 * 1024
"""Bytes: room for a backup and a second index while the first is replaced."""
MADE_ON: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""This version did not exist before; a clock that says otherwise is wrong."""
LEEWAY: Final = timedelta(minutes=5)


class Verdict(StrEnum):
    """How a check came out."""

    RIGHT = "ok"
    DOUBTFUL = "look"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, as a sentence that says what to do where something is to be done."""

    what: str
    verdict: Verdict
    sentence: str


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder is there and nobody else's to read."""
    if not settings.data.is_dir():
        return _wrong("data folder", f"{settings.data} does not exist; run: alongside init")
    mode = stat.S_IMODE(settings.data.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return _wrong("data folder", f"others can look into {settings.data}; run: chmod 700 {settings.data}")
    return _right("data folder", str(settings.data))


def disk_space(settings: Settings) -> Finding:
    """Look whether there is room to go on."""
    nearest = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    told = f"{free / 1024**3:.1f} GB are free"
    return _wrong("disk", f"only {told}; make room") if free < LEAST_FREE else _right("disk", told)


def clock(settings: Settings) -> Finding:
    """Look whether the clock can be right: not before this version, not before the newest change."""
    now = utc_now()
    if now < MADE_ON:
        return _wrong("clock", f"it says {now:%Y-%m-%d}, before this version was made; set it")
    newest = _newest_change(settings)
    if newest and newest > now + LEEWAY:
        return _wrong(
            "clock", f"it says {now:%Y-%m-%d %H:%M}, yet a listing changed at {newest:%Y-%m-%d %H:%M} UTC; set it"
        )
    return _right("clock", f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}")


def database_tables(settings: Settings) -> Finding:
    """Look whether the database answers and has the tables of this version."""
    try:
        with ready_database(settings) as database:
            return _right("database", f"{database.engine.dialect.name}, with the tables of this version")
    except UnavailableError as error:
        return _wrong("database", str(error))


def sqlite_pragmas(settings: Settings) -> Finding:
    """Look whether SQLite keeps what it acknowledged, as set at every connection."""
    try:
        with ready_database(settings) as database, database.engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                return _right("pragmas", "only SQLite has them")
            found = pragmas_of(connection)
    except UnavailableError:
        return _doubtful("pragmas", "they can be read once the database can be opened")
    wrong = [f"{name} is {value}" for name, value in found.items() if value != SQLITE_PRAGMAS[name]]
    return _wrong("pragmas", "; ".join(wrong)) if wrong else _right("pragmas", "write-ahead log, full synchronization")


def search_index(settings: Settings) -> Finding:
    """Look whether the search index can be used and has followed the database."""
    try:
        with ready_database(settings) as database, database.reading() as session:
            index = index_keeper(settings, database).open()
            behind = newest_change(session) - index.state.applied
    except UnavailableError:
        return _doubtful("search index", "it can be read once the database can be opened")
    except IndexUnusable as unusable:
        return _doubtful(
            "search index", f"{unusable} It is built when the pages are served, or by: alongside index rebuild"
        )
    if behind:
        return _doubtful(
            "search index", f"it is {behind} changes behind; serving catches up, as does: alongside index rebuild"
        )
    return _right("search index", f"{len(index)} listings, in step with the database")


CHECKS: Final[tuple[Callable[[Settings], Finding], ...]] = (
    data_folder,
    disk_space,
    clock,
    database_tables,
    sqlite_pragmas,
    search_index,
)
"""Every check, in the order in which it helps to read them."""


def _newest_change(settings: Settings) -> datetime | None:
    try:
        with ready_database(settings) as database, database.reading() as session:
            return session.exec(select(func.max(ListingChange.changed_at))).one()
    except UnavailableError:
        return None


def _right(what: str, sentence: str) -> Finding:
    return Finding(what, Verdict.RIGHT, sentence)


def _doubtful(what: str, sentence: str) -> Finding:
    return Finding(what, Verdict.DOUBTFUL, sentence)


def _wrong(what: str, sentence: str) -> Finding:
    return Finding(what, Verdict.WRONG, sentence)
