"""What a peer has at hand: starred places, those they last brought somebody to, and clients they last worked with."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.clients.access import sees_record, still_served
from directory.clients.models import Client
from directory.db import take_turns
from directory.listings.queries import ListingDetail, get_listing, load_listings
from directory.policy import Caller
from directory.referrals.codes import State
from directory.referrals.models import Referral, StarredListing

LAST_USED: Final = 10
MOST_STARRED: Final = 50
NO_LONGER_THERE: Final = frozenset({"inactive", "defunct"})


def star(session: Session, listing_id: UUID, *, by: Caller, now: datetime) -> None:
    """Keep a place at hand. Raises ListingNotFound."""
    kept = (by.person_id, get_listing(session, listing_id).id)
    take_turns(session, f"stars of {by.person_id}")
    if session.get(StarredListing, kept) is None:
        session.add(StarredListing(person_id=kept[0], listing_id=kept[1], at=now))
        session.flush()


def unstar(session: Session, listing_id: UUID, *, by: Caller) -> None:
    """Keep a place at hand no longer."""
    kept = session.get(StarredListing, (by.person_id, get_listing(session, listing_id).id))
    if kept is not None:
        session.delete(kept)
        session.flush()


def starred(session: Session, caller: Caller) -> list[UUID]:
    """The ids of the places that the caller starred, the newest star first."""
    statement = (
        select(StarredListing.listing_id)
        .where(StarredListing.person_id == caller.person_id)
        .order_by(col(StarredListing.at).desc(), col(StarredListing.listing_id))
        .limit(MOST_STARRED)
    )
    return list(session.exec(statement))


def last_used(session: Session, caller: Caller) -> list[UUID]:
    """The ids of the last ten places that the caller brought somebody to, the latest first."""
    latest = func.max(col(Referral.created_at))
    statement = (
        select(Referral.listing_id)
        .where(
            col(Referral.owner_id) == caller.person_id,
            col(Referral.listing_id).is_not(None),
            col(Referral.state) != State.ERROR,
        )
        .group_by(col(Referral.listing_id))
        .order_by(latest.desc(), col(Referral.listing_id))
        .limit(LAST_USED)
    )
    return [listing_id for listing_id in session.exec(statement) if listing_id is not None]


def usual_places(
    session: Session, caller: Caller, kept: Sequence[UUID], *, without: Collection[UUID] = ()
) -> list[ListingDetail]:
    """The caller's usual places: those `kept` under a star, then the last ten; without those of some organizations."""
    wanted = list(dict.fromkeys([*kept, *last_used(session, caller)]))
    found = {listing.id: listing for listing in load_listings(session, wanted)}
    return [
        found[listing_id]
        for listing_id in wanted
        if listing_id in found
        and found[listing_id].organization_id not in without
        and found[listing_id].draft.status not in NO_LONGER_THERE
    ]


def clients_at_hand(session: Session, caller: Caller, today: date) -> Sequence[Client]:
    """The clients whose records the caller may see and who are still served: their own first, the latest first."""
    statement = (
        select(Client)
        .where(sees_record(caller, today), *still_served())
        .order_by((col(Client.owner_id) == caller.person_id).desc(), col(Client.changed_at).desc(), col(Client.handle))
    )
    return session.exec(statement).all()
