"""A document as it lies in the index: the row its columns are made of, the card it shows, the fingerprint of both.

Rows are msgpack, read once. What is shown is three lines of JSON, read at every answer: who it is, what programs are
told of it, which they are handed as it is, and the card. orjson knows the names of a card's values again from one card
to the next, and so reads it in half the time that msgpack takes; it never writes the end of a line within a value.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgpack
import orjson

from search.document import Document
from search.hours import Frequency, Hours, Schedule

_NOT_IN_ROWS: Final = {"id", "texts", "card", "said", "hours"}
_DAYS_BY_DEFAULT: Final = orjson.OPT_PASSTHROUGH_DATETIME
"""Days and times are written as `_plain` says in both."""


def row_of(document: Document) -> bytes:
    """Everything of a document but its id, its words and its card, as msgpack; its hours as `read_hours` reads them."""
    row = {field.name: getattr(document, field.name) for field in fields(document) if field.name not in _NOT_IN_ROWS}
    return _packed({**row, "hours": _packed(document.hours)})


def read_row(packed: bytes) -> dict[str, Any]:
    """A row again: the fields of `Document` but `id`, `texts` and `card`.

    Sets come back as sorted lists, days as ordinals, and hours as they were packed, since many share theirs.
    """
    return dict(msgpack.unpackb(packed, strict_map_key=False))


def read_hours(packed: bytes) -> Hours:
    """The hours of a row again."""
    always, by_appointment, schedules = msgpack.unpackb(packed)
    return Hours(tuple(_read_schedule(each) for each in schedules), always, by_appointment)


UNREADABLE: Final = "What the search index shows of a listing cannot be read."


class RowError(Exception):
    """What the index holds of a document cannot be read: another version of the program wrote it, or it is torn."""


class Shown(NamedTuple):
    """What a result shows of a document."""

    id: str
    group: str
    said: bytes
    """What programs are told of it: a JSON object."""
    card: dict[str, Any]
    """Empty where it was not asked for."""


def shown_of(document: Document) -> bytes:
    """What a result shows, as JSON."""
    lines = ([document.id, document.group], document.said, document.card)
    return b"\n".join(orjson.dumps(line, default=_plain, option=_DAYS_BY_DEFAULT) for line in lines)


def read_shown(packed: bytes, *, with_card: bool = True) -> Shown:
    """What a result shows again, with its card or without; raises `RowError`."""
    try:
        named, said, card = packed.split(b"\n")
        listing, group = orjson.loads(named)
        shown = Shown(listing, group, said, orjson.loads(card) if with_card else {})
    except (ValueError, TypeError) as error:
        raise RowError(UNREADABLE) from error
    if not (said.startswith(b"{") and said.endswith(b"}")):
        raise RowError(UNREADABLE)
    return shown


def fingerprint(*parts: bytes) -> tuple[int, int]:
    """128 bits that stand for the contents of a document, as two numbers."""
    framed = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
    both = blake2b(framed, digest_size=16).digest()
    return int.from_bytes(both[:8], "little"), int.from_bytes(both[8:], "little")


def _packed(value: Mapping[str, Any] | list[Any] | Hours) -> bytes:
    return bytes(msgpack.packb(value, default=_plain))


def _plain(value: Any) -> Any:
    """What is no plain value, as one: sets sorted, so that equal documents are equal bytes."""
    match value:
        case frozenset() | set():
            return sorted(value)
        case date():
            return value.toordinal()
        case Hours():
            return [value.always, value.by_appointment, list(value.schedules)]
        case Schedule():
            return [getattr(value, field.name) for field in fields(value)]
        case time():
            return value.hour * 60 + value.minute
        case Mapping():
            return dict(value)
    raise TypeError(f"A card holds plain values only, not a {type(value).__name__}.")


def _read_schedule(packed: list[Any]) -> Schedule:
    line = dict(zip((field.name for field in fields(Schedule)), packed, strict=True))
    for name in ("anchor", "until", "valid_from", "valid_to"):
        line[name] = _read_date(line[name])
    for name in ("starts", "ends"):
        line[name] = None if line[name] is None else time(*divmod(line[name], 60))
    line["freq"] = Frequency(line["freq"])
    line["byday"], line["bymonthday"] = tuple(line["byday"]), tuple(line["bymonthday"])
    line["except_on"] = frozenset(map(date.fromordinal, line["except_on"]))
    return Schedule(**line)


def _read_date(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
