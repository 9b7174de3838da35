"""What `alongside doctor` finds, and that it says so with its exit code."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.cli import checks
from directory.cli.finding import Verdict
from directory.clock import utc_now
from directory.config import load_settings
from directory.db import open_database
from directory.listings.changes import note_change
from directory.listings.models import mint_id


@pytest.fixture
def installed(alongside, data_folder):
    alongside("init")
    return load_settings()


def test_a_fresh_installation_is_well(alongside, installed):
    ran = alongside("doctor")
    assert ran.code == 0
    assert "WRONG" not in ran.out


def test_without_installation_the_doctor_says_what_to_run(alongside):
    ran = alongside("doctor")
    assert ran.code == 1
    assert "alongside init" in ran.out


def test_a_folder_others_can_read_is_wrong(installed, data_folder):
    data_folder.chmod(0o755)
    finding = checks.data_folder(installed)
    assert finding.verdict is Verdict.WRONG
    assert f"chmod 700 {data_folder}" in finding.sentence


def test_a_full_disk_is_wrong(installed, monkeypatch):
    monkeypatch.setattr(checks, "LEAST_FREE", 2**80)
    assert checks.disk_space(installed).verdict is Verdict.WRONG


def test_a_clock_before_this_version_is_wrong(installed, monkeypatch):
    monkeypatch.setattr(checks, "utc_now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    assert checks.clock(installed).verdict is Verdict.WRONG


def test_a_clock_behind_the_newest_change_is_wrong(installed):
    database = open_database(installed)
    with database.writing() as session:
        note_change(session, mint_id("t", "1"), now=utc_now() + timedelta(days=1))
    database.close()
    finding = checks.clock(installed)
    assert finding.verdict is Verdict.WRONG
    assert "a listing changed at" in finding.sentence


def test_a_database_that_is_none_is_wrong(installed, data_folder):
    (data_folder / "alongside.sqlite3").write_bytes(b"not a database at all" * 100)
    finding = checks.database_tables(installed)
    assert finding.verdict is Verdict.WRONG
    assert finding.sentence == "The database cannot be opened: file is not a database."


def test_an_index_that_is_not_built_yet_is_worth_a_look(installed):
    finding = checks.search_index(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "alongside index rebuild" in finding.sentence


def test_an_index_in_step_with_the_database_is_right(alongside, installed):
    alongside("index", "rebuild")
    assert checks.search_index(installed).verdict is Verdict.RIGHT


def test_an_index_behind_the_database_is_worth_a_look(alongside, installed):
    alongside("index", "rebuild")
    database = open_database(installed)
    with database.writing() as session:
        note_change(session, mint_id("t", "1"), now=utc_now())
    database.close()
    finding = checks.search_index(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "1 changes behind" in finding.sentence
