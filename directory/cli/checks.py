"""The checks of `alongside doctor`: each looks at one thing and says what it found."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlmodel import Session, func, select

from directory.audit.models import AuditEntry
from directory.backups.counting import fault_of_tables
from directory.backups.history import last_backup
from directory.cli import checks_audit, checks_backups, checks_keys, checks_serving
from directory.cli.finding import Check, Finding, doubtful, in_database, right, wrong
from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import SETTINGS_FILE, Settings
from directory.db import SQLITE_PRAGMAS, pragmas_of, sqlite_file
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
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder is there and nobody else's to read."""
    if not settings.data.is_dir():
        return wrong("data folder", f"{settings.data} does not exist; run: alongside init")
    if settings.data.stat().st_mode & OTHERS:
        return wrong("data folder", f"others can look into {settings.data}; run: chmod 700 {settings.data}")
    return right("data folder", str(settings.data))


def disk_space(settings: Settings) -> Finding:
    """Look whether there is room to go on."""
    nearest = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    told = f"{free / 1024**3:.1f} GB are free"
    return wrong("disk", f"only {told}; make room") if free < LEAST_FREE else right("disk", told)


def private_files(settings: Settings) -> Finding:
    """Look whether nobody else can read the files that hold what people said, or open it."""
    last = last_backup(settings)
    files = [
        settings.resolved_master_key_file,
        settings.resolved_erasure_ledger,
        settings.data / SETTINGS_FILE,
        *filter(None, [sqlite_file(settings.resolved_database_url), last and last[1]]),
    ]
    open_to_others = [file for file in files if _others_can_read(file)]
    if open_to_others:
        return wrong("private files", f"others can read {open_to_others[0]}; run: chmod 600 {open_to_others[0]}")
    return right("private files", "nobody else can read the database, the key, the settings or the last backup")


def _others_can_read(file: Path) -> bool:
    """A file in a folder that others cannot enter is as private as the folder."""
    try:
        return bool(file.stat().st_mode & OTHERS and file.parent.stat().st_mode & OTHERS)
    except OSError:
        return False


def clock(settings: Settings) -> Finding:
    """Look whether the clock can be right: not before this version, not before what was written last."""
    now = utc_now()
    if now < MADE_ON:
        return wrong("clock", f"it says {now:%Y-%m-%d}, before this version was made; set it")
    for moment, happened in _written_last(settings):
        if moment and moment > now + LEEWAY:
            told = f"it says {now:%Y-%m-%d %H:%M}, yet {happened} at {moment:%Y-%m-%d %H:%M} UTC; set it"
            return wrong("clock", told)
    return right("clock", f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}")


def _written_last(settings: Settings) -> Iterator[tuple[datetime | None, str]]:
    file = sqlite_file(settings.resolved_database_url)
    if file and file.exists():
        yield datetime.fromtimestamp(file.stat().st_mtime, tz=UTC), "the database was written"
    with suppress(UnavailableError), ready_database(settings) as database, database.reading() as session:
        yield session.exec(select(func.max(ListingChange.changed_at))).one(), "a listing changed"
        yield session.exec(select(func.max(AuditEntry.at))).one(), "an act was audited"


def database_tables(settings: Settings) -> Finding:
    """Look whether the database answers and has the tables of this version, and no others."""
    try:
        with ready_database(settings) as database, database.engine.connect() as connection:
            different = fault_of_tables(connection)
    except UnavailableError as error:
        return wrong("database", str(error))
    if different:
        return doubtful("database", different)
    return right("database", f"{database.engine.dialect.name}, with the tables of this version")


@in_database("pragmas")
def sqlite_pragmas(settings: Settings, session: Session) -> Finding:
    """Look whether SQLite keeps what it acknowledged, as set at every connection."""
    del settings
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return right("pragmas", "only SQLite has them")
    found = pragmas_of(connection).items()
    differing = "; ".join(f"{name} is {value}" for name, value in found if value != SQLITE_PRAGMAS[name])
    if differing:
        return wrong("pragmas", f"{differing}; is the data folder on a network disk? SQLite needs a local one")
    return right("pragmas", "write-ahead log, full synchronization")


def search_index(settings: Settings) -> Finding:
    """Look whether the search index can be used and has followed the database."""
    try:
        with ready_database(settings) as database, database.reading() as session:
            index = index_keeper(settings, database).open()
            behind = newest_change(session) - index.state.applied
    except UnavailableError:
        return doubtful("search index", "it can be read once the database can be opened")
    except IndexUnusable as unusable:
        return doubtful(
            "search index", f"{unusable} It is built when the pages are served, or by: alongside index rebuild"
        )
    if behind:
        return doubtful(
            "search index", f"it is {behind} changes behind; serving catches up, as does: alongside index rebuild"
        )
    return right("search index", f"{len(index)} listings in {index.generation}, in step with the database")


CHECKS: Final[tuple[Check, ...]] = (
    data_folder,
    private_files,
    disk_space,
    clock,
    database_tables,
    sqlite_pragmas,
    checks_keys.master_key,
    checks_keys.erasures,
    checks_audit.audit,
    search_index,
    checks_backups.backups,
    checks_backups.drills,
    checks_backups.left_of_restores,
    checks_serving.address,
    checks_serving.worker,
    checks_serving.letters,
    checks_serving.feeds,
    checks_serving.results,
)
"""Every check, in the order in which it helps to read them."""
