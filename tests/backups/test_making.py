"""What is made: where, under which name, how many are kept; and the drill, which leaves nothing but a date."""

from datetime import timedelta

import pytest

from directory.backups import drilling
from directory.backups.drilling import drill
from directory.backups.history import HISTORY_FILE, last_backup, last_drill, note_backup
from directory.backups.making import prune
from directory.errors import UnavailableError
from directory.keyring import open_keyring
from tests.postgres import PostgresServer

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


@on_sqlite
def test_in_a_folder_a_backup_is_named_by_its_moment(here):
    assert here.back_up(".").file.name == "alongside-20261122T000000Z.backup"


@on_sqlite
def test_a_backup_takes_the_place_of_the_one_before_in_one_step(here, made):
    before = made.file.stat().st_ino
    with made.file.open("rb") as opened:
        here.back_up()
        assert opened.read() != made.file.read_bytes()
    assert made.file.stat().st_ino != before
    assert [file.name for file in here.backups.iterdir()] == ["a.backup"]


@on_sqlite
def test_of_the_backups_in_a_folder_the_newest_are_kept(here):
    for day in range(4):
        made = here.back_up(".", now=here.now + timedelta(days=day))
    (here.backups / "alongside-notes.backup").write_text("not a backup")
    (here.backups / "alongside-20261122T000000Z.backup").rename(here.backups / "before the move.backup")
    removed = prune(made, keep=2)
    assert [file.name for file in removed] == ["alongside-20261123T000000Z.backup"]
    assert {file.name for file in here.backups.iterdir()} == {
        "before the move.backup",
        "alongside-notes.backup",
        "alongside-20261124T000000Z.backup",
        "alongside-20261125T000000Z.backup",
    }


@on_sqlite
def test_backups_of_another_installation_in_the_same_folder_are_left_alone(here, there, made):
    there.restore(made.file)
    other = there.back_up(".", now=here.now - timedelta(days=9))
    for day in range(2):
        made = here.back_up(".", now=here.now + timedelta(days=day))
    assert len(prune(made, keep=1)) == 1
    assert other.file.exists()


@on_sqlite
def test_what_a_killed_backup_left_is_swept_by_the_next(here):
    left = here.backups / ".alongside-20261101T000000Z.backup.abc.unfinished"
    left.write_bytes(b"half")
    here.back_up(".")
    assert not left.exists()


def test_a_drill_leaves_the_installation_alone_and_nothing_but_its_date(here, made):
    before, files = here.content(), set(here.settings.data.iterdir())
    restored = drill(here.settings, here.keyring, made.file, now=here.now)
    assert restored.faults == ()
    assert last_drill(here.settings) == here.now
    assert here.content() == before
    assert {file.name for file in set(here.settings.data.iterdir()) - files} == {HISTORY_FILE}
    assert databases_of_drills(here) == []


def databases_of_drills(machine) -> list[str]:
    if not machine.settings.database_url.startswith("postgresql"):
        return []
    with machine.database.engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT datname FROM pg_database WHERE datname LIKE 'alongside\\_drill\\_%%'"
        )
        return list(names.scalars())


def test_a_drill_that_goes_wrong_is_not_noted_and_leaves_nothing(here, made, monkeypatch):
    def fails(*_: object) -> None:
        raise UnavailableError("No room for an index.")

    monkeypatch.setattr(drilling, "index_keeper", fails)
    with pytest.raises(UnavailableError, match="No room"):
        drill(here.settings, here.keyring, made.file, now=here.now)
    assert last_drill(here.settings) is None
    assert not list(here.settings.data.glob(".drill-*"))
    assert databases_of_drills(here) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"])
def test_a_user_who_may_not_make_a_database_is_told_what_the_drill_needs(here, made, postgres: PostgresServer):
    with here.database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE modest LOGIN")
    try:
        modest = here.settings.database_url.replace("postgres@", "modest@")
        settings = here.settings.model_copy(update={"database_url": modest})
        with pytest.raises(UnavailableError, match="ALTER ROLE modest CREATEDB"):
            drill(settings, open_keyring(settings), made.file, now=here.now)
    finally:
        with here.database.engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE modest")


@on_sqlite
def test_a_history_that_was_lost_or_spoilt_counts_as_none(here, made):
    note_backup(here.settings, made.file, here.now)
    assert last_backup(here.settings) == (here.now, made.file)
    (here.settings.data / HISTORY_FILE).write_text("[")
    assert last_backup(here.settings) is None
    note_backup(here.settings, made.file, here.now)
    assert last_backup(here.settings) == (here.now, made.file)
