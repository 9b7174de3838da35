"""What the columns of a spreadsheet mean: each with a few of its cells, and what is suggested or saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.accounts.pages.parts import Option, Way
from directory.feeds.readers.csv_table.columns import COLUMNS
from directory.feeds.readers.tabular import Table
from directory.feeds.readers.text import as_line
from directory.feeds.showing import ShownColumns
from directory.i18n import Translator
from directory.web.filled import Filled

EXAMPLES = 3
LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column."""

    field: str
    """The name of its field in the form."""
    name: str
    examples: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The whole page."""

    title: str
    action: str
    form: Filled
    shown: str
    """The hash of the file whose columns are shown, so that no other one is mapped unseen."""
    columns: tuple[ColumnLine, ...]
    is_saved: bool
    back: Way


def columns_page(shown: ShownColumns, meanings: Mapping[str, str], form: Filled, words: Translator) -> ColumnsPage:
    """Build the page; without a table there is no file to show yet."""
    found, table = shown.found, shown.table
    href = f"/curation/feeds/{found.source.id}"
    lines = tuple(_line(number, table, meanings, words) for number in range(len(table.header))) if table else ()
    return ColumnsPage(
        title=words.gettext("What the columns mean"),
        action=f"{href}/columns",
        form=form,
        shown=shown.content_hash,
        columns=lines,
        is_saved=bool(found.feed.options.get("columns")),
        back=Way(found.source.name, href),
    )


def _line(number: int, table: Table, meanings: Mapping[str, str], words: Translator) -> ColumnLine:
    name = table.header[number]
    cells = (as_line(row.get(name))[:LONGEST_EXAMPLE] for row in table.rows[:200] if isinstance(row, dict))
    examples = tuple(dict.fromkeys(cell for cell in cells if cell))[:EXAMPLES]
    chosen = meanings.get(name, "")
    options = tuple(
        Option(meaning, words.gettext(column.label), meaning == chosen) for meaning, column in COLUMNS.items()
    )
    return ColumnLine(f"column-{number}", name, examples, options)
