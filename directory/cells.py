"""Cells of CSV tables: no spreadsheet takes one for a formula, and what was written is read again as it was."""

import re
from typing import Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What some spreadsheet runs: the four signs, their wide forms, and what it passes over; after the apostrophes that
already say that it is none."""


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet runs; `as_written` gives it back as it was."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """Return what a cell says without the apostrophe that `defused` put before it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
