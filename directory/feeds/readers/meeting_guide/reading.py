"""Meeting Guide JSON (code4recovery/spec): an array of flat meetings, also as exported from a Mongo database.

The policies for what feeds in the wild contain are those of `docs/feeds.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from directory.errors import marked, worded
from directory.feeds.meeting_types import CodesOfFormat, Meaning, MeetingType, taken_together
from directory.feeds.readers.envelope import list_of_rows, parse_json, read_each, refuse_rows_of
from directory.feeds.readers.links import conference_link, email_address, phone, web_link
from directory.feeds.readers.meanings import (
    description_of,
    note_contradictions,
    said_otherwise,
    text_language,
    withheld_by_its_source,
)
from directory.feeds.readers.meeting_guide.hours import read_times
from directory.feeds.readers.meeting_guide.place import MeetingPlace, read_place
from directory.feeds.readers.notes import look_through
from directory.feeds.readers.positions import group_key
from directory.feeds.readers.text import as_line, as_text, cut_name, says_yes
from directory.feeds.readers.zones import zone_as_written, zone_of
from directory.feeds.records import ROW_SKIPPED, FeedRefusedError, Problem, ReadingContext, Record, RowReport
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft

NAME = "meeting_guide"
FELLOWSHIP = "Alcoholics Anonymous"
"""Who publishes a row that names no `entity`: the format is that of the Meeting Guide app."""


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read a feed of meetings; `FeedRefusedError` when the file as a whole is not one."""
    parsed = parse_json(content)
    if isinstance(parsed.value, dict) and "meetings" in parsed.value and "formats" in parsed.value:
        raise FeedRefusedError(marked("The file is a BMLT answer, not Meeting Guide: import it with --format bmlt."))
    rows = list_of_rows(parsed.value, what="meetings")
    refuse_rows_of("bmlt", rows, with_field="id_bigint", without={"slug"})
    return _read_rows(rows, parsed.problems, context)


def _read_rows(rows: list[Any], problems: tuple[Problem, ...], context: ReadingContext) -> Iterator[Record | Problem]:
    yield from problems
    yield from read_each(rows, lambda row, report: _read_row(row, report, context))


def _read_row(raw: dict[str, Any], report: RowReport, context: ReadingContext) -> Record | Problem:
    row = unwrapped(raw)
    slug = as_line(row.get("slug"))
    if not slug or len(slug) > 255:
        return report.problem(
            "slug",
            marked("it has no slug to know it by") if not slug else marked("its slug is longer than 255 characters"),
        )
    report.source_id = slug
    withheld = withheld_by_its_source(row, report) or _archived(row, report)
    if withheld:
        return withheld
    name = _name(row, report)
    if not name:
        return report.problem("name", marked("it has no name"))
    draft = _draft(name, row, report, context, from_mongo="$oid" in str(raw.get("_id")))
    updated_at = _updated_at(row, report, context.now)
    return Record(report.row, slug, draft, raw, tuple(report.problems), updated_at)


def unwrapped(value: Any) -> Any:
    """Return a value without the envelopes of Mongo's extended JSON: {"$oid": "6a1"} is "6a1"."""
    if isinstance(value, dict):
        only = next(iter(value)) if len(value) == 1 else ""
        return unwrapped(value[only]) if only.startswith("$") else {key: unwrapped(part) for key, part in value.items()}
    return [unwrapped(part) for part in value] if isinstance(value, list) else value


def _archived(row: Mapping[str, Any], report: RowReport) -> Problem | None:
    return (
        report.problem("archived", marked("the source has archived it"), ROW_SKIPPED)
        if says_yes(row.get("archived"))
        else None
    )


def _name(row: Mapping[str, Any], report: RowReport) -> str:
    name = as_line(row.get("name"))
    if not name and (name := as_line(row.get("group"))):
        report.note("name", marked("it has no name"), marked("it is listed under the name of its group"))
    if len(name) > 255:
        report.note("name", marked("its name is longer than 255 characters"), marked("it was cut there"))
    return cut_name(name)


@dataclass(frozen=True, slots=True)
class _Online:
    """The ways to join from afar."""

    link: str
    dial_in: PhoneDraft | None
    notes: str

    def __bool__(self) -> bool:
        return bool(self.link or self.dial_in)


def _draft(
    name: str, row: Mapping[str, Any], report: RowReport, context: ReadingContext, *, from_mongo: bool
) -> ListingDraft:
    codes = _codes(row.get("types"))
    meaning, unknown = _meaning(codes, context.meeting_types.of(NAME), report)
    online = _online(row, report)
    where = read_place(row, report, is_online=bool(online))
    times = read_times(row, report, sunday_may_be_7=from_mongo)
    zone = zone_of(row.get("timezone"), where.place, context, report, matters=bool(times.schedules))
    languages = tuple(dict.fromkeys((*meaning.languages, *_language_codes(row.get("languages")))))
    notes = [as_text(row.get("notes")), as_text(row.get("group_notes"))]
    for text, field_name in zip((*notes, where.note), ("notes", "group_notes", "location_notes"), strict=True):
        look_through(text, field_name, report, weekly=bool(times.schedules))
    return ListingDraft(
        name=name,
        organization=cut_name(as_line(row.get("entity"))) or FELLOWSHIP,
        organization_url=web_link(row.get("entity_url") or row.get("entity_website_url"), "entity_url", report),
        description=description_of(notes, meaning),
        text_language=text_language(languages),
        terms=meaning.terms,
        audiences=meaning.audiences,
        languages=languages,
        facts=dict(meaning.facts),
        access=dict(meaning.access) | ({"phone_dial_in": True} if online.dial_in else {}),
        place=where.place,
        url=web_link(row.get("url") or row.get("website"), "url", report),
        online_url=online.link,
        online_notes=online.notes,
        phones=tuple(filter(None, [online.dial_in, phone(row.get("phone"), "phone", report)])),
        email=email_address(row.get("email"), "email", report),
        contacts=_contacts(row),
        timezone=zone,
        schedules=times.schedules,
        by_appointment=times.by_appointment,
        hours_note=times.hours_note,
        group=group_key(as_line(row.get("group")) or name, where.place),
        unmapped=said_otherwise(types=", ".join(unknown), timezone=zone_as_written(row.get("timezone"), zone)),
        **_openness(meaning, where, report, is_online=bool(online)),
    )


def _codes(value: Any) -> list[str]:
    written = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return list(dict.fromkeys(code for code in map(as_line, written) if code))


def _meaning(codes: list[str], known: CodesOfFormat, report: RowReport) -> tuple[Meaning, list[str]]:
    found: list[MeetingType] = [known.of_every_row()]
    unknown = []
    for code in codes:
        meaning = known.by_code(code)
        found.extend([meaning] if meaning else [])
        unknown.extend([] if meaning else [code])
    if unknown:
        report.note(
            "types",
            worded("%(unknown)s is not a known type", unknown=", ".join(unknown)[:80]),
            marked("it was kept as it stands"),
        )
    together = taken_together(found)
    note_contradictions(together, "types", report)
    return together, unknown


def _language_codes(value: Any) -> list[str]:
    written = value if isinstance(value, list) else []
    return [code for code in (as_line(part).casefold() for part in written) if code.isascii() and len(code) in {2, 3}]


def _online(row: Mapping[str, Any], report: RowReport) -> _Online:
    link = conference_link(row.get("conference_url"), "conference_url", report)
    dial_in = phone(
        row.get("conference_phone"),
        "conference_phone",
        report,
        dial_in=True,
        about=as_text(row.get("conference_phone_notes")),
    )
    return _Online(link, dial_in, as_text(row.get("conference_url_notes")))


def _openness(meaning: Meaning, where: MeetingPlace, report: RowReport, *, is_online: bool) -> dict[str, Any]:
    """In person, online, closed for now: from the place, the link and the codes TC and ONL."""
    closed = "closed" in meaning.venues
    if "online" in meaning.venues and not is_online:
        report.note(
            "types",
            marked("it is listed as online without a link or a phone number"),
            marked("it is not shown as online"),
        )
    in_person = where.precise and not closed
    if not in_person and not is_online and not closed and not where.approximate:
        report.note(
            "address",
            marked("it says neither where it meets nor how to join"),
            marked("it is listed with neither and flagged"),
        )
    if closed and not is_online:
        status = "temporarily_closed"
    elif where.approximate and not is_online:
        report.note(
            "approximate",
            marked("its place is only roughly known and it is not online"),
            marked("it is not listed as active"),
        )
        status = "inactive"
    else:
        status = "active"
    return {"in_person": in_person, "online": is_online, "status": status, "venue_closed": closed and is_online}


def _contacts(row: Mapping[str, Any]) -> tuple[ContactDraft, ...]:
    """Read the people of a row, private every one of them."""
    people = (
        ContactDraft(
            name=as_line(row.get(f"contact_{number}_name")),
            email=as_line(row.get(f"contact_{number}_email")),
            phone=as_line(row.get(f"contact_{number}_phone")),
        )
        for number in range(1, 4)
    )
    return tuple(person for person in people if person.name or person.email or person.phone)


def _updated_at(row: Mapping[str, Any], report: RowReport, now: datetime) -> datetime | None:
    """When the source says it changed; a date that cannot be read or lies ahead says nothing."""
    written = as_line(row.get("updated") or row.get("updatedAt"))
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        report.note(
            "updated", worded("%(written)s lies in the future", written=written), marked("it does not count as fresh")
        )
        return None
    return moment
