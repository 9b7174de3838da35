"""Searching the whole directory for pairs, in the worker: what changed since the last search is compared with all."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from directory.clock import Clock
from directory.config import Settings
from directory.curation.duplicates.blocking import likely_pairs
from directory.curation.duplicates.models import DuplicateSearch
from directory.curation.duplicates.pairs import Found, asked_before, drop_lost_pairs, file_pairs, name_of_pair
from directory.curation.duplicates.traits import Traits, traits_of
from directory.db import Database
from directory.listings.changes import changed_since, newest_change
from directory.listings.queries import in_batches, load_listings

OVER: Final = frozenset({"inactive", "defunct"})
"""What is no longer offered is nobody's duplicate."""
AT_ONCE: Final = 200
Told = Callable[[int], None]


def search_duplicates(database: Database, settings: Settings, clock: Clock) -> None:
    """File the pairs of which nobody was asked, in steps: one that was broken off goes on where it was."""
    del settings
    find_and_file(database, clock)


def find_and_file(database: Database, clock: Clock) -> int:
    """Do it; returns how many pairs are new."""
    with database.reading() as session:
        newest, before = newest_change(session), session.get(DuplicateSearch, 1)
        if before is not None and before.number == newest:
            return 0
        found = list(_found(session, before.number if before else None))
    filed = 0
    for some in in_batches(found, AT_ONCE):
        with database.writing() as session:
            filed += file_pairs(session, some, now=clock())
    with database.writing() as session:
        drop_lost_pairs(session, now=clock())
        _remember(session, newest, clock())
    return filed


def all_traits(session: Session) -> Iterator[Traits]:
    """Yield what every listing that is offered is compared by."""
    for detail in load_listings(session):
        if detail.draft.status not in OVER:
            yield traits_of(detail.draft, detail.id)


def _found(session: Session, number: int | None) -> Iterator[Found]:
    changed = None if number is None else set(changed_since(session, number))
    known = asked_before(session)
    listings = list(all_traits(session))
    for one, other, score in likely_pairs(listings, changed=changed):
        if one.id and other.id and name_of_pair(one.id, other.id) not in known:
            yield Found(one.id, other.id, score)


def _remember(session: Session, number: int, now: datetime) -> None:
    row = session.get(DuplicateSearch, 1) or DuplicateSearch(number=number, at=now)
    row.number, row.at = number, now
    session.add(row)
