"""The drill: a backup is restored beside the installation, looked at from all sides, and thrown away."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from directory.backups.files import temporary_folder
from directory.backups.history import note_drill
from directory.backups.making import Bars, no_bars
from directory.backups.restoring import Restored, restore_backup
from directory.config import Settings
from directory.db import open_database, sqlite_file
from directory.errors import UnavailableError
from directory.keyring import Keyring
from directory.listings.indexing import index_keeper

DRILLED: Final = "alongside_drill_"


def drill(settings: Settings, keyring: Keyring, file: Path, *, now: datetime, bars: Bars = no_bars) -> Restored:
    """Restore a backup into a folder, or a database, of its own, build its index, and note that all of it went well.

    Raises AlongsideError where it did not. Nothing of the installation is touched.
    """
    with temporary_folder(settings.data, "drill") as folder, _elsewhere(settings, folder / "installation") as rehearsal:
        restored = restore_backup(rehearsal, keyring, file, now=now, bars=bars)
        if restored.faults:
            raise UnavailableError(f"The drill went wrong. {' '.join(restored.faults)}")
        database = open_database(rehearsal, may_create=False)
        try:
            with bars("Building its index") as bar:
                index_keeper(rehearsal, database).rebuild(now, bar)
        finally:
            database.close()
    note_drill(settings, now)
    return restored


@contextmanager
def _elsewhere(settings: Settings, folder: Path) -> Iterator[Settings]:
    """The same settings, but for a place where nothing is yet."""
    if sqlite_file(settings.resolved_database_url):
        yield settings.model_copy(update={"data": folder, "database_url": ""})
        return
    with _database_of_its_own(settings.database_url) as url:
        yield settings.model_copy(update={"data": folder, "database_url": url})


@contextmanager
def _database_of_its_own(url: str) -> Iterator[str]:
    address, name = make_url(url), f"{DRILLED}{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        _drop_left_ones(connection)
        try:
            connection.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise UnavailableError(
                "The drill restores into a database of its own, which this user may not make; have an administrator of "
                f"PostgreSQL run: ALTER ROLE {connection.info.user} CREATEDB"
            ) from None
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _drop_left_ones(connection: psycopg.Connection[Any]) -> None:
    """Remove the databases of drills that were killed; one that is still in use stays."""
    left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{DRILLED}%"]).fetchall()
    for (name,) in left:
        with suppress(psycopg.Error):
            connection.execute(SQL("DROP DATABASE {}").format(Identifier(name)))
