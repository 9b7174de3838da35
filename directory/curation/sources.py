"""What the sources of proposals and versions are called."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.models import Proposal
from directory.listings.models import Source


def source_name_of(session: Session, proposal: Proposal) -> str:
    """Return what the source of a proposal is called; empty where a person made it."""
    source = session.get(Source, proposal.source_id) if proposal.source_id else None
    return source.name if source else ""


def source_names(session: Session, source_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these sources are called."""
    named = select(Source.id, Source.name).where(col(Source.id).in_(set(source_ids)))
    return dict(session.exec(named).all())
