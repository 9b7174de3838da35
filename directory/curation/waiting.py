"""Reading what waits for a coordinator: proposals by kind with their age and source, and notes of peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.curation.reports import Fault, fault_of
from directory.listings.knowing import NoteState
from directory.listings.models import PeerNote, Service, ServiceAtLocation, Source

AT_ONCE: Final = 50
"""Of each kind so many are shown, the oldest first; more would not be decided at one sitting."""


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """One proposal, or all reports on one listing together."""

    id: UUID
    kind: Kind
    name: str
    """Of the listing it would change, or of the new one."""
    source: str
    """The feed it comes from; empty for people."""
    since: datetime
    faults: tuple[Fault, ...] = ()
    """What was reported, each once."""


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """One note that nobody read yet but whoever wrote it."""

    id: UUID
    listing_id: UUID
    name: str
    words: str
    since: datetime


def count_waiting(session: Session) -> dict[Kind, int]:
    """Return how many proposals of each kind are open."""
    counts = select(Proposal.kind, func.count()).where(col(Proposal.state) == Decision.OPEN)
    return {Kind(kind): number for kind, number in session.exec(counts.group_by(col(Proposal.kind)))}


def waiting_proposals(session: Session, kind: Kind) -> list[WaitingProposal]:
    """Return the oldest open proposals of a kind."""
    statement = (
        select(Proposal, Source.name)
        .outerjoin(Source, col(Source.id) == col(Proposal.source_id))
        .where(col(Proposal.state) == Decision.OPEN, col(Proposal.kind) == kind)
        .order_by(col(Proposal.created_at), col(Proposal.id))
        .limit(AT_ONCE)
    )
    found = session.exec(statement).all()
    names = names_of(session, [proposal.listing_id for proposal, _ in found if proposal.listing_id])
    rows = [_row(proposal, source, names) for proposal, source in found]
    return _together(rows, found) if kind is Kind.REPORTED else rows


def _row(proposal: Proposal, source: str | None, names: Mapping[UUID, str]) -> WaitingProposal:
    proposed = str(proposal.draft.get("name", ""))
    name = names.get(proposal.listing_id, proposed) if proposal.listing_id else proposed
    return WaitingProposal(proposal.id, Kind(proposal.kind), name, source or "", proposal.created_at)


def _together(rows: Sequence[WaitingProposal], found: Sequence[tuple[Proposal, str | None]]) -> list[WaitingProposal]:
    """One line for all reports on a listing: they are decided together."""
    first: dict[UUID | None, WaitingProposal] = {}
    faults: dict[UUID | None, dict[Fault, None]] = {}
    for row, (proposal, _) in zip(rows, found, strict=True):
        first.setdefault(proposal.listing_id, row)
        faults.setdefault(proposal.listing_id, {})[fault_of(proposal)] = None
    return [
        WaitingProposal(row.id, row.kind, row.name, row.source, row.since, tuple(faults[listing_id]))
        for listing_id, row in first.items()
    ]


def waiting_notes(session: Session) -> list[WaitingNote]:
    """Return the oldest notes that wait; who wrote them is not said, so that the words alone are judged."""
    statement = (
        select(PeerNote)
        .where(col(PeerNote.state) == NoteState.WAITING)
        .order_by(col(PeerNote.written_at), col(PeerNote.id))
        .limit(AT_ONCE)
    )
    found = session.exec(statement).all()
    names = names_of(session, [one.listing_id for one in found])
    return [WaitingNote(one.id, one.listing_id, names[one.listing_id], one.words, one.written_at) for one in found]


def names_of(session: Session, listing_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what listings are called."""
    statement = (
        select(ServiceAtLocation.id, Service.name)
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(ServiceAtLocation.id).in_(listing_ids))
    )
    return dict(session.exec(statement).all())
