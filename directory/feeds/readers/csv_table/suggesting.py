"""Which column of a spreadsheet tells what: suggested from its heading and from what its cells look like."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rapidfuzz import fuzz

from directory.feeds.readers.csv_table.columns import COLUMNS, Column
from directory.feeds.readers.text import as_line, fold

LIKE_ENOUGH: Final = 68
"""Of 100, for heading and cells together."""
_LOOKED_AT: Final = 200
_BY_HEADING: Final = 0.7
_HEADING_ALONE: Final = 60
_SHAPE_ALONE: Final = 0.9
"""So large a share of cells that look right says what a column is whose heading says nothing."""


def suggest_columns(header: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what each column seems to mean, each meaning once; columns that say nothing are left out."""
    cells = {name: _cells(name, rows) for name in header}
    scored = sorted(
        (
            (_likeness(name, cells[name], column), -place, name, meaning)
            for place, name in enumerate(header)
            for meaning, column in COLUMNS.items()
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for likeness, _, name, meaning in scored:
        if likeness >= LIKE_ENOUGH and name not in found and meaning not in taken:
            found[name] = meaning
            taken.add(meaning)
    return {name: found[name] for name in header if name in found}


def _cells(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    said = (as_line(row.get(name))[:300] for row in rows[:_LOOKED_AT])
    return [cell for cell in said if cell]


def _likeness(name: str, cells: list[str], column: Column) -> float:
    """How likely a column means this, from 0 to 100: a heading nobody doubts, or cells that nobody does."""
    heading = max(fuzz.token_sort_ratio(fold(name), known) for known in column.headings)
    shape = column.likeness_of_cells(cells)
    if not column.plain and shape < 0.2 and cells:
        return 0.0
    if heading < _HEADING_ALONE:
        return LIKE_ENOUGH * shape if not column.plain and shape >= _SHAPE_ALONE and _is_telling(column) else 0.0
    return heading * _BY_HEADING + 100 * shape * (1 - _BY_HEADING) + (15 if column.plain and heading > 95 else 0)


def _is_telling(column: Column) -> bool:
    """Whether cells alone tell: an e-mail address is one whatever its column is called, a yes says nothing."""
    return column in {COLUMNS["email"], COLUMNS["zip"], COLUMNS["url"]}
