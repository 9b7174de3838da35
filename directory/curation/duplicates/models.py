"""Merges of two listings into one, each with what is needed to part them again; and how far the search for pairs is."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel

from directory.db import UtcDateTime


class ListingMerge(SQLModel, table=True):
    """Two listings that became one. Their ids name no rows that must exist: either may be merged further.

    Too long ago to be taken back, it keeps the two ids and what was chosen (`directory.curation.forgetting`).
    """

    __tablename__ = "listing_merge"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kept_id: UUID = Field(index=True)
    gone_id: UUID = Field(index=True)
    """The listing whose id leads to the other from now on."""
    proposal_id: UUID | None = Field(default=None, index=True)
    kept_before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Both as they stood: the whole draft (`ListingDraft`) and what else the row held."""
    gone_before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    merged: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The listing as it was merged, whole."""
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What followed (`directory.listings.joining.Moved`)."""
    hashes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """What the sources of the one that went had said by then: the hash of each of its source records."""
    said: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    """And field by field (`SourceRecord.said`)."""
    chosen: list[str] = Field(default_factory=list, sa_type=JSON)
    """The fields in which the two differed, so that a person decided what the merged listing says."""
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DuplicateSearch(SQLModel, table=True):
    """How far listings were searched for pairs: there is one row at most."""

    __tablename__ = "duplicate_search"

    id: int = Field(default=1, primary_key=True)
    number: int
    """The newest change of the directory that was looked at."""
    at: datetime = Field(sa_type=UtcDateTime)
