"""Putting a restored SQLite database in its place: made ready beside it, and there in one step."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import Final

from directory import migrations
from directory.backups.files import PRIVATE_FOLDER
from directory.backups.header import BackupRefusedError
from directory.backups.reviving import Revival
from directory.backups.sqlite_copy import damage_in
from directory.db import Database
from directory.errors import UnavailableError
from directory.files import sync_folder

ASIDE: Final = "before-restore-"
LOGS: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database."""
_WAITS_SECONDS: Final = 1.0


def restore_sqlite(file: Path, revival: Revival) -> Path:
    """Make a database of the parts and put it in place of `file`; returns where what was there is moved.

    Until the last step, which is one, nothing of `file` has changed.
    """
    aside = file.with_name(f"{ASIDE}{revival.now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if file.exists():
        refuse_while_open(file)
    with _staged(file) as staged:
        _write(staged, revival.parts_of_database())
        _revive(staged, revival)
        _fold_log_into(staged)
        _sync(staged)
        revival.put_files()
        _move_aside(file, aside)
        staged.replace(file)
        sync_folder(file.parent)
    return aside


def refuse_while_open(file: Path) -> None:
    """Raise UnavailableError while another process has a database open; what its log holds is taken into it.

    A file that is no database, which may be why one restores, is open to nobody.
    """
    try:
        _fold_log_into(file)
    except sqlite3.OperationalError:
        raise UnavailableError(
            "The installation is in use; stop `alongside serve` and `alongside worker`, then restore again."
        ) from None
    except sqlite3.DatabaseError:
        return


@contextmanager
def _staged(file: Path) -> Iterator[Path]:
    staged = file.with_name(f".{file.name}.restoring")
    _remove(staged)
    try:
        yield staged
    finally:
        _remove(staged)


def _remove(staged: Path) -> None:
    for ending in ("", *LOGS):
        staged.with_name(staged.name + ending).unlink(missing_ok=True)


def _write(staged: Path, parts: Iterator[bytes]) -> None:
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for part in parts:
            file.write(part)


def _revive(staged: Path, revival: Revival) -> None:
    database = Database(f"sqlite:///{staged}", may_create=False, keyring=revival.keyring)
    try:
        with database.reading() as session:
            if damage := damage_in(session):
                raise BackupRefusedError(f"The database in the backup is damaged: {damage}.")
            revival.compare(session)
        migrations.upgrade(database.engine)
        with database.writing() as session:
            revival.revive(session)
    finally:
        database.close()


def _fold_log_into(file: Path) -> None:
    """Take what the log beside a database holds into it and remove the log, for which nobody else may have it open."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=_WAITS_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _move_aside(file: Path, aside: Path) -> None:
    """Give what is there a second name: until the new database takes the first one, it goes on having both."""
    if not file.exists():
        return
    refuse_while_open(file)
    _take_back_what_a_killed_restore_began(file, aside)
    aside.mkdir(mode=PRIVATE_FOLDER)
    os.link(file, aside / file.name)
    for ending in LOGS:  # only a file that is no database still has them
        if (log := file.with_name(file.name + ending)).exists():
            log.replace(aside / log.name)
    sync_folder(aside)


def _take_back_what_a_killed_restore_began(file: Path, aside: Path) -> None:
    """Remove second names of what is still in its place."""
    for begun in aside.parent.glob(f"{ASIDE}*/{file.name}"):
        if begun.samefile(file):
            begun.unlink()
            with suppress(OSError):
                begun.parent.rmdir()
