"""What we keep of a listing beside HSDS: identity, the two clocks, fit facts, privacy and the change feed."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from directory.db import UtcDateTime

_OUR_IDS: Final = UUID("5a3c1d0e-6c1b-5f0a-9d0a-2f1e7c4b8a90")


def mint_id(source: str, external_id: str) -> UUID:
    """Make the first id of what a source calls `external_id`: the same two always give the same id.

    Only the first: from then on `SourceRecord` says which listing it is, whatever became of it.
    """
    return uuid5(uuid5(_OUR_IDS, source), external_id)


class Listing(SQLModel, table=True):
    """A service at a location as a reader meets it; `id` is the id of the `service_at_location` row."""

    id: UUID = Field(primary_key=True, foreign_key="service_at_location.id")
    group_name: str = ""
    """The group as it was handed in."""
    group_key: str = Field(index=True)
    """Shared by the meetings of one group at one place."""
    in_person: bool = False
    online: bool = False
    online_url: str = ""
    online_notes: str = ""
    first_time: str = ""
    text_language: str = "en"
    timezone: str | None = None
    always: bool = False
    by_appointment: bool = False
    hours_note: str = ""
    closed_until: date | None = None
    venue_closed: bool = False
    checked_on: date | None = None
    """When a person last checked it. Editing never moves this date."""
    checked_how: str | None = None
    due_on: date = Field(index=True)
    """When somebody should check it again. What is public says another day: `directory.listings.due.without_use`."""
    reported_wrong_on: date | None = None
    """The first day of the month in which somebody said so, or the day a source did."""
    used_in: date | None = None
    """The first day of the month in which somebody was last known to have got there. It puts `due_on` off, is no way
    of checking, and is never shown."""
    kept_shown: bool = False
    """Twice overdue, or soon to be, and shown all the same: too many would go at once
    (`directory.curation.checking.dropping`)."""
    unmapped: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    modified_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Place(SQLModel, table=True):
    """What we add to a location: how much of it may be shown, and what tells two halls apart."""

    location_id: UUID = Field(primary_key=True, foreign_key="location.id")
    visibility: str = "full"
    """full, area_only (nothing nearer than the ZIP or town is ever shown) or hidden."""
    fingerprint: str = Field(index=True)
    """A hash of all that is said of the place: listings that say the same of it meet in one location."""


class FitFact(SQLModel, table=True):
    """One thing a listing states, yes or no, about whether it fits. No row means "not stated"."""

    __tablename__ = "fit_fact"

    listing_id: UUID = Field(primary_key=True, foreign_key="listing.id")
    kind: str = Field(primary_key=True)
    """fit, access or audience: which list of codes it belongs to."""
    code: str = Field(primary_key=True)
    stated: bool = True
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When it stops being true (a room now)."""
    position: int = 0


class Source(SQLModel, table=True):
    """Where listings come from: a feed, an imported file, the demo county."""

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    format: str
    url: str = ""
    live: bool = True
    """Read again and again, so that what it lists is still there, whoever last checked it."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class SourceRecord(SQLModel, table=True):
    """What one source says under one id, word for word, and which listing it feeds (none until it is accepted)."""

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source_id", "external_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    source_id: UUID = Field(foreign_key="source.id")
    external_id: str
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", index=True)
    raw: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    hash: str
    said: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """What it said when that was last taken up, by field, as marks (`directory.curation.anew.marks_of`): what it only
    repeats asks for nothing. Empty where that is not known."""
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    missing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ListingAlias(SQLModel, table=True):
    """An id a listing once had: links and referrals made with it stay alive for good."""

    __tablename__ = "listing_alias"

    old_id: UUID = Field(primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", index=True)


class ListingChange(SQLModel, table=True):
    """One line of the change feed: numbers are in commit order, so a follower that knows one number misses nothing."""

    __tablename__ = "listing_change"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    listing_id: UUID = Field(index=True)
    changed_at: datetime = Field(sa_type=UtcDateTime)
