"""A short list that somebody gave away by a link."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel

from directory.db import UtcDateTime


class SharedList(SQLModel, table=True):
    """Some listings under a link that cannot be guessed, for a while. Nothing says whose list it is, or for whom."""

    __tablename__ = "shared_list"

    token_hash: str = Field(primary_key=True)
    listing_ids: list[str] = Field(sa_type=JSON)
    """In the order in which they were collected."""
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
