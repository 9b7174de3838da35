"""Hostile files: none crashes a reader, none hangs it, none takes much memory, and nothing published changes."""

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from directory.feeds import service
from directory.feeds.codes import Rule
from directory.feeds.comparing import compare
from directory.feeds.formats import read_feed
from directory.feeds.records import FeedRefusedError
from directory.feeds.ruling import judged, parted
from directory.listings.queries import load_listings
from tests.feeds.hostile_files import HOSTILE, mutated
from tests.feeds.reading import MEETING, context
from tests.rules.source_tree import ROOT

MOST_MEGABYTES = 400


@pytest.fixture
def database_kind() -> str:
    """Nothing here asks a database anything that imports do not."""
    return "sqlite"


def read_in_a_child(*asked: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.feeds.hostile_child", *asked]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def test_no_file_that_was_made_to_hurt_crashes_hangs_or_fills_the_memory():
    told = read_in_a_child("named")
    assert told["faults"] == {}
    assert told["count"] == len(HOSTILE) >= 35
    assert told["megabytes"] < MOST_MEGABYTES


@pytest.mark.parametrize("count", [320, pytest.param(2000, marks=pytest.mark.torture)])
def test_no_mutation_of_a_good_file_crashes_hangs_or_fills_the_memory(count):
    told = read_in_a_child("mutated", str(count), "20261122")
    assert told["faults"] == {}
    assert told["count"] == count
    assert told["megabytes"] < MOST_MEGABYTES


def test_nothing_published_changes_by_a_hostile_file_that_waits_for_review(session: Session, now):
    rows = [MEETING | {"slug": f"group-{number}", "name": f"Group {number}"} for number in range(6)]
    for format_name in ("meeting_guide", "bmlt", "icalendar", "csv", "college_scorecard", "hsds"):
        reading = read_feed(json.dumps(rows).encode(), "meeting_guide", context())
        if format_name == "meeting_guide":
            service.accept(session, compare(session, reading, source_name=format_name), now=now)
    session.commit()
    before = {one.id: (one.draft, one.missing_since) for one in load_listings(session)}
    files = [(format_name, make()) for _, (format_name, make) in HOSTILE.items()]
    files += [(format_name, content) for _, format_name, content in mutated(80, seed=7)]
    for number, (format_name, content) in enumerate(one for one in files if len(one[1]) < 300_000):
        try:
            reading = read_feed(content, format_name, context())
        except FeedRefusedError:
            continue
        comparison = compare(session, reading, source_name=format_name)
        later = now + timedelta(hours=number + 1)
        held = judged(session, comparison, Rule.UNCHANGED_SHAPE, columns_before=["other", "columns"])
        assert not parted(session, comparison, held).through.ids_to_write
        service.take_up(session, comparison, held, now=later)
        session.commit()
    assert {one.id: one.draft for one in load_listings(session)} == {key: draft for key, (draft, _) in before.items()}
