"""Making a backup of an installation while it serves and people go on writing."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from os import fstat
from pathlib import Path
from typing import BinaryIO, Final

from sqlmodel import Session, text

from directory.audit import Act, Subject, System, note
from directory.backups.carried_settings import carried_settings
from directory.backups.contents import packing
from directory.backups.counting import manifest_of
from directory.backups.files import sweep_unfinished, whole_file
from directory.backups.header import MAGIC, SALT_BYTES, BackupRefusedError, Header
from directory.backups.postgres_dump import postgres_dump
from directory.backups.sealing import CHUNK_BYTES, Keys, Progress, SealedWriter, check_sealed, read_header
from directory.backups.sqlite_copy import damage_in, sqlite_copy
from directory.config import Settings
from directory.db import Database, database_id
from directory.errors import RefusedError, UnavailableError
from directory.keyring import Keyring
from directory.revisions import is_current, revision_of

NAMED: Final = "alongside-"
ENDING: Final = ".backup"
_PURPOSE: Final = "backups"

Bars = Callable[[str], AbstractContextManager[Progress | None]]
"""Shows how far a part of the work has come, named in words."""


def no_bars(what: str) -> AbstractContextManager[None]:
    """Show nothing."""
    del what
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back."""

    file: Path
    header: Header
    size: int
    """In bytes."""


def keys_of_backups(keyring: Keyring) -> Keys:
    """Return the keys that seal backups, by the id of the master key each is derived from; the newest first."""
    return {key.id: key.derived(_PURPOSE) for key in keyring.keys}


def make_backup(
    settings: Settings, database: Database, keyring: Keyring, target: Path, *, now: datetime, bars: Bars = no_bars
) -> Made:
    """Write everything but the keys and the index into one sealed file, and read it back before it gets its name.

    In a folder the file is named by the moment. Raises RefusedError where the target is something else than a backup,
    UnavailableError where the database cannot be backed up.
    """
    file = target / f"{NAMED}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}" if target.is_dir() else target
    _refuse_to_overwrite(file)
    sweep_unfinished(file.parent, f"{NAMED}*")
    keys = keys_of_backups(keyring)
    with whole_file(file) as unfinished:
        with database.reading() as session:
            header = _header(session, key=next(iter(keys)), now=now)
            sealed = SealedWriter(unfinished, header, keys[header.key])
            _pack(settings, session, sealed, bars)
        sealed.finish()
        unfinished.flush()
        with bars("Reading it back") as bar:
            check_sealed(unfinished, keys, bar)
    _note_in_audit(database, now)
    return Made(file, header, file.stat().st_size)


def prune(made: Made, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of this database that stand beside it under names of their own.

    Others are left alone: those of other installations, those that were renamed, and what cannot be read.
    """
    alike = sorted((moment, file) for file, moment in _backups_beside(made))
    old = [file for _moment, file in alike[:-keep]]
    for file in old:
        file.unlink()
    return old


def _backups_beside(made: Made) -> Iterator[tuple[Path, datetime]]:
    for file in made.file.parent.glob(f"{NAMED}*{ENDING}"):
        try:
            header = read_header(file)
        except (BackupRefusedError, OSError):
            continue
        if header.database == made.header.database:
            yield file, header.made_at


def _refuse_to_overwrite(file: Path) -> None:
    if not file.parent.is_dir():
        raise RefusedError(f"There is no folder {file.parent} to write the backup into.")
    if file.exists() and not _is_backup(file):
        raise RefusedError(f"{file} is not a backup, so it is left as it is; name another file.")


def _is_backup(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def _header(session: Session, *, key: str, now: datetime) -> Header:
    revision = revision_of(session.connection())
    if revision is None:
        raise UnavailableError("There is nothing to back up: the database has no tables yet; run: alongside init")
    return Header(
        database=database_id(session),
        kind=session.get_bind().dialect.name,
        made_at=now,
        key=key,
        schema=revision,
        salt=secrets.token_bytes(SALT_BYTES),
        chunk=CHUNK_BYTES,
    )


def _pack(settings: Settings, session: Session, sealed: SealedWriter, bars: Bars) -> None:
    """Feeds come after the moment of the database: every reading that it knows has its file by then."""
    with packing(sealed) as pack:
        pack.manifest(manifest_of(session, has_ledger=settings.resolved_erasure_ledger.exists()))
        pack.settings(carried_settings(settings))
        pack.feeds(settings.feeds_folder)
        with _dump(settings, session, bars) as (dump, total), bars("Sealing the database") as bar:
            pack.database(dump, total, bar)


@contextmanager
def _dump(settings: Settings, session: Session, bars: Bars) -> Iterator[tuple[BinaryIO, int]]:
    if session.get_bind().dialect.name == "postgresql":
        total = session.connection().execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        with postgres_dump(session, settings.resolved_database_url) as dump:
            yield dump, total
        return
    if damage := damage_in(session):  # a copy of it would take the place of a sound one
        raise UnavailableError(f"The database is damaged ({damage}); nothing was backed up. Restore a sound backup.")
    with bars("Copying the database") as bar, sqlite_copy(session, settings.data, bar) as copy:
        yield copy, fstat(copy.fileno()).st_size


def _note_in_audit(database: Database, now: datetime) -> None:
    if is_current(database.engine):  # before an upgrade, a backup is made with the new program
        with database.writing() as session:
            note(session, Act.BACKUP_MADE, caller=System.COMMAND, subject=Subject.BACKUP, now=now)
