"""Plain CSV: a list that somebody keeps in a spreadsheet, by a mapping of its columns that is suggested and saved."""

from directory.errors import marked
from directory.feeds.declaring import FeedFormat, Options, Sayable
from directory.feeds.meeting_types import CodesOfFormat
from directory.feeds.readers.csv_table.columns import COLUMNS
from directory.feeds.readers.csv_table.reading import NAME, read

__all__ = ["FORMAT", "read"]

ALWAYS_SAID = frozenset({"name", "organization", "terms", "status", "group", "unmapped"})


def said_by_columns(codes: CodesOfFormat, options: Options) -> Sayable:
    """Return what the columns of one source say; where nobody has looked at them yet, whatever a column may say."""
    del codes
    mapped = set(options.get("columns", {}).values()) if options.get("columns") else set(COLUMNS)
    fields = {field for name in mapped if name in COLUMNS for field in COLUMNS[name].fields}
    facts = {fact for name in mapped if name in COLUMNS for fact in COLUMNS[name].facts}
    access = {code for name in mapped if name in COLUMNS for code in COLUMNS[name].access}
    return Sayable(ALWAYS_SAID | fields, facts, access)


FORMAT = FeedFormat(
    NAME,
    marked("CSV (a spreadsheet)"),
    read,
    said_by_columns,
    media_types=("text/csv", "text/plain"),
    asks_who_and_what=True,
    has_columns=True,
)
