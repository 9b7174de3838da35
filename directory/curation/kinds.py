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
