"""The first rows of a spreadsheet as they would be read, before anybody says that its columns mean that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from directory.feeds.formats import reading_context
from directory.feeds.readers.csv_table.reading import read_rows
from directory.feeds.readers.tabular import Table
from directory.feeds.records import Problem, Record
from directory.feeds.showing import ShownColumns

FIRST_ROWS: Final = 3


def read_first_rows(shown: ShownColumns, meanings: Mapping[str, str], *, now: datetime) -> list[Record | Problem]:
    """Read a few rows with these meanings of columns; none while no column holds the names."""
    if shown.table is None or "name" not in meanings.values():
        return []
    few = Table(shown.table.header, shown.table.rows[:FIRST_ROWS], ())
    found = shown.found
    context = reading_context(now=now, options=found.feed.options, source=found.source.name)
    return list(read_rows(few, meanings, context))
