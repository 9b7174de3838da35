"""Fifty ways in which the New York feed was changed by hand, and what each should come to.

Ways that touch one row can stand in one file, each in a row of its own; ways that touch the whole file come alone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class RowWay:
    """One row changed: the kind of proposal it should make (empty for none), and the fields that it should name.

    `passes` says whether the rule that applies all but phone numbers, addresses and crisis lines lets it through.
    """

    told: str
    edit: Mapping[str, Any] | Callable[[Row], Any]
    kind: str = "change"
    fields: frozenset[str] = field(default_factory=frozenset)
    passes: bool = True

    def applied_to(self, row: Row) -> Any:
        """The row as it stands in the changed file; None where it is gone."""
        return self.edit(row) if callable(self.edit) else row | dict(self.edit)


def way(told: str, *fields: str, passes: bool = True, kind: str = "change", **edit: Any) -> RowWay:
    """A way that sets fields of a row."""
    return RowWay(told, edit, kind, frozenset(fields), passes)


def without(*names: str) -> Callable[[Row], Row]:
    return lambda row: {name: value for name, value in row.items() if name not in names}


MOVED = ("place.lat", "place.lon")
ROW_WAYS = [
    way("the hour moves", "schedules", start_time="06:17:00"),
    way("the hour is written without seconds", "schedules", start_time="06:17"),
    way("the hour is written as people do", "schedules", start_time="6:17 AM"),
    way("it lasts longer", "schedules", duration_time="03:25:00"),
    way("its length becomes nonsense and the last good one is not guessed", "schedules", duration_time="soon"),
    way("the group is renamed", "name", meeting_name="An Entirely New Name"),
    way("the name gains markup", "name", meeting_name="<b>Bold</b> &amp; New"),
    way("the name is taken away", "name", meeting_name=""),
    way("the name is 400 letters", "name", meeting_name="N" * 400),
    way("the street changes", "place.address_1", passes=False, location_street="1 Wall Street"),
    way(
        "the town changes",
        "place.city",
        passes=False,
        location_municipality="Poughkeepsie",
        location_city_subsection="",
    ),
    way("the ZIP code changes", "place.postal_code", passes=False, location_postal_code_1="12601"),
    way("the pin moves across the river", "place.lat", "place.lon", passes=False, latitude="40.7", longitude="-74.1"),
    way("the pin moves by a street", "place.lat", "place.lon", passes=False, latitude="40.7123", longitude="-73.9877"),
    way("the pin falls into the sea off Africa", "place.lat", "place.lon", passes=False, latitude="0", longitude="0"),
    way("the pin leaves the Earth", "place.lat", "place.lon", passes=False, latitude="940.7", longitude="-73.9"),
    way("the building is renamed", "place.name", passes=True, location_text="The New Hall"),
    way("the door changes", "place.description", location_info="Blue door, ring twice"),
    way("a bus is told", "place.transportation", "access.bus", bus_lines="Bus B41"),
    way("a train is told", "place.transportation", train_lines="G to Fulton"),
    way("a note is added", "description", comments="Bring your own cup."),
    way("a note with a phone number is added", "description", passes=False, comments="Call 212-555-0142 first."),
    way("a link to join is added", "online_url", "online", virtual_meeting_link="https://zoom.us/j/5551234"),
    way("a link that is none is added", kind="", virtual_meeting_link="javascript:alert(1)"),
    way(
        "a number to dial in is added",
        "phones",
        "online",
        "access.phone_dial_in",
        passes=False,
        phone_meeting_number="+1 646 558 8656",
    ),
    way(
        "it moves online",
        "in_person",
        "online",
        "online_url",
        venue_type="2",
        virtual_meeting_link="https://zoom.us/j/9",
    ),
    way("a person to ask is told", "contacts", passes=False, contact_name_1="Robin", contact_phone_1="212-555-0199"),
    way("an e-mail address of a person is told", "contacts", passes=False, contact_email_1="robin@example.org"),
    way("its zone is told otherwise", "timezone", time_zone="America/Chicago"),
    way("junk takes the place of a column nobody reads", kind="", root_server_uri="\u202e junk \x00"),
    way("columns are added that nobody knows", kind="", surprise="yes", another={"deep": [1, 2]}),
    way("the case of its country changes", kind="", location_nation="UNITED STATES"),
    RowWay("its columns come in another order", lambda row: dict(reversed(row.items())), kind=""),
    RowWay("numbers stand where text stood", lambda row: row | {"id_bigint": int(row["id_bigint"])}, kind=""),
    way("the weekday becomes nonsense and the last good copy stays", kind="", weekday_tinyint="9"),
    way("the hour is taken away and the last good copy stays", kind="", start_time=""),
    way("a cell grows to 70 KB and the last good copy stays", kind="", comments="x" * 70_000),
    way("its source takes it back", kind="retire", published="0"),
    way("its source marks it as private", kind="retire", private="1"),
    RowWay("the row is gone", lambda _: None, kind=""),
    RowWay("null stands in its place", lambda _: "null", kind=""),
    RowWay("its id is taken away", without("id_bigint"), kind=""),
]
"""`null` is written as the word so that a row that is gone can be told from it; both leave their listing missing."""
MISSING = {"the row is gone", "null stands in its place", "its id is taken away"}


@dataclass(frozen=True)
class FileWay:
    """The whole file changed: what it should be refused with, or how many rows should be missing and new."""

    told: str
    edit: Callable[[list[Row], bytes], bytes]
    refused: str = ""
    missing: Callable[[int], int] = lambda _: 0
    new: Callable[[int], int] = lambda _: 0
    changed: int = 0


def _as_file(rows: Any) -> bytes:
    return json.dumps(rows).encode()


FILE_WAYS = [
    FileWay(
        "the file is halved", lambda rows, _: _as_file(rows[: len(rows) // 2]), missing=lambda rows: rows - rows // 2
    ),
    FileWay("the file is emptied", lambda *_: b"", refused="empty"),
    FileWay("the list is emptied", lambda *_: b"[]", refused="never taken to mean"),
    FileWay("the file is cut off in the middle", lambda _, whole: whole[: len(whole) // 2], refused="truncated"),
    FileWay("a page takes its place", lambda *_: b"<!doctype html><p>Sign in", refused="web page"),
    FileWay("its rows come in another order", lambda rows, _: _as_file(rows[::-1])),
    FileWay("every row stands there twice", lambda rows, _: _as_file(rows + rows)),
    FileWay("a row is added", lambda rows, _: _as_file([*rows, rows[0] | {"id_bigint": "990001"}]), new=lambda _: 1),
    FileWay(
        "its ids count from another number",
        lambda rows, _: _as_file([row | {"id_bigint": str(500_000 + number)} for number, row in enumerate(rows)]),
        missing=lambda rows: rows,
        new=lambda rows: rows,
    ),
    FileWay(
        "another region's meetings stand under the same ids",
        lambda rows, _: _as_file(
            [
                row | {"meeting_name": f"Other {number}", "location_street": f"{number} Oak"}
                for number, row in enumerate(rows)
            ]
        ),
        refused="another feed",
    ),
]
