"""The two ways a BMLT server answers, brought to one: `GetSearchResults` and the admin API (`/api/v1/meetings`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.errors import marked
from directory.feeds.readers.envelope import Parsed, list_of_rows
from directory.feeds.readers.text import as_line
from directory.feeds.records import FeedRefusedError

_ADMIN_NAMES = {
    "id_bigint": "id",
    "worldid_mixed": "worldId",
    "service_body_bigint": "serviceBodyId",
    "venue_type": "venueType",
    "start_time": "startTime",
    "duration_time": "duration",
    "time_zone": "timeZone",
    "meeting_name": "name",
    "email_contact": "email",
    "train_lines": "train_line",
    "format_shared_id_list": "formatIds",
}
"""GetSearchResults' name of a field → the admin API's; fields that both spell the same are not told."""


@dataclass(frozen=True, slots=True)
class FormatDefinition:
    """A format as one server defines it: `key` is the server's own, `world_id` means the same everywhere."""

    id: str
    key: str
    world_id: str
    name: str


@dataclass(frozen=True, slots=True)
class BmltFeed:
    """The rows of an answer, and the formats it defines by id (none in a bare list)."""

    rows: list[Any]
    formats: Mapping[str, FormatDefinition]


def open_feed(parsed: Parsed) -> BmltFeed:
    """Find the meetings and the formats in an answer: `{meetings, formats}` or a bare list of meetings."""
    value = parsed.value
    if not isinstance(value, dict):
        return BmltFeed(list_of_rows(value, what="meetings"), {})
    if "meetings" not in value:
        raise FeedRefusedError(
            marked("The file holds one object without “meetings”, so it is not a BMLT list of meetings.")
        )
    formats = value.get("formats")
    defined = formats.values() if isinstance(formats, dict) else formats if isinstance(formats, list) else []
    rows = sorted((one for one in defined if isinstance(one, dict)), key=lambda one: as_line(one.get("lang")) == "en")
    definitions = [_definition(one) for one in rows]  # where a format is told in several languages, English comes last
    return BmltFeed(list_of_rows(value["meetings"], what="meetings"), {one.id: one for one in definitions if one.id})


def _definition(row: Mapping[str, Any]) -> FormatDefinition:
    translations = row.get("translations")
    told = [one for one in translations if isinstance(one, dict)] if isinstance(translations, list) else []
    english = next((one for one in told if one.get("language") == "en"), told[0] if told else {})
    return FormatDefinition(
        id=as_line(row.get("id")),
        key=as_line(row.get("key_string") or english.get("key")),
        world_id=as_line(row.get("world_id") or row.get("worldId")),
        name=as_line(row.get("name_string") or english.get("name")),
    )


def is_admin_row(row: Mapping[str, Any]) -> bool:
    """Whether a row speaks the admin API's dialect."""
    return "id_bigint" not in row and ("startTime" in row or "formatIds" in row or "serviceBodyId" in row)


def as_search_result(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row under GetSearchResults' names; its weekday stays in `weekday_tinyint` or `day`, as it counts."""
    if not is_admin_row(row):
        return {name: value for name, value in row.items() if name != "day"}
    named = {name: row.get(theirs) for name, theirs in _ADMIN_NAMES.items()}
    same = {name: value for name, value in row.items() if name not in _ADMIN_NAMES.values()}
    return same | named
