"""Saving what was edited: a listing with what it shares, or a new one. Nothing here says that it was checked."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from directory.audit import Act, Subject, note
from directory.curation.deciding import get_proposal, is_still_open, settle
from directory.curation.editing.reading import OVER
from directory.curation.kinds import Decision, Kind
from directory.errors import RefusedError
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason
from directory.listings.service import save_listing, save_listings
from directory.policy import Caller


def save_edited(
    session: Session,
    listing_id: UUID,
    draft: ListingDraft,
    *,
    before: ListingDraft,
    others: Mapping[UUID, ListingDraft],
    by: Caller,
    words: str,
    now: datetime,
) -> None:
    """Write a listing as it was edited, and with it what it shares with `others`; its history keeps who and why."""
    is_over = draft.status in OVER and before.status not in OVER
    origin = Origin(
        reason=Reason.RETIRED if is_over else Reason.EDITED,
        by=by.person_id,
        words=words,
        batch_id=uuid4() if others else None,
    )
    save_listings(session, {**others, listing_id: draft}, now=now, origin=origin)
    act = Act.LISTING_RETIRED if is_over else Act.LISTING_EDITED
    note(session, act, caller=by, subject=Subject.LISTING, ids=[listing_id, *others], now=now)


def publish(session: Session, draft: ListingDraft, *, proposal_id: UUID | None, by: Caller, now: datetime) -> UUID:
    """Add a listing to the directory; a proposal that it was written from is settled. Returns the listing's id."""
    listing_id = uuid4()
    origin = Origin(reason=Reason.EDITED, by=by.person_id, proposal_id=proposal_id)
    save_listing(session, draft, listing_id=listing_id, now=now, origin=origin)
    if proposal_id is not None:
        settle_with(session, proposal_id, listing_id, by=by, now=now)
    note(session, Act.LISTING_ADDED, caller=by, subject=Subject.LISTING, ids=[listing_id], now=now)
    return listing_id


def settle_with(session: Session, proposal_id: UUID, listing_id: UUID, *, by: Caller, now: datetime) -> None:
    """Settle a new place that somebody proposed: it became this listing."""
    proposal = get_proposal(session, proposal_id, hold=True)
    if proposal.kind != Kind.CREATE or proposal.source_id is not None:
        raise RefusedError("Only a new place that a person proposed can be written on here.")
    if is_still_open(proposal, Decision.ACCEPTED):
        proposal.listing_id = listing_id
        settle(session, proposal, Decision.ACCEPTED, by=by, now=now)
