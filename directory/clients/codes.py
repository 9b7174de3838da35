"""The words of a client's record: channels, reasons to end, purposes of sharing one's own experience."""

from enum import StrEnum


class Channel(StrEnum):
    """How a contact was made."""

    IN_PERSON = "in_person"
    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    VIDEO = "video"
    MAIL = "mail"


REMOTE = (Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.MAIL)
"""Channels that somebody else may see or hear: each needs the client's word that it is safe."""


class Direction(StrEnum):
    """Between whom a contact was."""

    INBOUND = "in"
    """The client reached us."""
    OUTBOUND = "out"
    """We reached the client, or tried."""
    PLACE = "place"
    """With the place: by the peer for the client, or by the client."""


class EndReason(StrEnum):
    """Why a service to a client ended."""

    GOALS_REACHED = "goals_reached"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"
    """Another service took over."""
    STOPPED = "stopped"
    """The client wanted no more of it."""
    LOST_CONTACT = "lost_contact"
    IN_CUSTODY = "in_custody"
    DIED = "died"
    OTHER = "other"


class GoalOutcome(StrEnum):
    """What became of a goal."""

    REACHED = "reached"
    LET_GO = "let_go"


class Purpose(StrEnum):
    """To what end a peer shared something of their own story; what was shared is never written down."""

    HOPE = "hope"
    TRUST = "trust"
    NORMAL = "normal"
    """To show that what the client feels is usual."""
    HOW_IT_WORKS = "how_it_works"
    """To explain a place or a way from the inside."""


class Notice(StrEnum):
    """How a client was told that somebody else looks after them now."""

    IN_PERSON = "in_person"
    CALL = "call"
    TEXT = "text"
    NOT_YET = "not_yet"
    """They are still to be told."""


class Emergency(StrEnum):
    """Why somebody opens the record of a client whom they do not look after."""

    MEDICAL = "medical"
    """A medical emergency."""
    IN_DANGER = "in_danger"
    """The client, or somebody else, is in danger."""
    IN_CRISIS = "in_crisis"
    """The client is in a crisis, and nobody who looks after them can be reached."""
    MISSING = "missing"
    """Nobody knows where the client is, and there is reason to fear for them."""
