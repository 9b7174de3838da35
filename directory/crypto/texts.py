"""Sealing one text for one column of one row, under the row's data key."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Dialect, LargeBinary, event
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.schema import SchemaItem, Table
from sqlalchemy.types import TypeDecorator

from directory.crypto.data_keys import OpenKey, forget_key, open_key
from directory.crypto.sealing import SealBrokenError, open_bytes, seal_bytes

FORMAT: Final = b"\x01"
"""The first byte of everything sealed: how the rest is to be read."""
_HEAD_BYTES: Final = 5


class SealedBytes(TypeDecorator[bytes]):
    """A column of sealed texts. Nothing that is not sealed can be written to it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Refuse what is not sealed, without showing it."""
        del dialect
        if value is not None and not (isinstance(value, bytes) and value.startswith(FORMAT)):
            raise TypeError("only what is sealed can be written to a sealed column")
        return value


_sealed_columns: Final[set[tuple[str, str]]] = set()


@event.listens_for(Column, "after_parent_attach")
def _note_sealed_column(column: SchemaItem, table: SchemaItem) -> None:
    if isinstance(column, Column) and isinstance(column.type, SealedBytes) and isinstance(table, Table):
        _sealed_columns.add((table.name, column.name))


def seal(session: AnySession, key_id: UUID, text: str, *, table: str, column: str, row_id: UUID | str) -> bytes:
    """Return the text sealed for one column of one row; the data key cannot change before the transaction ends.

    The column must be of `SealedBytes`, in a table with a `data_key_id`: a rotation of data keys seals those anew and
    would leave anything else unreadable.
    """
    if (table, column) not in _sealed_columns:
        raise TypeError(f"{table}.{column} is not a sealed column")
    return seal_text(open_key(session, key_id, hold=True), text, place=place_of(table, column, row_id))


def unseal(session: AnySession, key_id: UUID, sealed: bytes, *, table: str, column: str, row_id: UUID | str) -> str:
    """Return the text. Raises SealBrokenError where it is not the one sealed for this place under this key."""
    return open_text(key_of(session, key_id, sealed), sealed, place=place_of(table, column, row_id))


def key_of(session: AnySession, key_id: UUID, sealed: bytes) -> OpenKey:
    """Return the data key of a sealed text, opened again where it was replaced since this transaction opened it."""
    key = open_key(session, key_id)
    if version_of(sealed) == key.version:
        return key
    forget_key(session, key_id)
    return open_key(session, key_id)


def place_of(table: str, column: str, row_id: UUID | str) -> str:
    """Return what a text is bound to, but for the version of its key."""
    return f"{table}|{column}|{row_id}"


def row_id_of(identity: Iterable[object]) -> str:
    """Return how a text names its row: by the values of its primary key."""
    return ",".join(str(value) for value in identity)


def seal_text(key: OpenKey, text: str, *, place: str) -> bytes:
    """Seal a text under an open data key: format, version of the key, nonce, ciphertext, tag."""
    sealed = seal_bytes(key.secret, text.encode(), place=f"{place}|{key.version}")
    return FORMAT + key.version.to_bytes(_HEAD_BYTES - 1) + sealed


def open_text(key: OpenKey, sealed: bytes, *, place: str) -> str:
    """Return the text sealed by `seal_text` for the same place."""
    if sealed[:1] != FORMAT or len(sealed) < _HEAD_BYTES:
        raise SealBrokenError("Something sealed cannot be opened: it is not in a form that this version knows.")
    if version_of(sealed) != key.version:
        raise SealBrokenError("Something sealed cannot be opened: it is of another version of its key.")
    return open_bytes(key.secret, sealed[_HEAD_BYTES:], place=f"{place}|{key.version}").decode()


def version_of(sealed: bytes) -> int:
    """Return which version of its data key a text was sealed under."""
    return int.from_bytes(sealed[1:_HEAD_BYTES])
