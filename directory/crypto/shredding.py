"""Destroying a data key, and with it everything it sealed; and destroying it again in a restored backup."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, func, select

from directory.crypto.data_keys import INSTALLATION_KEY, DataKey, forget_key, installation_secret, keyring_of
from directory.crypto.ledger import Deed, Entry, Ledger
from directory.db import SQLITE_PRAGMAS, database_id
from directory.errors import NotFoundError, UnavailableError

_HAS_SHREDDED: Final = "destroyed a data key"
_NOTED: Final = "keys noted in the erasure ledger by this transaction"
_CHECKPOINT_MILLISECONDS: Final = 500
"""How long emptying the write-ahead log may wait for readers; what is left then goes with the next checkpoint."""


def erasure_ledger(session: Session, file: Path | None = None) -> Ledger:
    """Return the erasure ledger of this installation, or the one in `file`."""
    key = installation_secret(session, "erasure ledger")
    return Ledger(file or keyring_of(session).ledger, database_id(session), key)


def shred(session: Session, key_id: UUID, *, now: datetime) -> None:
    """Destroy a data key: what it sealed can never be opened again, nor in a backup that is restored later.

    The ledger is written just before the commit, which fails when it cannot be. Shredding twice changes nothing.
    """
    key = session.get(DataKey, key_id, with_for_update={"key_share": True}, populate_existing=True)
    if key is None or key_id == INSTALLATION_KEY:
        raise NotFoundError("There is no such data key.")
    if key.wrapped is not None:
        _destroy(session, key, now)
        session.info[_HAS_SHREDDED] = True


def replay_erasures(session: Session, ledger: Path) -> int:
    """Destroy every key that the ledger says was destroyed; returns how many still stood in this database.

    For a backup that was just restored. Raises UnavailableError when the ledger is not there or was changed.
    """
    erased = erasure_ledger(session, ledger).erased()
    standing = session.exec(select(DataKey).where(col(DataKey.wrapped).is_not(None))).all()
    returned = [key for key in standing if key.id in erased]
    for key in returned:
        _destroy(session, key, erased[key.id])
    return len(returned)


def count_destroyed(session: Session) -> int:
    """Return how many data keys were destroyed."""
    return session.exec(select(func.count()).where(col(DataKey.destroyed_at).is_not(None))).one()


def erased_but_not_noted(session: Session, ledger: Ledger) -> list[Entry]:
    """Return what the ledger lacks: an erasure that is being made, and all of them where the ledger was lost."""
    noted = ledger.erased() if ledger.file.exists() else {}
    destroyed = session.execute(
        select(DataKey.id, DataKey.destroyed_at).where(col(DataKey.destroyed_at).is_not(None)).order_by("destroyed_at")
    )
    return [Entry(Deed.ERASED, key_id, at) for key_id, at in destroyed if at is not None and key_id not in noted]


def _destroy(session: Session, key: DataKey, at: datetime) -> None:
    key.wrapped = None
    key.destroyed_at = at
    session.add(key)
    session.flush()
    forget_key(session, key.id)


@event.listens_for(Session, "before_commit")
def _note_erasures(session: Session) -> None:
    if not session.info.get(_HAS_SHREDDED) or session.in_nested_transaction():
        return
    ledger = erasure_ledger(session)
    entries = erased_but_not_noted(session, ledger)
    ledger.add(entries)
    session.info[_NOTED] = (ledger, entries)


@event.listens_for(Session, "after_transaction_end")
def _take_back_what_was_noted(session: Session, transaction: SessionTransaction) -> None:
    """What is still held as noted when the transaction is over was not committed."""
    if transaction.parent is not None:
        return
    session.info.pop(_HAS_SHREDDED, None)
    ledger, entries = session.info.pop(_NOTED, (None, []))
    if ledger:
        # Where even this cannot be written, a restore completes the erasure that somebody had asked for.
        with suppress(UnavailableError):
            ledger.add([entry._replace(deed=Deed.KEPT) for entry in entries])


@event.listens_for(Session, "after_commit")
def _leave_no_trace(session: Session) -> None:
    if session.info.pop(_NOTED, None):
        _empty_write_ahead_log(session)


def _empty_write_ahead_log(session: Session) -> None:
    """Overwrite the older pages of SQLite's log, which still hold the wrapped key."""
    connection = session.get_bind().engine.raw_connection()
    try:
        driver = connection.dbapi_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MILLISECONDS}")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            driver.execute(f"PRAGMA busy_timeout = {SQLITE_PRAGMAS['busy_timeout']}")
    finally:
        connection.close()
