"""CSV packages: the tables of a zip file, each row with the place it stands at."""

import csv
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from directory.cells import as_written
from directory.errors import marked, worded
from directory.feeds.readers.envelope import MOST_BYTES, MOST_BYTES_OF_A_CELL, MOST_ROWS
from directory.feeds.records import FeedRefusedError
from directory.hsds.cells import OBJECTS

MOST_UNPACKED: Final = 5 * MOST_BYTES
MOST_FILES: Final = 200
MOST_TIMES_SMALLER: Final = 100
STANDS_AT: Final = "stands at"
"""The key under which a row says where it stands; no column can be called so, and it is gone before a row is kept."""
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, KeyError)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StandsAt:
    """Where a row stands, and what was odd about it as a row."""

    file: str
    row: int
    notes: list[tuple[str, str]] = field(default_factory=list)
    """What was odd, and what was done."""


Tables = Mapping[str, list[Row]]
"""The rows of a package by the name of their file without its ending, in lower case."""


def is_package(content: bytes) -> bool:
    """Whether the bytes are those of a zip file."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def tables_of(content: bytes) -> Tables:
    """Read every CSV file of a package; raises `FeedRefusedError` for a package that is broken, or too big."""
    if len(content) > MOST_BYTES:
        raise FeedRefusedError(marked("The file is larger than 10 MB, which is the most that is read."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            texts = dict(_texts(package))
    except _BROKEN as broken:
        raise FeedRefusedError(marked("The zip file is broken or locked, so nothing in it could be read.")) from broken
    tables = {name: list(rows_of(f"{name}.csv", text)) for name, text in texts.items()}
    if not any(tables.values()):
        raise FeedRefusedError(marked("The zip file holds no CSV file with rows in it."))
    if sum(map(len, tables.values())) > MOST_ROWS * 4:
        raise FeedRefusedError(
            worded(
                "The package has more than %(most_rows)s rows, which is the most that is read.",
                most_rows=f"{MOST_ROWS * 4:,}",
            )
        )
    return tables


def _texts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    files = [one for one in package.infolist() if _is_table(one.filename)]
    if len(files) > MOST_FILES or sum(one.file_size for one in files) > MOST_UNPACKED:
        raise FeedRefusedError(marked("The zip file unpacks to more than 50 MB, which is the most that is read."))
    left = MOST_UNPACKED
    for one in files:
        with package.open(one) as packed:
            content = packed.read(left + 1)
        left -= len(content)
        if left < 0 or len(content) > MOST_TIMES_SMALLER * max(one.compress_size, 1024):
            raise FeedRefusedError(
                marked("The zip file unpacks to far more than it seems to hold, so it was not read.")
            )
        yield PurePosixPath(one.filename).stem.lower(), as_text_of_file(content)


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() == ".csv" and not hidden


def as_text_of_file(content: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows_of(file: str, text: str) -> Iterator[Row]:
    """Yield the rows of one CSV file: what each cell says by the name of its column, empty cells left out."""
    lines = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), strict=False)
    header: list[str] = []
    number = 0
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            continue
        if not header:
            header = [_column(cell) for cell in cells]
            continue
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        yield _row(StandsAt(file, number), header, cells)


def _column(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").split())[:255]


def _row(at: StandsAt, header: list[str], cells: list[str]) -> Row:
    if len(cells) > len(header):
        at.notes.append(("the row has more cells than the table has columns", "the cells beyond were left out"))
    said: Row = {}
    for name, cell in zip(header, cells, strict=False):
        if len(cell.encode(errors="replace")) > MOST_BYTES_OF_A_CELL:
            at.notes.append((f"the text of {name} is longer than 64 KB", "it was left out"))
        elif name and cell.strip():
            said.setdefault(name, as_written(cell))
    others = _others(said.pop(OBJECTS, ""), at)
    return {**others, **said, STANDS_AT: at}


def _others(cell: str, at: StandsAt) -> Row:
    """What a row keeps beside its columns, as our own packages write it."""
    try:
        others = json.loads(cell) if cell else {}
    except (ValueError, RecursionError):
        others = None
    if isinstance(others, dict):
        return others
    at.notes.append((f"{OBJECTS} holds no JSON object", "it was left out"))
    return {}
