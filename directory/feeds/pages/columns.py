"""What the columns of a spreadsheet mean: each with a few of its cells, and what is suggested or saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.accounts.pages.parts import Option, Way
from directory.curation.pages.changes import changes_between
from directory.curation.pages.values import Reader
from directory.feeds.readers.csv_table.columns import COLUMNS
from directory.feeds.readers.tabular import Table
from directory.feeds.readers.text import as_line
from directory.feeds.records import Problem, Record
from directory.feeds.showing import ShownColumns
from directory.i18n import Translator
from directory.listings.fields import flat
from directory.listings.history import said
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
class RowLine:
    """One row as it would be read."""

    name: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The whole page."""

    title: str
    action: str
    form: Filled
    shown: str
    """The hash of the file whose columns are shown, so that no other one is mapped unseen."""
    columns: tuple[ColumnLine, ...]
    rows: tuple[RowLine, ...]
    is_saved: bool
    back: Way


def columns_page(
    shown: ShownColumns,
    meanings: Mapping[str, str],
    first_rows: Sequence[Record | Problem],
    form: Filled,
    reader: Reader,
) -> ColumnsPage:
    """Build the page; without a table there is no file to show yet."""
    found, table, words = shown.found, shown.table, reader.words
    href = f"/curation/feeds/{found.source.id}"
    lines = tuple(_line(number, table, meanings, words) for number in range(len(table.header))) if table else ()
    return ColumnsPage(
        title=words.gettext("What the columns mean"),
        action=f"{href}/columns",
        form=form,
        shown=shown.content_hash,
        columns=lines,
        rows=tuple(_row(one, reader) for one in first_rows),
        is_saved=bool(found.feed.options.get("columns")),
        back=Way(found.source.name, href),
    )


def _row(read: Record | Problem, reader: Reader) -> RowLine:
    if isinstance(read, Problem):
        return RowLine("", (), (read.odd_row().told(reader.words),))
    saying = said(read.draft)
    told = changes_between([saying], [name for name in flat(saying) if name != "name"], reader)
    facts = tuple((change.name, change.sayings[0]) for change in told)
    return RowLine(read.draft.name, facts, tuple(problem.odd_row().told(reader.words) for problem in read.problems))


def _line(number: int, table: Table, meanings: Mapping[str, str], words: Translator) -> ColumnLine:
    name = table.header[number]
    cells = (as_line(row.get(name))[:LONGEST_EXAMPLE] for row in table.rows[:200] if isinstance(row, dict))
    examples = tuple(dict.fromkeys(cell for cell in cells if cell))[:EXAMPLES]
    chosen = meanings.get(name, "")
    options = tuple(
        Option(meaning, words.gettext(column.label), meaning == chosen) for meaning, column in COLUMNS.items()
    )
    return ColumnLine(f"column-{number}", name, examples, options)
