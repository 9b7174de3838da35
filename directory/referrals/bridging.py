"""The steps of a bridge: done, planned, skipped, counted, and several at once when they went."""

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.errors import RefusedError
from directory.referrals.codes import CHECKS, UNDER_WAY, Act, Course, Mode, Provenance, SkipReason, State, Step
from directory.referrals.entering import enter, set_next
from directory.referrals.events import Tap, step_of
from directory.referrals.forms import Plan, WordsToSay
from directory.referrals.next_steps import SOON, is_behind, visit_step
from directory.referrals.plans import contacts_there, planned_words
from directory.referrals.transitions import Change

WITH_A_WAY_TO_BEGIN: Final = frozenset({State.ACCEPTED, State.WAITLISTED})
"""States from which the first step of a bridge leads on to bridging."""


def take_step(tap: Tap, step: Step, *, at: datetime, zone: ZoneInfo, key_contact_id: UUID | None = None) -> None:
    """Record that a step was done; the first one begins the bridge. A step that is done already is left as it is."""
    _require_bridge(tap, step)
    row = step_of(tap.session, tap.referral, step)
    if row.done_at is not None:
        return
    before = tap.before(row)
    row.done_at, row.by_id, row.skipped = at, tap.person_id, None
    row.key_contact_id = key_contact_id or row.key_contact_id
    _record_step(tap, Act.STEP_DONE, step, before, at=at)
    begin_bridge(tap, at=at, zone=zone)
    set_next(tap, zone=zone)


def skip_step(tap: Tap, step: Step, reason: SkipReason, *, zone: ZoneInfo) -> None:
    """Leave a step out, and say why."""
    _require_bridge(tap, step)
    row = step_of(tap.session, tap.referral, step)
    if is_behind(row):
        return
    before = tap.before(row)
    row.skipped, row.by_id = reason, tap.person_id
    _record_step(tap, Act.STEP_SKIPPED, step, before, reason=reason)
    set_next(tap, zone=zone)


def plan_visit(tap: Tap, plan: Plan, *, zone: ZoneInfo) -> None:
    """Plan going along: when, where they meet, the way there and home, who is there, the word to leave on.

    Once connected, what is planned is one more visit together while the client settles.
    """
    _require_bridge(tap, Step.PLAN)
    _require_possible(tap, plan)
    step = visit_step(tap.referral)
    _plan_step(tap, step, plan)
    if step is Step.ACCOMPANY:
        take_step(tap, Step.PLAN, at=tap.now, zone=zone)
    set_next(tap, zone=zone)


def agree_words(tap: Tap, said: WordsToSay) -> None:
    """Keep the words that the contact will hear, once the client has seen them and said yes. Nothing is said before."""
    _require_bridge(tap, Step.CONTACT)
    if not said.words:
        raise RefusedError("Write down what you will say.")
    if not said.client_said_yes:
        raise RefusedError("Show the client the words first, and say here that they agree.")
    row = step_of(tap.session, tap.referral, Step.CONTACT)
    before, details_before = tap.before(row), row.details
    row.planned_at = row.planned_at or tap.now
    row.details = said.model_dump_json()
    _record_step(tap, Act.STEP_PLANNED, Step.CONTACT, before, details_before=details_before)


def not_this_time(tap: Tap, *, zone: ZoneInfo) -> None:
    """Record that a planned visit did not happen; the plan is open again.

    Going along is looked at in two days; once connected, the next check is what comes.
    """
    step = visit_step(tap.referral)
    _require_bridge(tap, step)
    row = step_of(tap.session, tap.referral, step)
    if row.planned_at is None or row.done_at is not None:
        raise RefusedError("No visit is planned.")
    before = tap.before(row)
    row.planned_at = row.meet_at = None
    if step is Step.ACCOMPANY:
        tap.referral.next_at, tap.referral.next_act = tap.now + SOON, step
    else:
        set_next(tap, zone=zone)
    _record_step(tap, Act.MISSED, step, before)


def we_went(tap: Tap, *, at: datetime, zone: ZoneInfo, met: UUID | None = None) -> None:
    """Record in one tap that they went: gone along, introduced when the plan named whom to meet, and connected.

    Where the place had not said yes yet, being let in is its yes.
    """
    referral = tap.referral
    _require_bridge(tap, Step.ACCOMPANY)
    if State(referral.state) is State.AGREED:
        enter(tap, Change(State.ACCEPTED, tap.standing, at, place_said_yes=True), zone=zone)
    take_step(tap, Step.ACCOMPANY, at=at, zone=zone)
    plan = step_of(tap.session, referral, Step.ACCOMPANY)
    met = met or plan.key_contact_id
    if met is not None or planned_words(plan).get("key_contact"):
        take_step(tap, Step.INTRODUCE, at=at, zone=zone, key_contact_id=met)
    if State(referral.state) in UNDER_WAY:
        reason, witness = "attended_with_peer", Provenance.PEER_WITNESSED
        enter(tap, Change(State.CONNECTED, tap.standing, at, reason=reason, provenance=witness), zone=zone)


def count_visit(tap: Tap, *, at: datetime, zone: ZoneInfo) -> None:
    """Count one more visit together while the client settles."""
    if State(tap.referral.state) is not State.CONNECTED:
        raise RefusedError("Visits are counted once the client is connected.")
    row = step_of(tap.session, tap.referral, Step.SETTLE)
    before = tap.before(row)
    row.visits, row.planned_at, row.meet_at = row.visits + 1, None, None
    _record_step(tap, Act.VISITED, Step.SETTLE, before, at=at)
    set_next(tap, zone=zone)


def move_next(tap: Tap, at: datetime) -> None:
    """Put off what is due on a referral, or bring it forward; a check is moved with its step."""
    referral = tap.referral
    if referral.next_act is None:
        raise RefusedError("Nothing is due on this referral any more.")
    if at <= tap.now:
        raise RefusedError("Choose a day that is still to come.")
    is_check = referral.next_act in {check.value for check in CHECKS}
    row = step_of(tap.session, referral, Step(referral.next_act)) if is_check else None
    before = tap.before(row)
    if row is not None:
        row.planned_at = at
    referral.next_at = at
    step = Step(row.step) if row is not None else None
    tap.record(Act.NEXT_MOVED, before=before, from_state=referral.state, step=step)


def begin_bridge(tap: Tap, *, at: datetime, zone: ZoneInfo) -> None:
    """Go on to bridging once a first step is done and the place has said yes."""
    if State(tap.referral.state) in WITH_A_WAY_TO_BEGIN:
        enter(tap, Change(State.BRIDGING, tap.standing, at, step_done=True), zone=zone)


def _plan_step(tap: Tap, step: Step, plan: Plan) -> None:
    row = step_of(tap.session, tap.referral, step)
    before, details_before = tap.before(row), row.details
    row.planned_at, row.meet_at, row.key_contact_id = plan.visit_at, plan.meet_at, plan.key_contact_id
    row.done_at = row.skipped = None
    row.details = plan.model_dump_json(exclude={"visit_at", "meet_at", "key_contact_id"}, exclude_defaults=True)
    _record_step(tap, Act.STEP_PLANNED, step, before, at=plan.visit_at, details_before=details_before)


def _record_step(
    tap: Tap,
    act: Act,
    step: Step,
    before: dict[str, object],
    *,
    at: datetime | None = None,
    reason: str | None = None,
    details_before: str = "",
) -> None:
    tap.record(
        act,
        before=before,
        from_state=tap.referral.state,
        at=at,
        step=step,
        reason=reason,
        details_before=details_before,
    )


def _require_possible(tap: Tap, plan: Plan) -> None:
    if plan.meet_at is not None and plan.meet_at > plan.visit_at:
        raise RefusedError("Meet before it begins.")
    known = {contact.id for contact in contacts_there(tap.session, tap.referral)}
    if plan.key_contact_id is not None and plan.key_contact_id not in known:
        raise RefusedError("Choose one of what is offered.")


def _require_bridge(tap: Tap, step: Step) -> None:
    referral = tap.referral
    if State(referral.state) not in UNDER_WAY | {State.CONNECTED}:
        raise RefusedError("This referral is closed. Open a new one that replaces it.")
    if referral.mode != Mode.BRIDGE and step not in CHECKS:
        raise RefusedError("Only a referral with a bridge has steps.")
    if referral.course == Course.ONE_OFF and step in {Step.CHECK_30, Step.CHECK_90}:
        raise RefusedError("A one-off referral has one check.")
