"""What the page of Today shows, as its template reads it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Button:
    """One tap: what it sends and what it says."""

    did: str
    label: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """How far a bridge is."""

    done: int
    of: int
    next: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to do, as it is shown."""

    why_code: str
    said: str
    why: str
    is_late: bool
    action: str
    """Where its taps are sent; empty where none is offered."""
    then: str
    """Where a tap that is taken leads."""
    buttons: tuple[Button, ...]
    version: int
    later_on: str
    href: str
    """The referral; empty for what the contact log asks."""
    bridge: Bridge | None
    fault: str = ""
    """Why a tap on it was not taken."""


@dataclass(frozen=True, slots=True)
class WayToReach:
    """A way that the client said is safe."""

    channel: str
    label: str
    href: str
    warning: str


@dataclass(frozen=True, slots=True)
class Person:
    """One client, with everything to do for them."""

    id: str
    handle: str
    covered: str
    first: Thing
    more: tuple[Thing, ...]
    ways: tuple[WayToReach, ...]
    channel: str
    """By what a contact is most likely made."""
    is_owed: bool
    fault: str = ""
    """Why what was logged with them was not taken."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one reason."""

    code: str
    heading: str
    rows: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was just recorded, and where it can be taken back for a minute."""

    sentence: str
    undo: str
    back: str = ""
    """team, where the page that was tapped on is that of the team."""
    visited: UUID | None = None
    """The listing where they just were, to be asked whether it is still right."""


@dataclass(frozen=True, slots=True)
class Said:
    """Why a tap was not taken, and what it was on: a client, a referral or a line of the contact log."""

    of: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Everything that is shown."""

    title: str
    said: str
    sections: tuple[Section, ...]
    taken: Taken | None
    supervises: bool
    emergencies: int
    """Records that colleagues opened in an emergency, still to be looked at."""
    refused: Said | None = None
    refused_at: str = ""
    """Where on the page that stands once more, beside its row; empty where there is none any more."""
    back: None = None
