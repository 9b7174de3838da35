"""Proposing a place of which only the name is known: from a peer who could not find it in the directory."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from directory.curation.models import Proposal
from directory.errors import RefusedError

LONGEST_NAME = 200


def propose_by_name(session: Session, name: str, *, now: datetime) -> UUID:
    """File a new place for the coordinators to look into; returns the id of the proposal.

    The name and the moment are all that this room is ever handed: of whoever is to go there, or who takes them,
    nothing can get in.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise RefusedError("Write what the place is called.")
    proposal = Proposal(kind="create", draft={"name": name}, created_at=now)
    session.add(proposal)
    session.flush()
    return proposal.id


def withdraw_name(session: Session, proposal_id: UUID, *, now: datetime) -> None:
    """Take a name back that was filed by a slip; one that was decided about already stays as it is."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is not None and proposal.state == "open":
        proposal.state, proposal.decided_at = "superseded", now
        session.flush()
