"""The formats of feeds that can be read, and one reading of a feed from its first row to its last."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from directory.errors import worded
from directory.feeds import readers
from directory.feeds.declaring import FeedFormat, Options, Sayable
from directory.feeds.meeting_types import MeetingTypes, load_meeting_types
from directory.feeds.records import ROW_REFUSED, ROW_SKIPPED, FeedRefusedError, Problem, ReadingContext, Record
from directory.paths import seeds_folder
from search.gazetteer import Gazetteer

ROWS_BETWEEN_NEWS = 500
MOST_COLUMNS = 300
"""Names of fields that are kept of a reading."""


def _declared_formats() -> Iterator[FeedFormat]:
    """Every folder among the readers is a format: adding one adds a folder, and no list to keep."""
    for module in iter_modules(readers.__path__, f"{readers.__name__}."):
        if module.ispkg:
            declared: FeedFormat = import_module(module.name).FORMAT
            yield declared


class _Formats(Mapping[str, FeedFormat]):
    """The formats, loaded when the first is asked for: no visitor needs them, nor the libraries they read with."""

    @cached_property
    def _by_name(self) -> Mapping[str, FeedFormat]:
        return {one.name: one for one in _declared_formats()}

    def __getitem__(self, name: str) -> FeedFormat:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


FORMATS: Mapping[str, FeedFormat] = _Formats()
"""Every format by the name it goes by on the command line and in the list of sources."""


def get_format(name: str) -> FeedFormat:
    """Return a format by its name; raises `FeedRefusedError`."""
    if name not in FORMATS:
        raise FeedRefusedError(f"No reader knows the format “{name}”. There are: {', '.join(FORMATS)}.")
    return FORMATS[name]


@dataclass(frozen=True)
class Reading:
    """Everything one file said, and its bytes as they came."""

    format_name: str
    content: bytes = field(repr=False)
    outcomes: Sequence[Record | Problem]
    options: Options = field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def records(self) -> list[Record]:
        """The rows that were read, one for each id."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Record)]

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem in the order of the rows, those of rows that were read included."""
        return [
            problem
            for outcome in self.outcomes
            for problem in (outcome.problems if isinstance(outcome, Record) else [outcome])
        ]

    @cached_property
    def columns(self) -> list[str]:
        """The names of the fields that its rows have, in the order in which they first come."""
        return list(dict.fromkeys(name for record in self.records for name in record.raw))[:MOST_COLUMNS]

    @cached_property
    def turned_away(self) -> list[Problem]:
        """The problems of rows of which no record came."""
        return [problem for problem in self.problems if problem.turns_the_row_away]

    @cached_property
    def withheld_ids(self) -> set[str]:
        """What the file still holds but its source does not want public, or has archived."""
        skipped = {problem.source_id for problem in self.turned_away if problem.action == ROW_SKIPPED}
        return {one for one in skipped if one} - {record.external_id for record in self.records}

    @cached_property
    def listed_ids(self) -> set[str]:
        """What the file lists, readable or not."""
        refused = {problem.source_id for problem in self.turned_away if problem.source_id}
        return {record.external_id for record in self.records} | refused - self.withheld_ids


def reading_context(
    *, now: datetime, options: Options = MappingProxyType({}), source: str | None = None
) -> ReadingContext:
    """Return what readers may ask, from the vocabulary and the places that ship with the program."""
    gazetteer = Gazetteer.load(seeds_folder() / "places")

    def zone_of_zip(code: str) -> str | None:
        place = gazetteer.zip_place(code)
        return place.timezone if place else None

    return ReadingContext(_meeting_types(), gazetteer.zone_at, zone_of_zip, now, options, source or "")


def sayable_by(format_name: str, options: Options = MappingProxyType({})) -> Sayable:
    """Return what a source of this format, read with these options, can say of a listing."""
    return get_format(format_name).speaks_of(_meeting_types().of(format_name), options)


@cache
def _meeting_types() -> MeetingTypes:
    return load_meeting_types()


def read_feed(
    content: bytes, format_name: str, context: ReadingContext, tell: Callable[[str], None] = lambda _: None
) -> Reading:
    """Read every row of a feed, telling now and then how far it is; raises `FeedRefusedError`."""
    outcomes = _of_known_kinds(get_format(format_name).read(content, context), context)
    return Reading(format_name, content, list(_told(outcomes, tell)), context.options)


def _of_known_kinds(outcomes: Iterator[Record | Problem], context: ReadingContext) -> Iterator[Record | Problem]:
    """Turn a row away whose kind nobody knows: told while it is read, and not when somebody takes it up."""
    for outcome in outcomes:
        unknown = set(outcome.draft.terms) - context.vocabulary.terms.keys() if isinstance(outcome, Record) else set()
        if isinstance(outcome, Record) and unknown:
            message = worded("there is no kind “%(kind)s”", kind=min(unknown))
            yield Problem(outcome.row, outcome.external_id, "kind", message, ROW_REFUSED)
        else:
            yield outcome


def _told(outcomes: Iterator[Record | Problem], tell: Callable[[str], None]) -> Iterator[Record | Problem]:
    for outcome in outcomes:
        yield outcome
        if outcome.row and outcome.row % ROWS_BETWEEN_NEWS == 0:
            tell(f"{outcome.row:,} rows read")
