"""Proposals: changes to the directory that wait for a decision, or had one; and decisions about many at once."""

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
    fields: list[str] = Field(default_factory=list, sa_type=JSON)
    """What it would change of its listing when it was filed (`directory.listings.fields`)."""
    base_number: int = 0
    """The newest version of the listing when it was filed; 0 when none was kept yet."""
    area: str = Field(default="", index=True)
    """The town it is about, where one is said that may be shown."""
    left: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """What of it was not taken, as marks of the values that were proposed: it is not asked about again."""
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Whoever wrote the draft; none for feeds, readers and reports."""
    assigned_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """The coordinator who is to decide it; none while it is nobody's."""
    batch_id: UUID | None = Field(default=None, foreign_key="bulk_decision.id", index=True)
    """The decision about many of which this was one."""


class BulkDecision(SQLModel, table=True):
    """One decision about many proposals, by a rule that somebody chose and looked at first."""

    __tablename__ = "bulk_decision"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    decision: str
    """accepted or rejected."""
    rule: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What was chosen (`directory.curation.many.Rule`)."""
    proposals: int
    """How many were decided."""
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reverted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
