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
from directory.curation.parts import SILENT
from directory.curation.remembering import SAID, WITHDRAWN, left_out
from directory.curation.weighing import CHANGING, Weighed, weigh
from directory.errors import RefusedError, marked
from directory.listings.checking import get_row
from directory.listings.fields import with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason, draft_of_saying, said
from directory.listings.models import Source, SourceRecord, mint_id
from directory.listings.service import save_listing
from directory.policy import Caller

NOT_LIKE_THIS: Final = marked("This cannot be taken up as it is.")
OVERTAKEN: Final = marked("This changed while the page was open. Look once more: what you chose is kept.")
NOTHING_CHOSEN: Final = marked("Choose at least one thing to take, or do not take it up.")


class StalePageError(RefusedError):
    """The listing or the proposal is no longer what the page showed; what was chosen there is kept."""

    status = 409

    def __init__(self) -> None:
        super().__init__(OVERTAKEN)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How a proposal is taken up."""

    shown: str
    """The mark of what was looked at (`Weighed.mark`)."""
    parts: Collection[str] | None = None
    """The parts to take (`directory.curation.parts`); None for all that is advised."""
    words: str = ""


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
    listing_id, draft = taken(session, weighed, taking.parts)
    origin = Origin(
        reason=Reason.PROPOSED,
        by=by.person_id,
        source_id=proposal.source_id,
        words=taking.words,
        proposal_id=proposal.id,
    )
    save_listing(session, draft, listing_id=listing_id, now=now, origin=origin)
    proposal.listing_id = listing_id
    keep_records(session, [proposal], now=now)
    settle(session, proposal, Decision.ACCEPTED, by=by, now=now)


def taken(session: Session, weighed: Weighed, parts: Collection[str] | None) -> tuple[UUID, ListingDraft]:
    """Return the listing as it will be, with its id; what is left is noted on the proposal. Raises RefusedError."""
    proposal, standing = weighed.proposal, weighed.standing
    if proposal.kind == Kind.CREATE and standing is None and weighed.proposed is not None:
        return _new_id(session, proposal), weighed.proposed
    if standing is None:
        raise RefusedError(NOT_LIKE_THIS)
    if proposal.kind == Kind.RETIRE:
        over = {"status": "inactive", "reported_wrong_on": None}
        return standing.detail.id, standing.detail.draft.model_copy(update=over)
    if proposal.kind not in CHANGING or weighed.proposed is None:
        raise RefusedError(NOT_LIKE_THIS)
    fields = weighed.fields_of(weighed.parts_advised if parts is None else parts)
    if not fields and weighed.fields:
        raise RefusedError(NOTHING_CHOSEN)
    proposal.left = left_out(set(weighed.fields) - fields - SILENT, weighed.then)
    return standing.detail.id, _with_fields(weighed, weighed.proposed, standing.detail.draft, fields)


def _new_id(session: Session, proposal: Proposal) -> UUID:
    source = session.get(Source, proposal.source_id) if proposal.source_id else None
    return mint_id(source.name, proposal.external_id) if source else mint_id("proposal", str(proposal.id))


def _with_fields(
    weighed: Weighed, proposed: ListingDraft, stands: ListingDraft, fields: Collection[str]
) -> ListingDraft:
    """The listing as it stands with these fields as proposed; what its source said besides goes along."""
    saying = with_fields(said(stands), fields, said(proposed))
    apart = stands
    if weighed.proposal.source_id is not None:
        apart = stands.model_copy(update={"unmapped": proposed.unmapped, "hsds": proposed.hsds})
    return draft_of_saying(saying, apart)


def keep_records(session: Session, proposals: Collection[Proposal], *, now: datetime) -> None:
    """Keep the rows of these proposals, of one source, as what it last said, so that they count as known."""
    known = _records(session, proposals)
    for proposal in proposals:
        if proposal.source_id is None:
            continue
        record = known.get(proposal.external_id)
        if proposal.kind == Kind.RETIRE:
            if record is not None:
                record.hash, record.said = WITHDRAWN, {}
                record.missing_since = record.missing_since or now
            continue
        session.add(_as_read(record or _new_record(proposal, proposal.source_id), proposal))
    session.flush()


def _records(session: Session, proposals: Collection[Proposal]) -> dict[str, SourceRecord]:
    of_source = {proposal.source_id for proposal in proposals}
    rows = select(SourceRecord).where(
        col(SourceRecord.source_id).in_(of_source),
        col(SourceRecord.external_id).in_([proposal.external_id for proposal in proposals]),
    )
    return {record.external_id: record for record in session.exec(rows)}


def _new_record(proposal: Proposal, source_id: UUID) -> SourceRecord:
    return SourceRecord(
        source_id=source_id,
        external_id=proposal.external_id,
        hash="",
        first_seen_at=proposal.created_at,
        last_seen_at=proposal.created_at,
    )


def _as_read(record: SourceRecord, proposal: Proposal) -> SourceRecord:
    record.listing_id, record.hash = record.listing_id or proposal.listing_id, proposal.draft_hash
    record.raw, record.missing_since = dict(proposal.evidence.get("raw", {})), None
    record.said = dict(proposal.evidence.get(SAID, {}))
    return record
