"""Proposals: changes to the directory that wait for a decision, or had one."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel

from directory.db import UtcDateTime


class Proposal(SQLModel, table=True):
    """One change that somebody, or a feed, would like to see.

    At most one proposal is open for what a source calls `external_id`: a later reading replaces its draft.
    """

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source_id: UUID | None = Field(default=None, foreign_key="source.id", index=True)
    external_id: str = ""
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", index=True)
    """The listing it would change; none for a new one."""
    kind: str
    """A code of `directory.curation.kinds.Kind`."""
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The listing as proposed (`directory.listings.forms.ListingDraft`); empty for a retirement and a report, and with
    the name alone where nothing else is known."""
    draft_hash: str = ""
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What it rests on: the row word for word and what was odd about it, or of a report its code and month."""
    state: str = Field(default="open", index=True)
    """open, accepted, rejected, or superseded when the reason for it is gone."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    """Why it was rejected (`directory.curation.kinds.RejectReason`). Who decided stands in the audit."""
