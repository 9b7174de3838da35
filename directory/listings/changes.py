"""The change feed: which listings changed, in the order in which the changes were committed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, insert, select

from directory.listings.models import FitFact, ListingChange
from directory.numbering import LISTING_CHANGES, last_number, note_entry, take_numbers, writes_log


def note_change(session: Session, listing_id: UUID, *, now: datetime) -> None:
    """Mark a listing as changed; it gets its number in the feed when the transaction commits."""
    note_entry(session, LISTING_CHANGES, (listing_id, now))


def newest_change(session: Session) -> int:
    """Return the number of the newest change, 0 when nothing ever changed."""
    return last_number(session, LISTING_CHANGES)


def changed_since(session: Session, number: int) -> Iterator[UUID]:
    """Yield each listing that changed after `number`, once."""
    changed = select(ListingChange.listing_id).where(col(ListingChange.number) > number)
    yield from session.exec(changed.group_by(col(ListingChange.listing_id)).order_by(func.max(ListingChange.number)))


def facts_turned(session: Session, as_of: datetime | None, now: datetime) -> Iterator[UUID]:
    """Yield each listing of which a fact that is true for a while only (a room now) runs out between two moments.

    Nobody edits it then, so it is not in the feed. The clock may have been set back: the moments come in any order.
    """
    if as_of is None:
        return
    first, last = sorted((as_of, now))
    expires = col(FitFact.expires_at)
    yield from session.exec(select(FitFact.listing_id).where(expires > first, expires <= last).distinct())


@writes_log(LISTING_CHANGES)
def _write_changes(session: Session, noted: Sequence[tuple[UUID, datetime]]) -> None:
    once = dict(noted)
    first = take_numbers(session, LISTING_CHANGES, len(once))
    rows = [
        {"number": number, "listing_id": listing_id, "changed_at": moment}
        for number, (listing_id, moment) in enumerate(once.items(), start=first)
    ]
    session.exec(insert(ListingChange), params=rows)
