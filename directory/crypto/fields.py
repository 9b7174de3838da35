"""Sealed texts as attributes of rows: set in plain, sealed when the session flushes, opened when read."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Self, overload
from uuid import UUID

from sqlalchemy import Column, event, inspect
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import UOWTransaction, object_session
from sqlalchemy.orm.attributes import set_attribute
from sqlmodel import Field, SQLModel

from directory.crypto.data_keys import has_open, open_key, open_keys
from directory.crypto.texts import SealedBytes, key_of, open_text, place_of, row_id_of, seal_text, version_of


class SealedRow(SQLModel):
    """A row with sealed texts; mixed into a table, it brings the reference to the data key that seals them."""

    data_key_id: UUID = Field(foreign_key="data_key.id", index=True)

    def __init__(self, **values: Any) -> None:
        """Take sealed texts by name like any other value."""
        texts = {field.name: values.pop(field.name) for field in sealed_fields(type(self)) if field.name in values}
        super().__init__(**values)
        for name, text in texts.items():
            setattr(self, name, text)


class ToBeSealed:
    """A text on its way to be sealed. It shows itself to nobody, and the column's type refuses it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<to be sealed>"


class SealedText(property):
    """A sealed text of a `SealedRow`, written as a decorator on a method that has only a name and a docstring.

    Read and set it as a text on the row; the table holds it in the column `<name>_sealed`, NULL when it is empty.
    """

    name: str
    column: str

    def __init__(self, declared: Callable[..., None]) -> None:
        super().__init__(doc=declared.__doc__)
        self.name = declared.__name__
        self.column = f"{self.name}_sealed"

    def __set_name__(self, owner: type, name: str) -> None:
        if not issubclass(owner, SealedRow):
            raise TypeError(f"{owner.__name__}.{name} is sealed, so {owner.__name__} must be a SealedRow")
        setattr(owner, self.column, Column(self.column, SealedBytes(), nullable=True))

    @overload
    def __get__(self, row: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, row: SealedRow, owner: type | None = None) -> str: ...
    def __get__(self, row: SealedRow | None, owner: type | None = None) -> Self | str:
        if row is None:
            return self
        held = getattr(row, self.column)
        if isinstance(held, ToBeSealed):
            return held.text
        return self._opened(row, held) if held is not None else ""

    def __set__(self, row: SealedRow, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"{type(row).__name__}.{self.name} takes a text")
        set_attribute(row, self.column, ToBeSealed(text) if text else None)

    def _opened(self, row: SealedRow, sealed: bytes) -> str:
        session = _session_of(row)
        if not has_open(session, row.data_key_id):
            open_keys(session, _keys_of_rows_at_hand(session, row))
        key = key_of(session, row.data_key_id, sealed)
        if version_of(sealed) != key.version:
            # On PostgreSQL a writer may have read the row before its key was replaced and the key after.
            session.refresh(row, [self.column])
            sealed = getattr(row, self.column)
        return open_text(key, sealed, place=self.place(row))

    def place(self, row: SealedRow) -> str:
        """Return what the text of this row is bound to."""
        mapper = inspect(type(row))
        row_id = row_id_of(mapper.primary_key_from_instance(row))
        return place_of(mapper.local_table.name, self.column, row_id)


@cache
def sealed_fields(table: type[SealedRow]) -> tuple[SealedText, ...]:
    """Return the sealed texts of a table's rows."""
    found = (attribute for base in table.__mro__ for attribute in vars(base).values())
    return tuple(attribute for attribute in found if isinstance(attribute, SealedText))


def _session_of(row: SealedRow) -> AnySession:
    session = object_session(row)
    if session is None:
        raise TypeError("a sealed text can be opened only within the session that its row was read in")
    return session


def _keys_of_rows_at_hand(session: AnySession, row: SealedRow) -> Iterator[UUID]:
    """The keys of every sealed row in the session: a page of clients opens theirs with one statement."""
    yield row.data_key_id
    for other in session.identity_map.values():
        # A column that is not loaded would be fetched by asking for it.
        if isinstance(other, SealedRow) and (key_id := vars(other).get("data_key_id")):
            yield key_id


@event.listens_for(AnySession, "before_flush")
def _seal_what_was_set(session: AnySession, flushing: UOWTransaction, rows: object) -> None:
    del flushing, rows
    touched = [row for row in (*session.new, *session.dirty) if isinstance(row, SealedRow)]
    open_keys(session, {row.data_key_id for row in touched if any(_waiting(row))}, hold=True)
    for row in touched:
        _refuse_another_key(row)
        for field, text in _waiting(row):
            key = open_key(session, row.data_key_id, hold=True)
            set_attribute(row, field.column, seal_text(key, text, place=field.place(row)))


def _waiting(row: SealedRow) -> Iterator[tuple[SealedText, str]]:
    for field in sealed_fields(type(row)):
        held = vars(row).get(field.column)
        if isinstance(held, ToBeSealed):
            yield field, held.text


def _refuse_another_key(row: SealedRow) -> None:
    """Refuse to leave a text behind under a key that its row no longer names."""
    state = inspect(row)
    if not state.persistent or not state.attrs["data_key_id"].history.has_changes():
        return
    set_again = {field.name for field, _ in _waiting(row)}
    left = [each.name for each in sealed_fields(type(row)) if getattr(row, each.column) and each.name not in set_again]
    if left:
        raise TypeError(
            f"a {type(row).__name__} that gets another data key must have these set again: {', '.join(left)}"
        )
