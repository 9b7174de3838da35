"""Proposing changes to the directory, and closing proposals that were decided or have lost their reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from directory.curation.models import Proposal
from directory.curation.queries import open_proposals


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a feed would like to see of one of its rows. `draft` is empty where a listing should be retired."""

    external_id: str
    listing_id: UUID | None
    kind: Literal["create", "change", "retire"]
    draft: dict[str, Any]
    draft_hash: str
    evidence: dict[str, Any]


def propose(session: Session, source_id: UUID, suggestions: Iterable[Suggestion], *, now: datetime) -> None:
    """File suggestions for review. Of each row one is open at a time: a later one takes the place of the earlier."""
    waiting = open_proposals(session, source_id)
    for suggestion in suggestions:
        proposal = waiting.get(suggestion.external_id)
        if proposal is None:
            session.add(_proposal(source_id, suggestion, now))
        elif (proposal.kind, proposal.draft_hash) != (suggestion.kind, suggestion.draft_hash):
            _replace(proposal, suggestion)
    session.flush()


def _proposal(source_id: UUID, suggestion: Suggestion, now: datetime) -> Proposal:
    proposal = Proposal(source_id=source_id, external_id=suggestion.external_id, kind="", created_at=now)
    _replace(proposal, suggestion)
    return proposal


def _replace(proposal: Proposal, suggestion: Suggestion) -> None:
    proposal.listing_id = suggestion.listing_id
    proposal.kind = suggestion.kind
    proposal.draft = suggestion.draft
    proposal.draft_hash = suggestion.draft_hash
    proposal.evidence = suggestion.evidence


def close_proposals(
    session: Session,
    source_id: UUID,
    external_ids: Iterable[str],
    *,
    state: Literal["accepted", "superseded"],
    now: datetime,
) -> None:
    """Close what is open of these rows: accepted when the change was made, superseded when it is no longer wanted."""
    waiting = open_proposals(session, source_id)
    for external_id in external_ids:
        if proposal := waiting.get(external_id):
            proposal.state = state
            proposal.decided_at = now
    session.flush()
