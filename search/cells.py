"""A grid of quarter degrees over the earth: which documents may lie near a point, before any distance is measured."""

from collections.abc import Iterator
from math import floor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.geo import Box, box_around
from search.packed import Arrays

DEGREES: Final = 0.25
COLUMNS: Final = int(360 / DEGREES) + 1
"""Cells around the earth; the last holds longitude 180 itself."""


def cell_arrays(lats: NDArray[np.float64], lons: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """The cells that hold any document, sorted, and the documents of each in one run. NaN lies in no cell."""
    placed = np.flatnonzero(~np.isnan(lats)).astype(np.int32)
    cells = _row(lats[placed]) * COLUMNS + _column(lons[placed])
    order = np.argsort(cells, kind="stable")
    keys, starts = np.unique(cells[order], return_index=True)
    return {
        "cell_keys": keys.astype(np.int32),
        "cell_starts": np.append(starts, placed.size).astype(np.int32),
        "cell_documents": placed[order],
    }


def documents_near(arrays: Arrays, lat: float, lon: float, miles: float) -> NDArray[np.int32]:
    """Every document within so many miles, and some beyond, in no order."""
    keys, starts, documents = arrays["cell_keys"], arrays["cell_starts"], arrays["cell_documents"]
    stretches = np.array(list(_stretches(box_around(lat, lon, miles))), np.int32)
    begins = starts[np.searchsorted(keys, stretches[:, 0], side="left")]
    ends = starts[np.searchsorted(keys, stretches[:, 1], side="right")]
    runs = [documents[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True) if begin < end]
    return np.concatenate(runs) if runs else np.zeros(0, np.int32)


def _stretches(box: Box) -> Iterator[tuple[int, int]]:
    """The first and last cell of every row of cells that the box touches; two a row across the antimeridian."""
    west, east = floor((box.west + 180) / DEGREES), floor((box.east + 180) / DEGREES)
    sides = [(west, east)] if box.west <= box.east else [(west, COLUMNS - 1), (0, east)]
    for row in range(floor((box.south + 90) / DEGREES), floor((box.north + 90) / DEGREES) + 1):
        for first, last in sides:
            yield row * COLUMNS + first, row * COLUMNS + last


def _row(lats: Any) -> Any:
    return np.floor((np.asarray(lats) + 90) / DEGREES).astype(np.int32)


def _column(lons: Any) -> Any:
    return np.floor((np.asarray(lons) + 180) / DEGREES).astype(np.int32)
