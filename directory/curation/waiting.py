"""Reading the notes of peers that wait for a coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.listings.knowing import NoteState
from directory.listings.models import PeerNote, Service, ServiceAtLocation

AT_ONCE: Final = 50
"""So many are shown, the oldest first; more would not be read at one sitting."""


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """One note that nobody read yet but whoever wrote it."""

    id: UUID
    listing_id: UUID
    name: str
    words: str
    since: datetime


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
