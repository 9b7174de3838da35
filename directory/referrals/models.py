"""The tables of referrals: where each stands, every change of it, and the steps of its bridge."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from directory.crypto import SealedRow, SealedText
from directory.db import UtcDateTime

PERSON: Final = "person.id"
REFERRAL: Final = "referral.id"


class Outing(SQLModel, table=True):
    """One activity that several clients are taken to together."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    owner_id: UUID = Field(foreign_key=PERSON, index=True)
    listing_id: UUID = Field(foreign_key="listing.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)


class Referral(SealedRow, table=True):
    """What a client agreed on; sealed under the client's key. The row repeats what its events say, for quick lists."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    client_id: UUID = Field(foreign_key="client.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    owner_id: UUID = Field(foreign_key=PERSON, index=True)
    listing_id: UUID | None = Field(default=None, foreign_key="listing.id", index=True)
    """None while the place is not in the directory."""
    proposal_id: UUID | None = Field(default=None, foreign_key="proposal.id")
    """The proposal that its name became."""
    goal_id: UUID | None = Field(default=None, foreign_key="client_goal.id", index=True)
    domain: str | None = None
    term: str | None = None
    """The kind: the first term of the listing."""
    mode: str
    course: str
    spoken: str | None = None
    open_door: bool = False
    state: str = Field(index=True)
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    client_said_yes: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_contact_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The first two-way contact between client and place."""
    connected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    provenance: str | None = None
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the owner saw what became of it."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the loop was closed: an outcome, witnessed, and seen."""
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When somebody has to look at it again; every one under way has such a moment."""
    next_act: str | None = None
    """What is due then: a step, a check, or ask_again."""
    outing_id: UUID | None = Field(default=None, foreign_key="outing.id", index=True)
    replaces_id: UUID | None = Field(default=None, foreign_key=REFERRAL, unique=True)
    """The closed referral that this one was opened in place of."""

    @SealedText
    def place_name(self) -> None:
        """What the place was called, while it is not in the directory."""


class ReferralEvent(SealedRow, table=True):
    """One change of a referral; never altered, never deleted."""

    __tablename__ = "referral_event"
    __table_args__ = (UniqueConstraint("referral_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    referral_id: UUID = Field(foreign_key=REFERRAL, index=True)
    number: int
    """From 1, in the order in which they were recorded."""
    act: str
    """A code of `directory.referrals.codes.Act`."""
    actor_id: UUID | None = Field(default=None, foreign_key=PERSON)
    standing: str
    """As what they acted (`directory.referrals.codes.Actor`)."""
    at: datetime = Field(sa_type=UtcDateTime)
    """When it happened."""
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    from_state: str | None = None
    to_state: str
    step: str | None = None
    reason: str | None = None
    provenance: str | None = None
    tap: UUID
    """The act it belongs to: what one tap records is taken back together."""
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The codes and dates of the row, or of the step, before it: what taking it back restores."""
    undoes: UUID | None = None
    """The tap that this event takes back."""

    @SealedText
    def words(self) -> None:
        """Why, in the peer's own words."""

    @SealedText
    def details_before(self) -> None:
        """What a step that was planned anew said before: taking it back restores that too."""


class BridgeStep(SealedRow, table=True):
    """One step of a bridge: when it is planned, when and by whom it was done, or why it was skipped."""

    __tablename__ = "bridge_step"

    referral_id: UUID = Field(foreign_key=REFERRAL, primary_key=True)
    step: str = Field(primary_key=True)
    planned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    meet_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they meet to go to the visit that is planned; none where no hour was agreed on."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    by_id: UUID | None = Field(default=None, foreign_key=PERSON)
    skipped: str | None = None
    """The code of why it was left out."""
    key_contact_id: UUID | None = None
    """Whom the client is introduced to."""
    visits: int = 0
    """How often they went together, in `settle`."""

    @SealedText
    def details(self) -> None:
        """`directory.referrals.forms.StepDetails` as JSON: meeting point, transport there and home, exit word, the
        words to be said and the client's yes to them, hopes and worries.
        """


class StarredListing(SQLModel, table=True):
    """A place that a peer keeps at hand."""

    __tablename__ = "starred_listing"

    person_id: UUID = Field(foreign_key=PERSON, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class PrivateCalendar(SQLModel, table=True):
    """The address under which a peer subscribes to their own visits, with neutral titles; it can be taken back."""

    __tablename__ = "private_calendar"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
