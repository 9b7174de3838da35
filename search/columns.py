"""The documents of one segment as arrays, one place for each document, made from their stored rows.

Rows are padded to a multiple of 64, so that the bits of several segments can be laid end to end.
"""

from array import array
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.cells import cell_arrays
from search.hours import Hours
from search.labels import ROWS_PER_WORD, LabelWriter
from search.recurrence import RecurrenceWriter
from search.rows import fingerprint, read_hours, read_row

NO_DAY: Final = 0
"""A date that is not given; no ordinal is zero."""
STATUSES: Final = ("active", "temporarily_closed", "inactive", "defunct")
"""A status's code is its place here."""
HOURS_PREFIX: Final = "hours_"

_FLAGS: Final = ("in_person", "online", "venue_closed", "live_source", "reported_wrong")
_DAYS: Final = ("closed_until", "verified_on", "due_on")


def padded(documents: int) -> int:
    """How many rows so many documents take."""
    return -(-documents // ROWS_PER_WORD) * ROWS_PER_WORD


class ColumnWriter:
    """Is given one document after the other as stored (`fields.SCHEMA`), and gives the columns of them all."""

    def __init__(self) -> None:
        self._ids: list[bytes] = []
        self._groups, self._contents = array("Q"), array("Q")
        self._lats, self._lons = array("d"), array("d")
        self._flags = {name: bytearray() for name in _FLAGS}
        self._days = {name: array("i") for name in _DAYS}
        self._statuses, self._spanish = bytearray(), bytearray()
        self._labels = LabelWriter()
        self._hours = RecurrenceWriter()
        self._first_with: dict[bytes, int] = {}

    def add(self, stored: Mapping[str, Any]) -> None:
        """Take in the next document."""
        row = read_row(stored["row"])
        self._add_hours(row["hours"])
        self._ids.append(stored["id"].encode())
        self._groups.append(group_key(row["group"] or stored["id"]))
        self._contents.extend(fingerprint(*_as_bytes(stored)))
        self._add_place(row)
        for name, flags in self._flags.items():
            flags.append(row[name])
        for name, days in self._days.items():
            days.append(row[name] or NO_DAY)
        self._statuses.append(STATUSES.index(row["status"]))
        self._spanish.append(row["text_language"] == "es")
        self._labels.add(row["stated"], row["unstated"], row["asks"])

    def columns(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The columns, and the names that go with them: `labels`, `zones`, and how many `documents` there are."""
        documents = len(self._ids)
        size = padded(documents)
        for _ in range(size - documents):
            self._hours.add(Hours())
        hours = self._hours.columns()
        label_arrays, labels = self._labels.arrays(size)
        lats, lons = _column(self._lats, size, np.nan), _column(self._lons, size, np.nan)
        contents = np.array(self._contents).reshape(documents, 2).T
        arrays = {
            **self._identity_arrays(size),
            "points": geo.vectors(lats, lons),
            **cell_arrays(lats, lons),
            **{name: _column(flags, size).view(np.bool_) for name, flags in self._flags.items()},
            **{name: _column(days, size) for name, days in self._days.items()},
            "status": _column(self._statuses, size),
            "spanish": _column(self._spanish, size).view(np.bool_),
            "content": np.stack([_column(half, size) for half in contents]),
            **label_arrays,
            **{HOURS_PREFIX + name: array for name, array in hours.to_arrays().items()},
        }
        return arrays, {"documents": documents, "labels": labels, "zones": list(hours.zones)}

    def _add_hours(self, packed: bytes) -> None:
        """Most documents have the hours of some other: those are worked out once."""
        first = self._first_with.setdefault(packed, len(self._ids))
        if first == len(self._ids):
            self._hours.add(read_hours(packed))
        else:
            self._hours.add_again(first)

    def _add_place(self, row: Mapping[str, Any]) -> None:
        lat, lon = row["lat"], row["lon"]
        is_placed = row["in_person"] and lat is not None and lon is not None and geo.are_degrees(lat, lon)
        self._lats.append(lat if is_placed else np.nan)
        self._lons.append(lon if is_placed else np.nan)

    def _identity_arrays(self, size: int) -> dict[str, NDArray[Any]]:
        ids = np.array(self._ids + [b""] * (size - len(self._ids)), dtype=np.bytes_)
        return {
            "id": ids,
            "id_order": np.argsort(ids, kind="stable").astype(np.int32),
            "group": _column(self._groups, size),
        }


def _column(values: Any, size: int, otherwise: float = 0) -> NDArray[Any]:
    given = np.array(values)
    filled = np.full(size, otherwise, given.dtype)
    filled[: given.size] = given
    return filled


def _as_bytes(stored: Mapping[str, Any]) -> tuple[bytes, ...]:
    words = stored["text"].encode("utf-8", "surrogatepass")
    return stored["id"].encode(), words, stored["row"], stored["shown"]


def group_key(group: str) -> int:
    """64 bits that stand for a group's name."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest(), "little")
