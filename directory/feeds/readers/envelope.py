"""From the bytes of a feed to its rows: what a file must be before anybody looks at its meetings."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from directory.errors import marked, worded
from directory.feeds.readers.text import as_line
from directory.feeds.records import ROW_SKIPPED, FeedRefusedError, Problem, Record, RowReport

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
MOST_BYTES_OF_A_CELL = 64 * 1024
DEEPEST = 32
COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_KINDS = {type(None): "null", str: "text", list: "a list", int: "a number", float: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """The JSON of a feed, and what had to be done to the file to read it."""

    value: Any
    problems: tuple[Problem, ...]


def parse_json(content: bytes) -> Parsed:
    """Read the bytes as JSON, or refuse the file in one sentence.

    UTF-8 with or without a byte-order mark and UTF-16 with one are read; anything else is taken for Latin-1, and
    said so. Not-a-number and infinities, which JSON does not have, become null.
    """
    if len(content) > MOST_BYTES:
        raise FeedRefusedError(marked("The file is larger than 10 MB, which is the most that is read."))
    if content.startswith(COMPRESSED):
        raise FeedRefusedError(marked("The file is compressed. Unpack it, then import what was inside."))
    text, problems = decoded(content)
    _refuse_what_is_not_json(text)
    try:
        value = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise FeedRefusedError(_where_it_breaks(text, error)) from None
    except RecursionError:
        raise FeedRefusedError(_too_deep()) from None
    except ValueError:
        raise FeedRefusedError(
            marked("The file holds a number with thousands of digits, so it was not read.")
        ) from None
    if _deeper_than(value, DEEPEST):
        raise FeedRefusedError(_too_deep())
    return Parsed(value, problems)


def list_of_rows(value: Any, *, what: str) -> list[Any]:
    """Return `value` when it is a list of rows of a size that is read; `what` names the rows in the refusal."""
    if not isinstance(value, list):
        kind = "one object" if isinstance(value, dict) else _KINDS.get(type(value), "something else")
        raise FeedRefusedError(
            worded("The file holds %(kind)s where a list of %(what)s was expected.", kind=kind, what=what)
        )
    if not value:
        raise FeedRefusedError(
            worded(
                "The file lists no %(what)s. An empty feed is never taken to mean that everything closed.", what=what
            )
        )
    if len(value) > MOST_ROWS:
        raise FeedRefusedError(
            worded(
                "The file has %(rows)s rows; the most that is read is %(most_rows)s.",
                rows=f"{len(value):,}",
                most_rows=f"{MOST_ROWS:,}",
            )
        )
    return value


def refuse_rows_of(other_format: str, rows: list[Any], *, with_field: str, without: Collection[str]) -> None:
    """Refuse a file whose every object has the field of another format and none of these: somebody mixed them up."""
    objects = [row for row in rows if isinstance(row, dict)]
    if objects and all(with_field in row and row.keys().isdisjoint(without) for row in objects):
        raise FeedRefusedError(
            worded(
                "The file is of another format: import it with --format %(other_format)s.", other_format=other_format
            )
        )


def read_each(
    rows: list[Any], read_row: Callable[[dict[str, Any], RowReport], Record | Problem]
) -> Iterator[Record | Problem]:
    """Read every row behind its own guard; a later row with an id already read is reported and left out."""
    first_rows: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        outcome = _guarded(row, RowReport(number), read_row)
        if isinstance(outcome, Record) and outcome.external_id in first_rows:
            earlier = first_rows[outcome.external_id]
            report = RowReport(number, outcome.external_id)
            yield report.problem("id", worded("row %(earlier)s already has this id and was kept", earlier=earlier))
            continue
        if isinstance(outcome, Record):
            first_rows[outcome.external_id] = number
        yield outcome


def _guarded(
    row: Any, report: RowReport, read_row: Callable[[dict[str, Any], RowReport], Record | Problem]
) -> Record | Problem:
    if not isinstance(row, dict):
        kind = _KINDS.get(type(row), "something else")
        return report.problem("row", worded("it is %(kind)s, not an object with fields", kind=kind), ROW_SKIPPED)
    try:
        tamed = _storable(row)
    except _CellTooLongError as too_long:
        report.source_id = _id_beside(row, report.row, read_row)
        return report.problem(str(too_long), marked("the text is longer than 64 KB"))
    try:
        return read_row(tamed, report)
    except ValueError as error:
        return report.problem("row", worded("it does not make a listing (%(error)s)", error=_one_line(error)))


def _id_beside(
    row: dict[str, Any], number: int, read_row: Callable[[dict[str, Any], RowReport], Record | Problem]
) -> str | None:
    """What the source calls a row of which a cell is too long: what is refused is still listed there."""
    rest: dict[str, Any] = {}
    report = RowReport(number)
    for name, value in row.items():
        with suppress(_CellTooLongError):
            rest |= _storable({name: value})
    with suppress(ValueError):
        read_row(rest, report)
    return report.source_id


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def decoded(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file, and the problem of one that is not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        problem = Problem(
            0, None, "file", marked("its text is not UTF-8"), marked("it was read as Latin-1 (Windows-1252)")
        )
        return content.decode("cp1252", errors="replace"), (problem,)


def looks_like_a_page(text: str) -> bool:
    """Whether a text is HTML or XML: a proxy, or a server that moved its feed, may answer so with 200."""
    return bool(re.match(r"\s*<(?:!doctype|\?xml|[a-z][a-z0-9]*[\s>])", text[:500], re.IGNORECASE))


def _refuse_what_is_not_json(text: str) -> None:
    start = text.lstrip()[:200]
    if not start:
        raise FeedRefusedError(marked("The file is empty."))
    if start.startswith("<"):
        is_page = re.match(r"<(!doctype\s+html|html|head|body)", start, re.IGNORECASE)
        kind = "a web page (HTML)" if is_page else "HTML or XML"
        raise FeedRefusedError(
            worded("The file is %(kind)s, not JSON: the address may answer with a page instead of the feed.", kind=kind)
        )
    if start[0] not in "[{" and start[0] not in '"-0123456789tfnNI':
        raise FeedRefusedError(marked("The file is not JSON: it does not begin with a list or an object."))


def _where_it_breaks(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return worded(
            "The JSON breaks off after %(count)s characters: the file seems to be truncated.", count=f"{len(text):,}"
        )
    return worded(
        "The file is not valid JSON: line %(line)s, column %(column)s cannot be read.",
        line=error.lineno,
        column=error.colno,
    )


def _too_deep() -> str:
    return worded("The JSON is nested more than %(deepest)s levels deep, which no meeting feed is.", deepest=DEEPEST)


def _deeper_than(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [part for whole in layer for part in _parts(whole)]
        if not layer:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


class _CellTooLongError(Exception):
    """Carries the name of the field whose text is too long."""


def _storable(value: Any, field_name: str = "row") -> Any:
    """The value without what no database stores (NUL, half characters), or `_CellTooLongError`."""
    if isinstance(value, str):
        if len(value) > MOST_BYTES_OF_A_CELL or len(value.encode(errors="replace")) > MOST_BYTES_OF_A_CELL:
            raise _CellTooLongError(as_line(field_name)[:80] or "row")
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {_UNSTORABLE.sub("", key)[:255]: _storable(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_storable(part, field_name) for part in value]
    if isinstance(value, float) and value in {float("inf"), float("-inf")}:
        return None
    return value
