"""`alongside audit` from the command line: exit codes, sentences, a head to keep, and memory that does not grow."""

import shutil
import tracemalloc

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from directory.audit.verifying import find_breaks, read_head
from directory.cli.audit import app
from directory.db import Database
from directory.errors import RefusedError
from tests.audit.conftest import LENGTH, breaks, note_many


@pytest.fixture
def run(settings, monkeypatch):
    """Run a command on the installation of the test."""
    monkeypatch.setenv("ALONGSIDE_DATA", str(settings.data))
    monkeypatch.setenv("ALONGSIDE_DATABASE_URL", settings.database_url)
    return lambda *arguments: CliRunner().invoke(app, arguments)


def test_a_whole_chain_passes_with_and_without_its_head(run, kept):
    assert run("head").stdout == f"{kept}\n"
    for arguments in (["verify"], ["verify", "--head", str(kept)]):
        answer = run(*arguments)
        assert (answer.exit_code, answer.stdout) == (0, f"All {LENGTH} entries are as they were written.\n")


def test_a_database_without_entries_has_a_head_too(run, database):
    assert run("head").stdout == f"0:{'0' * 64}\n"
    assert run("verify", "--head", f"0:{'0' * 64}").exit_code == 0


def test_a_touched_entry_fails_the_check_and_is_named(run, unguarded, kept):
    with unguarded.engine.begin() as connection:
        connection.execute(text("UPDATE audit_entry SET act = 'session.signed_out' WHERE number = 7"))
    answer = run("verify")
    assert (answer.exit_code, answer.stdout) == (1, "Entry 7: It is not as it was written.\n")


def test_a_chain_that_was_cut_fails_only_against_the_head_that_was_kept(run, unguarded, kept):
    with unguarded.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE number > 30"))
        connection.execute(
            text(
                "UPDATE log_head SET number = 30, hash = (SELECT hash FROM audit_entry WHERE number = 30) "
                "WHERE log = 'audit'"
            )
        )
    assert run("verify").exit_code == 0
    assert run("verify", "--head", str(kept)).exit_code == 1


@pytest.mark.parametrize("typed", ["", "7", "7:", "x:" + "0" * 64, "7:" + "0" * 63, "7:" + "g" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused_with_a_sentence(typed):
    with pytest.raises(RefusedError, match="A head is a number"):
        read_head(typed)


def test_a_head_is_read_as_it_was_printed(kept):
    assert read_head(f" {kept}\n") == kept


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_copy_of_the_database_passes_against_the_head_of_the_first(database, kept, tmp_path, now):
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(str(database.engine.url.database), copy)
    restored = Database(f"sqlite:///{copy}")
    with restored.writing() as session:
        note_many(session, range(3), now)
    with restored.reading() as session:
        assert breaks(session, kept) == []
    restored.close()


def test_the_check_needs_no_more_memory_for_a_longer_chain(database, now, monkeypatch):
    monkeypatch.setattr("directory.audit.verifying.AT_ONCE", 50)

    def most(entries: int) -> int:
        with database.writing() as session:
            note_many(session, range(entries), now)
        told: list[tuple[int, int]] = []
        with database.reading() as session:
            tracemalloc.start()
            assert list(find_breaks(session, None, lambda done, total: told.append((done, total)))) == []
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert told[0][0] == 50
        return peak

    most(100)
    few, many = most(100), most(2000)
    assert many < 2 * few
