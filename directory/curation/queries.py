"""Reading proposals."""

from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.models import Proposal


def rejected_drafts(session: Session, source_id: UUID) -> set[tuple[str, str]]:
    """Return what of a source was rejected, as (external id, hash of the draft): it is not proposed again."""
    rejected = select(Proposal.external_id, Proposal.draft_hash).where(
        Proposal.source_id == source_id, Proposal.state == "rejected"
    )
    return {(external_id, draft_hash) for external_id, draft_hash in session.exec(rejected)}


def open_proposals(session: Session, source_id: UUID) -> dict[str, Proposal]:
    """Return what of a source waits for a decision, by external id."""
    waiting = select(Proposal).where(col(Proposal.source_id) == source_id, col(Proposal.state) == "open")
    return {proposal.external_id: proposal for proposal in session.exec(waiting)}
