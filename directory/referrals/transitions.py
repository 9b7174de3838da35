"""From which state a referral may go to which, on whose word, and what must hold first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directory.errors import RefusedError, marked
from directory.referrals.codes import REASONS, UNDER_WAY, Actor, Course, Mode, Provenance, State

ATTEMPTS_BEFORE_UNREACHABLE = 3
DAYS_OF_ATTEMPTS = 2
RESULT_FROM, RESULT_UNTIL = timedelta(days=23), timedelta(days=37)
"""The 30-day result rests on evidence dated this long after connecting."""


class RefusedTransition(RefusedError):  # noqa: N818 - named as it is told: this transition was refused
    """A referral cannot go that way; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What guards ask of a referral, as it stands before the change."""

    state: State
    mode: Mode
    course: Course
    domain: str | None
    open_door: bool = False
    """Anybody may come to its listing."""
    connected_at: datetime | None = None
    attempts: tuple[date, ...] = ()
    """The days, in the agency's zone, on which somebody tried to reach the client or the place."""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to record: the state to enter, in what standing, and what they know of it."""

    enters: State
    actor: Actor
    at: datetime
    """When it happened, which may lie before it is written down."""
    reason: str | None = None
    provenance: Provenance | None = None
    client_said_yes: str | None = None
    """How the client agreed: spoken, in writing, by text."""
    place_said_yes: bool = False
    """Somebody at the place said yes, by phone or in person."""
    expected_on: date | None = None
    """When a waiting list is thought to end, or an appointment is dated."""
    step_done: bool = False
    """A first bridge step is done."""
    with_supervisor: bool = False


Guard = Callable[[Standing, Change], str | None]
"""Gives the sentence of what is missing, None when nothing is."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One way a referral may go."""

    leaves: frozenset[State]
    enters: State
    actors: frozenset[Actor]
    guards: tuple[Guard, ...] = ()


def check_transition(standing: Standing, change: Change) -> None:
    """Raise RefusedTransition with one sentence when the referral may not go that way now."""
    ways = [way for way in TRANSITIONS if way.enters is change.enters and standing.state in way.leaves]
    if not ways:
        raise RefusedTransition(_no_way(standing.state))
    if not any(change.actor in way.actors for way in ways):
        raise RefusedTransition("This is not yours to record on this referral.")
    missing = [_missing(way, standing, change) for way in ways if change.actor in way.actors]
    if all(missing):
        raise RefusedTransition(next(sentence for sentence in missing if sentence))


def next_states(standing: Standing, actor: Actor) -> tuple[State, ...]:
    """The states this actor may bring the referral to, guards aside: what a page offers."""
    return tuple(way.enters for way in TRANSITIONS if standing.state in way.leaves and actor in way.actors)


def _no_way(state: State) -> str:
    if state not in UNDER_WAY and state is not State.CONNECTED:
        return marked("This referral is closed. Open a new one that replaces it.")
    return marked("That is not possible from where this referral stands now.")


def _missing(way: Transition, standing: Standing, change: Change) -> str | None:
    return next((sentence for guard in way.guards if (sentence := guard(standing, change))), None)


def _client_agreed(_: Standing, change: Change) -> str | None:
    return None if change.client_said_yes else marked("Record how the client said yes.")


def _has_domain(standing: Standing, _: Change) -> str | None:
    return None if standing.domain else marked("Choose what it is about first.")


def _may_send(standing: Standing, _: Change) -> str | None:
    """Sending needs a consent that names recipient, purpose and content (42 CFR 2.31)."""
    if standing.mode is not Mode.SEND:
        return marked("Only a referral that is to be sent can be sent.")
    return marked("Telling the recipient in writing needs a written consent, which this version cannot record yet.")


def _door_is_open(standing: Standing, change: Change) -> str | None:
    if standing.mode is Mode.SELF or standing.open_door or change.place_said_yes:
        return None
    return marked("Record that somebody at the place said yes, or go as somebody who just comes.")


def _has_reason(_: Standing, change: Change) -> str | None:
    if change.reason in REASONS[change.enters]:
        return None
    return marked("Say why, with one of the reasons.")


def _is_witnessed(_: Standing, change: Change) -> str | None:
    return None if change.provenance else marked("Say how you know: you were there, they told you, or the client says.")


def _wait_is_dated(_: Standing, change: Change) -> str | None:
    return None if change.expected_on else marked("Give the date on which the wait may end.")


def _bridge_has_begun(_: Standing, change: Change) -> str | None:
    if change.step_done or change.expected_on:
        return None
    return marked("A bridge begins with its first step, or with a date.")


def _reaching_was_tried(standing: Standing, change: Change) -> str | None:
    if change.reason != "unreachable":
        return None
    if len(standing.attempts) >= ATTEMPTS_BEFORE_UNREACHABLE and len(set(standing.attempts)) >= DAYS_OF_ATTEMPTS:
        return None
    return marked("Unreachable needs at least 3 attempts on at least 2 days in the contact log.")


def _has_30_day_evidence(standing: Standing, change: Change) -> str | None:
    if standing.course is Course.ONE_OFF:
        return marked("A one-off referral ends when it is connected.")
    if standing.connected_at is None or not change.provenance:
        return marked("Say how you know: you were there, they told you, or the client says.")
    if RESULT_FROM <= change.at - standing.connected_at <= RESULT_UNTIL:
        return None
    return marked("The 30-day result rests on what is seen 23 to 37 days after connecting.")


def _supervisor_knows(_: Standing, change: Change) -> str | None:
    if change.with_supervisor or change.actor is Actor.SUPERVISOR:
        return None
    return marked("Marking a referral as an error needs the supervisor.")


def _ways(table: Iterable[tuple[str, State, str, tuple[Guard, ...]]]) -> tuple[Transition, ...]:
    return tuple(
        Transition(
            frozenset(State(name) for name in leaves.split()),
            enters,
            frozenset(Actor(name) for name in actors.split()),
            guards,
        )
        for leaves, enters, actors, guards in table
    )


ANY_UNDER_WAY = " ".join(sorted(UNDER_WAY))
ANY_BUT_ERROR = " ".join(state for state in State if state is not State.ERROR)

TRANSITIONS: tuple[Transition, ...] = _ways(
    [
        ("draft", State.AGREED, "owner", (_client_agreed, _has_domain)),
        ("agreed", State.SENT, "owner", (_may_send,)),
        ("agreed", State.ACCEPTED, "system owner", (_door_is_open,)),
        ("agreed sent", State.DECLINED, "recipient owner", (_has_reason,)),
        ("sent", State.ACCEPTED, "recipient owner", ()),
        ("accepted", State.WAITLISTED, "recipient owner", (_wait_is_dated,)),
        ("waitlisted", State.BRIDGING, "recipient owner", (_bridge_has_begun,)),
        ("accepted", State.BRIDGING, "owner client", (_bridge_has_begun,)),
        ("accepted bridging waitlisted", State.CONNECTED, "owner recipient client", (_has_reason, _is_witnessed)),
        ("connected", State.SETTLED, "owner client", (_has_30_day_evidence,)),
        ("connected", State.DRIFTED, "owner client", (_has_30_day_evidence,)),
        (
            "accepted bridging waitlisted",
            State.NOT_CONNECTED,
            "owner recipient client",
            (_has_reason, _reaching_was_tried),
        ),
        (ANY_UNDER_WAY, State.WITHDRAWN, "owner client system", (_has_reason,)),
        (ANY_BUT_ERROR, State.ERROR, "owner supervisor", (_has_reason, _supervisor_knows)),
    ]
)
"""The table of the design, row by row."""
