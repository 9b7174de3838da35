"""Rotating keys while the installation is served: in small transactions, so that one that was killed can go on."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from directory.crypto.data_keys import INSTALLATION_KEY, DataKey, OpenKey, keyring_of
from directory.crypto.sealing import SealBrokenError
from directory.crypto.texts import SealedBytes, open_text, place_of, row_id_of, seal_text
from directory.db import Database
from directory.errors import UnavailableError
from directory.keyring.master_key import KEY_BYTES

AT_ONCE: Final = 50
"""Data keys wrapped anew in one transaction: others wait for them for some milliseconds at most."""
_WAIT: Final = "500ms"
"""How long PostgreSQL lets us wait for a row. Less than its deadlock_timeout: whoever serves goes first."""
_TRIES: Final = 120
_SOMEBODY_ELSE: Final = {"55P03", "40P01"}
"""PostgreSQL's lock_not_available and deadlock_detected."""

Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""


def wrapped_by_older(session: Session) -> int:
    """Return how many data keys in use another master key than the current one wraps: work left of a rotation."""
    older = col(DataKey.master_key_id) != keyring_of(session).current.id
    return session.exec(select(func.count()).where(older, col(DataKey.wrapped).is_not(None))).one()


def rotate_data_keys(database: Database, *, sealed_in: MetaData | None = None, progress: Progress | None = None) -> int:
    """Wrap every data key with the current master key and return how many were wrapped by an older one.

    With `sealed_in`, the tables of the installation, the data keys are replaced by new ones and every text is sealed
    anew. Each transaction leaves everything readable; called again after an interruption it goes on where it was.
    """
    with database.reading() as session:
        total = left = wrapped_by_older(session)
    tries = 0
    while left:
        done = _do_some(database, sealed_in)
        tries = 0 if done else tries + 1
        if tries > _TRIES:
            raise UnavailableError(f"Data keys are in use all the time; {left} are left. Run this again later.")
        left -= done
        if progress:
            progress(total - left, total)
        if left <= 0:
            with database.reading() as session:
                left = wrapped_by_older(session)
    return total


def _do_some(database: Database, sealed_in: MetaData | None) -> int:
    try:
        with database.writing() as session:
            return _rotate_some(session, sealed_in)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in _SOMEBODY_ELSE:
            return 0
        raise


def _rotate_some(session: Session, sealed_in: MetaData | None) -> int:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{_WAIT}'"))
    keyring = keyring_of(session)
    older = select(DataKey).where(DataKey.master_key_id != keyring.current.id, col(DataKey.wrapped).is_not(None))
    some = older.order_by(col(DataKey.id)).limit(1 if sealed_in else AT_ONCE).with_for_update(key_share=True)
    keys = session.exec(some).all()
    for key in keys:
        secret = key.unwrap(keyring)
        if sealed_in and key.id != INSTALLATION_KEY:
            secret = _renew(session, key, secret, sealed_in)
        key.wrap(secret, keyring.current)
    return len(keys)


@dataclass(frozen=True, slots=True)
class _Renewal:
    """One data key before and after."""

    key_id: UUID
    before: OpenKey
    after: OpenKey

    def seal_anew(self, sealed: bytes, *, place: str) -> bytes:
        """Open what was sealed before and seal it with what comes after."""
        return seal_text(self.after, open_text(self.before, sealed, place=place), place=place)


def _renew(session: Session, key: DataKey, secret: bytes, sealed_in: MetaData) -> bytes:
    """Seal every text of a data key anew under a new secret, which is returned."""
    after = OpenKey(key.version + 1, is_held=True, secret=secrets.token_bytes(KEY_BYTES))
    renewal = _Renewal(key.id, OpenKey(key.version, is_held=True, secret=secret), after)
    for table, columns in sealed_columns(sealed_in):
        _seal_rows_anew(session, table, columns, renewal)
    key.version = after.version
    return after.secret


def _seal_rows_anew(session: Session, table: Table, columns: list[Column[bytes]], renewal: _Renewal) -> None:
    identity = list(table.primary_key.columns)
    sealed_by_it = select(*identity, *columns).where(table.c.data_key_id == renewal.key_id).with_for_update()
    for row in session.execute(sealed_by_it).all():
        values, texts = row[: len(identity)], row[len(identity) :]
        row_id = row_id_of(values)
        sealed = {
            column.name: _seal_one_anew(table.name, column.name, row_id, content, renewal)
            for column, content in zip(columns, texts, strict=True)
            if content is not None
        }
        if sealed:
            this_row = [column == value for column, value in zip(identity, values, strict=True)]
            session.execute(update(table).where(*this_row).values(sealed))


def _seal_one_anew(table: str, column: str, row_id: str, sealed: bytes, renewal: _Renewal) -> bytes:
    try:
        return renewal.seal_anew(sealed, place=place_of(table, column, row_id))
    except SealBrokenError as error:
        raise SealBrokenError(
            f"{error} It is {column} of the row {row_id} of {table}; nothing of it was changed."
        ) from None


def sealed_columns(tables: MetaData) -> Iterator[tuple[Table, list[Column[bytes]]]]:
    """Every table with sealed texts, and their columns."""
    for table in tables.sorted_tables:
        if columns := [column for column in table.columns if isinstance(column.type, SealedBytes)]:
            yield table, columns
