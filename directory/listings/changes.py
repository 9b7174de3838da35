"""The change feed: which listings changed, in the order in which the changes were committed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, func, insert, select

from directory.db import last_number, take_numbers
from directory.listings.models import FitFact, ListingChange

LOG: Final = "listing_change"


def note_change(session: Session, listing_id: UUID, *, now: datetime) -> None:
    """Mark a listing as changed; it gets its number in the feed when the transaction commits."""
    session.info.setdefault(LOG, {})[listing_id] = now


def newest_change(session: Session) -> int:
    """Return the number of the newest change, 0 when nothing ever changed."""
    return last_number(session, LOG)


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


@event.listens_for(Session, "before_commit")
def _number_changes(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the real commit is still to come
    noted: dict[UUID, datetime] = session.info.pop(LOG, {})
    if not noted:
        return
    session.flush()
    first = take_numbers(session, LOG, len(noted))
    rows = [
        {"number": number, "listing_id": listing_id, "changed_at": moment}
        for number, (listing_id, moment) in enumerate(noted.items(), start=first)
    ]
    session.exec(insert(ListingChange), params=rows)


@event.listens_for(Session, "after_transaction_end")
def _forget_changes(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(LOG, None)
