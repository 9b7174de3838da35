"""A sheet of listings: taken away as CSV, edited in a spreadsheet, and read back row by row.

A sheet has the fields of the form, one column each, with telephone numbers as people write them. People to ask for are
not in it, and neither is anything a source alone says. `docs/coordinators.md` documents every column.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from directory.cells import as_written, defused
from directory.curation.editing.at_once import mark_of
from directory.curation.editing.fields import (
    CODES,
    PHONE_FIELDS,
    PLACE,
    PLACE_TEXTS,
    SWITCHES,
    Values,
    fact_fields,
    row_text,
    rows_of,
    values_of,
)
from directory.errors import RefusedError, marked
from directory.listings.queries import ListingDetail
from directory.listings.vocabulary import Vocabulary

ID: Final = "listing_id"
VERSION: Final = "version"
_FIRST: Final = ("name", "alternate_name", "organization", "description", "first_time", "text_language")
_LAST: Final = (
    "hours", "hours_note", "timezone", "online_url", "online_notes", "phones", "email", "url", "fees",
    "required_documents", "status", "closed_until", "closed_reason",
)  # fmt: skip
MOST_ROWS: Final = 5000
LONGEST_SHEET: Final = 8 * 1024 * 1024
"""Characters."""
NOT_A_SHEET: Final = marked(
    "This is no sheet of listings: its first line must name the columns, listing_id among them."
)
UNKNOWN_COLUMNS: Final = marked("The sheet has columns that are not known here. Take them out, or take the sheet anew.")
TOO_MANY_ROWS: Final = marked("The sheet has more rows than can be looked at in one go.")
NOT_READABLE: Final = marked("The file cannot be read as text. Save it as CSV in UTF-8.")


def columns(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The columns of a sheet, in order."""
    place = (f"{PLACE}{name}" for name in (*PLACE_TEXTS, "lat", "lon"))
    return (ID, VERSION, *_FIRST, *CODES, *SWITCHES, *place, *_LAST, *fact_fields(vocabulary))


def write_sheet(listings: Iterable[ListingDetail], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield a sheet line by line; begins with a byte order mark, so that spreadsheets read it as UTF-8."""
    names = columns(vocabulary)
    yield "\ufeff" + _line(names)
    for listing in listings:
        cells = cells_of(listing, vocabulary)
        yield _line([defused(cells[name]) for name in names])


def cells_of(listing: ListingDetail, vocabulary: Vocabulary) -> dict[str, str]:
    """What stands in the row of a listing."""
    values = values_of(listing.draft, vocabulary, "en")
    told = {"phones": phones_text(values["phones"]), **{name: values[name].replace(",", "; ") for name in CODES}}
    return values | told | {ID: str(listing.id), VERSION: mark_of(listing.draft)}


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def as_typed(cell: str) -> str:
    """A cell as it was before it was defused, with one kind of line break."""
    return as_written(cell.replace("\r\n", "\n"))


def decoded(content: bytes) -> str:
    """The text of an uploaded sheet, as the usual spreadsheets write it. Raises RefusedError."""
    if len(content) > LONGEST_SHEET:
        raise RefusedError(TOO_MANY_ROWS)
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise RefusedError(NOT_READABLE)


def read_sheet(text: str, vocabulary: Vocabulary) -> list[tuple[int, dict[str, str]]]:
    """Read a sheet: of each row its line number in the spreadsheet, and its cells by column. Raises RefusedError.

    Columns may stand in any order, and all but the first two may be missing: what is not there is not changed.
    """
    known = set(columns(vocabulary))
    header, rows = _table(text)
    names = [name.strip().casefold() for name in header]
    if ID not in names or VERSION not in names:
        raise RefusedError(NOT_A_SHEET)
    if len(names) != len(set(names)) or not {name for name in names if name} <= known:
        raise RefusedError(UNKNOWN_COLUMNS)
    if len(rows) > MOST_ROWS:
        raise RefusedError(TOO_MANY_ROWS)
    return [
        (number, {name: as_typed(cell).strip() for name, cell in zip(names, row, strict=False) if name})
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    plain = text.removeprefix("\ufeff")
    first = plain.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter))
    except csv.Error:
        raise RefusedError(NOT_A_SHEET) from None
    if not rows:
        raise RefusedError(NOT_A_SHEET)
    return rows[0], rows[1:]


def with_cells(values: Values, cells: Mapping[str, str]) -> Values:
    """The form of a listing with what a row says; a cell that a spreadsheet only wrote otherwise changes nothing."""
    typed = {name: text for name, text in cells.items() if name not in {ID, VERSION} and name in values}
    for name in CODES:
        if name in typed:
            typed[name] = ",".join(filter(None, (code.strip() for code in re.split(r"[;,]", typed[name]))))
    for name in SWITCHES:
        if name in typed:
            typed[name] = "1" if typed[name].casefold() in {"1", "yes", "true", "sí", "si", "x"} else ""
    if "phones" in typed:
        typed["phones"] = phones_value(typed["phones"])
    return values | typed | _as_before(values, typed)


def _as_before(values: Values, typed: Mapping[str, str]) -> Values:
    """What spreadsheets do to cells by themselves: zeros before a ZIP code taken away, days in another order."""
    kept: Values = {}
    zip_code = f"{PLACE}postal_code"
    if zip_code in typed and typed[zip_code].isdigit() and typed[zip_code].zfill(5) == values[zip_code]:
        kept[zip_code] = values[zip_code]
    if day := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed.get("closed_until", "")):
        kept["closed_until"] = f"{day[3]}-{int(day[1]):02}-{int(day[2]):02}"
    for name in fact_fields_typed(typed):
        kept[name] = {"true": "yes", "false": "no", "y": "yes", "n": "no", "not stated": ""}.get(
            typed[name].casefold(), typed[name].casefold()
        )
    return kept


def fact_fields_typed(typed: Mapping[str, str]) -> list[str]:
    """The columns of facts among these."""
    return [name for name in typed if name.startswith(("fact_", "access_"))]


def phones_text(value: str) -> str:
    """Telephone numbers as people write them, a line each: `612-555-0100 | 12 | voice | front desk`."""
    return "\n".join(" | ".join(_told_cells(row)) for row in rows_of(value, len(PHONE_FIELDS)))


def _told_cells(row: Sequence[str]) -> list[str]:
    """The parts of a number up to the last that says something; that it is for calls goes without saying."""
    cells = ["" if (part, cell) == ("type", "voice") else cell for part, cell in zip(PHONE_FIELDS, row, strict=True)]
    return cells[: max((place for place, cell in enumerate(cells) if cell), default=0) + 1]


def phones_value(text: str) -> str:
    """The numbers of a cell as the form keeps them."""
    rows = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        cells = [*map(str.strip, line.split("|", len(PHONE_FIELDS) - 1)), "", "", ""][: len(PHONE_FIELDS)]
        rows.append([cells[0], cells[1], cells[2] or "voice", cells[3]])
    return row_text(rows)
