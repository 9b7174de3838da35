"""BMLT, the meeting lists of Narcotics Anonymous: `GetSearchResults` and the admin API.

The policies for what servers really answer are those of `docs/feeds.md`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.errors import marked, worded
from directory.feeds.meeting_types import CodesOfFormat, Meaning, MeetingType, taken_together
from directory.feeds.readers.bmlt.dialects import (
    BmltFeed,
    FormatDefinition,
    as_search_result,
    is_admin_row,
    open_feed,
)
from directory.feeds.readers.bmlt.place import read_place, said
from directory.feeds.readers.bmlt.venue import openness
from directory.feeds.readers.clock_times import WEEKDAYS, UnreadableTimeError, end_after, read_length, read_time
from directory.feeds.readers.envelope import parse_json, read_each, refuse_rows_of
from directory.feeds.readers.links import conference_link, phone
from directory.feeds.readers.meanings import (
    description_of,
    note_contradictions,
    said_otherwise,
    text_language,
    withheld_by_its_source,
)
from directory.feeds.readers.notes import look_at_length, look_through
from directory.feeds.readers.positions import group_key
from directory.feeds.readers.text import as_line, cut_name
from directory.feeds.readers.zones import zone_as_written, zone_of
from directory.feeds.records import ROW_SKIPPED, Problem, ReadingContext, Record, RowReport
from directory.listings.forms import ContactDraft, ListingDraft, ScheduleDraft

NAME = "bmlt"
FELLOWSHIP = "Narcotics Anonymous"
NO_NAME = "NA meeting"
_NAMES_A_BUS = re.compile(
    r"\bbus(?:es)?\b|^[a-z]{0,2}\d{1,3}[a-z]?(?:\s*[,/&]\s*[a-z]{0,2}\d{1,3}[a-z]?)*$", re.IGNORECASE
)


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read an answer of a BMLT server; `FeedRefusedError` when the file as a whole is none."""
    parsed = parse_json(content)
    feed = open_feed(parsed)
    refuse_rows_of("meeting_guide", feed.rows, with_field="slug", without={"id_bigint", "id"})
    return _read_rows(feed, parsed.problems, context)


def _read_rows(feed: BmltFeed, problems: tuple[Problem, ...], context: ReadingContext) -> Iterator[Record | Problem]:
    yield from problems
    yield from read_each(feed.rows, lambda row, report: _read_row(row, report, feed, context))


def _read_row(raw: dict[str, Any], report: RowReport, feed: BmltFeed, context: ReadingContext) -> Record | Problem:
    row = as_search_result(raw)
    meeting_id = as_line(row.get("id_bigint"))
    if not meeting_id or len(meeting_id) > 255:
        return report.problem("id_bigint", marked("it has no id to know it by"))
    report.source_id = meeting_id
    withheld = withheld_by_its_source(row, report) or _unpublished(row, report)
    if withheld:
        return withheld
    try:
        schedule = _schedule(row, report, first_weekday=0 if is_admin_row(raw) else 1)
    except UnreadableTimeError as error:
        return report.problem("start_time" if "start_time" in error.args[0] else "weekday_tinyint", error.args[0])
    return Record(report.row, meeting_id, _draft(row, schedule, report, feed, context), raw, tuple(report.problems))


def _unpublished(row: Mapping[str, Any], report: RowReport) -> Problem | None:
    published = row.get("published")
    if published is False or as_line(published).casefold() in {"0", "false", "no", "n"}:
        return report.problem("published", marked("it is not published"), ROW_SKIPPED)
    return None


def _schedule(row: Mapping[str, Any], report: RowReport, *, first_weekday: int) -> ScheduleDraft:
    """Read weekday, start and length; without a day or a start there is no meeting to list (`UnreadableTimeError`)."""
    written = as_line(row.get("day") if first_weekday == 0 else row.get("weekday_tinyint"))
    last = first_weekday + 6
    if not re.fullmatch(r"\d{1,3}", written) or not first_weekday <= int(written) <= last:
        said = f"weekday {written[:20]}" if written else "an empty weekday"
        raise UnreadableTimeError(
            worded(
                "%(said)s is not between %(first_weekday)s and %(last)s",
                said=said,
                first_weekday=first_weekday,
                last=last,
            )
        )
    starts = read_time(row.get("start_time"), "start_time")
    if starts is None:
        raise UnreadableTimeError(marked("its start_time is empty"))
    weekday = (int(written) - first_weekday + starts.next_day) % 7
    minutes = _minutes(row, report)
    ends = end_after(starts.at, minutes) if minutes else None
    look_at_length(starts.at, ends, "duration_time", report)
    return ScheduleDraft(starts=starts.at, ends=ends, byday=(WEEKDAYS[weekday],))


def _minutes(row: Mapping[str, Any], report: RowReport) -> int | None:
    """The length in minutes; None stands for the server's default, which is 60 minutes here."""
    try:
        return read_length(row.get("duration_time"), "duration_time")
    except UnreadableTimeError as error:
        report.note("duration_time", error.args[0], marked("60 minutes were taken"))
        return None


def _draft(
    row: Mapping[str, Any], schedule: ScheduleDraft, report: RowReport, feed: BmltFeed, context: ReadingContext
) -> ListingDraft:
    meaning, unknown = _meaning(row, feed.formats, context.meeting_types.of(NAME), report)
    place = read_place(row, report)
    link = conference_link(row.get("virtual_meeting_link"), "virtual_meeting_link", report)
    dial_in = phone(row.get("phone_meeting_number"), "phone_meeting_number", report, dial_in=True)
    has_place = place is not None and bool(place.address_1 or place.name or place.lat is not None)
    open_now = openness(
        as_line(row.get("venue_type")),
        meaning.venues,
        report,
        can_be_joined=bool(link or dial_in),
        has_place=has_place,
    )
    zone = zone_of(row.get("time_zone"), place, context, report)
    comments = said(row, "comments")
    for text, field_name in ((comments, "comments"), (said(row, "location_info"), "location_info")):
        look_through(text, field_name, report, weekly=True)
    name = _name(row, report)
    return ListingDraft(
        name=name,
        organization=FELLOWSHIP,
        description=description_of([comments], meaning),
        text_language=text_language(meaning.languages, as_line(row.get("lang_enum"))),
        terms=meaning.terms,
        audiences=meaning.audiences,
        languages=meaning.languages,
        facts=dict(meaning.facts),
        access=_access(row, meaning, can_dial=dial_in is not None),
        in_person=open_now.in_person,
        online=open_now.online,
        status=open_now.status,
        venue_closed=open_now.venue_closed,
        place=place,
        online_url=link,
        online_notes=said(row, "virtual_meeting_additional_info"),
        phones=(dial_in,) if dial_in else (),
        contacts=_contacts(row),
        timezone=zone,
        schedules=(schedule,),
        hours_note=meaning.hours_note,
        group=group_key(name, place),
        unmapped=said_otherwise(formats=", ".join(unknown), timezone=zone_as_written(row.get("time_zone"), zone)),
    )


def _name(row: Mapping[str, Any], report: RowReport) -> str:
    name = as_line(row.get("meeting_name"))
    if not name:
        report.note("meeting_name", marked("it has no name"), worded("it is listed as “%(no_name)s”", no_name=NO_NAME))
    if len(name) > 255:
        report.note("meeting_name", marked("its name is longer than 255 characters"), marked("it was cut there"))
    return cut_name(name) or NO_NAME


def _meaning(
    row: Mapping[str, Any], defined: Mapping[str, FormatDefinition], known: CodesOfFormat, report: RowReport
) -> tuple[Meaning, list[str]]:
    """Join the formats of a row with their definitions: by world id, else by key; what has neither is kept raw."""
    ids, keys = _listed(row.get("format_shared_id_list")), _listed(row.get("formats"))
    formats = [defined[one] for one in ids if one in defined]
    undefined = [one for one in ids if one not in defined]
    spelled_out = {one.key for one in formats}
    if undefined or not ids:
        formats.extend(FormatDefinition("", key, "", "") for key in keys if key not in spelled_out)
    if undefined and (defined or not keys):
        report.note(
            "formats",
            worded("format %(undefined)s is not defined in the feed", undefined=", ".join(undefined)[:60]),
            marked("its raw key was kept"),
        )
    found: list[MeetingType] = [known.of_every_row()]
    unknown = [f"#{one}" for one in undefined] if not keys else []
    for one in formats:
        meaning = (
            known.by_world_id(one.world_id, one.key, one.name) or known.by_code(one.key) or known.by_code(one.name)
        )
        found.extend([meaning] if meaning else [])
        unknown.extend([] if meaning else [one.name or one.key])
    together = taken_together(found)
    note_contradictions(together, "formats", report)
    return together, unknown


def _listed(value: Any) -> list[str]:
    written = value if isinstance(value, list) else as_line(value).split(",")
    return list(dict.fromkeys(filter(None, map(as_line, written))))


def _access(row: Mapping[str, Any], meaning: Meaning, *, can_dial: bool) -> dict[str, bool]:
    stated = dict(meaning.access)
    if _NAMES_A_BUS.search(said(row, "bus_lines", one_line=True)):
        stated["bus"] = True
    if can_dial:
        stated["phone_dial_in"] = True
    return stated


def _contacts(row: Mapping[str, Any]) -> tuple[ContactDraft, ...]:
    """Read the people of a row, private every one of them: servers hide them from the public too."""
    people = [
        ContactDraft(
            name=said(row, f"contact_name_{number}", one_line=True),
            email=said(row, f"contact_email_{number}", one_line=True),
            phone=said(row, f"contact_phone_{number}", one_line=True),
        )
        for number in range(1, 3)
    ]
    people.append(ContactDraft(email=said(row, "email_contact", one_line=True)))
    return tuple(person for person in people if person.name or person.email or person.phone)
