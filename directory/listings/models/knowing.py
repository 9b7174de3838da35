"""What peers know of a listing beside what is public: whom to introduce somebody to, what it is like, who knows it.

None of it is part of a `ListingDraft`: a feed cannot overwrite it, and neither the index, the JSON, the exports nor the
printed sheet are made from it.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel, UniqueConstraint

from directory.db import UtcDateTime

PERSON = "person.id"
LISTING = "listing.id"


class KeyContact(SQLModel, table=True):
    """Somebody there to whom a peer can introduce a client."""

    __tablename__ = "key_contact"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    listing_id: UUID = Field(foreign_key=LISTING, index=True)
    role: str
    """What they do there; a name is kept only where they allowed it."""
    name: str = ""
    named_since: date | None = None
    """The day on which they allowed to be named to peers; none while they are not named."""
    best_time: str = ""
    phone: str = ""
    added_by_id: UUID = Field(foreign_key=PERSON, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)


class PeerNote(SQLModel, table=True):
    """What a place is like, in the words of one peer; each has at most one note on a listing."""

    __tablename__ = "peer_note"
    __table_args__ = (UniqueConstraint("listing_id", "written_by_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    listing_id: UUID = Field(foreign_key=LISTING, index=True)
    written_by_id: UUID = Field(foreign_key=PERSON, index=True)
    words: str
    state: str = Field(default="waiting", index=True)
    """A code of `directory.listings.knowing.NoteState`."""
    reason: str = ""
    """Why it was declined (`directory.listings.knowing.DeclineReason`)."""
    written_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlaceKnown(SQLModel, table=True):
    """A peer who tells colleagues that they know a place."""

    __tablename__ = "place_known"

    listing_id: UUID = Field(primary_key=True, foreign_key=LISTING)
    person_id: UUID = Field(primary_key=True, foreign_key=PERSON, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
