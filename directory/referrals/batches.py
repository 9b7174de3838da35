"""Several referrals in one go: options for one client, or one activity for several clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.clients.boundaries import blocked_organizations, blocked_pairs
from directory.clients.models import Client
from directory.curation.naming import propose_by_name
from directory.errors import RefusedError, marked
from directory.listings.queries import get_listing
from directory.listings.vocabulary import Vocabulary
from directory.policy import Caller
from directory.referrals.bridging import plan_visit
from directory.referrals.codes import Actor, Mode
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Plan
from directory.referrals.models import Outing, Referral
from directory.referrals.opening import open_referral

SENDING_IS_NOT_YET: Final = (
    "Telling the recipient in writing needs a written consent, which this version cannot record yet."
)
NOT_TOGETHER: Final = marked("These clients cannot be taken along together.")
"""Said alike of every block, between clients or with the place; never which, never why."""
MOST_AT_ONCE: Final = 10


def log_referral(
    session: Session,
    client: Client,
    new: NewReferral,
    *,
    by: Caller,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
    replaces: Referral | None = None,
    outing_id: UUID | None = None,
) -> Referral:
    """Log a referral. One to a place that is not in the directory files its name for the coordinators, no more."""
    if new.mode is Mode.SEND:
        raise RefusedError(SENDING_IS_NOT_YET)
    referral = open_referral(
        session,
        client,
        new,
        by=by,
        now=now,
        zone=zone,
        vocabulary=vocabulary,
        replaces=replaces,
        outing_id=outing_id,
    )
    if referral.listing_id is None:
        referral.proposal_id = propose_by_name(session, new.place_name, now=now)
        session.flush()
    return referral


def open_batch(
    session: Session,
    client: Client,
    listing_ids: Sequence[UUID],
    new: NewReferral,
    *,
    by: Caller,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
) -> list[Referral]:
    """Log several options for one client at once, all put and agreed to alike; all of them or none."""
    chosen = list(dict.fromkeys(listing_ids))
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        raise RefusedError("Choose between one and ten places.")
    each = [new.model_copy(update={"listing_id": listing_id, "domain": None}) for listing_id in chosen]
    return [log_referral(session, client, one, by=by, now=now, zone=zone, vocabulary=vocabulary) for one in each]


def open_outing(
    session: Session,
    clients: Sequence[Client],
    new: NewReferral,
    starts_at: datetime,
    *,
    by: Caller,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
) -> list[Referral]:
    """Take several clients to one activity: a bridge for each. All of them or none, and never why not."""
    if new.listing_id is None:
        raise RefusedError("Choose a place for the outing.")
    if starts_at <= now:
        raise RefusedError("Choose a day that is still to come.")
    along = {client.id: client for client in clients}  # two whose records became one meanwhile come once
    if not 1 < len(along) <= MOST_AT_ONCE:
        raise RefusedError("Choose between two and ten clients.")
    listing = get_listing(session, new.listing_id)
    ids = list(along)
    if listing.organization_id in blocked_organizations(session, ids) or blocked_pairs(session, ids):
        raise RefusedError(NOT_TOGETHER)
    outing = Outing(owner_id=by.person_id, listing_id=listing.id, starts_at=starts_at, at=now)
    session.add(outing)
    session.flush()
    together = new.model_copy(update={"mode": Mode.BRIDGE})
    opened = [
        log_referral(session, client, together, by=by, now=now, zone=zone, vocabulary=vocabulary, outing_id=outing.id)
        for client in along.values()
    ]
    for referral in opened:
        plan_visit(Tap(session, referral, by, Actor.OWNER, now), Plan(visit_at=starts_at), zone=zone)
    return opened
