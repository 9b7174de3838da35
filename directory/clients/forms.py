"""What is handed in about a client."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from directory.clients.codes import Channel, Direction

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
LONGEST_CONTACT: Final = 24 * 60


class HandedIn(BaseModel):
    """Immutable, and nothing beside what is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Preferences(HandedIn):
    """What suits the client when something is looked for; kept sealed, as JSON."""

    include: tuple[Code, ...] = ()
    """Values of `need`: what a place must say of itself."""
    avoid: tuple[Code, ...] = ()
    """Values of `not`: what a place must not ask for."""
    audiences: tuple[Code, ...] = ()
    access: tuple[Code, ...] = ()
    languages: tuple[Code, ...] = ()
    formats: tuple[Code, ...] = ()


class NewClient(HandedIn):
    """What it takes to begin with somebody: nothing at all, and whatever is known already."""

    cue: Line = ""
    area: Line = ""
    """A ZIP or a town."""
    goal: Words = ""
    domain: str = ""
    """Of the goal."""


class Identity(HandedIn):
    """Who the client is, as far as they want it kept."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""
    birth_year: Annotated[str, StringConstraints(pattern=r"^((19|20)\d\d)?$")] = ""


class NewContact(HandedIn):
    """One line of the contact log."""

    at: datetime
    minutes: int = Field(default=0, ge=0, le=LONGEST_CONTACT)
    channel: Channel
    direction: Direction
    two_way: bool
    distress: bool = False
    place: Line = ""
    note: Words = ""
    promise: Line = ""
    promise_due: date | None = None
    referral_id: UUID | None = None


class SafeChannel(HandedIn):
    """Whether a channel is safe to reach the client by."""

    channel: Channel
    is_safe: bool
    voicemail_is_safe: bool = False
    others_read: bool = False
