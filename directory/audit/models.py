"""The table of the audit: who did or saw what, when; one row for each act, never changed and never deleted."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One entry. It holds ids and codes only: nothing in it says whom an id stands for, and no typed word gets in.

    Lists are text of the one form the hash was taken over: codes in alphabetical order, ids in the order given, both
    parted by a space, `details` as canonical JSON.
    """

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 1, without a gap."""
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: UUID | None = Field(default=None, index=True)
    """The person; none for the program itself and for somebody who is not signed in. No foreign key: an entry stays."""
    actor_roles: str = ""
    """The roles the person had then, or which part of the program acted (`System`); empty: not signed in."""
    act: str = Field(index=True)
    subject: str
    """The kind of thing acted on."""
    subject_ids: str = ""
    reason: str = ""
    details: str = "{}"
    request_id: str = ""
    previous_hash: str
    hash: str
