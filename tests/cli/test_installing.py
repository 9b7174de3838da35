"""From nothing to an installation, and what is said when there is none."""

import stat

import pytest
from sqlmodel import func, select

from directory.config import load_settings
from directory.db import open_database
from directory.listings.models import TaxonomyTerm

COMMANDS_THAT_NEED_A_DATABASE = [("db", "check"), ("seed", "vocabulary"), ("seed", "demo")]


def test_init_makes_a_private_folder_with_a_database_and_its_vocabulary(alongside, data_folder):
    ran = alongside("init")
    assert ran.code == 0
    assert "is ready" in ran.out
    assert stat.S_IMODE(data_folder.stat().st_mode) == 0o700
    database = open_database(load_settings())
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(TaxonomyTerm)).one() >= 150
    database.close()


def test_init_runs_twice(alongside):
    alongside("init")
    assert alongside("init").code == 0


@pytest.mark.parametrize("command", COMMANDS_THAT_NEED_A_DATABASE, ids=" ".join)
def test_a_command_without_installation_says_what_to_run(alongside, data_folder, command):
    ran = alongside(*command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"There is no database in {data_folder} yet; run: alongside init\n"
    assert not data_folder.exists()


def test_a_database_without_tables_is_refused_with_what_to_run(alongside, data_folder):
    data_folder.mkdir()
    (data_folder / "alongside.sqlite3").touch()
    told = alongside("db", "check").err
    assert told == "The database does not have the tables of this version; run: alongside db upgrade\n"


def test_db_upgrade_makes_the_tables_and_says_when_they_are_there(alongside):
    assert alongside("db", "upgrade").out == "The database now has the tables of this version.\n"
    assert alongside("db", "upgrade").out == "The database already has the tables of this version.\n"
    assert alongside("db", "check").code == 0


def test_db_check_names_what_differs(alongside):
    alongside("db", "upgrade")
    database = open_database(load_settings())
    with database.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE stray (id INTEGER)")
    database.close()
    ran = alongside("db", "check")
    assert ran.code == 1
    assert "stray" in ran.err


def test_an_unreachable_database_is_told_in_one_line(alongside, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/alongside")
    ran = alongside("db", "check")
    assert ran.code == 1
    assert ran.err.startswith("The database cannot be opened: ")
    assert ran.err.count("\n") == 1


def test_a_data_folder_that_cannot_be_made_is_told(alongside, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ALONGSIDE_DATA", str(tmp_path / "file" / "folder"))
    ran = alongside("init")
    assert ran.code == 1
    assert "name another in ALONGSIDE_DATA" in ran.err


def test_a_setting_that_means_nothing_is_named(alongside, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_TIMEZONE", "Minneapolis")
    ran = alongside("init")
    assert ran.code == 1
    assert "The setting timezone cannot be used: there is no time zone named 'Minneapolis'" in ran.err


def test_seeding_the_vocabulary_twice_gives_the_same_terms(alongside):
    alongside("init")
    first = alongside("seed", "vocabulary")
    assert first.code == 0
    assert alongside("seed", "vocabulary") == first


def test_the_bare_command_lists_what_it_can_do(alongside):
    listed = alongside().out
    assert all(name in listed for name in ("init", "db", "seed", "doctor"))
