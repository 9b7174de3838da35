"""What leaves the results for being twice overdue, and when too much would leave at once.

A directory that empties itself because nobody had time to check helps nobody. Where more than one in twenty of what is
shown would leave within a week, nothing leaves, and coordinators are told until enough of it was checked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from directory.listings.changes import note_change
from directory.listings.due import last_shown_on, without_use
from directory.listings.models import Listing, Service, ServiceAtLocation, Source, SourceRecord
from directory.listings.queries import in_batches

A_WEEK: Final = timedelta(days=7)
ONE_IN: Final = 20
"""More than one in so many at once is too much: five percent."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave the results within a week, of how many that are shown."""

    ids: frozenset[UUID]
    shown: int
    kept: frozenset[UUID]
    """What is held back at present."""

    @property
    def is_too_much(self) -> bool:
        """Whether none of it leaves."""
        return len(self.ids) * ONE_IN > self.shown


def keep_from_dropping_out(session: Session, *, now: datetime) -> int:
    """Hold back what would leave the results within a week where that is too much, and let go of it where it is not.

    Returns how many are held back.
    """
    leaving = leaving_within_a_week(session, now.date())
    wanted = leaving.ids if leaving.is_too_much else frozenset[UUID]()
    _mark(session, wanted - leaving.kept, kept_shown=True, now=now)
    _mark(session, leaving.kept - wanted, kept_shown=False, now=now)
    return len(wanted)


def leaving_within_a_week(session: Session, today: date) -> Leaving:
    """Return what would leave: what is held back, and what has its last day within a week. Two statements."""
    live = set(session.exec(_listed_by_live_sources()).all())
    leaving, kept, shown = set(), set(), 0
    for row in session.execute(_all_offered()):
        if row.kept_shown:
            kept.add(row.id)
        last = _last_day(row, live)
        is_gone = last is not None and last < today and not row.kept_shown
        shown += not is_gone
        if last is not None and not is_gone and last < today + A_WEEK:
            leaving.add(row.id)
    return Leaving(frozenset(leaving), shown, frozenset(kept))


def count_kept_shown(session: Session) -> int:
    """Return how many listings are shown though they are twice overdue, or will be within a week."""
    return session.exec(select(func.count()).select_from(Listing).where(col(Listing.kept_shown))).one()


def _last_day(row: Any, live: Collection[UUID]) -> date | None:
    """The last day on which it is shown; None where being overdue does not hide it."""
    if row.checked_on is None or row.id in live:
        return None
    return last_shown_on(without_use(row.due_on, row.checked_on, row.used_in), row.checked_on)


def _all_offered() -> Any:
    columns = (Listing.id, Listing.due_on, Listing.checked_on, Listing.used_in, Listing.kept_shown)
    return (
        select_columns(*map(col, columns))
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Service.status) == "active")
    )


def _listed_by_live_sources() -> Any:
    return (
        select(SourceRecord.listing_id)
        .join(Source, col(Source.id) == col(SourceRecord.source_id))
        .where(col(Source.live), col(SourceRecord.missing_since).is_(None), col(SourceRecord.listing_id).is_not(None))
    )


def _mark(session: Session, ids: Collection[UUID], *, kept_shown: bool, now: datetime) -> None:
    for some in in_batches(sorted(ids), _BATCH):
        session.execute(update(Listing).where(col(Listing.id).in_(some)).values(kept_shown=kept_shown))
        for listing_id in some:
            note_change(session, listing_id, now=now)
