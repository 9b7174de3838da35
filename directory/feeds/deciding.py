"""Accepting one proposal of a feed: its listing is written as the feed tells it, and what people know of it stays."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.deciding import get_proposal, is_still_open, settle
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.errors import RefusedError
from directory.feeds.applying import WITHDRAWN
from directory.feeds.formats import sayable_by
from directory.feeds.keeping import with_what_people_know
from directory.listings.checking import retire_listing
from directory.listings.forms import ListingDraft
from directory.listings.models import Source, SourceRecord, mint_id
from directory.listings.queries import load_listings, resolve_alias
from directory.listings.service import save_listing
from directory.policy import Caller


def listing_as_it_is(session: Session, proposal: Proposal) -> ListingDraft | None:
    """Return the listing that a proposal is about; none for a new one."""
    if proposal.listing_id is None:
        return None
    known_as = resolve_alias(session, proposal.listing_id)
    return next((detail.draft for detail in load_listings(session, [known_as])), None)


def source_name_of(session: Session, proposal: Proposal) -> str:
    """Return what the source of a proposal is called; empty where a person made it."""
    source = session.get(Source, proposal.source_id) if proposal.source_id else None
    return source.name if source else ""


def listing_as_proposed(session: Session, proposal: Proposal) -> ListingDraft | None:
    """Return what the listing would be; none where there is no draft to make one of."""
    source = session.get(Source, proposal.source_id) if proposal.source_id else None
    if source is None or proposal.kind not in {Kind.CREATE, Kind.CHANGE}:
        return None
    read, before = ListingDraft.model_validate(proposal.draft), listing_as_it_is(session, proposal)
    if before is None:
        return read
    return with_what_people_know(read, before, sayable_by(source.format))


def accept_proposal(session: Session, proposal_id: UUID, *, shown: str, by: Caller, now: datetime) -> None:
    """Make the change that a feed proposes. `shown` is the hash of the draft that was read: a later one is refused."""
    proposal = get_proposal(session, proposal_id, hold=True)
    if not is_still_open(proposal, Decision.ACCEPTED):
        return
    if proposal.draft_hash != shown:
        raise RefusedError("The source says something else by now. Look at it once more.")
    if proposal.source_id is None or proposal.kind == Kind.REPORTED:
        raise RefusedError("This cannot be accepted as it is.")
    source = session.get_one(Source, proposal.source_id)
    if proposal.kind == Kind.RETIRE:
        _retire(session, proposal, now)
    else:
        _write(session, proposal, source, now)
    settle(session, proposal, Decision.ACCEPTED, by=by, now=now)


def _retire(session: Session, proposal: Proposal, now: datetime) -> None:
    """What comes back to the source after that counts as changed, so that it is proposed again."""
    if proposal.listing_id is not None:
        retire_listing(session, proposal.listing_id, now=now)
    record = _record(session, proposal)
    if record is not None:
        record.hash, record.missing_since = WITHDRAWN, record.missing_since or now
        session.add(record)


def _write(session: Session, proposal: Proposal, source: Source, now: datetime) -> None:
    draft = listing_as_proposed(session, proposal)
    if draft is None:
        raise RefusedError("This cannot be accepted as it is.")
    listing_id = proposal.listing_id or mint_id(source.name, proposal.external_id)
    save_listing(session, draft, listing_id=resolve_alias(session, listing_id), now=now)
    record = _record(session, proposal) or SourceRecord(
        source_id=source.id,
        external_id=proposal.external_id,
        hash="",
        first_seen_at=proposal.created_at,
        last_seen_at=proposal.created_at,
    )
    record.listing_id, record.hash = record.listing_id or listing_id, proposal.draft_hash
    record.raw, record.missing_since = dict(proposal.evidence.get("raw", {})), None
    session.add(record)
    proposal.listing_id = listing_id
    session.flush()


def _record(session: Session, proposal: Proposal) -> SourceRecord | None:
    statement = select(SourceRecord).where(
        col(SourceRecord.source_id) == proposal.source_id, col(SourceRecord.external_id) == proposal.external_id
    )
    return session.exec(statement).first()
