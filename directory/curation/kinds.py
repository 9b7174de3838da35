"""The words of curation: what a proposal is about, what became of it, and why somebody rejected it."""

from enum import StrEnum


class Kind(StrEnum):
    """What a proposal would like to see."""

    CREATE = "create"
    """A new listing: as a feed tells it, or by its name alone."""
    CHANGE = "change"
    RETIRE = "retire"
    REPORTED = "reported"
    """Somebody found that the listing is wrong."""
    CORRECTION = "correction"
    """Somebody says what would be right: a reader, the group's own contact, a peer, or whoever checked."""
    MERGE = "merge"
    """Two listings that may be one (decided on the page of duplicates)."""


class Voice(StrEnum):
    """Who speaks in a proposal that no feed made."""

    PUBLIC = "public"
    CONTACT = "contact"
    """The group's own contact, by a link of theirs."""
    PEER = "peer"
    CHECK = "check"
    """Whoever checked the listing."""
    SEARCH = "search"
    """Nobody: the search for duplicates found it."""
    COORDINATOR = "coordinator"
    """A draft that waits to be published."""


class Decision(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    """The reason for it is gone."""


class RejectReason(StrEnum):
    """Why a proposal is not taken up."""

    NOT_SO = "not_so"
    KNOWN_ALREADY = "known_already"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ENOUGH = "not_enough"
    OTHER = "other"
