"""What became of a referral, recorded by whoever knows it, and taken back within a minute when it was a slip."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from directory.clients.models import Client
from directory.curation.naming import withdraw_name
from directory.curation.unmet import forget_need, record_need, zip3_of
from directory.errors import RefusedError
from directory.referrals.codes import CHECKS, Act, Actor, State, Step
from directory.referrals.entering import close_if_known, enter, set_next
from directory.referrals.events import Tap, history_of, put_back, step_of
from directory.referrals.forms import Outcome
from directory.referrals.models import ReferralEvent
from directory.referrals.reporting import report_at_fault, withdraw_at_fault
from directory.referrals.transitions import RESULT_FROM, RESULT_UNTIL, Change

A_SLIP: Final = timedelta(seconds=60)
"""How long a tap can be taken back."""
UNMET: Final = "unmet"
"""Marks the event with which a need was counted; which need it was is not kept, since it holds where somebody lives."""


def record_outcome(tap: Tap, outcome: Outcome, *, zone: ZoneInfo) -> None:
    """Record what became of it. Raises RefusedTransition in one sentence and changes nothing."""
    if outcome.at > tap.now:
        raise RefusedError("Record what happened after it did.")
    change = Change(
        outcome.state,
        tap.standing,
        outcome.at,
        reason=outcome.reason,
        provenance=outcome.provenance,
        place_said_yes=outcome.place_said_yes,
        expected_on=outcome.expected_on,
        with_supervisor=outcome.with_supervisor or tap.standing is Actor.SUPERVISOR,
    )
    if outcome.state in {State.SETTLED, State.DRIFTED}:
        _do_check(tap, Step.CHECK_30, outcome)
    is_unmet = outcome.nothing_else_near and outcome.state in {State.DECLINED, State.NOT_CONNECTED}
    enter(tap, change, zone=zone, words=outcome.words, marks={UNMET: True} if is_unmet else None)
    report_at_fault(tap, outcome.reason)
    if is_unmet:
        record_need(tap.session, *_need(tap), now=tap.now)


def record_check(tap: Tap, outcome: Outcome, *, still_going: bool, zone: ZoneInfo) -> None:
    """Record a check after connecting. One of 23 to 37 days gives the 30-day result; others say that it was made."""
    referral = tap.referral
    if State(referral.state) is not State.CONNECTED or referral.connected_at is None:
        raise RefusedError("Checks come after the client is connected.")
    since = outcome.at - referral.connected_at
    if RESULT_FROM <= since <= RESULT_UNTIL and referral.course == "ongoing":
        state = State.SETTLED if still_going else State.DRIFTED
        record_outcome(tap, outcome.model_copy(update={"state": state}), zone=zone)
        return
    due = next((check for check in CHECKS if check == referral.next_act), Step.CHECK_7)
    _do_check(tap, due, outcome)
    set_next(tap, zone=zone)


def _need(tap: Tap) -> tuple[str | None, str | None, str]:
    """What this client looked for that nothing else near answers: the kind and the region, and no more."""
    referral = tap.referral
    client = tap.session.get_one(Client, referral.client_id)
    return referral.domain, referral.term, zip3_of(client.area)


def mark_seen(tap: Tap) -> None:
    """Have the owner say that they saw what somebody else recorded; with a witness, that closes the loop."""
    referral = tap.referral
    if referral.seen_at is not None:
        return
    before = tap.before()
    referral.seen_at = tap.now
    close_if_known(tap)
    tap.record(Act.SEEN, before=before, from_state=referral.state)


def undo_last(tap: Tap) -> None:
    """Take back the last tap of the same person, within a minute. What it recorded stays, and so does this.

    A referral that should not have been opened becomes an error, which counts nowhere.
    """
    taken, referral = _last_tap(tap), tap.referral
    before, left = tap.before(), referral.state
    withdraw_at_fault(tap, taken)
    for event in taken:
        if event.before.get(UNMET):
            forget_need(tap.session, *_need(tap), now=event.recorded_at)
    for event in reversed(taken):
        put_back(referral, event.before.get("referral", {}))
        if event.step is not None:
            row = step_of(tap.session, referral, Step(event.step))
            put_back(row, event.before.get("step", {}))
            if event.act == Act.STEP_PLANNED:
                row.details = event.details_before
    if taken[0].act == Act.OPENED:
        referral.state, referral.ended_at = State.ERROR, tap.now
        referral.next_at = referral.next_act = None
        if referral.proposal_id is not None:
            withdraw_name(tap.session, referral.proposal_id, now=tap.now)
    tap.record(Act.UNDONE, before=before, from_state=left, undoes=taken[0].tap)


def _last_tap(tap: Tap) -> list[ReferralEvent]:
    """The events of the last tap. Raises RefusedError when it is not the person's own, or a minute has passed."""
    events = history_of(tap.session, tap.referral)
    last = events[-1]
    if last.act in {Act.UNDONE, Act.HANDED_OVER}:  # a hand-over is taken back where the client was handed over
        raise RefusedError("There is nothing to take back here.")
    if last.actor_id != tap.person_id or tap.now - last.recorded_at > A_SLIP:
        raise RefusedError("This can no longer be taken back. Record what is true now instead.")
    return [event for event in events if event.tap == last.tap]


def _do_check(tap: Tap, check: Step, outcome: Outcome) -> None:
    row = step_of(tap.session, tap.referral, check)
    if row.done_at is not None:
        return
    before = tap.before(row)
    row.done_at, row.by_id = tap.now, tap.person_id
    tap.record(
        Act.STEP_DONE,
        before=before,
        from_state=tap.referral.state,
        at=outcome.at,
        step=check,
        provenance=outcome.provenance,
        words=outcome.words,
    )
