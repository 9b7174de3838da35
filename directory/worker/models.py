"""The table that says when each of the worker's jobs is due, so that several workers do it once."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class JobRun(SQLModel, table=True):
    """One job: when it is due again, who does it now, and how it went the last time."""

    __tablename__ = "job_run"

    name: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease: UUID | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it last ended well."""
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it last failed; None once it ended well again."""
    failure: str = ""
    """The id under which the log tells that failure."""
