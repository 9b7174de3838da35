"""Rotating keys: everything stays readable at every moment, and an interrupted rotation goes on."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from directory.crypto import DataKey, SealBrokenError, blind_index, new_data_key, rotation, shred
from directory.crypto.rotation import rotate_data_keys, wrapped_by_older
from directory.db import Database
from directory.errors import UnavailableError
from directory.keyring import FromFile, Keyring, new_master_key
from directory.keyring.key_file import add_to_key_file, remove_from_key_file
from tests.crypto.keepsakes import TABLES, Keepsake
from tests.crypto.little_room import files_no_larger_than
from tests.faults.installation import Acknowledgements, process, wait_until

PEOPLE = 12


@pytest.fixture
def keepsakes(keep, session) -> int:
    """Some people's keepsakes, two each; how many."""
    for person in range(PEOPLE):
        key_id = keep(owner=f"{person}", cue=f"cue {person}", note="").data_key_id
        keep(owner=f"{person}", cue=f"cue {person}", note=f"note {person}", data_key_id=key_id)
    session.commit()
    return 2 * PEOPLE


def address_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def begin(key_file: Path) -> str:
    """What `alongside keys rotate` does first; returns the id of the new key."""
    key = new_master_key()
    add_to_key_file(key_file, key, first=True)
    return key.id


def all_readable(database: Database) -> int:
    with database.reading() as session:
        rows = session.exec(select(Keepsake)).all()
        assert [row.cue for row in rows] == [f"cue {row.owner}" for row in rows]
        assert all(row.note in ("", f"note {row.owner}") for row in rows)
        return len(rows)


def masters(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(DataKey.master_key_id)))


def versions(database: Database) -> list[int]:
    with database.reading() as session:
        return sorted(session.exec(select(DataKey.version)))


def test_a_rotation_wraps_every_data_key_with_the_new_master_key(database, keyring, key_file, keepsakes):
    before = keyring.current.id
    new = begin(key_file)
    assert rotate_data_keys(database) == PEOPLE + 1
    assert masters(database) == {new}
    remove_from_key_file(key_file, before)
    assert all_readable(database) == keepsakes


def test_a_rotation_with_nothing_left_to_do_does_nothing(database, key_file, keepsakes):
    begin(key_file)
    rotate_data_keys(database)
    assert rotate_data_keys(database, sealed_in=TABLES) == 0
    assert versions(database) == [1] * (PEOPLE + 1)


def test_data_keys_are_replaced_and_every_text_is_sealed_anew(database, key_file, keepsakes, session):
    before = set(session.exec(select(Keepsake.__table__.c.cue_sealed)))
    session.rollback()
    begin(key_file)
    assert rotate_data_keys(database, sealed_in=TABLES) == PEOPLE + 1
    assert all_readable(database) == keepsakes
    with database.reading() as reader:
        assert before.isdisjoint(reader.exec(select(Keepsake.__table__.c.cue_sealed)))
    assert versions(database) == [1] + [2] * PEOPLE, "the secret of the installation stays"


def test_blind_indexes_survive_both_kinds_of_rotation(database, key_file, keepsakes, session):
    before = blind_index(session, "phone", "+16125550100")
    session.rollback()
    for sealed_in in (None, TABLES):
        begin(key_file)
        rotate_data_keys(database, sealed_in=sealed_in)
    with database.reading() as reader:
        assert blind_index(reader, "phone", "+16125550100") == before


def test_an_earlier_text_put_back_after_its_key_was_replaced_is_refused(database, key_file, keep, session):
    kept = keep(cue="red truck")
    session.commit()
    earlier = kept.cue_sealed
    begin(key_file)
    rotate_data_keys(database, sealed_in=TABLES)
    with database.writing() as writer:
        writer.execute(Keepsake.__table__.update().values(cue_sealed=earlier))
    with database.reading() as reader, pytest.raises(SealBrokenError, match="another version"):
        _ = reader.exec(select(Keepsake)).one().cue


def test_destroyed_keys_are_left_alone(database, key_file, keep, session, now):
    gone = keep(cue="one").data_key_id
    keep(cue="two")
    shred(session, gone, now=now)
    session.commit()
    begin(key_file)
    assert rotate_data_keys(database, sealed_in=TABLES) == 2
    with database.reading() as reader:
        assert reader.get(DataKey, gone).wrapped is None


def test_a_text_that_does_not_open_stops_new_data_keys_and_says_where(database, key_file, keep, session):
    kept = keep(cue="red truck")
    session.flush()
    session.execute(Keepsake.__table__.update().values(cue_sealed=b"\1" * 60))
    session.commit()
    begin(key_file)
    with pytest.raises(SealBrokenError, match=f"cue_sealed of the row {kept.id} of keepsake; nothing"):
        rotate_data_keys(database, sealed_in=TABLES)
    rotate_data_keys(database)
    with database.reading() as reader:
        assert wrapped_by_older(reader) == 0


@pytest.mark.parametrize("sealed_in", [None, TABLES], ids=["master", "data-keys"])
def test_an_interrupted_rotation_goes_on_where_it_was(database, key_file, keepsakes, monkeypatch, sealed_in):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    new = begin(key_file)
    for stop_after in range(3):
        with pytest.raises(KeyboardInterrupt):
            rotate_data_keys(database, sealed_in=sealed_in, progress=stopping_after(stop_after))
        assert all_readable(database) == keepsakes
        assert len(masters(database)) == 2
    rotate_data_keys(database, sealed_in=sealed_in)
    assert masters(database) == {new}
    assert all_readable(database) == keepsakes
    assert max(versions(database)) == (2 if sealed_in else 1), "none was replaced twice"


def stopping_after(batches: int) -> Callable[[int, int], None]:
    left = iter(range(batches))

    def progress(done: int, total: int) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    return progress


def test_a_process_that_serves_takes_up_the_new_key_by_itself(database, keyring, key_file, keepsakes, now):
    serving = Database(address_of(database), keyring=Keyring(FromFile(key_file), keyring.ledger))
    assert all_readable(serving) == keepsakes
    new = begin(key_file)
    rotate_data_keys(database)
    assert all_readable(serving) == keepsakes
    with serving.writing() as session:
        key_id = new_data_key(session, now=now)
    with database.reading() as session:
        assert session.get(DataKey, key_id).master_key_id == new
    serving.close()


def test_a_key_file_that_is_gone_leaves_a_serving_process_its_keys(database, key_file, keepsakes):
    assert all_readable(database) == keepsakes
    key_file.unlink()
    assert all_readable(database) == keepsakes


@pytest.mark.parametrize("sealed_in", [None, TABLES], ids=["master", "data-keys"])
def test_serving_goes_on_during_a_rotation_and_no_text_is_lost(database, key_file, keepsakes, now, sealed_in):
    """Writers change texts, begin new people and read, while keys are rotated three times."""
    done, written = threading.Event(), []

    def write(seed: int) -> None:
        chance = random.Random(seed)
        while not done.is_set():
            person = str(chance.randrange(PEOPLE))
            with database.writing() as session:
                rows = session.exec(select(Keepsake).where(Keepsake.owner == person)).all()
                row = chance.choice(rows)
                assert row.cue == f"cue {person}"
                row.note = f"note {person}"
                session.flush()
                row.cue = f"cue {person}"
                if chance.random() < 0.2:
                    key_id = new_data_key(session, now=now)
                    session.add(Keepsake(owner=person, data_key_id=key_id, cue=f"cue {person}"))
                    written.append(person)
            all_readable(database)

    with ThreadPoolExecutor(3) as writers:
        futures = [writers.submit(write, seed) for seed in range(3)]
        try:
            for _ in range(3):
                new = begin(key_file)
                rotate_data_keys(database, sealed_in=sealed_in)
        finally:
            done.set()
        for future in futures:
            future.result(60)
    rotate_data_keys(database, sealed_in=sealed_in)
    assert masters(database) == {new}
    assert all_readable(database) == keepsakes + len(written)


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_rotation_waits_for_whoever_holds_a_key_and_lets_them_go_first(database, key_file, keepsakes, monkeypatch):
    monkeypatch.setattr(rotation, "_WAIT", "50ms")
    begin(key_file)
    with ThreadPoolExecutor(1) as threads:
        with database.writing() as session:
            held = session.exec(select(Keepsake)).first()
            held.owner, held.cue = "held", "cue held"
            session.flush()
            rotating = threads.submit(rotate_data_keys, database, sealed_in=TABLES)
            held.note = "note held"
            session.flush()
        assert rotating.result(60) == PEOPLE + 1
    assert all_readable(database) == keepsakes


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_key_that_is_held_for_ever_ends_the_rotation_with_what_to_do(database, key_file, keepsakes, monkeypatch):
    monkeypatch.setattr(rotation, "_WAIT", "20ms")
    monkeypatch.setattr(rotation, "_TRIES", 3)
    begin(key_file)
    with database.writing() as session:
        session.exec(select(Keepsake)).first().cue = "cue held"
        session.flush()
        with pytest.raises(UnavailableError, match="Run this again later"):
            rotate_data_keys(database)
        session.rollback()
    rotate_data_keys(database)


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_writer_who_read_a_row_before_its_key_was_replaced_reads_it_again(database, key_file, keep, session):
    keep(cue="red truck")
    session.commit()
    with database.writing() as writer:
        kept = writer.exec(select(Keepsake)).one()
        begin(key_file)
        rotate_data_keys(database, sealed_in=TABLES)
        assert kept.cue == "red truck"
        kept.cue = "blue door"
    with database.reading() as reader:
        assert reader.exec(select(Keepsake)).one().cue == "blue door"


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_writer_who_opened_a_key_before_it_was_replaced_opens_it_again(database, key_file, keepsakes):
    with database.writing() as writer:
        first, second = writer.exec(select(Keepsake.id).where(Keepsake.owner == "3")).all()
        assert writer.get(Keepsake, first).cue == "cue 3"
        begin(key_file)
        rotate_data_keys(database, sealed_in=TABLES)
        assert writer.get(Keepsake, second).cue == "cue 3"
    assert all_readable(database) == keepsakes


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("room", [0, 20_000, 60_000])
def test_a_full_disk_during_a_rotation_leaves_everything_readable_and_the_rest_to_do(
    database, key_file, keepsakes, room
):
    new = begin(key_file)
    log = Path(f"{database.engine.url.database}-wal")
    with files_no_larger_than(log.stat().st_size + room), pytest.raises(OperationalError, match=r"full|I/O"):
        rotate_data_keys(database, sealed_in=TABLES)
    assert all_readable(database) == keepsakes
    assert new in masters(database) or not room
    assert len(masters(database)) == (2 if room else 1)
    rotate_data_keys(database, sealed_in=TABLES)
    assert masters(database) == {new}
    assert all_readable(database) == keepsakes


@pytest.mark.parametrize("room", [0, 100])
def test_a_full_disk_below_the_key_file_leaves_the_keys_as_they_were(key_file, room):
    before = key_file.read_bytes()
    with files_no_larger_than(room), pytest.raises(UnavailableError, match="so the keys are as they were"):
        begin(key_file)
    assert key_file.read_bytes() == before
    assert [file.name for file in key_file.parent.iterdir()] == ["master.key"]


def rotate_for_ever(url: str, key_file: Path, ledger: Path, said: Acknowledgements) -> None:
    database = Database(url, keyring=Keyring(FromFile(key_file), ledger))
    while True:
        with database.reading() as session:
            left = wrapped_by_older(session)
        if not left:
            begin(key_file)
        rotate_data_keys(database, sealed_in=TABLES, progress=lambda done, _: said.say(done))


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.torture)])
def test_a_rotation_killed_at_random_moments_loses_nothing(database, keyring, key_file, keepsakes, rounds):
    chance, said = random.Random(5), Acknowledgements.open()
    told = (address_of(database), key_file, keyring.ledger, said)
    for _ in range(rounds):
        database.close()
        with process(rotate_for_ever, *told) as rotating:
            wait_until(lambda: bool(said.said()))
            rotating.join(chance.uniform(0, 0.2))
        assert all_readable(database) == keepsakes
    said.close()
    rotate_data_keys(database, sealed_in=TABLES)
    assert len(masters(database)) == 1
    assert max(versions(database)) > 1, "each round waits for a key that was wrapped anew"
