"""From a form as it was sent to the text of each field, whatever was typed into it."""

from collections.abc import Iterable, Sequence
from typing import Final

from starlette.datastructures import FormData

from directory.curation.editing.fields import CHECKED_PARTS, CODES, ON, ROWS, Values, part_name, row_text

LONGEST_FIELD: Final = 8000
"""Characters of one field that are read."""
MOST_ROWS: Final = 30


def values_typed(form: FormData, names: Iterable[str]) -> Values:
    """What was typed into the fields of these names; what was not sent is empty."""
    return {name: _typed(form, name) for name in names}


def _typed(form: FormData, name: str) -> str:
    if name in ROWS and part_name(name, ROWS[name][0]) in form:
        return row_text(_rows(form, name))
    texts = [_plain(value) for value in form.getlist(name) if isinstance(value, str)]
    if name in CODES:
        codes = [code for text in texts for code in text.split(",") if code]
        return ",".join(dict.fromkeys(codes))
    return texts[0] if texts else ""


def _rows(form: FormData, name: str) -> list[Sequence[str]]:
    """The rows in which anything stands: a line of fields each, beside one another."""
    columns = {part: [_plain(str(value)) for value in form.getlist(part_name(name, part))] for part in ROWS[name]}
    count = min(len(columns[ROWS[name][0]]), MOST_ROWS)
    rows = [[_cell(columns[part], part, number) for part in ROWS[name]] for number in range(count)]
    return [row for row in rows if any(_says_something(part, cell) for part, cell in zip(ROWS[name], row, strict=True))]


def _cell(column: Sequence[str], part: str, number: int) -> str:
    """A box that is ticked is sent with the number of its row; the others are not sent at all."""
    if part in CHECKED_PARTS:
        return ON if str(number) in column else ""
    return column[number] if number < len(column) else ""


def _says_something(part: str, cell: str) -> bool:
    """Whether somebody typed it: the kind of a number is chosen from the start."""
    return bool(cell) and part != "type"


def _plain(text: str) -> str:
    """One kind of line break, no blanks around, no NUL; what is too long is cut."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_FIELD]
