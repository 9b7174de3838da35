"""What is kept of every reading of a feed: when, of which source, with what result and which problems."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class FeedRun(SQLModel, table=True):
    """One reading of one feed. The counts are those of `alongside feeds import --json`."""

    __tablename__ = "feed_run"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source_id: UUID = Field(foreign_key="source.id", index=True)
    started_at: datetime = Field(sa_type=UtcDateTime)
    content_hash: str
    """SHA-256 of the bytes that were read."""
    content_bytes: int
    accepted: bool
    """Whether it was applied at once; otherwise it left proposals for review."""
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_missing: int
    rows_rejected: int


class FeedProblem(SQLModel, table=True):
    """Something wrong with one row of one reading, as a coordinator sees it."""

    __tablename__ = "feed_problem"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    run_id: UUID = Field(foreign_key="feed_run.id", index=True)
    row: int
    """From 1; 0 is the file itself."""
    external_id: str = ""
    field: str
    message: str
    action: str
    position: int = 0
