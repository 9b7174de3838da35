"""Files that somebody made to hurt: what each is called, the format it claims to be, and how it is made."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.feeds.reading import MEETING, NA_MEETING, SAMPLES

Make = Callable[[], bytes]


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _meetings(**changed: Any) -> bytes:
    return _json([MEETING | changed])


def _calendar(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:1", "SUMMARY:Gym", "DTSTART:20261124T190000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return packed.getvalue()


DEEP = 200_000
HOSTILE: Mapping[str, tuple[str, Make]] = {
    # What no reader should even begin with.
    "nothing": ("bmlt", lambda: b""),
    "blanks": ("bmlt", lambda: b" \r\n\t" * 1000),
    "one NUL": ("bmlt", lambda: b"\x00"),
    "NULs": ("csv", lambda: b"\x00" * 100_000),
    "noise": ("meeting_guide", lambda: random.Random(1).randbytes(500_000)),
    "noise as a spreadsheet": ("csv", lambda: random.Random(2).randbytes(500_000)),
    "noise as a calendar": ("icalendar", lambda: b"BEGIN:VCALENDAR\r\n" + random.Random(3).randbytes(200_000)),
    "more than 10 MB": ("meeting_guide", lambda: b"[" + b" " * (10 * 1024 * 1024) + b"]"),
    "more than 10 MB of spreadsheet": ("csv", lambda: b"name\n" + b"a\n" * (6 * 1024 * 1024)),
    "a gzip bomb": ("meeting_guide", lambda: gzip.compress(b"[" + b" " * 50_000_000)),
    "a zip bomb": ("hsds", lambda: _zip({"services.csv": b"id,name\n" + b"a" * 50_000_000})),
    "a zip with a way out": ("hsds", lambda: _zip({"../../etc/passwd": b"id,name\n1,a\n"})),
    "an HTML page": ("meeting_guide", lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>"),
    "an HTML page as a calendar": ("icalendar", lambda: b"<html><head></head></html>"),
    "XML with a billion laughs": ("csv", lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'),
    "XML that names a file": (
        "meeting_guide",
        lambda: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    ),
    # JSON that costs more than it says.
    "brackets 200,000 deep": ("meeting_guide", lambda: b"[" * DEEP),
    "closed brackets 200,000 deep": ("bmlt", lambda: b"[" * DEEP + b"]" * DEEP),
    "braces 100,000 deep": ("bmlt", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a row 60 deep": ("meeting_guide", lambda: b'[{"slug":"a","name":"a","types":' + b"[" * 60 + b"]" * 60 + b"}]"),
    "a number of a million digits": ("meeting_guide", lambda: b'[{"slug":' + b"9" * 1_000_000 + b"}]"),
    "a number beyond every limit": (
        "meeting_guide",
        lambda: b'[{"slug":"a","name":"a","latitude":1e999,"longitude":-1e999}]',
    ),
    "not a number": ("meeting_guide", lambda: b'[{"slug":NaN,"name":Infinity}]'),
    "half characters": ("meeting_guide", lambda: b'[{"slug":"\\ud800","name":"\\udfff\\ud800"}]'),
    "a key of a megabyte": ("meeting_guide", lambda: _json([MEETING | {"k" * 1_000_000: 1}])),
    "100,001 rows": ("meeting_guide", lambda: _json([1] * 100_001)),
    "100,000 rows of null": ("meeting_guide", lambda: b"[" + b"null," * 99_999 + b"null]"),
    "the same id 20,000 times": ("meeting_guide", lambda: _json([{"slug": "a", "name": "a"}] * 20_000)),
    "a list where an object belongs": ("bmlt", lambda: _json({"meetings": [[1, 2], "x", None, 7, True]})),
    "objects where text belongs": ("bmlt", lambda: _json([NA_MEETING | {"meeting_name": {"a": 1}, "comments": [1]}])),
    "formats that are no formats": ("bmlt", lambda: _json({"meetings": [NA_MEETING], "formats": "x"})),
    # Text that is more than text.
    "a script in every field": (
        "meeting_guide",
        lambda: _meetings(name="<script>alert(1)</script>", notes="<img src=x onerror=a()>"),
    ),
    "a link that runs": (
        "meeting_guide",
        lambda: _meetings(url="javascript:alert(1)", conference_url="data:text/html,x"),
    ),
    "letters that turn the line around": (
        "meeting_guide",
        lambda: _meetings(name="\u202eevil\u202c \u200b\ufeff", notes="\u2066x"),
    ),
    "markup nested 50,000 deep": ("meeting_guide", lambda: _meetings(notes="<b>" * 20_000)),
    "entities within entities": ("meeting_guide", lambda: _meetings(notes="&amp;" * 12_000)),
    "a text of digits": ("meeting_guide", lambda: _meetings(notes="1-" * 30_000)),
    "a text that looks like addresses": ("meeting_guide", lambda: _meetings(notes="a@" * 30_000)),
    "a text that looks like ordinals": ("meeting_guide", lambda: _meetings(notes="1st, 2nd, 3rd & " * 4_000)),
    "a text of capital letters and names": ("meeting_guide", lambda: _meetings(notes="contact Aaaa " * 5_000)),
    "a street of rooms": ("meeting_guide", lambda: _meetings(address=", room 1" * 8_000)),
    "an address of commas": ("meeting_guide", lambda: _meetings(address="", formatted_address="," * 60_000)),
    "a cell of 70 KB": ("meeting_guide", lambda: _meetings(notes="x" * 70_000)),
    "types without end": ("meeting_guide", lambda: _meetings(types=["X"] * 50_000)),
    "days without end": ("meeting_guide", lambda: _meetings(day=list(range(100_000)))),
    "a zone that is a path": ("meeting_guide", lambda: _meetings(timezone="../../../etc/passwd")),
    "a time of many digits": (
        "bmlt",
        lambda: _json([NA_MEETING | {"start_time": "9" * 60_000, "duration_time": ":" * 60_000}]),
    ),
    # Calendars that come back more often than time allows.
    "an event each second": ("icalendar", lambda: _calendar("RRULE:FREQ=SECONDLY")),
    "an event on no day": ("icalendar", lambda: _calendar("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    "a rule of 50,000 days": ("icalendar", lambda: _calendar("RRULE:FREQ=MONTHLY;BYMONTHDAY=" + "31," * 50_000 + "1")),
    "a count beyond every limit": ("icalendar", lambda: _calendar("RRULE:FREQ=WEEKLY;COUNT=99999999999999999999")),
    "an interval of nothing": ("icalendar", lambda: _calendar("RRULE:FREQ=WEEKLY;INTERVAL=0")),
    "an event that lasts for ages": ("icalendar", lambda: _calendar("DURATION:P99999999999W")),
    "50,000 excepted days": ("icalendar", lambda: _calendar("EXDATE:" + "20261124T190000Z," * 50_000)),
    "20,000 events": ("icalendar", lambda: _calendar(*["END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:a"] * 20_000)),
    "components 100,000 deep": ("icalendar", lambda: _calendar(*["BEGIN:VALARM"] * 100_000)),
    "one line of 5 MB": ("icalendar", lambda: _calendar("DESCRIPTION:" + "x" * 5_000_000)),
    "a line folded a million times": ("icalendar", lambda: _calendar("DESCRIPTION:" + "\r\n x" * 1_000_000)),
    "a calendar without an end": ("icalendar", lambda: _calendar()[:-20]),
    "parameters without end": ("icalendar", lambda: _calendar("LOCATION" + ";X=1" * 50_000 + ":Hall")),
    # Spreadsheets that are wider, longer or other than they look.
    "a quote that is never closed": ("csv", lambda: b'name,city\n"a,b\n' * 50_000),
    "100,000 columns": ("csv", lambda: b"name," * 100_000 + b"\n1\n"),
    "a row of 100,000 cells": ("csv", lambda: b"name,type\na,choir" + b",x" * 100_000 + b"\n"),
    "100,001 short rows": ("csv", lambda: b"name\n" + b"a\n" * 100_001),
    "cells that are formulas": ("csv", lambda: b"name,type\n=cmd|' /C calc'!A0,choir\n+1,choir\n@x,choir\n"),
    "a header alone": ("csv", lambda: b"name,type\n"),
    "hours nobody keeps": ("csv", lambda: b"name,type,hours\na,choir," + b"every 2nd and 4th Tuesday " * 2_000 + b"\n"),
    "schools without their columns": ("college_scorecard", lambda: b"UNITID,INSTNM\n1,a\n"),
    "schools at the ends of the Earth": (
        "college_scorecard",
        lambda: b"id,name,city,state,zip,latitude,longitude\n1,a,b,MN,55401,1e400,-9e999\n2,a,b,MN,55401,91,181\n",
    ),
}
"""Every file by what it is."""

_TOKENS = [
    *(b"\x00", b"\xff\xfe", b"\\u0000", b"\\ud800", b"null", b"true", b"[]", b"{}", b'""', b"-1", b"1e999", b"NaN"),
    *(b'"', b"\\", b"]", b"}", b",", b":", b"\r\n", b"<script>", b"&#0;", b"\xe2\x80\xae", b"A" * 5_000, b"0" * 400),
    *(b"99999999999999", b"24:00", b"25:61", b"../", b"'; --", b"=1+1", b"\xc3\x28", b"\xf0\x9f\x92\xa9"),
    *(b"RRULE:FREQ=SECONDLY\r\n", b"BEGIN:VEVENT\r\n"),
]


def seeds() -> list[tuple[str, bytes]]:
    """Good files of every format, small enough to be mutated by the thousand."""
    calendar = _calendar("RRULE:FREQ=WEEKLY;BYDAY=TU", "LOCATION:Hall\\, 100 Elm St\\, Minneapolis\\, MN 55401")
    sheet = b"Name,Type,Address,City,State,Zip,Phone,Hours\n"
    sheet += b"GED,ged,100 Elm St,Minneapolis,MN,55401,612-555-0100,Mon 6-8 pm\n"
    school = b"id,name,city,state,zip,latitude,longitude,url,deg_predominant\n"
    school += b"1,Elm,Elm,MN,55401,44.9,-93.2,elm.edu,Associate\n"
    service = {"id": "a", "name": "Pantry", "status": "active", "organization": {"id": "b", "name": "Elm"}}
    return [
        ("meeting_guide", (SAMPLES / "meeting_guide.json").read_bytes()),
        ("meeting_guide", (SAMPLES / "meeting_guide_mongo.json").read_bytes()),
        ("bmlt", (SAMPLES / "bmlt.json").read_bytes()),
        ("bmlt", (SAMPLES / "bmlt_admin.json").read_bytes()),
        ("icalendar", calendar),
        ("csv", sheet),
        ("college_scorecard", school),
        ("hsds", _json([service])),
    ]


def mutated(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Good files with a few things broken in each: its number, its format, its bytes."""
    chance = random.Random(seed)
    good = seeds()
    for number in range(count):
        format_name, content = good[number % len(good)]
        for _ in range(chance.randint(1, 6)):
            content = _mutated_once(content, chance)
        yield f"mutation {seed}.{number}", format_name, content


def _mutated_once(content: bytes, chance: random.Random) -> bytes:
    begins = chance.randrange(len(content) + 1)
    ends = min(len(content), begins + chance.choice([0, 1, 2, 8, 60, 400]))
    way = chance.randrange(5)
    if way == 0:
        return content[:begins] + chance.choice(_TOKENS) + content[ends:]
    if way == 1:
        return content[:begins] + content[ends:]
    if way == 2:
        return content[:begins] + content[begins:ends] * chance.randint(2, 50) + content[ends:]
    if way == 3:
        return content[:begins] + chance.randbytes(ends - begins) + content[ends:]
    return content[:begins] if chance.random() < 0.2 else content[:begins] + content[begins:].swapcase()
