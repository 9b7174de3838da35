"""Checks of listings and tries at them, and links by which a group's own contact confirms what is said of it."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from directory.db import UtcDateTime


class Outcome(StrEnum):
    """What came of a check, or of a try at one."""

    RIGHT = "right"
    CHANGED = "changed"
    """Something is no longer so; what it is stands in a proposal."""
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    CALL_BACK = "call_back"
    """They asked to be called again on a day."""
    ASKED = "asked"
    """Their contact was sent a link."""


STRENGTH: Final = (
    Outcome.NO_ANSWER,
    Outcome.LEFT_MESSAGE,
    Outcome.ASKED,
    Outcome.CALL_BACK,
    Outcome.CHANGED,
    Outcome.RIGHT,
)
"""Of what was written down on one day, the strongest counts: no hour is kept."""


class ListingCheck(SQLModel, table=True):
    """A check of one listing, or a try. It knows a person, a listing and a day, and nothing of anybody's way there."""

    __tablename__ = "listing_check"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    host_id: UUID
    """The listing whose call sheet it was written on: checks of one call share it."""
    outcome: str
    how: str = ""
    """A code of `directory.listings.forms.CheckedHow`; empty for a try."""
    on: date = Field(index=True)
    call_back_on: date | None = None
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    """None when the group's own contact answered by a link."""


def newest_of(checks: Iterable[ListingCheck]) -> ListingCheck | None:
    """Return what counts of the checks of one listing: the last day's strongest."""
    return max(checks, key=lambda one: (one.on, STRENGTH.index(Outcome(one.outcome))), default=None)


class CheckLink(SQLModel, table=True):
    """A link that lets whoever holds it confirm, once, what is said of a host's listings."""

    __tablename__ = "check_link"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)
    sent_by_id: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
