"""After somebody was at a place with a client: whether to ask them if its listing is still right.

What comes of it is a listing to ask about, and no more. The answer goes to the listing (`directory.curation.checking`),
which takes in nothing of a client or a referral.
"""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from directory.clients.access import sees_record
from directory.clients.models import Client
from directory.listings.models import Listing
from directory.policy import Caller
from directory.referrals.codes import Act, Provenance, State
from directory.referrals.models import Referral, ReferralEvent


def visited_listing(session: Session, referral_id: UUID, *, by: Caller, today: date, zone: ZoneInfo) -> UUID | None:
    """Return the listing where the caller was today by what this referral says, unless a visit of today confirms it.

    None for a referral that is not theirs to see, for a place that is not in the directory, and for what was taken
    back.
    """
    undone = aliased(ReferralEvent)
    is_undone = select(undone.id).where(col(undone.undoes) == col(ReferralEvent.tap)).exists()
    was_there = or_(
        col(ReferralEvent.act) == Act.VISITED,
        and_(
            col(ReferralEvent.to_state) == State.CONNECTED,
            col(ReferralEvent.provenance) == Provenance.PEER_WITNESSED,
        ),
    )
    statement = (
        select(Listing, ReferralEvent.at)
        .join(Referral, col(Referral.listing_id) == col(Listing.id))
        .join(Client, col(Client.id) == col(Referral.client_id))
        .join(ReferralEvent, col(ReferralEvent.referral_id) == col(Referral.id))
        .where(
            Referral.id == referral_id,
            sees_record(by, today),
            ReferralEvent.actor_id == by.person_id,
            was_there,
            ~is_undone,
        )
        .order_by(col(ReferralEvent.number).desc())
    )
    visit = session.exec(statement).first()
    if visit is None:
        return None
    listing, at = visit
    is_confirmed = (listing.checked_on, listing.checked_how) == (today, "visited")
    return listing.id if at.astimezone(zone).date() == today and not is_confirmed else None
