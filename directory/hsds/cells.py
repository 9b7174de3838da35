"""Cells of CSV tables: no spreadsheet takes one for a formula, and what was written is read again as it was."""

import json
import re
from typing import Any, Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
OBJECTS: Final = "other_attributes"
"""The column in which a row keeps, as JSON, what HSDS has no column for."""


def as_cell(value: Any) -> str:
    """Return a value as it stands in a cell; a text that begins as a formula does gets an apostrophe before it."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return f"'{value}" if _FORMULA.match(value) else value


def as_written(cell: str) -> str:
    """Return what a cell says without the apostrophe that `as_cell` put before it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
