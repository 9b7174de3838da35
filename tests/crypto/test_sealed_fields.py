"""Sealed texts of rows: what is set is read again by whoever may, and nothing of it stands anywhere in plain."""

import logging
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, select

from directory.crypto import KeyDestroyedError, SealedText, new_data_key, seal, shred, unseal
from directory.db import Database
from directory.errors import UnavailableError
from tests.crypto.keepsakes import Keepsake

CANARY = "canary-in-a-red-truck"


def test_what_was_set_is_read_again_in_another_session(database, keep, session):
    keep(cue="red truck", note="¿dónde? 🌱")
    session.commit()
    with database.reading() as reader:
        kept = reader.exec(select(Keepsake)).one()
        assert (kept.cue, kept.note) == ("red truck", "¿dónde? 🌱")


def test_what_was_set_can_be_read_before_it_is_sealed(now):
    assert Keepsake(data_key_id=uuid4(), cue="red truck").cue == "red truck"


def test_a_change_is_sealed_and_read_again(database, keep, session):
    keep(cue="red truck")
    session.commit()
    with database.writing() as writer:
        writer.exec(select(Keepsake)).one().cue = "blue door"
    with database.reading() as reader:
        assert reader.exec(select(Keepsake)).one().cue == "blue door"


def test_a_change_undone_with_its_transaction_leaves_what_was_there(database, keep, session):
    keep(cue="red truck")
    session.commit()
    with pytest.raises(RuntimeError), database.writing() as writer:
        writer.exec(select(Keepsake)).one().cue = "blue door"
        writer.flush()
        raise RuntimeError
    with database.reading() as reader:
        assert reader.exec(select(Keepsake)).one().cue == "red truck"


def test_an_empty_text_is_null_in_the_table(keep, session):
    kept = keep(cue="red truck", note="")
    kept.cue = ""
    session.flush()
    assert session.execute(text("SELECT cue_sealed, note_sealed FROM keepsake")).one() == (None, None)
    assert (kept.cue, kept.note) == ("", "")


def test_the_same_text_is_never_sealed_to_the_same_bytes(keep, session):
    key_id = keep(cue="red truck").data_key_id
    keep(cue="red truck", data_key_id=key_id)
    sealed = session.execute(text("SELECT cue_sealed FROM keepsake")).scalars().all()
    assert len(set(sealed)) == 2


def test_no_representation_of_a_row_shows_its_texts(keep, session):
    kept = Keepsake(data_key_id=uuid4(), cue=CANARY)
    shown = [repr(kept), str(kept), str(kept.model_dump()), repr(vars(kept))]
    sealed = keep(cue=CANARY)
    shown += [repr(sealed), str(sealed.model_dump()), repr(vars(sealed)), repr(session.info)]
    assert [each for each in shown if CANARY in each] == []


def test_statements_in_a_log_show_no_text(database, keep, session, caplog):
    with caplog.at_level(logging.DEBUG, logger="sqlalchemy.engine"):
        keep(cue=CANARY)
        assert session.exec(select(Keepsake)).one().cue == CANARY
    assert "INSERT INTO keepsake" in caplog.text
    assert CANARY not in caplog.text


def test_an_error_of_the_database_shows_no_text_and_no_value(database, keep, session):
    kept = keep(cue=CANARY)
    session.expunge(kept)
    with pytest.raises(IntegrityError) as refused:
        keep(id=kept.id, data_key_id=kept.data_key_id, owner=CANARY, cue=CANARY)
    assert CANARY not in str(refused.value)


def test_nothing_plain_can_be_written_to_a_sealed_column(keep, session):
    keep(cue="red truck")
    with pytest.raises(StatementError) as refused:
        session.execute(Keepsake.__table__.update().values(cue_sealed=CANARY))
    assert CANARY not in str(refused.value)


def test_a_bulk_write_cannot_bring_a_text_past_its_seal(keep, session):
    keep(cue="red truck")
    row = {"id": uuid4(), "data_key_id": uuid4(), "owner": "", "cue_sealed": CANARY.encode()}
    with pytest.raises(StatementError) as refused:
        session.execute(Keepsake.__table__.insert(), [row])
    assert CANARY not in str(refused.value)


def test_a_sealed_text_outside_a_sealed_row_is_refused_when_the_class_is_made():
    with pytest.raises((TypeError, RuntimeError)) as refused:

        class Forgetful(SQLModel):
            @SealedText
            def cue(self) -> None:
                """What brings the person to mind."""

    assert "must be a SealedRow" in str(refused.value.__cause__ or refused.value)


def test_a_column_that_is_not_sealed_cannot_be_sealed_into(session, now):
    key_id = new_data_key(session, now=now)
    with pytest.raises(TypeError, match="not a sealed column"):
        seal(session, key_id, "red truck", table="keepsake", column="owner", row_id=uuid4())


def test_a_sealed_text_is_no_condition_of_a_query(session):
    assert isinstance(Keepsake.cue, SealedText)
    with pytest.raises(Exception, match="expected"):
        select(Keepsake.cue)


@pytest.mark.parametrize("value", [None, 5, b"red truck"])
def test_only_a_text_is_taken(value):
    with pytest.raises(TypeError, match=r"Keepsake\.cue takes a text"):
        Keepsake(data_key_id=uuid4(), cue=value)


def test_a_row_of_a_closed_session_keeps_its_texts_shut(database, keep, session):
    keep(cue="red truck")
    session.commit()
    with database.reading() as reader:
        kept = reader.exec(select(Keepsake)).one()
    with pytest.raises(TypeError, match="only within the session"):
        _ = kept.cue


def test_a_database_without_keyring_seals_nothing(database, database_url, now):
    keyless = Database(database_url)
    with pytest.raises(UnavailableError, match="no master key"), keyless.writing() as session:
        new_data_key(session, now=now)
    keyless.close()


def test_thirty_rows_with_keys_of_their_own_are_opened_with_two_statements(database, keep, session):
    for number in range(30):
        keep(cue=f"cue {number}", note="n")
    session.commit()
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    with database.reading() as reader:
        rows = reader.exec(select(Keepsake)).all()
        assert {row.cue for row in rows} == {f"cue {number}" for number in range(30)}
        assert {row.note for row in rows} == {"n"}
    assert len([said for said in statements if said.startswith("SELECT")]) == 2


def test_a_row_cannot_take_another_key_and_leave_a_text_behind(keep, session, now):
    kept = keep(cue="red truck", note="a note")
    kept.data_key_id, kept.cue = new_data_key(session, now=now), "red truck"
    with pytest.raises(TypeError, match="must have these set again: note"):
        session.flush()


def test_a_row_takes_another_key_with_all_its_texts(database, keep, session, now):
    kept = keep(cue="red truck")
    cue = kept.cue
    kept.data_key_id, kept.cue = new_data_key(session, now=now), cue
    session.commit()
    with database.reading() as reader:
        assert reader.exec(select(Keepsake)).one().cue == "red truck"


def test_one_text_is_sealed_and_opened_by_name(session, now):
    place = {"table": "keepsake", "column": "cue_sealed", "row_id": uuid4()}
    key_id = new_data_key(session, now=now)
    sealed = seal(session, key_id, "red truck", **place)
    assert b"red" not in sealed
    assert unseal(session, key_id, sealed, **place) == "red truck"


def test_rows_beside_a_destroyed_key_are_read_as_before(database, keep, session, now):
    kept, gone = keep(cue="red truck"), keep(cue="blue door")
    shred(session, gone.data_key_id, now=now)
    session.commit()
    with database.reading() as reader:
        rows = {row.id: row for row in reader.exec(select(Keepsake))}
        assert rows[kept.id].cue == "red truck"
        with pytest.raises(KeyDestroyedError, match="erased for good"):
            _ = rows[gone.id].cue
        assert rows[kept.id].cue == "red truck"


def test_keys_are_forgotten_when_their_transaction_ends(database, keep, session: Session):
    keep(cue="red truck")
    assert "OpenKey" in repr(session.info)
    session.commit()
    assert "OpenKey" not in repr(session.info)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_database_file_and_its_log_hold_no_text(database, keep, session, tmp_path):
    for number in range(20):
        kept = keep(cue=f"{CANARY} {number}", owner="in plain")
        kept.note = CANARY * 100
        session.flush()
        kept.note = "another"
    session.commit()
    held = b"".join(file.read_bytes() for file in tmp_path.glob("alongside.sqlite3*"))
    assert b"in plain" in held
    assert CANARY.encode() not in held
    assert CANARY.encode("utf-16-le") not in held
    with database.reading() as reader:
        assert all(kept.cue.startswith(CANARY) for kept in reader.exec(select(Keepsake)))
