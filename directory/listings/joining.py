"""Rows that name a listing follow it into another, and go back: referrals, notes, stars, reports, sources and all.

Which tables those are is read from their foreign keys, so that a room above this one need not be known here, and a
table that is added later follows, too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Table, UniqueConstraint, inspect
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select, update
from sqlmodel.main import default_registry

from directory.listings.models import FitFact, Listing, PeerNote

OWN_PARTS: Final = frozenset({Listing, FitFact})
"""What a listing is made of goes with it: it does not follow."""

Moved = dict[str, Any]
"""What followed, to be put back: `rows` holds the keys of the rows by table, `doubled` whole rows of which the other
listing had one as well, `notes` the words of notes that were joined."""


def hand_over(session: Session, gone: UUID, kept: UUID) -> Moved:
    """Have every row that names one listing name another; returns what `hand_back` needs."""
    moved: Moved = {"rows": {}, "doubled": {}, "notes": _join_notes(session, gone, kept)}
    for model, column in _naming():
        name = str(model.__tablename__)
        doubled = _doubled(session, model, column, gone, kept)
        if doubled:
            moved["doubled"][name] = [row.model_dump(mode="json") for row in doubled]
            for row in doubled:
                session.delete(row)
            session.flush()
        keys = [_key(row, model) for row in session.exec(select(model).where(column == gone))]
        if keys:
            moved["rows"][name] = keys
            session.execute(update(model).where(column == gone).values({column.name: kept}))
    session.expire_all()
    return moved


def hand_back(session: Session, moved: Mapping[str, Any], gone: UUID, kept: UUID) -> None:
    """Have the rows that followed name their listing again, where they are still there.

    What both had comes back where it is still there on the listing that stayed: nobody gets back what they took away.
    """
    for model, column in _naming():
        name = str(model.__tablename__)
        for some in moved["rows"].get(name, ()):
            session.execute(update(model).where(*_is(model, some, column, kept)).values({column.name: gone}))
        doubled = [model.model_validate(row) for row in moved["doubled"].get(name, ())]
        session.add_all(row for row in doubled if _has_its_like(session, row, column, kept))
    session.flush()
    session.expire_all()
    _part_notes(session, moved["notes"])


def _naming() -> Iterator[tuple[type[SQLModel], Column[Any]]]:
    """The tables with a column that names a listing, those that others refer to first."""
    models = {mapper.local_table: mapper.class_ for mapper in default_registry.mappers}
    for table in SQLModel.metadata.sorted_tables:
        model = models.get(table)
        if model is not None and model not in OWN_PARTS:
            for column in table.columns:
                if any(key.column is _listing_id() for key in column.foreign_keys):
                    yield model, column


def _listing_id() -> Column[Any]:
    return _table(Listing).c.id


def _table(model: type[SQLModel]) -> Table:
    table: Table = inspect(model).local_table
    return table


def _doubled(
    session: Session, model: type[SQLModel], column: Column[Any], gone: UUID, kept: UUID
) -> Sequence[SQLModel]:
    """The rows that cannot follow because the other listing has its like by any rule: a star of the same person."""
    rules = list(_unique_with(_table(model), column))
    taken = [{tuple(row) for row in session.execute(select_columns(*others).where(column == kept))} for others in rules]
    return [
        row
        for row in (session.exec(select(model).where(column == gone)) if rules else ())
        if any(_values(row, others) in some for others, some in zip(rules, taken, strict=True))
    ]


def _values(row: SQLModel, columns: Sequence[Column[Any]]) -> tuple[Any, ...] | None:
    """What a row says in these columns; None where it leaves one empty: then it is the like of no other."""
    values = tuple(getattr(row, one.name) for one in columns)
    return None if None in values else values


def _has_its_like(session: Session, row: SQLModel, column: Column[Any], kept: UUID) -> bool:
    """Whether the other listing still has that for which a row could not follow."""
    for others in _unique_with(_table(type(row)), column):
        its_like = select_columns(column).where(column == kept, *(one == getattr(row, one.name) for one in others))
        if session.execute(its_like).first():
            return True
    return False


def _unique_with(table: Table, column: Column[Any]) -> Iterator[list[Column[Any]]]:
    """The columns of which, together with this one, there may be one row only."""
    unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique += [index.columns for index in table.indexes if index.unique]
    for columns in (table.primary_key.columns, *unique):
        if column.name in columns and len(columns) > 1:
            yield [one for one in columns if one.name != column.name]


def _key(row: SQLModel, model: type[SQLModel]) -> dict[str, str]:
    return {one.name: str(getattr(row, one.name)) for one in _table(model).primary_key.columns}


def _is(model: type[SQLModel], key: Mapping[str, str], column: Column[Any], kept: UUID) -> list[Any]:
    """The row with this key, as long as it names the listing it followed into."""
    own = [
        one == (kept if one.name == column.name else UUID(key[one.name])) for one in _table(model).primary_key.columns
    ]
    return [*own, column == kept]


def _join_notes(session: Session, gone: UUID, kept: UUID) -> list[dict[str, str]]:
    """Have a peer who wrote about both keep the words of both: each has one note on a listing."""
    notes = session.exec(select(PeerNote).where(col(PeerNote.listing_id).in_([gone, kept]))).all()
    of_kept = {note.written_by_id: note for note in notes if note.listing_id == kept}
    joined = []
    for note in notes:
        other = of_kept.get(note.written_by_id)
        if note.listing_id == gone and other is not None and note.words not in other.words:
            words = f"{other.words}\n\n{note.words}"
            was = {"id": str(other.id), "words": other.words, "state": other.state, "joined": words}
            joined.append(was)
            other.words = words
            other.state = other.state if other.state == note.state else "waiting"
            session.add(other)
    session.flush()
    return joined


def _part_notes(session: Session, joined: Collection[Mapping[str, str]]) -> None:
    for was in joined:
        note = session.get(PeerNote, UUID(was["id"]))
        if note is not None and note.words == was["joined"]:
            note.words, note.state = was["words"], was["state"]
            session.add(note)
    session.flush()
