"""The tables of the people served. In the clear stand ids, handles, codes and dates; all else is sealed.

Every sealed row of a client is sealed under the client's own data key, so that destroying that key erases them all.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import JSON, Field, SQLModel

from directory.crypto import SealedRow, SealedText
from directory.db import UtcDateTime

CLIENT: Final = "client.id"
PERSON: Final = "person.id"


class Client(SealedRow, table=True):
    """Somebody a peer goes along with. Everything works while their identity is left empty."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    handle: str = Field(unique=True)
    """Two words (`directory.clients.handles`); never given again."""
    team_id: UUID = Field(foreign_key="team.id", index=True)
    owner_id: UUID = Field(foreign_key=PERSON, index=True)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    """Counts the changes of what one form edits, so that two who edit at once do not overwrite each other."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_reason: str | None = None
    """A code of `directory.clients.codes.EndReason`."""
    erase_on: date | None = Field(default=None, index=True)
    """When what is kept of an ended service is to be erased."""
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into_id: UUID | None = Field(default=None, foreign_key=CLIENT, index=True)
    """The record of the same person that took this one's place."""
    phone_index: str | None = Field(default=None, index=True)
    """The blind index of the phone number, by which somebody who calls is found."""

    @SealedText
    def cue(self) -> None:
        """What brings the client to mind ("red truck"); only the owner sees it, unlocked."""

    @SealedText
    def area(self) -> None:
        """A ZIP or a town, never an address."""

    @SealedText
    def preferences(self) -> None:
        """`directory.clients.forms.Preferences` as JSON: fit facts to include or to avoid, languages, format."""

    @SealedText
    def name(self) -> None:
        """Optional, as all identity."""

    @SealedText
    def phone(self) -> None:
        """As it was written."""

    @SealedText
    def email(self) -> None:
        """As it was written."""

    @SealedText
    def birth_year(self) -> None:
        """Four digits."""


class ClientGoal(SealedRow, table=True):
    """What the client wants, in the client's own words, in one of the six domains."""

    __tablename__ = "client_goal"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    domain: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = None
    """reached or let_go, once closed."""

    @SealedText
    def words(self) -> None:
        """The goal as the client says it."""


class SafeContact(SQLModel, table=True):
    """Whether a channel is safe to reach the client by; what is not recorded, or has lapsed, is not safe."""

    __tablename__ = "safe_contact"

    client_id: UUID = Field(foreign_key=CLIENT, primary_key=True)
    channel: str = Field(primary_key=True)
    """call, text, email or mail."""
    is_safe: bool
    voicemail_is_safe: bool = False
    others_read: bool = False
    """Somebody else sees what arrives there."""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    lapses_on: date
    """60 days after it was recorded."""


class ClientBlock(SQLModel, table=True):
    """Another client, or an organization, that this client must not be brought together with. Nobody is told why."""

    __tablename__ = "client_block"
    __table_args__ = (CheckConstraint("(other_client_id IS NULL) <> (organization_id IS NULL)", name="one_side"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    other_client_id: UUID | None = Field(default=None, foreign_key=CLIENT, index=True)
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id", index=True)
    by_id: UUID = Field(foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)


class ContactEntry(SealedRow, table=True):
    """One line of the contact log."""

    __tablename__ = "contact_entry"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    referral_id: UUID | None = Field(default=None, index=True)
    """What it was about; referrals stand above this room, so the reference is kept by their service."""
    by_id: UUID = Field(foreign_key=PERSON, index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    minutes: int = 0
    channel: str
    """A code of `directory.clients.codes.Channel`."""
    direction: str
    """in (the client reached us), out, or place: between client, or peer for them, and the place."""
    two_way: bool
    """Somebody answered."""
    distress: bool = False
    """The client was in distress: the supervisor on duty gets a task."""
    promise_due: date | None = Field(default=None, index=True)
    promise_kept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @SealedText
    def place(self) -> None:
        """Where it was."""

    @SealedText
    def promise(self) -> None:
        """What was promised ("will call Tuesday"); due on `promise_due`."""

    @SealedText
    def note(self) -> None:
        """What somebody who covers must know."""


class ClientNote(SealedRow, table=True):
    """A note about the client."""

    __tablename__ = "client_note"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    by_id: UUID = Field(foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)

    @SealedText
    def words(self) -> None:
        """The note."""


class Cover(SQLModel, table=True):
    """That another peer stands in for the owner of a client, for dates; or that the client was handed over for good."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    owner_id: UUID = Field(foreign_key=PERSON)
    cover_id: UUID = Field(foreign_key=PERSON, index=True)
    from_on: date
    until_on: date | None = None
    """The last day; none: for good, and `client.owner_id` has changed with it."""
    noticed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the client was told."""
    notice: str | None = None
    """How: spoken, text, call; or why not yet."""
    by_id: UUID = Field(foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KnownOutside(SQLModel, table=True):
    """That a peer knows a client, or a place, outside work: for the peer and the supervisor alone."""

    __tablename__ = "known_outside"
    __table_args__ = (CheckConstraint("(client_id IS NULL) <> (listing_id IS NULL)", name="one_side"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    client_id: UUID | None = Field(default=None, foreign_key=CLIENT, index=True)
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class SharedExperience(SQLModel, table=True):
    """That a peer shared something of their own story, and to what purpose; never what."""

    __tablename__ = "shared_experience"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    person_id: UUID = Field(foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)
    purpose: str
    """A code of `directory.clients.codes.Purpose`."""


class EmergencyAccess(SealedRow, table=True):
    """That somebody who does not look after a client opened the record in an emergency: why, and for how long."""

    __tablename__ = "emergency_access"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, index=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    reason: str
    """A code of `directory.clients.codes.Emergency`."""
    opened_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    """When the record closes again: by itself, or before when whoever opened it is done."""

    @SealedText
    def words(self) -> None:
        """What happened, as it was typed."""


class EmergencySeen(SQLModel, table=True):
    """That somebody who looks after a client has seen who opened the record in an emergency, and why."""

    __tablename__ = "emergency_seen"

    access_id: UUID = Field(primary_key=True, foreign_key="emergency_access.id")
    person_id: UUID = Field(primary_key=True, foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)


class ClientMerge(SQLModel, table=True):
    """That two records of one person became one, with what moved, so that it can be undone."""

    __tablename__ = "client_merge"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kept_id: UUID = Field(foreign_key=CLIENT, index=True)
    merged_id: UUID = Field(foreign_key=CLIENT, index=True)
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The ids that moved, by table."""
    by_id: UUID = Field(foreign_key=PERSON)
    at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Erasure(SQLModel, table=True):
    """The certificate that a client was erased: what was destroyed, when and by whom, and nothing of the client."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key=CLIENT, unique=True)
    by_id: UUID | None = Field(default=None, foreign_key=PERSON)
    """None: the retention time was over, or it was done at the server."""
    at: datetime = Field(sa_type=UtcDateTime)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """How many sealed rows of each table cannot be opened any more."""
