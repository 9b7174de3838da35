"""The words of a referral: its states, modes, steps, reasons, and who witnessed what became of it."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    """Being prepared with the client."""
    AGREED = "agreed"
    """The client said yes; nothing was sent."""
    SENT = "sent"
    """The recipient was told in writing."""
    ACCEPTED = "accepted"
    """The recipient will serve, or anybody may come."""
    WAITLISTED = "waitlisted"
    BRIDGING = "bridging"
    """The steps are under way."""
    CONNECTED = "connected"
    """The first real attendance or service."""
    SETTLED = "settled"
    """Still going 30 days after connecting."""
    DRIFTED = "drifted"
    """Not going now, 30 days after connecting."""
    DECLINED = "declined"
    """The recipient said no."""
    NOT_CONNECTED = "not_connected"
    """Tried, and it did not happen."""
    WITHDRAWN = "withdrawn"
    """Stopped by the client, the peer, or a consent taken back."""
    ERROR = "error"
    """Should not exist; counts nowhere."""


UNDER_WAY = frozenset({State.DRAFT, State.AGREED, State.SENT, State.ACCEPTED, State.WAITLISTED, State.BRIDGING})
"""States before an outcome. With CONNECTED, whose checks are still to come, these have an owner and a next date."""
ENDED = frozenset(State) - UNDER_WAY - {State.CONNECTED}
REPLACEABLE = frozenset({State.DRIFTED, State.NOT_CONNECTED, State.DECLINED})
"""A closed referral is never opened again; one of these may be replaced by a new one that names it."""


class Mode(StrEnum):
    """How a client gets there."""

    SELF = "self"
    """On their own; nothing leaves."""
    BRIDGE = "bridge"
    """The peer goes along, or speaks for the client as they agreed."""
    SEND = "send"
    """The recipient is told in writing, which needs a written consent that names the recipient."""


class Course(StrEnum):
    """Whether there is something to go back to."""

    ONGOING = "ongoing"
    """A group, a class, a role."""
    ONE_OFF = "one_off"
    """An ID card, a clothes closet: ends at connected, with one check, outside retention."""


class Actor(StrEnum):
    """In what standing somebody acts on a referral."""

    OWNER = "owner"
    """The peer who owns it, or who covers for them today."""
    SUPERVISOR = "supervisor"
    """The supervisor of the team, together with the owner."""
    RECIPIENT = "recipient"
    CLIENT = "client"
    SYSTEM = "system"


class Provenance(StrEnum):
    """Who witnessed what is said to have happened."""

    PEER_WITNESSED = "peer_witnessed"
    """I was there."""
    RECIPIENT = "recipient"
    """They told me."""
    CLIENT = "client"
    """The client says."""


class Act(StrEnum):
    """What one event of a referral records."""

    OPENED = "opened"
    ENTERED = "entered"
    """It entered a state."""
    STEP_DONE = "step_done"
    STEP_SKIPPED = "step_skipped"
    STEP_PLANNED = "step_planned"
    MISSED = "missed"
    """A planned visit did not happen."""
    VISITED = "visited"
    """They went together once more."""
    NEXT_MOVED = "next_moved"
    SEEN = "seen"
    """The owner saw what somebody else recorded."""
    HANDED_OVER = "handed_over"
    UNDONE = "undone"


class SaidYes(StrEnum):
    """How the client agreed."""

    SPOKEN = "spoken"
    IN_WRITING = "in_writing"
    BY_TEXT = "by_text"


class SkipReason(StrEnum):
    """Why a step of a bridge was left out."""

    NOT_NEEDED = "not_needed"
    CLIENT_PREFERS_NOT = "client_prefers_not"
    NOBODY_TO_MEET = "nobody_to_meet"
    NO_TIME = "no_time"
    SERVICE_ENDED = "service_ended"
    """Nobody asks any more, since the service to the client has ended."""
    OTHER = "other"


class NextAct(StrEnum):
    """What is due on a referral beside the steps of its bridge."""

    FINISH_DRAFT = "finish_draft"
    ASK = "ask"
    """Ask how it stands."""
    AWAIT_PLACE = "await_place"
    """Hear from the place."""


class Spoken(StrEnum):
    """How a referral was put to the client, so that rates of connecting can be compared."""

    SPOKEN = "spoken"
    SHOWN = "shown"
    PRINTED = "printed"
    SENT = "sent"


class Step(StrEnum):
    """One step of a bridge, in its order."""

    PREPARE = "prepare"
    CONTACT = "contact"
    PLAN = "plan"
    ACCOMPANY = "accompany"
    INTRODUCE = "introduce"
    SETTLE = "settle"
    STEP_BACK = "step_back"
    CHECK_7 = "check_7"
    CHECK_30 = "check_30"
    CHECK_90 = "check_90"


CHECKS: Mapping[Step, int] = {Step.CHECK_7: 7, Step.CHECK_30: 30, Step.CHECK_90: 90}
"""The days after connecting on which each check falls."""

REASONS: Mapping[State, frozenset[str]] = {
    State.DECLINED: frozenset(
        {
            "not_eligible",
            "no_capacity",
            "not_offered",
            "already_enrolled",
            "out_of_area",
            "documents_missing",
            "safety",
            "other",
        }
    ),
    State.WITHDRAWN: frozenset(
        {
            "changed_mind",
            "found_other",
            "not_now",
            "moved",
            "consent_revoked",
            "in_custody",
            "in_hospital",
            "died",
            "no_response",
            "listing_wrong",
            "duplicate",
        }
    ),
    State.NOT_CONNECTED: frozenset(
        {
            "unreachable",
            "did_not_attend",
            "turned_away",
            "transport",
            "cost_or_insurance",
            "time_work_childcare",
            "documents",
            "access_or_language",
            "not_a_fit",
            "felt_unwelcome",
            "listing_wrong",
            "safety",
            "other",
        }
    ),
    State.CONNECTED: frozenset({"attended_with_peer", "attended_alone", "enrolled", "served", "role_started"}),
    State.ERROR: frozenset({"wrong_client", "wrong_listing", "test_entry", "other"}),
}
"""Why, for each state that is entered with a reason."""

LISTING_AT_FAULT = frozenset({"listing_wrong", "turned_away", "not_offered"})
"""Reasons that say something about the listing: they file a proposal on it, without a client fact."""
NOT_WANTED = frozenset({"changed_mind", "found_other", "not_now"})
"""Reasons of withdrawing after which the client no longer wanted it."""
