"""How a source is read again and again, and what is kept of every reading: its result and its problems."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel

from directory.db import UtcDateTime
from directory.feeds.codes import Ended, Rule, Schedule


class Feed(SQLModel, table=True):
    """The reading of one source: when, by which rule, and how it went. Its address and format are those of the source.

    A source without one is read by hand: a file that somebody imports.
    """

    source_id: UUID = Field(primary_key=True, foreign_key="source.id")
    schedule: str = Schedule.DAILY
    """A code of `directory.feeds.codes.Schedule`."""
    hour: int = 4
    """Of the agency's clock; for a weekly one on a Monday."""
    rule: str = Rule.REVIEW_ALL
    """A code of `directory.feeds.codes.Rule`."""
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """How its reader is to read it, where the format leaves that open."""
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """When it is read next."""
    etag: str = ""
    last_modified: str = ""
    """What its server said of the version that was read last, word for word."""
    last_run_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_good_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    """Runs in a row that failed."""
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease: UUID | None = None
    """Who reads it now."""
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trusted_hash: str = ""
    """The SHA-256 of a file that somebody looked at and wants taken up whole; empty when there is none."""
    trusted_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(sa_type=UtcDateTime)


class FeedRun(SQLModel, table=True):
    """One reading of one feed. The counts are those of `alongside feeds import --json`."""

    __tablename__ = "feed_run"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source_id: UUID = Field(foreign_key="source.id", index=True)
    started_at: datetime = Field(sa_type=UtcDateTime)
    content_hash: str = ""
    """SHA-256 of the bytes that were read; empty where there were none."""
    content_bytes: int = 0
    fetched: bool = False
    """Whether it was fetched from its address; otherwise somebody handed in a file."""
    ended: str = Ended.STAGED
    """A code of `directory.feeds.codes.Ended`."""
    failure: str = ""
    """Why nothing came of it: a sentence."""
    worded: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """That sentence with what varies apart (`directory.curation.wording`)."""
    held_back: str = ""
    """Why everything waits for review although the rule of the source would let it through: a sentence."""
    columns: list[str] = Field(default_factory=list, sa_type=JSON)
    """The names of the fields that its rows have, in order."""
    rows_read: int = 0
    rows_new: int = 0
    rows_changed: int = 0
    rows_unchanged: int = 0
    rows_missing: int = 0
    rows_rejected: int = 0
    rows_applied: int = 0
    """Of the new, changed and missing ones, those that were taken up at once."""
    rows_to_review: int = 0


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
    worded: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """`message` and `action` with what varies apart (`directory.curation.wording`)."""
    position: int = 0
