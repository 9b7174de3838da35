"""What a listing said at each moment of its life, and where every change came from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import JSON, Field, SQLModel

from directory.db import UtcDateTime


class ListingVersion(SQLModel, table=True):
    """A listing as it stood after one change. Versions are added, never altered.

    `listing_id` names no row that must exist: the history of a listing outlives its merging into another.
    """

    __tablename__ = "listing_version"

    listing_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 1 on, for each listing."""
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What the listing said (`directory.listings.history.said`): what is left at its default is left out."""
    changed: list[str] = Field(default_factory=list, sa_type=JSON)
    """The names of the fields that differ from the version before; a field of the place as `place.city`."""
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Who changed it; none where a source, a rule or the system did."""
    source_id: UUID | None = Field(default=None, foreign_key="source.id", index=True)
    reason: str
    """A code of `directory.listings.history.Reason`."""
    words: str = ""
    """Why, in the words of whoever changed it."""
    proposal_id: UUID | None = Field(default=None, index=True)
    """The proposal that asked for it (`directory.curation`, a room above this one)."""
    batch_id: UUID | None = Field(default=None, index=True)
    """The one act that changed many listings: a run of a feed, a decision about many proposals, a table handed in."""
    at: datetime = Field(sa_type=UtcDateTime, index=True)
