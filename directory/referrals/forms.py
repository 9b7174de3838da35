"""What is handed in about a referral."""

from datetime import date, datetime
from uuid import UUID

from directory.clients.forms import HandedIn, Line, Words
from directory.referrals.codes import Course, Mode, Provenance, SaidYes, Spoken, State


class NewReferral(HandedIn):
    """What a client and a peer agreed on; without the client's yes it stays a draft."""

    listing_id: UUID | None = None
    place_name: Line = ""
    """Of a place that is not in the directory."""
    goal_id: UUID | None = None
    domain: str | None = None
    """Where the listing is of several domains, or of none."""
    mode: Mode = Mode.SELF
    course: Course = Course.ONGOING
    spoken: Spoken = Spoken.SPOKEN
    client_said_yes: SaidYes | None = SaidYes.SPOKEN


class Plan(HandedIn):
    """When and how they go; kept sealed, but for the moments and for which of the key contacts it is."""

    visit_at: datetime
    meet_at: datetime | None = None
    """When they meet to go there together; none where no hour was agreed on."""
    meeting_point: Line = ""
    transport_there: Line = ""
    transport_home: Line = ""
    exit_word: Line = ""
    """What the client says when they want to leave."""
    key_contact_id: UUID | None = None
    """Who meets them there, of the key contacts that the listing has."""
    key_contact: Line = ""
    """Who meets them there, by name, where it is somebody else."""


class WordsToSay(HandedIn):
    """The words that are said to the contact, kept sealed with the client's yes to them."""

    words: Words
    client_said_yes: bool


class Outcome(HandedIn):
    """What became of it, and how that is known."""

    state: State
    reason: str | None = None
    provenance: Provenance | None = None
    at: datetime
    words: Words = ""
    expected_on: date | None = None
    """Of a waiting list."""
    place_said_yes: bool = False
    with_supervisor: bool = False
    nothing_else_near: bool = False
    """The peer knows no other place for this: the need is counted as unmet."""
