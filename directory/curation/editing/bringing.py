"""Bringing a sheet back: kept, compared row by row with how the listings stand, and applied when it is confirmed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, delete

from directory.curation.editing.at_once import Planned, mark_of
from directory.curation.editing.fields import values_of
from directory.curation.editing.reading import read_form
from directory.curation.editing.sheet import ID, VERSION, read_sheet, with_cells
from directory.curation.editing.sheet_models import BroughtSheet
from directory.errors import NotFoundError
from directory.i18n import Translator
from directory.listings.queries import ListingDetail, load_listings
from directory.listings.saying_hours import Unread
from directory.listings.vocabulary import Vocabulary
from directory.policy import Caller

KEPT_FOR: Final = timedelta(days=2)


class Came(StrEnum):
    """What became of a row."""

    SAME = "same"
    CHANGED = "changed"
    STALE = "stale"
    """The listing was changed since the sheet was taken: it is left as it is."""
    PROBLEM = "problem"
    UNKNOWN = "unknown"
    """No listing has this id."""
    TWICE = "twice"
    """Another row of the sheet has this id too: neither is taken."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One row of a sheet beside its listing."""

    row: int
    came: Came
    name: str
    planned: Planned | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each column that cannot be taken."""
    unread: tuple[Unread, ...] = ()
    """What of the hours could not be read."""


def keep_sheet(session: Session, text: str, vocabulary: Vocabulary, *, by: Caller, now: datetime) -> UUID:
    """Keep a sheet until it is confirmed; returns its id. Raises RefusedError for what is no sheet of listings."""
    read_sheet(text, vocabulary)
    sheet = BroughtSheet(by_id=by.person_id, text=text, at=now)
    session.add(sheet)
    session.flush()
    return sheet.id


def get_sheet(session: Session, sheet_id: UUID) -> BroughtSheet:
    """Return a sheet that was brought back. Raises NotFoundError."""
    sheet = session.get(BroughtSheet, sheet_id)
    if sheet is None:
        raise NotFoundError("There is nothing here.")
    return sheet


def compare(
    session: Session, sheet: BroughtSheet, vocabulary: Vocabulary, words: Translator, *, today: date
) -> list[Brought]:
    """Compare every row of a sheet with its listing as it stands now."""
    rows = read_sheet(sheet.text, vocabulary)
    ids = [_id(cells.get(ID, "")) for _, cells in rows]
    times = Counter(ids)
    listings = {detail.id: detail for detail in load_listings(session, {one for one in ids if one})}
    return [
        _brought(number, cells, listings.get(one) if one else None, times[one] > 1, vocabulary, words, today)
        for (number, cells), one in zip(rows, ids, strict=True)
    ]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _brought(  # noqa: PLR0917 - one row and all that it is held against
    number: int,
    cells: Mapping[str, str],
    listing: ListingDetail | None,
    is_twice: bool,
    vocabulary: Vocabulary,
    words: Translator,
    today: date,
) -> Brought:
    if listing is None:
        return Brought(number, Came.UNKNOWN, cells.get("name", ""))
    name = listing.draft.name
    if is_twice:
        return Brought(number, Came.TWICE, name)
    values = values_of(listing.draft, vocabulary, "en")
    typed = with_cells(values, cells)
    if typed == values:
        return Brought(number, Came.SAME, name)
    if cells.get(VERSION) != mark_of(listing.draft):
        return Brought(number, Came.STALE, name)
    read = read_form(typed, base=listing.draft, vocabulary=vocabulary, today=today, words=words)
    if read.draft is None:
        return Brought(number, Came.PROBLEM, name, faults=read.faults, unread=read.hours.unread)
    planned = Planned(listing, read.draft)
    return Brought(number, Came.CHANGED if planned.changes else Came.SAME, name, planned)


def planned_of(brought: list[Brought]) -> Iterator[Planned]:
    """What a sheet would change."""
    return (one.planned for one in brought if one.came is Came.CHANGED and one.planned)


def forget_sheets(session: Session, *, now: datetime) -> None:
    """Forget the sheets that nobody will confirm any more."""
    session.execute(delete(BroughtSheet).where(col(BroughtSheet.at) <= now - KEPT_FOR))
