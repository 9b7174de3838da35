"""Sheets that somebody brought back and has not confirmed yet."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class BroughtSheet(SQLModel, table=True):
    """A sheet as it was uploaded: looked at before anything changes, and forgotten two days later."""

    __tablename__ = "brought_sheet"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    by_id: UUID = Field(foreign_key="person.id")
    text: str
    at: datetime = Field(sa_type=UtcDateTime, index=True)
