"""Restoring a backup: refused in one sentence, or there whole; never anything between."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from directory import migrations
from directory.backups.contents import unpacked
from directory.backups.files import PRIVATE_FOLDER, held_folder, temporary_folder
from directory.backups.header import BackupRefusedError, Header
from directory.backups.making import Bars, keys_of_backups, no_bars
from directory.backups.postgres_place import has_tables, restore_postgres
from directory.backups.reviving import Revival
from directory.backups.sealing import Keys, SealedReader, check_whole, secret_of
from directory.backups.sqlite_place import restore_sqlite
from directory.config import Settings
from directory.db import open_database, sqlite_file
from directory.errors import RefusedError, UnavailableError
from directory.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup has become."""

    header: Header
    rows: int
    """Of all tables together, as they were backed up."""
    erased: int
    """How many erasures were done again."""
    wrote_settings: bool
    """Whether the settings of the backup were taken over, there having been none."""
    faults: tuple[str, ...]
    """What was the matter with the installation already when it was backed up, in sentences."""
    aside: str
    """Where that is which was there before, a folder or a schema; empty where there was nothing."""


def restore_backup(
    settings: Settings,
    keyring: Keyring,
    file: Path,
    *,
    force: bool = False,
    without_ledger: bool = False,
    now: datetime,
    bars: Bars = no_bars,
) -> Restored:
    """Restore a backup into the installation that the settings name, which nobody may be using meanwhile.

    Raises AlongsideError, with nothing changed, for a backup that cannot be restored there. Without `force` there must
    be nothing yet; with it, what is there is moved aside. `without_ledger` does without a ledger that was lost.
    """
    keys = keys_of_backups(keyring)
    with file.open("rb") as opened:
        with bars("Reading the backup") as bar:
            header = check_whole(opened, bar)
        _refuse_what_does_not_fit(header, settings, keys)
        is_empty = _is_empty(settings)
        if not is_empty and not force:
            raise RefusedError(f"{_place(settings)} is an installation already; with --force it is moved aside first.")
        with _own_data_folder(settings) as shelf:
            things = unpacked(SealedReader(opened, keys))
            revival = Revival(settings, things, shelf, keyring, now, without_ledger=without_ledger)
            aside = _restore(settings, revival, is_empty=is_empty)
    rows = sum(revival.manifest.counts.values())
    return Restored(header, rows, revival.erased, revival.wrote_settings, revival.faults, aside)


def _refuse_what_does_not_fit(header: Header, settings: Settings, keys: Keys) -> None:
    kind = "postgresql" if sqlite_file(settings.resolved_database_url) is None else "sqlite"
    secret_of(header, keys)
    if header.kind != kind:
        raise BackupRefusedError(
            f"The backup is of a {header.kind} database, and ALONGSIDE_DATABASE_URL names a {kind} one."
        )
    if not migrations.is_known(header.schema):
        raise BackupRefusedError(
            f"The backup is of a newer version ({header.schema}); install that version or a later one, then restore."
        )


def _is_empty(settings: Settings) -> bool:
    if file := sqlite_file(settings.resolved_database_url):
        return not file.exists() or file.stat().st_size == 0
    return not has_tables(open_database(settings))


def _place(settings: Settings) -> str:
    return str(sqlite_file(settings.resolved_database_url) or "The database")


def _restore(settings: Settings, revival: Revival, *, is_empty: bool) -> str:
    """Put the database in its place and return where the one before is."""
    if file := sqlite_file(settings.resolved_database_url):
        aside = str(restore_sqlite(file, revival))
    else:
        aside = restore_postgres(open_database(settings), revival)
    return "" if is_empty else aside


@contextmanager
def _own_data_folder(settings: Settings) -> Iterator[Path]:
    """Be the only one who restores there, with a folder to put things down in; leaves no data folder that was not."""
    was_there = settings.data.is_dir()
    try:
        settings.data.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with held_folder(settings.data), temporary_folder(settings.data, "restoring") as shelf:
            yield shelf
    except BlockingIOError:
        raise UnavailableError(f"Another restore into {settings.data} is under way.") from None
    except OSError as error:
        place = error.filename or settings.data
        raise UnavailableError(f"{place} cannot be written ({error.strerror}); nothing was changed.") from None
    finally:
        if not was_there:
            with suppress(OSError):  # where something was restored it is not empty
                settings.data.rmdir()
