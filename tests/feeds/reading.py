"""Feeds written by us, and what their readers make of them."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from directory.feeds.meeting_types import load_meeting_types
from directory.feeds.readers import bmlt, meeting_guide
from directory.feeds.records import Problem, ReadingContext, Record
from directory.paths import seeds_folder
from search.gazetteer import Gazetteer

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"
REAL = Path(__file__).parents[3] / "shared" / "data" / "meetings"

MEETING = {
    "slug": "tuesday-lunch",
    "name": "Tuesday Lunch",
    "day": 2,
    "time": "12:00",
    "end_time": "13:00",
    "timezone": "America/Chicago",
    "location": "Hall of Trees",
    "address": "100 Elm Street",
    "city": "Minneapolis",
    "state": "MN",
    "postal_code": "55401",
    "latitude": 44.985,
    "longitude": -93.27,
    "types": ["O"],
}

NA_MEETING = {
    "id_bigint": "4411",
    "weekday_tinyint": "2",
    "venue_type": "1",
    "start_time": "19:00:00",
    "duration_time": "01:30:00",
    "time_zone": "",
    "formats": "O,B",
    "format_shared_id_list": "17,1",
    "lang_enum": "en",
    "latitude": "44.985",
    "longitude": "-93.27",
    "published": "1",
    "meeting_name": "Clean Evenings",
    "location_text": "Hall of Trees",
    "location_street": "100 Elm Street",
    "location_municipality": "Minneapolis",
    "location_province": "MN",
    "location_postal_code_1": "55401",
    "location_nation": "USA",
}

NA_FORMATS = [
    {"id": "17", "key_string": "O", "name_string": "Open", "world_id": "OPEN", "lang": "en"},
    {"id": "1", "key_string": "B", "name_string": "Beginners", "world_id": "BEG", "lang": "en"},
    {"id": "4", "key_string": "C", "name_string": "Closed", "world_id": "CLOSED", "lang": "en"},
    {"id": "54", "key_string": "VM", "name_string": "Virtual Meeting", "world_id": "VM", "lang": "en"},
    {"id": "55", "key_string": "TC", "name_string": "Temporarily Closed", "world_id": "TC", "lang": "en"},
    {"id": "56", "key_string": "HY", "name_string": "Hybrid", "world_id": "HYBR", "lang": "en"},
]


@cache
def context() -> ReadingContext:
    """What readers may ask: the codes and places that ship with the seeds, and a fixed moment."""
    gazetteer = Gazetteer.load(seeds_folder() / "places")
    return ReadingContext(
        meeting_types=load_meeting_types(),
        zone_at=gazetteer.zone_at,
        zone_of_zip=lambda code: place.timezone if (place := gazetteer.zip_place(code)) else None,
        now=NOW,
    )


def read_meeting_guide(*rows: Any) -> list[Record | Problem]:
    """Read Meeting Guide rows."""
    return list(meeting_guide.read(json.dumps(list(rows)).encode(), context()))


def read_bmlt(*rows: Any, formats: Any = NA_FORMATS) -> list[Record | Problem]:
    """Read BMLT rows with the formats that the answer defines."""
    return list(bmlt.read(json.dumps({"meetings": list(rows), "formats": formats}).encode(), context()))


def one_meeting(**changed: Any) -> Record:
    """Read one Meeting Guide row that differs from a plain one in these fields; None takes a field away."""
    [record] = read_meeting_guide({name: value for name, value in (MEETING | changed).items() if value is not None})
    assert isinstance(record, Record), record
    return record


def one_na_meeting(**changed: Any) -> Record:
    """Read one BMLT row that differs from a plain one in these fields."""
    [record] = read_bmlt(NA_MEETING | changed)
    assert isinstance(record, Record), record
    return record


def why_refused(outcomes: list[Record | Problem]) -> Problem:
    """Return the one problem that stands in the place of the row."""
    [problem] = outcomes
    assert isinstance(problem, Problem)
    assert problem.turns_the_row_away
    return problem


def flags(record: Record, field: str) -> list[str]:
    """Return what was noted of one field, as sentences."""
    return [problem.sentence() for problem in record.problems if problem.field == field]


def real_feed(name: str) -> bytes:
    """Return a file of real meetings, or skip: they are not part of the project."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"the real feed {name} is not beside this checkout (../shared/data/meetings)")
    return path.read_bytes()
