"""The documents of one segment as arrays, one place for each document, made from their stored rows.

Rows are padded to a multiple of 64, so that the bits of several segments can be laid end to end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.cells import cell_arrays
from search.hours import Hours
from search.recurrence import build_columns
from search.rows import fingerprint, read_row

ROWS_PER_WORD: Final = 64
NO_DAY: Final = 0
"""A date that is not given; no ordinal is zero."""
STATUSES: Final = ("active", "temporarily_closed", "inactive", "defunct")
"""A status's code is its place here."""
HOURS_PREFIX: Final = "hours_"

_FLAGS: Final = ("in_person", "online", "venue_closed", "live_source", "reported_wrong")
_DAYS: Final = ("closed_until", "verified_on", "due_on")


class Label(NamedTuple):
    """Something a document says or does not say, and the documents of which it is true are a row of bits.

    `kind` is `stated`, `unstated` or `asks`; `facet` is empty for `asks`; `value` is "*" for every value unstated.
    """

    kind: str
    facet: str
    value: str


def padded(documents: int) -> int:
    """How many rows so many documents take."""
    return -(-documents // ROWS_PER_WORD) * ROWS_PER_WORD


def columns_of(stored: Sequence[Mapping[str, Any]]) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The columns of documents as stored (`fields.SCHEMA`), and the names that go with them: `labels`, `zones`."""
    size = padded(len(stored))
    rows = [read_row(fields["row"]) for fields in stored]
    hours = build_columns([row["hours"] for row in rows] + [Hours()] * (size - len(rows)))
    label_arrays, labels = _label_arrays(rows, size)
    arrays = {
        **_identity_arrays([fields["id"] for fields in stored], rows, size),
        **_place_arrays(rows, size),
        **{name: _column(np.bool_, (row[name] for row in rows), size) for name in _FLAGS},
        **{name: _column(np.int32, (_ordinal(row[name]) for row in rows), size) for name in _DAYS},
        "status": _column(np.uint8, (STATUSES.index(row["status"]) for row in rows), size),
        "spanish": _column(np.bool_, (row["text_language"] == "es" for row in rows), size),
        "content": _contents(stored, size),
        **label_arrays,
        **{HOURS_PREFIX + name: array for name, array in hours.to_arrays().items()},
    }
    return arrays, {"documents": len(rows), "labels": labels, "zones": list(hours.zones)}


def _contents(stored: Sequence[Mapping[str, Any]], size: int) -> NDArray[np.uint64]:
    """The fingerprint of each document's contents, shape (2, size)."""
    contents = np.zeros((2, size), np.uint64)
    for place, fields in enumerate(stored):
        contents[:, place] = fingerprint(fields["id"].encode(), fields["row"], fields["shown"])
    return contents


def _column(dtype: type[np.generic], values: Iterable[Any], size: int) -> NDArray[Any]:
    filled = np.zeros(size, dtype)
    given = np.array(list(values), dtype)
    filled[: given.size] = given
    return filled


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else NO_DAY


def _identity_arrays(ids: Sequence[str], rows: Sequence[dict[str, Any]], size: int) -> dict[str, NDArray[Any]]:
    encoded = np.array([one.encode() for one in ids] + [b""] * (size - len(ids)), dtype=np.bytes_)
    groups = (group_key(row["group"] or one) for one, row in zip(ids, rows, strict=True))
    return {
        "id": encoded,
        "id_order": np.argsort(encoded, kind="stable").astype(np.int32),
        "group": _column(np.uint64, groups, size),
    }


def group_key(group: str) -> int:
    """64 bits that stand for a group's name."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest(), "little")


def _place_arrays(rows: Sequence[dict[str, Any]], size: int) -> dict[str, NDArray[Any]]:
    lats, lons = np.full(size, np.nan), np.full(size, np.nan)
    for place, row in enumerate(rows):
        lat, lon = row["lat"], row["lon"]
        if row["in_person"] and lat is not None and lon is not None and geo.are_degrees(lat, lon):
            lats[place], lons[place] = lat, lon
    return {"points": geo.vectors(lats, lons), **cell_arrays(lats, lons)}


def _label_arrays(rows: Sequence[dict[str, Any]], size: int) -> tuple[dict[str, NDArray[Any]], list[Label]]:
    """Bits per label; and the stated labels of each document in one run, for counting small answers."""
    holders: dict[Label, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for label in _labels_of(row):
            holders[label].append(place)
    labels = sorted(holders)
    numbers = {label: number for number, label in enumerate(labels)}
    stated = [sorted(numbers[label] for label in _labels_of(row) if label.kind == "stated") for row in rows]
    counts = _column(np.int32, map(len, stated), size)
    bits = np.zeros((len(labels), size // ROWS_PER_WORD), np.uint64)
    for number, label in enumerate(labels):
        holds = np.zeros(size, np.bool_)
        holds[holders[label]] = True
        bits[number] = as_bits(holds)
    return {
        "label_bits": bits,
        "stated_starts": np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)]),
        "stated_labels": np.fromiter(chain.from_iterable(stated), np.uint16),
    }, labels


def _labels_of(row: dict[str, Any]) -> set[Label]:
    said = {
        Label(kind, facet, value)
        for kind in ("stated", "unstated")
        for facet, values in row[kind].items()
        for value in values
    }
    return said | {Label("asks", "", code) for code in row["asks"]}


def as_bits(holds: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """One bit a row, 64 to a word; the length must be a multiple of 64."""
    return np.packbits(holds, bitorder="little").view(np.uint64)
