"""The table of the messages that a change owes somebody."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, Index, SQLModel

from directory.db import UtcDateTime


class State(StrEnum):
    """What has become of an owed message."""

    OWED = "owed"
    SENT = "sent"
    PARKED = "parked"
    """Tried as often as it is tried; a person decides."""
    DROPPED = "dropped"


class OwedMessage(SQLModel, table=True):
    """One message to one mailbox. Whom it is for and what it says lie sealed, and are wiped once nobody needs them."""

    __tablename__ = "owed_message"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    """The message's own name (`Message-ID`): a second sending bears the same."""
    message: str
    """Which message it is: a folder of `templates/email/`."""
    sealed: str | None = Field(default=None, repr=False)
    """Address, language and values; None once it was sent or dropped."""
    state: str = State.OWED
    tries: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    """When it may be sent, or tried again."""
    lease: UUID | None = None
    """Whoever is sending it now."""
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
    """Why the last try failed (`directory.mail.Reason`)."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was sent, parked or dropped."""
