"""The cells of HSDS tables."""

import json
from typing import Any, Final

from directory.cells import defused

OBJECTS: Final = "other_attributes"
"""The column in which a row keeps, as JSON, what HSDS has no column for."""


def as_cell(value: Any) -> str:
    """Return a value as it stands in a cell; no spreadsheet takes a text for a formula."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return defused(value)
