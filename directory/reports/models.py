"""The tables of what people do to grow at their work: their own, and nothing of any client."""

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime

PERSON: Final = "person.id"


class Growth(SQLModel, table=True):
    """One session of supervision, one training, or one certificate with the day on which it has to be renewed."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    kind: str
    """A code of `directory.reports.growth.Kind`."""
    title: str = ""
    """What it is called; of supervision, nothing."""
    on_day: date
    minutes: int = 0
    renews_on: date | None = None
    at: datetime = Field(sa_type=UtcDateTime)
