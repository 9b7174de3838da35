"""Whatever is done to the chain behind the program's back shows, given a head that was kept elsewhere."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, delete, insert, select, table, update
from sqlalchemy import column as sql_column
from sqlmodel import Session

from directory.audit.chain import NOTHING_BEFORE, hash_of
from directory.audit.models import AuditEntry
from directory.audit.verifying import Head
from directory.numbering import AUDIT, LogHead
from tests.audit.conftest import LENGTH, breaks, undone

TIMES = 25
"""Of each of the eight ways to tamper: two hundred in all."""
ENTRIES: Table = AuditEntry.__table__
HEADS: Table = LogHead.__table__
Row = dict[str, Any]


def rows(session: Session) -> list[Row]:
    return [row._asdict() for row in session.execute(select(ENTRIES).order_by(ENTRIES.c.number))]


def replace_all(session: Session, changed: list[Row]) -> None:
    session.execute(delete(ENTRIES))
    session.execute(insert(ENTRIES), changed)


def set_head(session: Session, **values: Any) -> None:
    session.execute(update(HEADS).where(HEADS.c.log == AUDIT).values(**values))


def chained_anew(changed: list[Row], start: int, end: int) -> list[Row]:
    """The same rows, numbered from 1, with hashes that fit one another between two places."""
    made: list[Row] = []
    for place, kept in enumerate(changed):
        row = {**kept, "number": place + 1}
        if start <= place < end:
            row["previous_hash"] = made[-1]["hash"] if made else NOTHING_BEFORE
            row["hash"] = hash_of(row)
        made.append(row)
    return made


def another(value: Any, chance: random.Random) -> Any:
    """Another value of the same kind."""
    if isinstance(value, UUID):
        return UUID(int=value.int ^ (1 << chance.randrange(128)))
    if isinstance(value, str):
        return f"{value}x" if not value or chance.random() < 0.5 else value[:-1] + chr(ord(value[-1]) ^ 1)
    if value is None:
        return UUID(int=chance.getrandbits(128))
    return value + timedelta(microseconds=chance.randint(1, 10**9))


def changed_somewhere(row: Row, chance: random.Random) -> Row:
    field = chance.choice([name for name in row if name not in {"number", "hash", "previous_hash"}])
    return {**row, field: another(row[field], chance)}


def change_a_field(session: Session, chance: random.Random) -> None:
    row = chance.choice(rows(session))
    field = chance.choice(list(row))
    value = LENGTH + 7 if field == "number" else another(row[field], chance)
    session.execute(update(ENTRIES).where(ENTRIES.c.number == row["number"]).values({field: value}))


def change_an_entry_and_hash_it_anew(session: Session, chance: random.Random) -> None:
    row = changed_somewhere(chance.choice(rows(session)), chance)
    row["hash"] = hash_of(row)
    session.execute(update(ENTRIES).where(ENTRIES.c.number == row["number"]).values(row))
    if row["number"] == LENGTH:
        set_head(session, hash=row["hash"])


def delete_an_entry(session: Session, chance: random.Random) -> None:
    changed = rows(session)
    del changed[chance.randrange(LENGTH)]
    replace_all(session, chance.choice([changed, chained_anew(changed, 0, 0)]))


def insert_an_entry(session: Session, chance: random.Random) -> None:
    changed = rows(session)
    place = chance.randrange(LENGTH + 1)
    changed.insert(place, changed_somewhere(chance.choice(changed), chance))
    replace_all(session, chained_anew(changed, place, place + chance.choice([0, 1])))


def swap_two_entries(session: Session, chance: random.Random) -> None:
    changed = rows(session)
    one, two = chance.sample(range(LENGTH), 2)
    changed[one], changed[two] = changed[two], changed[one]
    replace_all(session, chained_anew(changed, 0, 0))


def cut_the_end(session: Session, chance: random.Random) -> None:
    rest = chance.randrange(LENGTH)
    session.execute(delete(ENTRIES).where(ENTRIES.c.number > rest))
    if chance.random() < 0.7:
        last = rows(session)[-1]["hash"] if rest else None
        set_head(session, number=rest, hash=last)


def edit_the_head(session: Session, chance: random.Random) -> None:
    number = LENGTH + chance.choice([-3, -1, 1, 5])
    hash_ = hash_of({"tampered": chance.random()})
    set_head(session, **chance.choice([{"number": number}, {"hash": hash_}, {"number": number, "hash": hash_}]))


def make_a_part_anew(session: Session, chance: random.Random) -> None:
    """Change an entry and hash what follows, to the end and with the head, or not so far."""
    changed = rows(session)
    start = chance.randrange(LENGTH)
    end = chance.choice([LENGTH, chance.randint(start, LENGTH)])
    changed[start] = changed_somewhere(changed[start], chance)
    made = chained_anew(changed, start, end)
    replace_all(session, made)
    if end == LENGTH:
        set_head(session, hash=made[-1]["hash"])


WAYS = (
    change_a_field,
    change_an_entry_and_hash_it_anew,
    delete_an_entry,
    insert_an_entry,
    swap_two_entries,
    cut_the_end,
    edit_the_head,
    make_a_part_anew,
)


def test_an_untouched_chain_is_whole(unguarded, kept):
    with undone(unguarded) as session:
        assert kept.number == LENGTH
        assert breaks(session, kept) == []


@pytest.mark.parametrize("tamper", WAYS)
def test_every_tampering_is_found(unguarded, kept, tamper: Callable[[Session, random.Random], None]):
    chance = random.Random(tamper.__name__)
    for turn in range(TIMES):
        with undone(unguarded) as session:
            tamper(session, chance)
            assert breaks(session, kept) != [], f"turn {turn}"


def test_a_chain_made_anew_as_a_whole_is_told_only_by_a_head_kept_elsewhere(unguarded, kept):
    with undone(unguarded) as session:
        changed = rows(session)
        changed[0]["act"] = "session.signed_out"
        made = chained_anew(changed, 0, LENGTH)
        replace_all(session, made)
        set_head(session, hash=made[-1]["hash"])
        assert breaks(session) == []
        assert [each.number for each in breaks(session, kept)] == [kept.number]


def test_a_head_kept_long_ago_holds_what_came_before_it(unguarded, kept):
    with undone(unguarded) as session:
        old = Head(LENGTH // 2, rows(session)[LENGTH // 2 - 1]["hash"])
        assert breaks(session, old) == []
        make_a_part_anew(session, random.Random(1))
        replace_all(session, chained_anew(rows(session), 0, LENGTH))
        assert LENGTH // 2 in {each.number for each in breaks(session, old)}


def test_a_head_beyond_the_end_is_not_found(unguarded):
    with undone(unguarded) as session:
        assert breaks(session, Head(LENGTH + 1, "0" * 64))


def test_the_first_break_is_named(unguarded):
    with undone(unguarded) as session:
        session.execute(update(ENTRIES).where(ENTRIES.c.number == 11).values(act="x"))
        session.execute(delete(ENTRIES).where(ENTRIES.c.number == 20))
        assert [each.number for each in breaks(session)] == [11, 21, 21]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["at", "actor_id"])
@pytest.mark.parametrize("value", ["no such thing", 7, b"\xff"])
def test_what_cannot_even_be_read_is_a_break(unguarded, column, value):
    with undone(unguarded) as session:
        untyped = table("audit_entry", sql_column("number"), sql_column(column))
        session.execute(update(untyped).where(untyped.c.number == 5).values({column: value}))
        assert breaks(session)


def test_the_hash_covers_every_column_but_itself(unguarded):
    with undone(unguarded) as session:
        row = rows(session)[4]
        for field in row:
            value = row[field] + 1 if field == "number" else another(row[field], random.Random(1))
            assert (hash_of({**row, field: value}) == row["hash"]) == (field == "hash")
