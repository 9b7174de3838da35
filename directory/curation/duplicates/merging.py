"""Making one listing of two, and two again of one: nothing that named either of them is lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.curation.duplicates.choosing import CHECKS, Side, joined
from directory.curation.duplicates.models import ListingMerge
from directory.curation.duplicates.pairs import Pair, drop_pairs, get_pair, lost_pairs
from directory.curation.kinds import Decision, RejectReason
from directory.curation.models import Proposal
from directory.curation.standing import hold_listings, standing_of
from directory.curation.taking_up import StalePageError
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.changes import note_change
from directory.listings.fields import changed_fields, flat, with_fields
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason, draft_of_saying, said
from directory.listings.joining import hand_back, hand_over
from directory.listings.models import Listing, ListingAlias, SourceRecord
from directory.listings.queries import ListingDetail
from directory.listings.service import remove_listing, save_listing
from directory.policy import Caller

MERGED_FURTHER: Final = marked("This listing was merged once more since. Take that merge back first.")
_KEPT_OF_ROW: Final = ("created_at", "used_in", "due_on")
"""What the row of a listing holds that no draft says."""


@dataclass(frozen=True, slots=True)
class Merging:
    """How two listings become one."""

    shown: str
    """The mark of what was looked at (`Pair.mark`)."""
    choices: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of taking a merge back."""

    fields: tuple[str, ...]
    """What the listing that stayed keeps, because somebody changed it since (`directory.listings.fields`)."""


def merge_pair(session: Session, proposal_id: UUID, merging: Merging, *, by: Caller, now: datetime) -> ListingMerge:
    """Make one listing of a pair. Raises StalePageError, and RefusedError where somebody decided about it already."""
    pair = _held_pair(session, proposal_id)
    if pair.mark != merging.shown:
        raise StalePageError
    draft = joined(pair.left.detail.draft, pair.right.detail.draft, merging.choices)
    pair.proposal.state, pair.proposal.decided_at = Decision.ACCEPTED, now
    session.add(pair.proposal)
    session.flush()
    note(session, Act.PROPOSAL_ACCEPTED, caller=by, subject=Subject.PROPOSAL, ids=[proposal_id], now=now)
    merge = merge_listings(session, pair.left.detail, pair.right.detail, draft, proposal_id, by=by, now=now)
    drop_pairs(session, lost_pairs(session), now=now)
    return merge


def merge_listings(
    session: Session,
    kept: ListingDetail,
    gone: ListingDetail,
    merged: ListingDraft,
    proposal_id: UUID | None,
    *,
    by: Caller,
    now: datetime,
) -> ListingMerge:
    """Have one listing be both, saying what was merged; the id of the other leads to it for good."""
    merge = ListingMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        proposal_id=proposal_id,
        kept_before=_as_it_stood(session, kept),
        gone_before=_as_it_stood(session, gone),
        merged=merged.model_dump(mode="json", exclude_defaults=True),
        hashes=_hashes(session, gone.id),
        said=_said_by_sources(session, gone.id),
        chosen=[name for name in changed_fields(said(kept.draft), said(gone.draft)) if name not in CHECKS],
        by_id=by.person_id,
        at=now,
    )
    merge.moved = hand_over(session, gone.id, kept.id)
    remove_listing(session, gone.id, now=now)
    session.add(ListingAlias(old_id=gone.id, listing_id=kept.id))
    origin = Origin(reason=Reason.MERGED, by=by.person_id, proposal_id=proposal_id)
    save_listing(session, merged, listing_id=kept.id, now=now, origin=origin)
    session.add(merge)
    session.flush()
    note(session, Act.LISTINGS_MERGED, caller=by, subject=Subject.LISTING, ids=[kept.id, gone.id], now=now)
    return merge


def undo_merge(session: Session, merge_id: UUID, *, by: Caller, now: datetime) -> Parted:
    """Make two listings again of one. What was changed since stays with the one that stayed. Sent again: nothing.

    Raises RefusedError where that one was itself merged into another since.
    """
    merge = get_merge(session, merge_id, hold=True)
    if merge.undone_at is not None:
        return Parted(())
    hold_listings(session, [merge.kept_id])
    standing = standing_of(session, [merge.kept_id]).get(merge.kept_id)
    if standing is None or standing.detail.id != merge.kept_id:
        raise RefusedError(MERGED_FURTHER)
    origin = Origin(reason=Reason.UNMERGED, by=by.person_id, proposal_id=merge.proposal_id)
    draft, left = _kept_again(merge, standing.detail.draft)
    _forget_alias(session, merge)
    _bring_back(session, merge, origin, now)
    save_listing(session, draft, listing_id=merge.kept_id, now=now, origin=origin)
    merge.undone_at = now
    session.add(merge)
    _ask_again(session, merge)
    note_change(session, merge.kept_id, now=now)
    ids = [merge.kept_id, merge.gone_id]
    note(session, Act.LISTINGS_PARTED, caller=by, subject=Subject.LISTING, ids=ids, now=now)
    return Parted(left)


def refuse_pair(session: Session, proposal_id: UUID, *, by: Caller, now: datetime) -> None:
    """Keep that two listings are not one: they are not asked about again. Sent again it changes nothing."""
    pair = get_pair(session, proposal_id, hold=True)
    if pair.proposal.state == Decision.REJECTED:
        return
    proposal = _held_pair(session, proposal_id).proposal
    proposal.state, proposal.decided_at, proposal.reason = Decision.REJECTED, now, RejectReason.NOT_SO
    session.add(proposal)
    session.flush()
    ids, reason = [proposal_id], RejectReason.NOT_SO
    note(session, Act.PROPOSAL_REJECTED, caller=by, subject=Subject.PROPOSAL, ids=ids, reason=reason, now=now)


def get_merge(session: Session, merge_id: UUID, *, hold: bool = False) -> ListingMerge:
    """Return a merge, taken back or not. Raises NotFoundError, also where it is too long ago to be taken back."""
    statement = select(ListingMerge).where(col(ListingMerge.id) == merge_id)
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    merge = session.exec(statement).first()
    if merge is None or not merge.kept_before:
        raise NotFoundError("There is nothing here.")
    return merge


def newest_merges(session: Session, *, limit: int) -> list[ListingMerge]:
    """Return the merges that stand and can be taken back, the newest first."""
    standing = select(ListingMerge).where(col(ListingMerge.undone_at).is_(None))
    newest = session.exec(standing.order_by(col(ListingMerge.at).desc(), col(ListingMerge.id)).limit(limit))
    return [merge for merge in newest if merge.kept_before]


def _held_pair(session: Session, proposal_id: UUID) -> Pair:
    """The pair, both listings held so that nothing new names them meanwhile."""
    pair = get_pair(session, proposal_id)
    held = select(Listing.id).where(col(Listing.id).in_([pair.left.detail.id, pair.right.detail.id]))
    session.exec(held.order_by(col(Listing.id)).with_for_update()).all()
    pair = get_pair(session, proposal_id, hold=True)
    if pair.proposal.state != Decision.OPEN:
        raise RefusedError(marked("Somebody decided about this already."))
    return pair


def _as_it_stood(session: Session, listing: ListingDetail) -> dict[str, Any]:
    row = session.get_one(Listing, listing.id)
    rest = row.model_dump(mode="json", include=set(_KEPT_OF_ROW))
    return {"draft": listing.draft.model_dump(mode="json", exclude_defaults=True), "row": rest}


def _hashes(session: Session, listing_id: UUID) -> dict[str, str]:
    records = select(SourceRecord.id, SourceRecord.hash).where(col(SourceRecord.listing_id) == listing_id)
    return {str(record_id): said_by_then for record_id, said_by_then in session.exec(records)}


def _said_by_sources(session: Session, listing_id: UUID) -> dict[str, dict[str, str]]:
    records = select(SourceRecord.id, SourceRecord.said).where(col(SourceRecord.listing_id) == listing_id)
    return {str(record_id): dict(marks) for record_id, marks in session.exec(records)}


def _kept_again(merge: ListingMerge, stands: ListingDraft) -> tuple[ListingDraft, tuple[str, ...]]:
    """The listing that stayed without what the merge brought, and the fields that somebody changed since."""
    before = ListingDraft.model_validate(merge.kept_before["draft"])
    merged = ListingDraft.model_validate(merge.merged)
    brought = changed_fields(said(before), said(merged))
    then, now = flat(said(merged)), flat(said(stands))
    untouched = [name for name in brought if then.get(name) == now.get(name)]
    saying = with_fields(said(stands), untouched, said(before))
    if "facts.room_now" not in flat(saying):
        saying.pop("room_now_until", None)
    apart = {
        name: getattr(before if getattr(stands, name) == getattr(merged, name) else stands, name)
        for name in ("reported_wrong_on", "unmapped", "hsds")
    }
    draft = draft_of_saying(saying, stands.model_copy(update=apart))
    return draft, tuple(name for name in brought if name not in untouched)


def _forget_alias(session: Session, merge: ListingMerge) -> None:
    alias = session.get(ListingAlias, merge.gone_id)
    if alias is not None:
        session.delete(alias)
        session.flush()


def _bring_back(session: Session, merge: ListingMerge, origin: Origin, now: datetime) -> None:
    """The listing that went, as it stood, with all that followed."""
    draft = ListingDraft.model_validate(merge.gone_before["draft"])
    save_listing(session, draft, listing_id=merge.gone_id, now=now, origin=origin)
    row = session.get_one(Listing, merge.gone_id, populate_existing=True)
    stood = Listing.model_validate({**row.model_dump(), **merge.gone_before["row"]})
    for name in _KEPT_OF_ROW:
        setattr(row, name, getattr(stood, name))
    session.add(row)
    session.flush()
    hand_back(session, merge.moved, merge.gone_id, merge.kept_id)
    _read_again(session, merge)


def _read_again(session: Session, merge: ListingMerge) -> None:
    """Have what its sources changed since count as changed when they are read again: it was written elsewhere."""
    records = select(SourceRecord).where(col(SourceRecord.listing_id) == merge.gone_id)
    for record in session.exec(records):
        record.hash = merge.hashes.get(str(record.id), record.hash)
        record.said = merge.said.get(str(record.id), record.said)
        session.add(record)
    session.flush()


def _ask_again(session: Session, merge: ListingMerge) -> None:
    """Two that were made one by mistake wait for a decision again."""
    proposal = session.get(Proposal, merge.proposal_id) if merge.proposal_id else None
    if proposal is not None:
        proposal.state, proposal.decided_at = Decision.OPEN, None
        session.add(proposal)
        session.flush()
