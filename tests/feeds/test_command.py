"""`alongside feeds import`, as somebody at a terminal runs it."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

import directory.feeds.readers
from directory.config import load_settings
from directory.db import open_database
from directory.feeds.formats import FORMATS
from directory.feeds.models import FeedRun
from directory.listings.queries import load_listings
from tests.feeds.reading import SAMPLES

READERS = Path(directory.feeds.readers.__file__).parent
MEETINGS = str(SAMPLES / "meeting_guide.json")


@pytest.fixture
def installed(data_folder, sqlite_template):
    """A fresh installation, as `alongside init` makes it."""
    data_folder.mkdir(mode=0o700)
    shutil.copy(sqlite_template, data_folder / "alongside.sqlite3")


def found_names() -> set[str]:
    database = open_database(load_settings())
    with database.reading() as session:
        names = {detail.draft.name for detail in load_listings(session)}
    database.close()
    return names


def report_of(ran) -> dict:
    return json.loads(ran.out.splitlines()[-1])


def test_the_last_line_of_json_is_the_contract(alongside, installed):
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept", "--json")
    assert ran.code == 0
    report = report_of(ran)
    assert list(report) == ["read", "new", "changed", "unchanged", "missing", "rejected", "problems"]
    assert [report[what] for what in list(report)[:6]] == [7, 6, 0, 0, 0, 1]
    assert {"row", "source_id", "field", "message", "action"} == set(report["problems"][0])
    assert "Reading" in ran.err
    assert "Reading" not in ran.out
    assert found_names() >= {"Sunrise on Elm", "Night Owls"}


def test_importing_the_same_again_says_that_nothing_changed(alongside, installed):
    command = ("feeds", "import", str(SAMPLES / "bmlt.json"), "--format", "bmlt", "--accept")
    alongside(*command)
    ran = alongside(*command)
    assert "4 read, 0 new, 0 changed, 2 unchanged, 0 missing, 2 rejected." in ran.out
    assert "Nothing is new and nothing has changed." in ran.out


def test_problems_are_told_in_sentences(alongside, installed):
    ran = alongside("feeds", "import", str(SAMPLES / "bmlt.json"), "--format", "bmlt", "--dry-run")
    assert "Row 3 (id 13): weekday 9 is not between 1 and 7, so the row was refused." in ran.out
    assert "Row 4 (id 14): it is not published, so the row was skipped." in ran.out


def test_the_same_problem_of_many_rows_is_told_once(alongside, installed, tmp_path):
    file = tmp_path / "many.json"
    file.write_text(json.dumps([{"slug": f"group-{number}"} for number in range(9)]))
    ran = alongside("feeds", "import", str(file), "--format", "meeting_guide")
    assert ran.out.count("no name") == 1
    assert "Row 1 (id group-0), Row 2 (id group-1), Row 3 (id group-2) and 6 more" in ran.out


def test_a_dry_run_changes_nothing(alongside, installed):
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept", "--dry-run", "--json")
    assert report_of(ran)["new"] == 6
    assert found_names() == set()
    again = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept", "--json")
    assert report_of(again)["new"] == 6


def test_without_accept_proposals_wait_and_nothing_can_be_found(alongside, installed):
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide")
    assert ran.code == 0
    assert "Proposals that wait for review: 6" in ran.out
    assert found_names() == set()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("sign_in.html", "web page (HTML)"),
        ("nowhere.json", "cannot be read"),
        ("", "There is no CSV file in"),
        ("bmlt.json", "--format bmlt"),
    ],
)
def test_a_file_that_is_refused_ends_with_one_sentence_and_changes_nothing(alongside, installed, file, sentence):
    ran = alongside("feeds", "import", str(SAMPLES / file), "--format", "meeting_guide", "--accept", "--json")
    assert ran.code == 1
    assert ran.out == ""
    assert sentence in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err
    assert found_names() == set()


def test_what_was_accepted_or_filed_is_kept_and_a_dry_run_keeps_nothing(alongside, installed, data_folder):
    command = ("feeds", "import", MEETINGS, "--format", "meeting_guide")
    alongside(*command, "--dry-run")
    assert not (data_folder / "feeds").exists()
    alongside(*command)
    alongside(*command, "--accept")
    [kept] = (data_folder / "feeds").iterdir()
    assert gzip.decompress(kept.read_bytes()) == Path(MEETINGS).read_bytes()
    database = open_database(load_settings())
    with database.reading() as session:
        assert {f"{run.content_hash}.gz" for run in session.exec(select(FeedRun))} == {kept.name}
    database.close()


def test_a_file_that_cannot_be_kept_is_not_imported(alongside, installed, data_folder):
    (data_folder / "feeds").write_text("a file where the folder should be")
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].endswith("so nothing was imported.")
    assert found_names() == set()


def test_an_index_that_cannot_follow_is_told_and_what_to_do(alongside, installed, data_folder):
    (data_folder / "index").write_text("a file where the folder should be")
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept")
    assert ran.code == 1
    assert "The listings were written" in ran.err
    assert "alongside index rebuild" in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_a_file_of_which_no_row_can_be_read_does_not_claim_that_nothing_is_new(alongside, installed, tmp_path):
    file = tmp_path / "rows.json"
    file.write_text("[null, {}]")
    ran = alongside("feeds", "import", str(file), "--format", "meeting_guide")
    assert ran.code == 0
    assert "No row could be read, so nothing has changed." in ran.out


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--accept",)])
def test_the_last_line_is_one_line_of_plain_ascii_whatever_the_rows_say(alongside, installed, tmp_path, options):
    file = tmp_path / "rows.json"
    rows = [{"slug": "a", "name": "\u2028 Café"}, {"slug": "b", "\u2028\ud800": "x" * 70_000}]
    file.write_text(json.dumps(rows))
    ran = alongside("feeds", "import", str(file), "--format", "meeting_guide", "--json", *options)
    assert ran.code == 0
    assert ran.out.splitlines()[-1].isascii()
    assert [report_of(ran)[what] for what in ("read", "new", "rejected")] == [2, 1, 1]


@pytest.mark.parametrize("name", ["", "  ", "\udcff"])
def test_a_name_that_says_nothing_is_none(alongside, installed, name):
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--dry-run", "--source", name)
    assert "Source: meeting_guide (meeting_guide)" in ran.out


def test_stopping_an_import_changes_nothing_and_leaves_no_trace_of_code(installed, tmp_path):
    feed = tmp_path / "feed.json"
    os.mkfifo(feed)
    running = start_import(feed)
    with feed.open("wb"):  # from here on the program waits for what the feed will say
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in err
    assert found_names() == set()


def test_a_program_killed_while_it_writes_leaves_all_or_nothing(alongside, installed, tmp_path):
    feed = tmp_path / "feed.json"
    rows = [{"slug": f"group-{number}", "name": f"Group {number}"} for number in range(300)]
    feed.write_text(json.dumps(rows))
    running = start_import(feed)
    assert running.stderr is not None
    next(line for line in running.stderr if "Writing" in line)
    running.kill()
    running.communicate()
    assert len(found_names()) in {0, 300}
    assert alongside("feeds", "import", str(feed), "--format", "meeting_guide", "--accept").code == 0
    assert len(found_names()) == 300
    assert json.loads(alongside("find", "Group 7", "--json").out)["total"] >= 1


def start_import(feed: Path) -> subprocess.Popen[str]:
    """Start an import in a program of its own."""
    command = ["feeds", "import", str(feed), "--format", "meeting_guide", "--accept"]
    # Whoever starts the suite in the background has Ctrl-C ignored, and a program inherits that.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heard}; from directory.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", code, *command], stderr=subprocess.PIPE, text=True)


def test_an_import_before_init_says_what_to_run(alongside):
    ran = alongside("feeds", "import", MEETINGS, "--format", "meeting_guide")
    assert ran.code == 1
    assert "alongside init" in ran.err


def test_a_name_tells_two_feeds_of_one_format_apart(alongside, installed, tmp_path):
    alongside("feeds", "import", MEETINGS, "--format", "meeting_guide", "--accept")
    other = tmp_path / "other.json"
    rows = json.loads((SAMPLES / "meeting_guide.json").read_text())
    other.write_text(
        json.dumps(
            [{**row, "name": f"Other {number}", "address": f"{number} Birch Street"} for number, row in enumerate(rows)]
        )
    )
    refused = alongside("feeds", "import", str(other), "--format", "meeting_guide", "--accept")
    assert refused.code == 1
    assert "name it with --source" in refused.err
    named = alongside(
        "feeds", "import", str(other), "--format", "meeting_guide", "--accept", "--source", "Other", "--json"
    )
    assert report_of(named)["new"] == 6


@pytest.mark.parametrize(
    ("file", "format_name", "new"), [("meeting_guide_mongo.json", "meeting_guide", 2), ("bmlt_admin.json", "bmlt", 1)]
)
def test_the_other_dialects_are_read_too(alongside, installed, file, format_name, new):
    ran = alongside("feeds", "import", str(SAMPLES / file), "--format", format_name, "--accept", "--json")
    assert report_of(ran)["new"] == new


def test_every_folder_among_the_readers_is_a_format_that_can_be_chosen(alongside):
    folders = {path.name for path in READERS.iterdir() if (path / "__init__.py").is_file()}
    assert len(FORMATS) == len(folders)
    assert {"bmlt", "meeting_guide", "hsds", "icalendar", "college_scorecard", "csv"} <= set(FORMATS)
    refused = alongside("feeds", "import", "any.json", "--format", "smoke_signals")
    assert refused.code == 2
    assert "'smoke_signals' is not one of" in " ".join(refused.err.split())
