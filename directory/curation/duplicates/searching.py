"""Searching the whole directory for pairs, in the worker: what changed since the last search is compared with all."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.clock import Clock
from directory.config import Settings
from directory.curation.duplicates.blocking import likely_pairs
from directory.curation.duplicates.models import DuplicateSearch
from directory.curation.duplicates.pairs import Found, asked_before, drop_pairs, file_pairs, lost_pairs, name_of_pair
from directory.curation.duplicates.traits import Alike, Traits, traits_of
from directory.db import Database, Steps
from directory.listings.changes import changed_since, newest_change
from directory.listings.queries import count_listings, in_batches, load_listings

OVER: Final = frozenset({"inactive", "defunct"})
"""What is no longer offered is nobody's duplicate."""
AT_ONCE: Final = 20
"""So many pairs are filed in one step: others who write do not wait for more."""
_BETWEEN_NEWS: Final = 500
Progress = Callable[[int, int], None]
"""Told how many listings are read, and of how many."""


def search_duplicates(database: Database, settings: Settings, clock: Clock) -> None:
    """File the pairs of which nobody was asked, in steps: one that was broken off goes on where it was."""
    del settings
    find_and_file(database, clock)


def find_and_file(database: Database, clock: Clock, progress: Progress | None = None) -> int:
    """Do it; returns how many pairs are new."""
    with database.reading() as session:
        newest, before = newest_change(session), session.get(DuplicateSearch, 1)
        if before is not None and before.number == newest:
            return 0
        changed = None if before is None else frozenset(changed_since(session, before.number))
        listings, known = list(all_traits(session, progress)), asked_before(session)
    filed, steps = 0, Steps(database)
    for some in in_batches(_unasked(listings, changed, known), AT_ONCE):
        with steps.writing() as session:
            filed += file_pairs(session, some, now=clock())
    with database.reading() as session:
        lost = lost_pairs(session)
    for proposal_ids in in_batches(lost, AT_ONCE):
        with steps.writing() as session:
            drop_pairs(session, proposal_ids, now=clock())
    with steps.writing() as session:
        _remember(session, newest, clock())
    return filed


def all_traits(session: Session, progress: Progress | None = None) -> Iterator[Traits]:
    """Yield what every listing that is offered is compared by."""
    total, alike = count_listings(session), Alike()
    for number, detail in enumerate(load_listings(session), 1):
        if detail.draft.status not in OVER:
            yield alike.kept_once(traits_of(detail.draft, detail.id))
        if progress and (number % _BETWEEN_NEWS == 0 or number == total):
            progress(number, total)


def _unasked(listings: list[Traits], changed: Collection[UUID] | None, known: Collection[str]) -> Iterator[Found]:
    for one, other, score in likely_pairs(listings, changed=changed):
        if one.id and other.id and name_of_pair(one.id, other.id) not in known:
            yield Found(one.id, other.id, score)


def _remember(session: Session, number: int, now: datetime) -> None:
    row = session.get(DuplicateSearch, 1) or DuplicateSearch(number=number, at=now)
    row.number, row.at = number, now
    session.add(row)
