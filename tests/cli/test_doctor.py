"""What `alongside doctor` finds, and that it says so with its exit code."""

import json
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from directory.cli import checks, checks_backups, checks_keys, checks_serving
from directory.cli.finding import Verdict
from directory.clock import utc_now
from directory.config import load_settings
from directory.crypto import new_data_key, shred
from directory.db import open_database
from directory.feeds.files import keep_file
from directory.feeds.models import FeedRun
from directory.keyring import new_master_key, open_keyring, write_key_file
from directory.listings.changes import note_change
from directory.listings.models import Listing, Source, mint_id
from directory.outbox.models import OwedMessage, State
from directory.worker.models import JobRun
from tests.factories import Make


@pytest.fixture
def installed(with_tables):
    """What `alongside init` makes, more quickly."""
    settings = load_settings()
    settings.keys_folder.mkdir(parents=True)
    write_key_file(settings.resolved_master_key_file, [new_master_key()])
    return settings


def test_a_fresh_installation_is_well(alongside):
    alongside("init")
    ran = alongside("doctor")
    assert ran.code == 0
    assert "wrong" not in ran.out


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


def test_a_database_file_dated_in_the_future_is_a_wrong_clock(installed, data_folder):
    tomorrow = (utc_now() + timedelta(days=1)).timestamp()
    os.utime(data_folder / "alongside.sqlite3", (tomorrow, tomorrow))
    finding = checks.clock(installed)
    assert finding.verdict is Verdict.WRONG
    assert "the database was written at" in finding.sentence


def test_tables_that_are_not_ours_are_worth_a_look(installed):
    with opened(installed) as database, database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id INTEGER)")
    finding = checks.database_tables(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "somebody_elses" in finding.sentence


def test_a_private_file_that_others_can_reach_is_wrong(installed, data_folder):
    file = data_folder / "alongside.sqlite3"
    file.chmod(0o644)
    assert checks.private_files(installed).verdict is Verdict.RIGHT  # nobody else enters the folder
    data_folder.chmod(0o755)
    finding = checks.private_files(installed)
    assert finding.verdict is Verdict.WRONG
    assert f"chmod 600 {file}" in finding.sentence


def test_every_finding_is_told_as_json_too(alongside, installed):
    ran = alongside("doctor", "--json")
    findings = json.loads(ran.out)["findings"]
    assert len(findings) == len(checks.CHECKS)
    assert {finding["verdict"] for finding in findings} <= {"ok", "look"}
    assert ran.code == 0


def test_with_a_broken_database_every_check_still_says_something(alongside, installed, data_folder):
    (data_folder / "alongside.sqlite3").write_bytes(b"not a database at all" * 100)
    ran = alongside("doctor", "--json")
    verdicts = {finding["what"]: finding["verdict"] for finding in json.loads(ran.out)["findings"]}
    assert ran.code == 1
    assert verdicts["database"] == "wrong"
    assert {verdicts[what] for what in ("pragmas", "worker", "letters", "feeds")} == {"look"}


def test_a_key_of_another_installation_is_wrong(installed):
    with opened(installed) as database, database.writing() as session:
        new_data_key(session, now=utc_now())
    write_key_file(installed.resolved_master_key_file, [new_master_key()])
    finding = checks_keys.master_key(installed)
    assert finding.verdict is Verdict.WRONG
    assert "not at hand" in finding.sentence


def test_a_missing_key_is_wrong(installed):
    installed.resolved_master_key_file.unlink()
    assert checks_keys.master_key(installed).verdict is Verdict.WRONG


def test_an_old_key_is_worth_a_look(installed):
    (key,) = open_keyring(installed).keys
    write_key_file(installed.resolved_master_key_file, [replace(key, made_on=date(2020, 1, 1))])
    finding = checks_keys.master_key(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "alongside keys rotate" in finding.sentence


def test_keys_in_the_data_folder_are_wrong(installed, data_folder):
    key = data_folder / "master.key"
    installed.resolved_master_key_file.rename(key)
    moved = installed.model_copy(update={"master_key_file": key, "erasure_ledger": data_folder / "erasures.ledger"})
    assert checks_keys.master_key(moved).verdict is Verdict.WRONG
    assert checks_keys.erasures(moved).verdict is Verdict.WRONG


def test_a_lost_erasure_ledger_is_worth_a_look(installed):
    with opened(installed) as database, database.writing() as session:
        shred(session, new_data_key(session, now=utc_now()), now=utc_now())
    assert checks_keys.erasures(installed).verdict is Verdict.RIGHT
    installed.resolved_erasure_ledger.unlink()
    finding = checks_keys.erasures(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "it lacks 1 erasures" in finding.sentence


def test_backups_and_drills_are_missed_and_then_found(alongside, installed, tmp_path):
    for check in (checks_backups.backups, checks_backups.drills):
        assert check(installed).verdict is Verdict.DOUBTFUL
    assert alongside("backup", str(tmp_path / "a.backup"), "--drill").code == 0
    for check in (checks_backups.backups, checks_backups.drills, checks_backups.left_of_restores):
        assert check(installed).verdict is Verdict.RIGHT
    long_after = utc_now() + timedelta(days=100)
    with patched(checks_backups, "utc_now", lambda: long_after):
        for check in (checks_backups.backups, checks_backups.drills):
            assert check(installed).verdict is Verdict.DOUBTFUL


def test_a_backup_that_no_key_at_hand_opens_is_worth_a_look(alongside, installed, tmp_path):
    alongside("backup", str(tmp_path / "a.backup"))
    write_key_file(installed.resolved_master_key_file, [new_master_key()])
    finding = checks_backups.backups(installed)
    assert finding.verdict is Verdict.DOUBTFUL
    assert "cannot be opened" in finding.sentence


def test_what_a_restore_moved_aside_is_worth_a_look(alongside, installed, tmp_path):
    alongside("backup", str(tmp_path / "a.backup"))
    assert alongside("restore", str(tmp_path / "a.backup"), "--force").code == 0
    assert checks_backups.left_of_restores(installed).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({}, Verdict.RIGHT),
        ({"host": "0.0.0.0"}, Verdict.DOUBTFUL),  # noqa: S104 - what is warned of
        ({"public_url": "http://directory.example.org"}, Verdict.WRONG),
        ({"public_url": "http://localhost:8000"}, Verdict.RIGHT),
        ({"public_url": "https://directory.example.org"}, Verdict.DOUBTFUL),
        ({"public_url": "https://directory.example.org", "trusted_proxies": "127.0.0.1"}, Verdict.RIGHT),
        ({"public_url": "https://directory.example.org", "trusted_proxies": "0.0.0.0/0"}, Verdict.WRONG),
    ],
)
def test_the_address_must_be_one_at_which_people_can_sign_in(data_folder, settings, verdict):
    assert checks_serving.address(load_settings().model_copy(update=settings)).verdict is verdict


def test_letters_that_were_given_up_or_do_not_leave_are_worth_a_look(installed):
    assert checks_serving.letters(installed).verdict is Verdict.RIGHT
    keep(installed, OwedMessage(message="invitation", due_at=utc_now(), created_at=utc_now() - timedelta(hours=2)))
    assert "is a worker running?" in checks_serving.letters(installed).sentence
    keep(installed, OwedMessage(message="invitation", state=State.PARKED, due_at=utc_now(), created_at=utc_now()))
    assert "1 were given up" in checks_serving.letters(installed).sentence


def test_jobs_that_are_not_done_or_fail_are_worth_a_look(installed):
    assert "no job was ever done" in checks_serving.worker(installed).sentence
    keep(installed, JobRun(name="tidy", due_at=utc_now(), done_at=utc_now()))
    assert checks_serving.worker(installed).verdict is Verdict.RIGHT
    with patched(checks_serving, "utc_now", lambda: utc_now() + timedelta(days=2)):
        assert "no job was done since" in checks_serving.worker(installed).sentence
    keep(installed, JobRun(name="send", due_at=utc_now(), failed_at=utc_now(), failure="a1"))
    assert "the job send failed" in checks_serving.worker(installed).sentence


def test_feeds_that_nobody_reads_any_more_are_worth_a_look(installed):
    assert checks_serving.feeds(installed).verdict is Verdict.RIGHT
    source = Source(id=mint_id("source", "s"), name="Elm County", format="meeting_guide", created_at=utc_now())
    counts = dict.fromkeys(("read", "new", "changed", "unchanged", "missing", "rejected"), 0)
    rows = {f"rows_{name}": count for name, count in (counts | {"read": 1}).items()}
    keep(installed, source)
    run = {"source_id": source.id, "started_at": utc_now(), "content_hash": "0" * 64, "content_bytes": 1}
    keep(installed, FeedRun(**run, **rows))
    assert "1 files that were read are not kept" in checks_serving.feeds(installed).sentence
    keep_file(installed.feeds_folder, b"[]", "0" * 64)
    assert checks_serving.feeds(installed).verdict is Verdict.RIGHT
    with patched(checks_serving, "utc_now", lambda: utc_now() + timedelta(days=40)):
        assert "Elm County was last read on" in checks_serving.feeds(installed).sentence


def test_listings_that_are_shown_though_too_long_unchecked_are_worth_a_look(installed):
    assert checks_serving.results(installed).verdict is Verdict.RIGHT
    with opened(installed) as database, database.writing() as session:
        listing = Make(session, utc_now()).listing()
        session.get_one(Listing, listing.id).kept_shown = True
    finding = checks_serving.results(installed)
    assert (finding.verdict, finding.sentence[:21]) == (Verdict.DOUBTFUL, "1 listings are shown ")


@contextmanager
def opened(settings):
    database = open_database(settings)
    yield database
    database.close()


def keep(settings, row):
    with opened(settings) as database, database.writing() as session:
        session.add(row)


@contextmanager
def patched(module, name, value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, value)
        yield


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
