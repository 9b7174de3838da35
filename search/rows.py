"""A document as it lies in the index: the row its columns are made of, the card it shows, the fingerprint of both."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgpack

from search.document import Document
from search.hours import Frequency, Hours, Schedule

_NOT_IN_ROWS: Final = {"id", "texts", "card"}


def row_of(document: Document) -> bytes:
    """Everything of a document but its id and its card, as msgpack; of its words a fingerprint."""
    row = {field.name: getattr(document, field.name) for field in fields(document) if field.name not in _NOT_IN_ROWS}
    words = "\x1f".join(getattr(document.texts, field.name) for field in fields(document.texts))
    return _packed({**row, "words": blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()})


def read_row(packed: bytes) -> dict[str, Any]:
    """A row again: the fields of `Document` but `id`, `texts` and `card`; sets come back as sorted lists."""
    row = msgpack.unpackb(packed, strict_map_key=False)
    for name in ("closed_until", "verified_on", "due_on"):
        row[name] = _read_date(row[name])
    row["hours"] = _read_hours(row["hours"])
    return dict(row)


class RowError(Exception):
    """What the index holds of a document cannot be read: another version of the program wrote it, or it is torn."""


class Shown(NamedTuple):
    """What a result shows of a document."""

    id: str
    group: str
    card: dict[str, Any]


def shown_of(document: Document) -> bytes:
    """What a result shows, as msgpack."""
    return _packed([document.id, document.group, document.card])


def read_shown(packed: bytes) -> Shown:
    """What a result shows again; raises `RowError`."""
    try:
        return Shown(*msgpack.unpackb(packed, strict_map_key=False))
    except (ValueError, TypeError) as error:
        raise RowError("What the search index shows of a listing cannot be read.") from error


def fingerprint(*parts: bytes) -> tuple[int, int]:
    """128 bits that stand for the contents of a document, as two numbers."""
    framed = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
    both = blake2b(framed, digest_size=16).digest()
    return int.from_bytes(both[:8], "little"), int.from_bytes(both[8:], "little")


def _packed(value: Mapping[str, Any] | list[Any]) -> bytes:
    return bytes(msgpack.packb(value, default=_plain))


def _plain(value: Any) -> Any:
    """What msgpack does not know, as what it knows: sets sorted, so that equal documents are equal bytes."""
    match value:
        case frozenset() | set():
            return sorted(value)
        case date():
            return value.isoformat()
        case Hours():
            return [value.always, value.by_appointment, list(value.schedules)]
        case Schedule():
            return [getattr(value, field.name) for field in fields(value)]
        case time():
            return value.hour * 60 + value.minute
        case Mapping():
            return dict(value)
    raise TypeError(f"A card holds plain values only, not a {type(value).__name__}.")


def _read_hours(packed: list[Any]) -> Hours:
    always, by_appointment, schedules = packed
    return Hours(tuple(_read_schedule(each) for each in schedules), always, by_appointment)


def _read_schedule(packed: list[Any]) -> Schedule:
    line = dict(zip((field.name for field in fields(Schedule)), packed, strict=True))
    for name in ("anchor", "until", "valid_from", "valid_to"):
        line[name] = _read_date(line[name])
    for name in ("starts", "ends"):
        line[name] = None if line[name] is None else time(*divmod(line[name], 60))
    line["freq"] = Frequency(line["freq"])
    line["byday"], line["bymonthday"] = tuple(line["byday"]), tuple(line["bymonthday"])
    line["except_on"] = frozenset(map(date.fromisoformat, line["except_on"]))
    return Schedule(**line)


def _read_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
