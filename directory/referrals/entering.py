"""Bringing a referral from one state to the next: guarded, recorded, and with what is due afterwards."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from directory.clients.codes import Direction
from directory.clients.models import ContactEntry
from directory.referrals.codes import ENDED, Act, Actor, Course, Mode, State
from directory.referrals.events import Tap, steps_of
from directory.referrals.models import Referral
from directory.referrals.next_steps import Next, next_of
from directory.referrals.transitions import Change, Standing, check_transition

NOBODY_ANSWERED: Final = "no_response"
"""The reason that ends a referral and leaves its loop open."""


def enter(
    tap: Tap, change: Change, *, zone: ZoneInfo, words: str = "", marks: Mapping[str, bool] | None = None
) -> None:
    """Bring the referral into a state, on somebody's word. Raises RefusedTransition and changes nothing.

    `marks` are kept with the event for whoever takes it back.
    """
    referral = tap.referral
    check_transition(standing_of(tap.session, referral, zone), change)
    before, left = tap.before() | dict(marks or {}), referral.state
    referral.state = change.enters
    _date(referral, change)
    _close_loop(tap, change)
    set_next(tap, expected_on=change.expected_on, zone=zone)
    tap.record(
        Act.ENTERED,
        before=before,
        from_state=left,
        at=change.at,
        reason=change.reason,
        provenance=change.provenance,
        words=words,
        standing=change.actor,
    )


def standing_of(session: Session, referral: Referral, zone: ZoneInfo) -> Standing:
    """Return what the guards ask of a referral; the days of attempts are days in the agency's zone."""
    return Standing(
        state=State(referral.state),
        mode=Mode(referral.mode),
        course=Course(referral.course),
        domain=referral.domain,
        open_door=referral.open_door,
        connected_at=referral.connected_at,
        attempts=tuple(moment.astimezone(zone).date() for moment in _attempts(session, referral)),
    )


def set_next(tap: Tap, *, expected_on: date | None = None, zone: ZoneInfo) -> None:
    """Say what is due on the referral now, by the one rule for it; a waiting list is due on the day that was given."""
    referral = tap.referral
    if referral.state == State.WAITLISTED and expected_on is not None:
        referral.next_at = datetime.combine(expected_on, datetime.min.time(), zone).replace(hour=9)
    due: Next = next_of(referral, steps_of(tap.session, referral), tap.now)
    referral.next_at, referral.next_act = due.at, due.act


def _attempts(session: Session, referral: Referral) -> Iterable[datetime]:
    """When somebody tried to reach the client or the place about this referral, and nobody answered."""
    return session.exec(
        select(ContactEntry.at).where(
            col(ContactEntry.referral_id) == referral.id,
            col(ContactEntry.direction).in_([Direction.OUTBOUND, Direction.PLACE]),
            col(ContactEntry.two_way).is_(False),
        )
    )


def _date(referral: Referral, change: Change) -> None:
    """Keep the moment and the reason that belong to the state that was entered."""
    state = change.enters
    if state is State.AGREED:
        referral.agreed_at, referral.client_said_yes = change.at, change.client_said_yes
    if state in {State.ACCEPTED, State.DECLINED} and referral.answered_at is None and change.actor is not Actor.SYSTEM:
        referral.answered_at = change.at
    if state is State.CONNECTED:
        referral.connected_at = change.at
        referral.first_contact_at = min(referral.first_contact_at or change.at, change.at)
    if state in ENDED:
        referral.ended_at = change.at
    if state in ENDED or state is State.CONNECTED:
        referral.reason = change.reason or referral.reason
        referral.provenance = change.provenance or referral.provenance


def _close_loop(tap: Tap, change: Change) -> None:
    """Let what became of it, when the owner records it, be seen by them; and close the loop where it is known."""
    referral = tap.referral
    if change.enters not in ENDED and change.enters is not State.CONNECTED:
        return
    if tap.person_id == referral.owner_id:
        referral.seen_at = tap.now
    close_if_known(tap)


def close_if_known(tap: Tap) -> None:
    """Close the loop where somebody witnessed what became of the referral and the owner has seen it."""
    referral = tap.referral
    if referral.provenance and referral.reason != NOBODY_ANSWERED and referral.seen_at:
        referral.closed_at = referral.closed_at or tap.now
