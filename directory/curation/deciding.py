"""Deciding: what is not taken up and why, what was checked and found right, and which notes others may read.

Every decision is made once: sent again it changes nothing, and another one after it is refused.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.audit import Act, Subject, note
from directory.curation.kinds import Decision, Kind, RejectReason
from directory.curation.models import Proposal
from directory.curation.remembering import left_out
from directory.curation.reports import open_reports
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.checking import get_row, mark_wrong, record_check, retire_listing
from directory.listings.fields import flat
from directory.listings.forms import CheckedHow
from directory.listings.history import Origin, Reason
from directory.listings.knowing import DeclineReason, NoteState
from directory.listings.models import PeerNote
from directory.policy import Caller

DECIDED: Final = marked("Somebody decided about this already.")


def get_proposal(session: Session, proposal_id: UUID, *, hold: bool = False) -> Proposal:
    """Return a proposal, decided or not; `hold` keeps others from deciding meanwhile. Raises NotFoundError."""
    statement = select(Proposal).where(col(Proposal.id) == proposal_id)
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    proposal = session.exec(statement).first()
    if proposal is None:
        raise NotFoundError("There is nothing here.")
    return proposal


def is_name_only(proposal: Proposal) -> bool:
    """Whether somebody wrote down a name, and nothing else is known of the place."""
    return proposal.kind == Kind.CREATE and proposal.source_id is None and set(proposal.draft) == {"name"}


def settle(
    session: Session,
    proposal: Proposal,
    decision: Decision,
    *,
    by: Caller,
    now: datetime,
    reason: StrEnum | None = None,
) -> None:
    """Keep what somebody decided about an open proposal; whoever calls has changed the listing, where it changes."""
    proposal.state, proposal.decided_at, proposal.reason = decision, now, reason
    session.add(proposal)
    session.flush()
    act = Act.PROPOSAL_ACCEPTED if decision is Decision.ACCEPTED else Act.PROPOSAL_REJECTED
    note(session, act, caller=by, subject=Subject.PROPOSAL, ids=[proposal.id], reason=reason or "", now=now)


def is_still_open(proposal: Proposal, wanted: Decision) -> bool:
    """Whether there is something to decide: not when just this was decided. Raises RefusedError over anything else."""
    if proposal.state == Decision.OPEN:
        return True
    if proposal.state == wanted:
        return False
    raise RefusedError(DECIDED)


def reject(session: Session, proposal_id: UUID, reason: RejectReason, *, by: Caller, now: datetime) -> None:
    """Not take a proposal up: a feed does not ask again, and reports no longer mark their listing."""
    proposal = _held(session, proposal_id)
    if not is_still_open(proposal, Decision.REJECTED):
        return
    if proposal.kind != Kind.REPORTED or proposal.listing_id is None:
        proposal.left = left_out(proposal.fields, flat(proposal.draft))
        settle(session, proposal, Decision.REJECTED, by=by, now=now, reason=reason)
        return
    settle_reports(session, proposal.listing_id, Decision.REJECTED, by=by, now=now, reason=reason)
    mark_wrong(session, proposal.listing_id, None, now=now)


def take_up_words(session: Session, proposal_id: UUID, *, by: Caller, now: datetime) -> None:
    """Note that somebody looks into what is only a name, or only words: there is nothing to be written as it is."""
    proposal = get_proposal(session, proposal_id, hold=True)
    if not is_name_only(proposal) and not (proposal.kind == Kind.CORRECTION and not proposal.draft):
        raise RefusedError("Only a name or words can be taken up like this.")
    if is_still_open(proposal, Decision.ACCEPTED):
        settle(session, proposal, Decision.ACCEPTED, by=by, now=now)


def confirm_listing(
    session: Session, proposal_id: UUID, how: CheckedHow, *, by: Caller, today: date, now: datetime
) -> None:
    """Keep that somebody checked a listing that was reported and found it right: every report on it is settled."""
    listing_id = _reported_listing(session, proposal_id, Decision.REJECTED)
    if listing_id is None:
        return
    settle_reports(session, listing_id, Decision.REJECTED, by=by, now=now, reason=RejectReason.NOT_SO)
    origin = Origin(reason=Reason.CHECKED, by=by.person_id, proposal_id=proposal_id)
    record_check(session, listing_id, how, on=today, now=now, origin=origin)
    note(session, Act.LISTING_CHECKED, caller=by, subject=Subject.LISTING, ids=[listing_id], now=now)


def retire_reported(session: Session, proposal_id: UUID, *, by: Caller, now: datetime) -> None:
    """Keep that what was reported is no longer offered at all: every report on it is settled."""
    listing_id = _reported_listing(session, proposal_id, Decision.ACCEPTED)
    if listing_id is None:
        return
    settle_reports(session, listing_id, Decision.ACCEPTED, by=by, now=now)
    origin = Origin(reason=Reason.RETIRED, by=by.person_id, proposal_id=proposal_id)
    retire_listing(session, listing_id, now=now, origin=origin)
    note(session, Act.LISTING_RETIRED, caller=by, subject=Subject.LISTING, ids=[listing_id], now=now)


def _reported_listing(session: Session, proposal_id: UUID, wanted: Decision) -> UUID | None:
    """The listing of an open report; none when just this was decided before."""
    proposal = _held(session, proposal_id)
    if proposal.kind != Kind.REPORTED or proposal.listing_id is None:
        raise RefusedError("Nobody reported this listing.")
    return proposal.listing_id if is_still_open(proposal, wanted) else None


def _held(session: Session, proposal_id: UUID) -> Proposal:
    """The proposal, held after the listing that was reported: in the order in which reports are filed."""
    proposal = get_proposal(session, proposal_id)
    if proposal.kind == Kind.REPORTED and proposal.listing_id is not None:
        get_row(session, proposal.listing_id)
    return get_proposal(session, proposal_id, hold=True)


def settle_reports(
    session: Session,
    listing_id: UUID,
    decision: Decision,
    *,
    by: Caller,
    now: datetime,
    reason: RejectReason | None = None,
) -> None:
    """Settle every open report on a listing."""
    for report in open_reports(session, listing_id):
        settle(session, report, decision, by=by, now=now, reason=reason)


def approve_note(session: Session, peer_note_id: UUID, *, shown: str, by: Caller, now: datetime) -> None:
    """Have other peers read a note. `shown` is what the coordinator read: what was changed since is not approved."""
    kept = get_note(session, peer_note_id)
    if kept.words != shown:
        raise RefusedError("The note was changed in the meantime. Read it once more.")
    if _settle_note(session, kept, NoteState.APPROVED, "", now):
        note(session, Act.NOTE_APPROVED, caller=by, subject=Subject.PEER_NOTE, ids=[kept.id], now=now)


def decline_note(session: Session, peer_note_id: UUID, reason: DeclineReason, *, by: Caller, now: datetime) -> None:
    """Keep a note from others; its writer reads why, and may write it anew."""
    kept = get_note(session, peer_note_id)
    if _settle_note(session, kept, NoteState.DECLINED, reason, now):
        ids = [kept.id]
        note(session, Act.NOTE_DECLINED, caller=by, subject=Subject.PEER_NOTE, ids=ids, reason=reason, now=now)


def get_note(session: Session, peer_note_id: UUID) -> PeerNote:
    """Return a note and hold it. Raises NotFoundError."""
    statement = select(PeerNote).where(col(PeerNote.id) == peer_note_id).with_for_update()
    kept = session.exec(statement.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFoundError("There is nothing here.")
    return kept


def _settle_note(session: Session, kept: PeerNote, state: NoteState, reason: str, now: datetime) -> bool:
    """Whether anything was decided just now: the same decision a second time is none."""
    if kept.state == state:
        return False
    if kept.state != NoteState.WAITING:
        raise RefusedError(DECIDED)
    kept.state, kept.reason, kept.decided_at = state, reason, now
    session.add(kept)
    session.flush()
    return True
