"""That a supervisor has spoken to whom a contact in distress was about."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class DistressHeard(SQLModel, table=True):
    """The end of the task that a contact in distress is for the supervisor. It may also end by a later talk."""

    __tablename__ = "distress_heard"

    contact_id: UUID = Field(primary_key=True, foreign_key="contact_entry.id", ondelete="CASCADE")
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
