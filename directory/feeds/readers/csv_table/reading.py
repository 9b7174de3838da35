"""A row of a spreadsheet as a listing, by what its columns mean."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.clock_times import WEEKDAYS, UnreadableTimeError, read_time, read_weekday
from directory.feeds.readers.csv_table.columns import COLUMNS
from directory.feeds.readers.csv_table.suggesting import suggest_columns
from directory.feeds.readers.envelope import read_each
from directory.feeds.readers.kinds import asked_term, terms_meant
from directory.feeds.readers.links import conference_link, email_address, phone, web_link
from directory.feeds.readers.meanings import said_otherwise
from directory.feeds.readers.notes import look_through
from directory.feeds.readers.positions import group_key, place_key, read_point, split_room
from directory.feeds.readers.tabular import Table, read_table
from directory.feeds.readers.text import as_line, as_text, cut_name, fold, says_yes
from directory.feeds.readers.zones import zone_of
from directory.feeds.records import ROW_SKIPPED, FeedRefusedError, Problem, ReadingContext, Record, RowReport
from directory.listings.forms import ListingDraft, PlaceDraft, ScheduleDraft
from directory.listings.saying_hours import read_hours
from search.zones import zone_named

NAME = "csv"
KEPT_AS_THEY_ARE: Final = 20
"""Columns without a meaning of which the words are kept with a listing."""


def read(content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
    """Read a spreadsheet; `FeedRefusedError` when the file as a whole is none, or no column tells names."""
    table = read_table(content)
    meanings = columns_of(table, context.options)
    if "name" not in meanings.values():
        raise FeedRefusedError(marked("No column of the file seems to hold names. Say which one does."))
    return read_rows(table, meanings, context)


def columns_of(table: Table, options: Mapping[str, Any]) -> dict[str, str]:
    """Return what the columns mean: as saved with the source, else as they seem to."""
    saved = {str(name): str(meaning) for name, meaning in (options.get("columns") or {}).items()}
    known = {name: meaning for name, meaning in saved.items() if name in table.header and meaning in COLUMNS}
    return known or suggest_columns(table.header, table.rows)


def read_rows(table: Table, meanings: Mapping[str, str], context: ReadingContext) -> Iterator[Record | Problem]:
    """Read the rows of a table by what its columns mean."""
    yield from table.problems
    yield from read_each(table.rows, lambda row, report: _read_row(row, meanings, report, context))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row by what its columns mean."""

    said: Mapping[str, Any]

    def line(self, name: str) -> str:
        return as_line(self.said.get(name))

    def text(self, name: str) -> str:
        return as_text(self.said.get(name))


def _read_row(
    raw: dict[str, Any], meanings: Mapping[str, str], report: RowReport, context: ReadingContext
) -> Record | Problem:
    row = _Row({meaning: raw.get(name, "") for name, meaning in meanings.items()})
    name = cut_name(row.line("name"))
    if not name:
        return report.problem("name", marked("it has no name"))
    place = _place(row, report)
    row_id = row.line("id") or _own_id(name, row, place)
    if len(row_id) > 255:
        return report.problem("id", marked("its id is longer than 255 characters"))
    report.source_id = row_id
    if says_yes(row.said.get("private")):
        return report.problem("private", marked("the source marks it as not public"), ROW_SKIPPED)
    terms = terms_meant(_listed(row.line("kind")), context.vocabulary) or asked_term(
        context.options, context.vocabulary
    )
    if not terms:
        return report.problem("kind", marked("what kind of offer it is cannot be told, and the source does not say"))
    draft = _draft(name, terms, place, row, report, context)
    unsaid = {key: as_line(value) for key, value in raw.items() if key not in meanings}
    kept = dict(list(unsaid.items())[:KEPT_AS_THEY_ARE])
    draft = draft.model_copy(update={"unmapped": said_otherwise(**kept)})
    return Record(report.row, row_id, draft, raw, tuple(report.problems))


def _own_id(name: str, row: _Row, place: PlaceDraft | None) -> str:
    """An id for a row that has none: what it is called, and where; then a row that is renamed counts as another."""
    told = f"{fold(name)} @ {place_key(place)} {fold(row.line('organization'))}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _listed(cell: str) -> list[str]:
    for mark in ("|", ";", ","):
        if mark in cell:
            return [part.strip() for part in cell.split(mark) if part.strip()]
    return [cell] if cell else []


def _draft(  # noqa: PLR0917 - what a row comes to, part by part
    name: str,
    terms: tuple[str, ...],
    place: PlaceDraft | None,
    row: _Row,
    report: RowReport,
    context: ReadingContext,
) -> ListingDraft:
    number = phone(row.said.get("phone"), "phone", report)
    link = conference_link(row.said.get("online_url"), "online_url", report)
    description = row.text("description")
    look_through(description, "description", report, weekly=False)
    zone = zone_of("", place, context, report, matters=any(row.line(part) for part in ("hours", "day", "starts")))
    hours = _hours(row, report, context.now.astimezone(zone_named(zone or "UTC")).date())
    return ListingDraft(
        name=name,
        organization=cut_name(row.line("organization") or as_line(context.options.get("organization")) or name),
        description=description,
        terms=terms,
        languages=_languages(row, context),
        facts=_stated(row, "facts"),
        access=_stated(row, "access"),
        fees=row.line("fees"),
        required_documents=tuple(_listed(row.line("documents"))),
        in_person=place is not None,
        online=bool(link),
        place=place,
        url=web_link(row.said.get("url"), "url", report),
        online_url=link,
        phones=(number,) if number else (),
        email=email_address(row.said.get("email"), "email", report),
        timezone=zone,
        schedules=hours.schedules,
        hours_note=hours.note,
        group=group_key(name, place),
    )


def _place(row: _Row, report: RowReport) -> PlaceDraft | None:
    point = read_point(row.said.get("latitude"), row.said.get("longitude"), report)
    street, room = split_room(row.line("address"))
    parts = [street, row.line("place_name"), row.line("city"), row.line("zip")]
    if not any(parts) and point is None:
        return None
    return PlaceDraft(
        name=cut_name(row.line("place_name")),
        address_1=street,
        city=row.line("city"),
        state_province=row.line("state"),
        postal_code=row.line("zip"),
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        description="\n".join(filter(None, [room, row.line("address_2")])),
    )


def _languages(row: _Row, context: ReadingContext) -> tuple[str, ...]:
    named = {fold(one.label_en): code for code, one in context.vocabulary.languages.items()}
    named |= {fold(one.label_es): code for code, one in context.vocabulary.languages.items()}
    named |= {code: code for code in context.vocabulary.languages}
    return tuple(dict.fromkeys(named[fold(word)] for word in _listed(row.line("languages")) if fold(word) in named))


def _stated(row: _Row, what: str) -> dict[str, bool]:
    """The facts or kinds of access that a row states; an empty cell, or a word that is neither, says nothing."""
    stated: dict[str, bool] = {}
    for meaning, column in COLUMNS.items():
        cell = row.line(meaning)
        for code in getattr(column, what):
            if cell and column.looks_right(cell):
                stated[code] = says_yes(cell) or cell.casefold() in {"x", "sí", "si"}
    return stated


@dataclass(frozen=True, slots=True)
class _Hours:
    schedules: tuple[ScheduleDraft, ...] = ()
    note: str = ""


def _hours(row: _Row, report: RowReport, today: date) -> _Hours:
    """Hours in words, or a day and a time in columns of their own; what cannot be read is kept as it stands."""
    said = row.line("hours")
    if not said:
        return _Hours(_by_columns(row, report))
    read_as = read_hours(said[:1000], today=today)
    if not read_as.unread and read_as.schedules:
        return _Hours(tuple(read_as.schedules))
    report.note("hours", worded("“%(said)s” cannot be read as times", said=said[:80]), marked("the words were kept"))
    return _Hours(note=said[:500])


def _by_columns(row: _Row, report: RowReport) -> tuple[ScheduleDraft, ...]:
    days, starts = row.line("day"), row.line("starts")
    if not days or not starts:
        return ()
    try:
        begins = read_time(starts, "starts")
        ends = read_time(row.said.get("ends"), "ends")
        codes = tuple(WEEKDAYS[read_weekday(day, "day")] for day in _listed(days.replace("/", ",").replace("&", ",")))
    except UnreadableTimeError as error:
        report.note("day", error.args[0], marked("it is listed without times"))
        return ()
    at: time | None = begins.at if begins else None
    if at is None:
        return ()
    return (ScheduleDraft(starts=at, ends=ends.at if ends else None, byday=tuple(dict.fromkeys(codes))),)
