"""What a reader hands over: a record or a problem for each row, and what it may ask while it reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from directory.curation.wording import LONGEST_ID, OddRow, kept
from directory.errors import RefusedError, marked
from directory.feeds.meeting_types import MeetingTypes
from directory.listings.forms import ListingDraft
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder

ROW_REFUSED = marked("the row was refused")
ROW_SKIPPED = marked("the row was skipped")
"""Refused: the row cannot be read, so its last good copy stays. Skipped: its source withholds it, or it is no row."""


class FeedRefusedError(RefusedError):
    """The file as a whole cannot be used: one sentence says why, and nothing has changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row, for a coordinator: what it was, and what was done about it.

    `row` counts from 1; 0 is the file itself. `source_id` is None where the row has no id that can be read.
    """

    row: int
    source_id: str | None
    field: str
    message: str
    action: str

    @property
    def turns_the_row_away(self) -> bool:
        """Whether no record came of the row."""
        return self.action in {ROW_REFUSED, ROW_SKIPPED}

    def odd_row(self) -> OddRow:
        """Return it as it is kept, to be told in any language."""
        worded = kept(message=self.message, action=self.action)
        return OddRow(self.row, self.source_id or "", self.message, self.action, worded)

    def sentence(self) -> str:
        """Tell it in English, as the commands do."""
        return f"{self.where}: {self.message}, so {self.action}."

    @property
    def where(self) -> str:
        """Return the row as a coordinator would look it up: "Row 312 (id 4411)"."""
        if not self.row:
            return "The file"
        if self.source_id is None:
            return f"Row {self.row}"
        return f"Row {self.row} (id {self.source_id[:LONGEST_ID]})"


@dataclass(frozen=True, slots=True)
class Record:
    """One row that was read: the listing it makes, the row word for word, and what was odd about it.

    `updated_at` is when the source says the row last changed; None when it does not say, or says the future.
    """

    row: int
    external_id: str
    draft: ListingDraft
    raw: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    updated_at: datetime | None = None
    over: bool = False
    """It took place and does not come back: a listing of it says so, and no new one is made."""


@dataclass(slots=True)
class RowReport:
    """The margin of one row, where its reader notes what was odd."""

    row: int
    source_id: str | None = None
    problems: list[Problem] = field(default_factory=list)

    def note(self, field_name: str, message: str, action: str) -> None:
        """Note that `field_name` was odd in the way of `message`, and that `action` was taken."""
        self.problems.append(self.problem(field_name, message, action))

    def problem(self, field_name: str, message: str, action: str = ROW_REFUSED) -> Problem:
        """Make the problem that stands in the place of the row, when no record can come of it."""
        return Problem(self.row, self.source_id, field_name, message, action)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a reader may ask: what codes mean, which zone a place is in, and the moment of reading.

    `zone_at(lat, lon)` and `zone_of_zip("55401")` answer an IANA name, or None where nothing is known. `options` say
    how this one source is read, where its format leaves that open.
    """

    meeting_types: MeetingTypes
    zone_at: Callable[[float, float], str | None]
    zone_of_zip: Callable[[str], str | None]
    now: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    """What the source is called; empty where it goes by the name of its format."""
    vocabulary: Vocabulary = field(default_factory=lambda: load_vocabulary(seeds_folder() / "vocabulary"))


class Reader(Protocol):
    """Every format's reader: pure, one answer per row; it raises only `FeedRefusedError`, before the first row."""

    def __call__(self, content: bytes, context: ReadingContext) -> Iterator[Record | Problem]:
        """Read the bytes of one feed."""
        ...
