"""How a listing is known: reported wrong, checked by somebody, used by somebody, or no longer offered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.changes import note_change
from directory.listings.due import next_check_on
from directory.listings.forms import CheckedHow
from directory.listings.history import Origin, Reason
from directory.listings.models import Listing
from directory.listings.queries import ListingNotFound, load_listings, resolve_alias
from directory.listings.service import kinds_of, save_listing

CHECKED: Final = Origin(reason=Reason.CHECKED)
RETIRED: Final = Origin(reason=Reason.RETIRED)


def get_row(session: Session, listing_id: UUID) -> Listing:
    """Return the row of a listing, also by an id it once had, and hold it. Raises ListingNotFound.

    Rows that only refer to it need not wait: two whose referrals do would else wait for each other.
    """
    known_as = resolve_alias(session, listing_id)
    statement = select(Listing).where(col(Listing.id) == known_as).with_for_update(key_share=True)
    row = session.exec(statement.execution_options(populate_existing=True)).first()
    if row is None:
        raise ListingNotFound
    return row


def mark_wrong(session: Session, listing_id: UUID, month: date | None, *, now: datetime) -> None:
    """Have a listing say from now on "reported wrong: check first", or with no month no longer say so.

    No version is written: its moment, and its place among the others, would tell the day on which somebody was there.
    """
    row = get_row(session, listing_id)
    if row.reported_wrong_on != month:
        row.reported_wrong_on = month
        session.add(row)
        session.flush()
        note_change(session, row.id, now=now)


def record_check(
    session: Session, listing_id: UUID, how: CheckedHow, *, on: date, now: datetime, origin: Origin = CHECKED
) -> None:
    """Keep that a person checked a listing and found it right; a report on it is cleared."""
    row = get_row(session, listing_id)
    for detail in load_listings(session, [row.id]):
        checked = {"checked_on": on, "checked_how": how, "reported_wrong_on": None}
        save_listing(session, detail.draft.model_copy(update=checked), listing_id=row.id, now=now, origin=origin)


def retire_listing(session: Session, listing_id: UUID, *, now: datetime, origin: Origin = RETIRED) -> None:
    """Have a listing no longer be offered; its page stays. A report on it is cleared."""
    row = get_row(session, listing_id)
    for detail in load_listings(session, [row.id]):
        over = {"status": "inactive", "reported_wrong_on": None}
        save_listing(session, detail.draft.model_copy(update=over), listing_id=row.id, now=now, origin=origin)


def put_off_checks(session: Session, used_in: Mapping[UUID, date]) -> None:
    """Have listings fall due later that somebody is known to have got to, by the first day of the month in which.

    Nothing but the due date in the table moves, which coordinators work by: no other date and no way of checking says
    anything of it, and nothing that is public follows, not even that something changed.
    """
    rows = [get_row(session, listing_id) for listing_id in sorted(used_in)]
    moved = {row.id: row for row in rows if row.used_in is None or row.used_in < used_in[row.id]}
    kinds = kinds_of(session, {detail.id: detail.draft for detail in load_listings(session, moved)})
    for listing_id, row in moved.items():
        row.used_in = used_in[listing_id]
        row.due_on = max(row.due_on, next_check_on(kinds[listing_id], row.used_in))
        session.add(row)
    session.flush()
