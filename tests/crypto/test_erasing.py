"""Destroying a key: nothing it sealed opens again, here or in a backup restored later."""

import os
import shutil
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from directory.crypto import DataKey, KeyDestroyedError, new_data_key, replay_erasures, shred
from directory.crypto.shredding import erasure_ledger
from directory.db import Database
from directory.errors import NotFoundError, UnavailableError
from tests.crypto.keepsakes import Keepsake
from tests.crypto.little_room import files_no_larger_than

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def kept(keep, session) -> Keepsake:
    """Something kept and committed."""
    made = keep(cue="red truck")
    session.commit()
    return made


@pytest.fixture
def two_keys(keep, session) -> tuple[UUID, UUID]:
    """The keys of two things kept and committed."""
    made = keep(cue="one").data_key_id, keep(cue="two").data_key_id
    session.commit()
    return made


def erase(database: Database, key_id: UUID, now) -> None:
    with database.writing() as session:
        shred(session, key_id, now=now)


def noted(database: Database) -> dict[UUID, object]:
    with database.reading() as session:
        ledger = erasure_ledger(session)
        return ledger.erased() if ledger.file.exists() else {}


def is_destroyed(database: Database, key_id: UUID) -> bool:
    with database.reading() as session:
        key = session.get(DataKey, key_id)
        assert (key.wrapped is None) == (key.destroyed_at is not None)
        return key.wrapped is None


def test_what_a_destroyed_key_sealed_never_opens_again(database, kept, now):
    erase(database, kept.data_key_id, now)
    with database.reading() as session, pytest.raises(KeyDestroyedError, match="erased for good"):
        _ = session.exec(select(Keepsake)).one().cue
    with pytest.raises(KeyDestroyedError), database.writing() as session:
        session.exec(select(Keepsake)).one().note = "more"


def test_a_key_destroyed_in_this_transaction_seals_and_opens_nothing_more_in_it(keep, session, now):
    made = keep(cue="red truck")
    shred(session, made.data_key_id, now=now)
    with pytest.raises(KeyDestroyedError):
        _ = made.cue


def test_the_ledger_names_key_and_moment_and_nothing_else(database, keyring, kept, now):
    erase(database, kept.data_key_id, now)
    assert noted(database) == {kept.data_key_id: now}
    (line,) = keyring.ledger.read_text().splitlines()
    assert line.split()[1:5] == ["1", "erased", str(kept.data_key_id), "2026-11-22T00:00:00+00:00"]
    assert stat.S_IMODE(keyring.ledger.stat().st_mode) == 0o600


def test_erasing_twice_changes_nothing(database, keyring, kept, now):
    erase(database, kept.data_key_id, now)
    before = keyring.ledger.read_bytes()
    erase(database, kept.data_key_id, now + timedelta(days=1))
    assert keyring.ledger.read_bytes() == before
    assert noted(database) == {kept.data_key_id: now}


def test_there_is_no_key_of_an_unknown_id(session, now):
    with pytest.raises(NotFoundError):
        shred(session, uuid4(), now=now)


def test_an_erasure_that_is_undone_is_noted_nowhere(database, kept, now):
    with pytest.raises(RuntimeError), database.writing() as session:
        shred(session, kept.data_key_id, now=now)
        raise RuntimeError
    assert not is_destroyed(database, kept.data_key_id)
    assert noted(database) == {}


def test_an_erasure_undone_to_a_savepoint_is_noted_nowhere_and_the_other_is(database, kept, now):
    with database.writing() as session:
        other = new_data_key(session, now=now)
        shred(session, other, now=now)
        with pytest.raises(RuntimeError), session.begin_nested():
            shred(session, kept.data_key_id, now=now)
            raise RuntimeError
    assert noted(database) == {other: now}
    assert not is_destroyed(database, kept.data_key_id)


def test_a_commit_that_fails_after_the_ledger_was_written_is_taken_back_there(database, kept, now):
    with pytest.raises(RuntimeError), database.writing() as session:
        shred(session, kept.data_key_id, now=now)

        @event.listens_for(session, "before_commit")
        def fail(_: object) -> None:
            raise RuntimeError

    assert noted(database) == {}
    assert not is_destroyed(database, kept.data_key_id)
    erase(database, kept.data_key_id, now)
    assert noted(database) == {kept.data_key_id: now}


def test_without_its_folder_the_ledger_cannot_be_written_and_nothing_is_erased(database, keyring, kept, now):
    keyring.ledger = keyring.ledger.parent / "unplugged" / "erasures.ledger"
    with pytest.raises(UnavailableError, match=r"cannot be written \(No such file or directory\), so nothing was"):
        erase(database, kept.data_key_id, now)
    assert not is_destroyed(database, kept.data_key_id)


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
@pytest.mark.postgres
@pytest.mark.parametrize("room", [0, 1, 100])
def test_on_a_full_disk_nothing_is_erased_and_the_ledger_is_as_it_was(database, keyring, two_keys, now, room):
    first, second = two_keys
    erase(database, first, now)
    before = keyring.ledger.read_bytes()
    with files_no_larger_than(len(before) + room), pytest.raises(UnavailableError, match="nothing was erased"):
        erase(database, second, now)
    assert keyring.ledger.read_bytes() == before
    assert not is_destroyed(database, second)
    erase(database, second, now)
    assert set(noted(database)) == {first, second}


def test_a_line_cut_off_by_a_crash_is_written_over(database, keyring, two_keys, now):
    first, second = two_keys
    erase(database, first, now)
    with keyring.ledger.open("a") as file:
        file.write("00000000-0000-0000-0000-000000000000 2 erased 1234")
    assert noted(database) == {first: now}
    erase(database, second, now)
    assert set(noted(database)) == {first, second}
    assert len(keyring.ledger.read_text().splitlines()) == 2


def test_every_changed_missing_or_moved_line_is_noticed(database, keyring, keep, session, now):
    keys = [keep(cue="one").data_key_id for _ in range(4)]
    session.commit()
    for key_id in keys:
        erase(database, key_id, now)
    lines = keyring.ledger.read_text().splitlines(keepends=True)
    swapped = [lines[1], lines[0], *lines[2:]]
    renamed = [lines[0].replace(str(keys[0]), str(keys[1])), *lines[1:]]
    later = [lines[0].replace("2026-11-22", "2026-11-23"), *lines[1:]]
    kept = [lines[0].replace("erased", "kept"), *lines[1:]]
    for changed in (
        lines[1:],
        [lines[0], *lines[2:]],
        swapped,
        renamed,
        later,
        kept,
        [*lines, lines[0]],
        ["\n", *lines],
    ):
        keyring.ledger.write_text("".join(changed))
        with pytest.raises(UnavailableError, match="not as it was written: see line"):
            noted(database)


def test_a_lost_ledger_is_written_again_with_the_next_erasure(database, keyring, two_keys, now):
    first, second = two_keys
    erase(database, first, now)
    keyring.ledger.unlink()
    erase(database, second, now + timedelta(days=1))
    assert noted(database) == {first: now, second: now + timedelta(days=1)}


def test_a_ledger_that_another_installation_wrote_in_goes_on(database, keyring, kept, now):
    keyring.ledger.write_text(f"{uuid4()} 1 erased {uuid4()} 2025-01-01T00:00:00+00:00 {'0' * 64}\n")
    erase(database, kept.data_key_id, now)
    assert noted(database) == {kept.data_key_id: now}


def test_erasing_in_several_threads_leaves_a_whole_ledger(database, keep, session, now):
    keys = [keep(cue="one").data_key_id for _ in range(8)]
    session.commit()
    together = threading.Barrier(4)

    def erase_two(two: list[UUID]) -> None:
        together.wait(30)
        for key_id in two:
            erase(database, key_id, now)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(erase_two, [keys[start : start + 2] for start in range(0, 8, 2)]))
    assert set(noted(database)) == set(keys)


@only_sqlite
def test_a_restored_backup_forgets_who_was_erased_since(database, keyring, two_keys, now, tmp_path):
    erased, _ = two_keys
    backup = copy_of(database, tmp_path)
    erase(database, erased, now)
    restored = Database(f"sqlite:///{backup}", keyring=keyring)
    assert not is_destroyed(restored, erased)
    with restored.writing() as writer:
        assert replay_erasures(writer, keyring.ledger) == 1
    with restored.writing() as writer:
        assert replay_erasures(writer, keyring.ledger) == 0
    assert is_destroyed(restored, erased)
    with restored.reading() as reader:
        assert reader.get(DataKey, erased).destroyed_at == now
        assert reader.exec(select(Keepsake).where(Keepsake.data_key_id != erased)).one().cue == "two"
    restored.close()


def copy_of(database: Database, folder):
    with database.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(folder / "alongside.sqlite3", folder / "backup.sqlite3")
    return folder / "backup.sqlite3"


def test_a_restore_without_its_ledger_or_with_a_changed_one_is_refused(database, keyring, kept, now):
    with database.writing() as session, pytest.raises(UnavailableError, match="cannot be read: No such file"):
        replay_erasures(session, keyring.ledger)
    erase(database, kept.data_key_id, now)
    keyring.ledger.write_text(keyring.ledger.read_text().replace("2026", "2025"))
    with database.writing() as session, pytest.raises(UnavailableError, match="see line 1"):
        replay_erasures(session, keyring.ledger)


@only_sqlite
def test_the_wrapped_key_stands_neither_in_the_file_nor_in_its_log_after_an_erasure(database, kept, now, tmp_path):
    with database.reading() as session:
        wrapped = session.get(DataKey, kept.data_key_id).wrapped
    assert any(wrapped in file.read_bytes() for file in tmp_path.glob("alongside.sqlite3*"))
    erase(database, kept.data_key_id, now)
    assert [file.name for file in tmp_path.glob("alongside.sqlite3*") if wrapped in file.read_bytes()] == []


@only_sqlite
def test_a_reader_in_the_middle_of_its_work_does_not_hold_an_erasure_up(database, kept, now):
    with database.reading() as reader:
        reader.exec(select(Keepsake)).one()
        erase(database, kept.data_key_id, now)
    assert is_destroyed(database, kept.data_key_id)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10_000


def test_the_ledger_is_on_the_disk_before_the_database_forgets(database, kept, now, monkeypatch):
    order = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (order.append("ledger"), real(descriptor))[1])
    with database.writing() as session:
        shred(session, kept.data_key_id, now=now)
        event.listen(session, "after_commit", lambda _: order.append("commit"), insert=True)
    assert order == ["ledger", "commit"]
