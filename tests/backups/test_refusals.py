"""What is not restored, and that it changes nothing: neither an empty machine nor an installation."""

from dataclasses import replace
from random import Random

import pytest

from directory.backups import restoring
from directory.backups.making import keys_of_backups
from directory.backups.postgres_dump import _way_to
from directory.backups.sealing import SealedReader, SealedWriter
from directory.errors import AlongsideError, RefusedError, UnavailableError
from directory.keyring import FromFile, Keyring, new_master_key, write_key_file

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
on_postgres = pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)])


def refused(machine, file, **differently) -> str:
    with pytest.raises(AlongsideError) as refusal:
        machine.restore(file, **differently)
    sentence = str(refusal.value)
    assert sentence.endswith((".", "then restore again."))
    assert "\n" not in sentence
    return sentence


def test_a_damaged_backup_changes_nothing_wherever_it_is_damaged(here, there, made):
    """The sealed file has its own tests; here it is the restore that must not believe one."""
    whole, before = made.file.read_bytes(), here.content()
    places = Random(4)
    heads = [0, 30, 60, 120, 180, len(whole) - 33, len(whole) - 1]
    for place in heads + [places.randrange(len(whole)) for _ in range(20)]:
        changed = bytearray(whole)
        changed[place] ^= 1 << places.randrange(8)
        made.file.write_bytes(changed)
        refused(there, made.file)
    for size in [0, 10, 100, len(whole) // 2, len(whole) - 1]:
        made.file.write_bytes(whole[:size])
        refused(there, made.file)
        refused(here, made.file, force=True)
    assert there.is_bare()
    assert here.content() == before
    assert not list(here.settings.data.glob("before-restore-*"))


def test_what_turns_out_not_to_be_authentic_on_the_way_changes_nothing(here, there, made, monkeypatch):
    """The checksum fits, so the restore begins; the last chunk is somebody else's."""
    before = here.content()
    monkeypatch.setattr(restoring, "check_whole", lambda *_: made.header)
    made.file.write_bytes(made.file.read_bytes()[:-100])
    assert "changed or put together" in refused(there, made.file)
    assert "changed or put together" in refused(here, made.file, force=True)
    assert there.is_bare()
    assert here.content() == before


def test_rows_that_are_missing_although_the_backup_is_authentic_change_nothing(here, there, made, monkeypatch):
    monkeypatch.setattr("directory.backups.counting.count_rows", lambda _session: {})
    assert "is not what was backed up" in refused(there, made.file)
    assert there.is_bare()


@on_sqlite
def test_a_backup_under_another_key_is_refused_with_its_id(there, made, tmp_path):
    other = tmp_path / "other.key"
    write_key_file(other, [new_master_key()])
    there.keyring = Keyring(FromFile(other), there.keyring.ledger)
    assert f"sealed with the master key {made.header.key}" in refused(there, made.file)
    assert there.is_bare()


@on_sqlite
def test_an_older_key_that_is_still_at_hand_opens_older_backups(here, there, made, key_file):
    write_key_file(key_file, [new_master_key(), *here.keyring.keys])
    assert here.back_up("b.backup").header.key != made.header.key
    there.restore(made.file)
    assert there.count() == 3


def with_head(made, machine, **differently):
    """The same content, truly sealed under another head."""
    keys, sealed = keys_of_backups(machine.keyring), made.file.with_name("other.backup")
    with made.file.open("rb") as source, sealed.open("wb") as target:
        writer = SealedWriter(target, replace(made.header, **differently), keys[made.header.key])
        reader = SealedReader(source, keys)
        for part in iter(lambda: reader.read(2**20), b""):
            writer.write(part)
        writer.finish()
    return sealed


@on_sqlite
def test_a_backup_of_a_newer_version_is_refused(here, there, made):
    newer = with_head(made, here, schema="20300101_later")
    assert "is of a newer version (20300101_later)" in refused(there, newer)
    assert there.is_bare()


@on_sqlite
def test_a_backup_of_the_other_kind_of_database_is_refused(here, there, made):
    other = with_head(made, here, kind="postgresql")
    assert "of a postgresql database" in refused(there, other)
    assert there.is_bare()


def test_an_installation_is_never_overwritten_without_force(here, made):
    before = here.content()
    assert "with --force it is moved aside first" in refused(here, made.file)
    assert here.content() == before


def test_an_installation_that_is_in_use_is_not_replaced(here, made):
    with here.database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM service")
        connection.rollback()
        with pytest.raises(UnavailableError, match="stop `alongside serve`"):
            restoring.restore_backup(here.settings, here.keyring, made.file, force=True, now=here.now)
    assert here.count() == 3


@on_sqlite
def test_a_database_that_is_broken_beyond_opening_is_replaced(here, made):
    here.database.close()
    file = here.settings.data / "alongside.sqlite3"
    file.write_bytes(b"not a database at all" * 100)
    aside = here.restore(made.file, force=True).aside
    assert here.count() == 3
    assert (here.settings.data / aside / file.name).read_bytes().startswith(b"not a database")


@on_sqlite
def test_a_damaged_database_is_not_backed_up(here, made):
    before = made.file.read_bytes()
    here.database.close()
    damage(here.settings.data / "alongside.sqlite3")
    with pytest.raises(UnavailableError, match="nothing was backed up"):
        here.back_up()
    assert made.file.read_bytes() == before


def damage(file):
    """Write over rows; the description of the tables, on the first pages, stays readable."""
    pages = file.stat().st_size // 4096
    with file.open("r+b") as opened:
        for page in range(pages - 5, pages):
            opened.seek(page * 4096)
            opened.write(b"\xff" * 100)


@on_sqlite
def test_a_file_that_is_no_backup_is_not_overwritten(here):
    letter = here.backups / "letter.txt"
    letter.write_text("Dear")
    with pytest.raises(RefusedError, match="is not a backup, so it is left as it is"):
        here.back_up("letter.txt")
    assert letter.read_text() == "Dear"


@on_sqlite
def test_a_backup_into_a_folder_that_is_not_there_is_refused(here):
    with pytest.raises(RefusedError, match="There is no folder"):
        here.back_up("nowhere/a.backup")


@on_postgres
def test_without_the_programs_of_postgresql_one_is_told_what_to_install(here, there, made, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnavailableError, match="pg_dump is not installed"):
        here.back_up("b.backup")
    assert "pg_restore is not installed" in refused(there, made.file)
    assert [file.name for file in here.backups.iterdir()] == ["a.backup"]
    assert there.is_bare()


@on_postgres
def test_a_dump_that_goes_wrong_leaves_no_backup(here, monkeypatch):
    here.settings = here.settings.model_copy(update={"database_url": here.settings.database_url + "_not_there"})
    with pytest.raises(UnavailableError, match="does not exist"):
        here.back_up()
    assert list(here.backups.iterdir()) == []


def test_a_password_is_handed_over_where_nobody_else_can_read_it():
    address, environment = _way_to("postgresql://ada:s3cret@db.example.org:5433/alongside?sslmode=require")
    assert "s3cret" not in address
    assert "sslmode=require" in address
    assert environment == {"PGPASSWORD": "s3cret"}
