"""Taking a proposal up, whole or in parts: its listing is written, and what was left is remembered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.deciding import get_proposal, is_still_open, settle
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.remembering import WITHDRAWN, left_out
from directory.curation.weighing import CHANGING, Weighed, weigh
from directory.errors import RefusedError, marked
from directory.listings.checking import get_row, retire_listing
from directory.listings.fields import with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason, draft_of_saying, said
from directory.listings.models import Source, SourceRecord, mint_id
from directory.listings.service import save_listing
from directory.policy import Caller

NOT_LIKE_THIS: Final = marked("This cannot be taken up as it is.")
NOTHING_CHOSEN: Final = marked("Choose at least one thing to take, or do not take it up.")


class StalePageError(RefusedError):
    """The listing or the proposal is no longer what the page showed; what was chosen there is kept."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This changed while the page was open. Look once more: what you chose is kept.")


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How a proposal is taken up."""

    shown: str
    """The mark of what was looked at (`Weighed.mark`)."""
    parts: Collection[str] | None = None
    """The parts to take (`directory.curation.parts`); None for all that is advised."""
    words: str = ""
    batch_id: UUID | None = None


def take_up(session: Session, proposal_id: UUID, taking: TakenUp, *, by: Caller, now: datetime) -> None:
    """Make the change that is proposed, or the parts of it that were chosen. Sent again it changes nothing.

    Raises StalePageError where the listing changed since it was looked at, and RefusedError.
    """
    weighed = hold(session, proposal_id)
    if not is_still_open(weighed.proposal, Decision.ACCEPTED):
        return
    if weighed.mark != taking.shown:
        raise StalePageError
    apply(session, weighed, taking, by=by, now=now)


def hold(session: Session, proposal_id: UUID) -> Weighed:
    """Return a proposal beside its listing, and keep both from changing: the listing first, as everywhere."""
    proposal = get_proposal(session, proposal_id)
    if proposal.listing_id is not None:
        get_row(session, proposal.listing_id)
    return weigh(session, get_proposal(session, proposal_id, hold=True))


def apply(session: Session, weighed: Weighed, taking: TakenUp, *, by: Caller, now: datetime) -> None:
    """Write what is taken of an open proposal that is held, and settle it."""
    proposal = weighed.proposal
    origin = Origin(
        reason=Reason.PROPOSED,
        by=by.person_id,
        source_id=proposal.source_id,
        words=taking.words,
        proposal_id=proposal.id,
        batch_id=taking.batch_id,
    )
    if proposal.kind == Kind.RETIRE:
        _retire(session, proposal, origin, now)
    elif proposal.kind == Kind.CREATE:
        _create(session, weighed, origin, now)
    elif proposal.kind in CHANGING:
        _change(session, weighed, taking.parts, origin, now)
    else:
        raise RefusedError(NOT_LIKE_THIS)
    proposal.batch_id = taking.batch_id
    settle(session, proposal, Decision.ACCEPTED, by=by, now=now)


def _retire(session: Session, proposal: Proposal, origin: Origin, now: datetime) -> None:
    """What comes back to the source after that counts as changed, so that it is proposed again."""
    if proposal.listing_id is None:
        raise RefusedError(NOT_LIKE_THIS)
    retire_listing(session, proposal.listing_id, now=now, origin=origin)
    record = _record(session, proposal)
    if record is not None:
        record.hash, record.missing_since = WITHDRAWN, record.missing_since or now
        session.add(record)


def _create(session: Session, weighed: Weighed, origin: Origin, now: datetime) -> None:
    proposal = weighed.proposal
    if weighed.proposed is None or weighed.standing is not None:
        raise RefusedError(NOT_LIKE_THIS)
    source = session.get(Source, proposal.source_id) if proposal.source_id else None
    listing_id = mint_id(source.name, proposal.external_id) if source else mint_id("proposal", str(proposal.id))
    save_listing(session, weighed.proposed, listing_id=listing_id, now=now, origin=origin)
    proposal.listing_id = listing_id
    _keep_record(session, proposal)


def _change(session: Session, weighed: Weighed, parts: Collection[str] | None, origin: Origin, now: datetime) -> None:
    if weighed.standing is None or weighed.proposed is None:
        raise RefusedError(NOT_LIKE_THIS)
    taken = weighed.fields_of(weighed.parts_advised if parts is None else parts)
    if not taken and weighed.fields:
        raise RefusedError(NOTHING_CHOSEN)
    draft = _with_taken(weighed, weighed.proposed, weighed.standing.detail.draft, taken)
    save_listing(session, draft, listing_id=weighed.standing.detail.id, now=now, origin=origin)
    weighed.proposal.left = left_out(set(weighed.fields) - taken, weighed.then)
    _keep_record(session, weighed.proposal)


def _with_taken(weighed: Weighed, proposed: ListingDraft, stands: ListingDraft, taken: Collection[str]) -> ListingDraft:
    """The listing as it stands with what is taken; what its source said besides goes along."""
    saying = with_fields(said(stands), taken, said(proposed))
    apart = stands
    if weighed.proposal.source_id is not None:
        apart = stands.model_copy(update={"unmapped": proposed.unmapped, "hsds": proposed.hsds})
    return draft_of_saying(saying, apart)


def _keep_record(session: Session, proposal: Proposal) -> None:
    """Keep the row as what its source last said, so that it counts as known."""
    if proposal.source_id is None:
        return
    record = _record(session, proposal) or SourceRecord(
        source_id=proposal.source_id,
        external_id=proposal.external_id,
        hash="",
        first_seen_at=proposal.created_at,
        last_seen_at=proposal.created_at,
    )
    record.listing_id, record.hash = record.listing_id or proposal.listing_id, proposal.draft_hash
    record.raw, record.missing_since = dict(proposal.evidence.get("raw", {})), None
    session.add(record)
    session.flush()


def _record(session: Session, proposal: Proposal) -> SourceRecord | None:
    statement = select(SourceRecord).where(
        col(SourceRecord.source_id) == proposal.source_id, col(SourceRecord.external_id) == proposal.external_id
    )
    return session.exec(statement).first()
