"""From the bytes of a CSV file to its rows, each with its fields by name."""

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.envelope import (
    COMPRESSED,
    MOST_BYTES,
    MOST_ROWS,
    decoded,
    looks_like_a_page,
)
from directory.feeds.records import FeedRefusedError, Problem

MOST_COLUMNS: Final = 400
_DELIMITERS: Final = ",;\t|"
csv.field_size_limit(min(sys.maxsize, MOST_BYTES))


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a CSV file, its rows by the names of the header, and what had to be done to read it."""

    header: tuple[str, ...]
    rows: list[Any]
    problems: tuple[Problem, ...]


def read_table(content: bytes) -> Table:
    """Read the bytes as CSV with a header, or refuse the file in one sentence.

    Commas, semicolons, tabs and bars part the cells, whichever the header uses most. A row with more cells than the
    header keeps them under the name None, which its reader may report; blank rows are left out.
    """
    if len(content) > MOST_BYTES:
        raise FeedRefusedError(marked("The file is larger than 10 MB, which is the most that is read."))
    if content.startswith(COMPRESSED):
        raise FeedRefusedError(marked("The file is compressed. Unpack it, then import what was inside."))
    text, problems = decoded(content)
    text = text.replace("\x00", "")
    if not text.strip():
        raise FeedRefusedError(marked("The file is empty."))
    if looks_like_a_page(text):
        raise FeedRefusedError(
            marked("The file is a web page or XML, not CSV: the address may answer with a page instead.")
        )
    lines = _lines(text)
    if not lines:
        raise FeedRefusedError(marked("The file is empty."))
    header = _header(lines[0])
    rows = [_row(header, cells) for cells in lines[1:] if any(cell.strip() for cell in cells)]
    if not rows:
        raise FeedRefusedError(
            marked("The file has no rows. An empty feed is never taken to mean that everything closed.")
        )
    if len(rows) > MOST_ROWS:
        raise FeedRefusedError(
            worded(
                "The file has %(rows)s rows; the most that is read is %(most_rows)s.",
                rows=f"{len(rows):,}",
                most_rows=f"{MOST_ROWS:,}",
            )
        )
    return Table(header, rows, problems)


def _lines(text: str) -> list[list[str]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FeedRefusedError(worded("The file is not CSV that can be read: %(error)s.", error=error)) from None


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns; one that has none, or that of an earlier one, is told apart by its number."""
    if len(cells) > MOST_COLUMNS:
        raise FeedRefusedError(
            worded(
                "The file has %(cells)s columns; the most that is read is %(most_columns)s.",
                cells=f"{len(cells):,}",
                most_columns=MOST_COLUMNS,
            )
        )
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:100] or f"column {number}"
        names[name if name not in names else f"{name} ({number})"] = None
    return tuple(names)


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(header, cells, strict=False))
    extra = [cell for cell in cells[len(header) :] if cell.strip()]
    return row | ({"more cells than the header": ", ".join(extra)} if extra else {})
