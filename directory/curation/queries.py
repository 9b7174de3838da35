"""Reading proposals."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.models import Proposal
from directory.listings.queries import in_batches

_BATCH: Final = 500


def rejected_drafts(
    session: Session, source_id: UUID, external_ids: Collection[str] | None = None
) -> set[tuple[str, str]]:
    """Return what of a source (of these rows) was rejected, as (external id, hash of the draft): it stays so."""
    rejected = select(Proposal.external_id, Proposal.draft_hash).where(
        Proposal.source_id == source_id, Proposal.state == "rejected"
    )
    if external_ids is not None:
        rejected = rejected.where(col(Proposal.external_id).in_(external_ids))
    return {(external_id, draft_hash) for external_id, draft_hash in session.exec(rejected)}


def open_proposals(session: Session, source_id: UUID, external_ids: Iterable[str] | None = None) -> dict[str, Proposal]:
    """Return what of a source (of these rows) waits for a decision, by external id."""
    waiting = select(Proposal).where(col(Proposal.source_id) == source_id, col(Proposal.state) == "open")
    if external_ids is not None:
        some = in_batches(external_ids, _BATCH)
        found = (session.exec(waiting.where(col(Proposal.external_id).in_(ids))) for ids in some)
        return {proposal.external_id: proposal for batch in found for proposal in batch}
    return {proposal.external_id: proposal for proposal in session.exec(waiting)}
