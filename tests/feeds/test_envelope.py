"""What a file must be before its rows are read: one clear sentence otherwise, never a trace."""

import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.feeds.readers import bmlt, meeting_guide
from directory.feeds.records import FeedRefusedError, Problem, Record
from tests.feeds.reading import MEETING, NA_MEETING, context

READERS = pytest.mark.parametrize("read", [meeting_guide.read, bmlt.read])
GOOD = json.dumps([MEETING], ensure_ascii=False)


@READERS
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\t ", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page (HTML)"),
        (b"\n <html>", "web page (HTML)"),
        (b"<?xml version='1.0'?><rss/>", "HTML or XML"),
        (GOOD.encode()[:-40], "truncated"),
        (b'[{"slug": "a", ', "truncated"),
        (b'[{"slug": oops}]', "line 1, column 11"),
        (b"slug,name\na,b\n", "is not JSON"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"PK\x03\x04", "compressed"),
        (b"\x00\x01\x02", "is not JSON"),
        (b"[]", "never taken to mean that everything closed"),
        (b'{"error": "no such key"}', "one object"),
        (b"7", "a number"),
        (b"null", "null"),
        (b'"meetings"', "text"),
        (b"[" * 40 + b"]" * 40, "nested more than 32 levels"),
        (b"[" * 100_000 + b"]" * 100_000, "nested more than 32 levels"),
        (b"[" + b"9" * 5000 + b"]", "thousands of digits"),
        (b"[" + b" " * (10 * 2**20) + b"]", "larger than 10 MB"),
        (b"[" + b"1," * 100_000 + b"1]", "100,001 rows"),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else None,
)
def test_a_file_that_is_not_what_it_claims_is_refused_in_one_sentence(read, content, sentence):
    with pytest.raises(FeedRefusedError) as refused:
        read(content, context())
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_bmlt_answer_is_not_taken_for_meeting_guide():
    with pytest.raises(FeedRefusedError, match="--format bmlt"):
        meeting_guide.read(json.dumps({"meetings": [NA_MEETING], "formats": []}).encode(), context())


def test_a_list_of_the_other_format_is_told_apart_by_its_fields():
    with pytest.raises(FeedRefusedError, match="--format bmlt"):
        meeting_guide.read(json.dumps([NA_MEETING, None]).encode(), context())
    with pytest.raises(FeedRefusedError, match="--format meeting_guide"):
        bmlt.read(json.dumps([MEETING, None]).encode(), context())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_obstacle(encoding):
    [record] = meeting_guide.read(GOOD.replace("Lunch", "Café").encode(encoding), context())
    assert isinstance(record, Record)
    assert record.draft.name == "Tuesday Café"


def test_latin_1_is_read_and_said_so():
    problem, record = meeting_guide.read(GOOD.replace("Lunch", "Café").encode("latin-1"), context())
    assert isinstance(problem, Problem)
    assert problem.sentence() == "The file: its text is not UTF-8, so it was read as Latin-1 (Windows-1252)."
    assert isinstance(record, Record)
    assert record.draft.name == "Tuesday Café"


def test_a_cell_over_64_kb_costs_its_row_and_no_other():
    long = {**MEETING, "slug": "long", "notes": "x" * 70_000}
    problem, record = meeting_guide.read(json.dumps([long, MEETING]).encode(), context())
    assert isinstance(problem, Problem)
    assert (problem.field, problem.message) == ("notes", "the text is longer than 64 KB")
    assert isinstance(record, Record)


def test_the_name_of_a_field_is_told_without_what_cannot_be_printed():
    row = {**MEETING, "\ud800a\u2028b\x00\n\u202ec": "x" * 70_000}
    [problem] = meeting_guide.read(json.dumps([row]).encode(), context())
    assert isinstance(problem, Problem)
    assert problem.field == "a b c"


SLOW_TO_SEARCH = ["a", "1", "1st,", "555-", "1 / ", "Call A", "a-", "a@", "&", "<", "room "]


@READERS
@pytest.mark.parametrize("piece", SLOW_TO_SEARCH)
def test_the_longest_cell_takes_no_longer_than_a_moment(read, piece):
    cell = (piece * 60_000)[:60_000]
    base = MEETING if read is meeting_guide.read else NA_MEETING
    row = base | dict.fromkeys(("notes", "location_notes", "comments", "location_info", "address"), cell)
    started = process_time()
    [outcome] = read(json.dumps([row]).encode(), context())
    assert isinstance(outcome, Record)
    assert process_time() - started < 3


def test_what_no_database_stores_is_taken_out_of_the_kept_row():
    content = b'[{"slug": "a", "name": "A\\u0000B", "notes": "\\ud800x", "latitude": 1e999, "longitude": NaN}]'
    [record] = meeting_guide.read(content, context())
    assert isinstance(record, Record)
    assert record.raw == {"slug": "a", "name": "AB", "notes": "x", "latitude": None, "longitude": None}
    json.dumps(record.raw, allow_nan=False).encode()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TIMES = ["", "0", "7", "24:00", "25:61", "6:30 PM", "01:30:00", "EST", "UTC", "Mars", "1,2"]
LINKS = ["zoom.us/j/1", "javascript:x", "https://[", "tel:1", "a@b.co"]
OTHERS = [
    "yes",
    "no",
    "TC",
    "ONL",
    "C,O",
    "<b>x</b>",
    "{}",
    "91",
    "-0.0",
    "1e5",
    "٣",
    "100 Elm, Room 2, X, MN 55401, USA",
]
LIKELY = st.sampled_from([*TIMES, *LINKS, *OTHERS])


def rows_with(fields: list[str]) -> st.SearchStrategy[object]:
    values = LIKELY | SCALARS | ANYTHING
    return st.lists(st.dictionaries(st.sampled_from(fields), values, max_size=12) | ANYTHING, min_size=1, max_size=4)


MEETING_GUIDE_MORE = [
    "_id",
    "conference_url",
    "conference_phone",
    "notes",
    "coordinates",
    "formatted_address",
    "updated",
]
MEETING_GUIDE_RARE = ["duration", "languages", "regions", "group", "entity", "url", "email", "approximate", "archived"]
BMLT_MORE = ["comments", "virtual_meeting_link", "phone_meeting_number", "bus_lines", "email_contact", "location_info"]
BMLT_ADMIN = ["id", "day", "startTime", "duration", "formatIds", "venueType", "serviceBodyId", "name", "timeZone"]
MEETING_GUIDE_FIELDS = [*MEETING, *MEETING_GUIDE_MORE, *MEETING_GUIDE_RARE]
BMLT_FIELDS = [*NA_MEETING, *BMLT_MORE, *BMLT_ADMIN]


@settings(max_examples=120)
@given(rows=rows_with(MEETING_GUIDE_FIELDS), plain=st.booleans())
def test_meeting_guide_answers_every_row_whatever_it_holds(rows, plain):
    rows = [{**MEETING, **row} if plain and isinstance(row, dict) else row for row in rows]
    outcomes = list(meeting_guide.read(json.dumps(rows).encode(), context()))
    assert [outcome.row for outcome in outcomes] == list(range(1, len(rows) + 1))
    assert all("\n" not in problem.sentence() for outcome in outcomes for problem in problems_of(outcome))


@settings(max_examples=120)
@given(rows=rows_with(BMLT_FIELDS), plain=st.booleans(), formats=ANYTHING)
def test_bmlt_answers_every_row_whatever_it_holds(rows, plain, formats):
    rows = [{**NA_MEETING, **row} if plain and isinstance(row, dict) else row for row in rows]
    content = json.dumps({"meetings": rows, "formats": formats}).encode()
    outcomes = list(bmlt.read(content, context()))
    assert [outcome.row for outcome in outcomes] == list(range(1, len(rows) + 1))
    assert all("\n" not in problem.sentence() for outcome in outcomes for problem in problems_of(outcome))


@settings(max_examples=200)
@given(content=st.binary(max_size=200) | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(content):
    for read in (meeting_guide.read, bmlt.read):
        try:
            assert list(read(content, context()))
        except FeedRefusedError as refused:
            assert str(refused)


def problems_of(outcome: Record | Problem) -> list[Problem]:
    return list(outcome.problems) if isinstance(outcome, Record) else [outcome]
