"""When somebody has to look at a referral again, and for what: one rule for every state it can be in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from directory.referrals.codes import CHECKS, Course, Mode, NextAct, State, Step
from directory.referrals.models import BridgeStep, Referral

A_DAY: Final = timedelta(days=1)
SOON: Final = timedelta(days=2)
A_WEEK: Final = timedelta(days=7)
MEET_BEFORE: Final = timedelta(minutes=45)
"""To go there in time, where no hour to meet was agreed on. Where clients live is not known, so no way is reckoned."""
BEFORE_CONNECTING: Final = (Step.PREPARE, Step.CONTACT, Step.PLAN, Step.ACCOMPANY)
"""The steps of a bridge that come before the client has been there."""


class Next(NamedTuple):
    """What is due, and when; nothing any more where both are None."""

    at: datetime | None
    act: str | None


VISITS: Final = (Step.ACCOMPANY, Step.SETTLE)
"""The steps under which visits are planned: going along, and once connected one more while the client settles."""


def visit_step(referral: Referral) -> Step:
    """Under which step a visit of this referral is planned now."""
    return Step.SETTLE if State(referral.state) is State.CONNECTED else Step.ACCOMPANY


def next_of(referral: Referral, steps: Mapping[Step, BridgeStep], now: datetime) -> Next:
    """Return what is due on a referral as it stands now."""
    state = State(referral.state)
    if state is State.CONNECTED:
        return _next_check(referral, steps, now)
    if state is State.DRAFT:
        return Next(now + A_DAY, NextAct.FINISH_DRAFT)
    if state is State.SENT:
        return Next(now + A_WEEK, NextAct.AWAIT_PLACE)
    if state is State.WAITLISTED:
        return Next(referral.next_at or now + A_WEEK, NextAct.AWAIT_PLACE)
    if state in {State.AGREED, State.ACCEPTED, State.BRIDGING}:
        return _next_on_the_way(referral, steps, now)
    return Next(None, None)


def _next_on_the_way(referral: Referral, steps: Mapping[Step, BridgeStep], now: datetime) -> Next:
    if referral.mode != Mode.BRIDGE:
        return Next(now + A_WEEK, NextAct.ASK)
    visit = steps.get(Step.ACCOMPANY)
    if visit is not None and visit.planned_at is not None and visit.done_at is None and visit.planned_at > now:
        return Next(visit.planned_at, Step.ACCOMPANY)
    open_steps = (step for step in BEFORE_CONNECTING if not is_behind(steps.get(step)))
    return Next(now + SOON, next(open_steps, NextAct.ASK))


def _next_check(referral: Referral, steps: Mapping[Step, BridgeStep], now: datetime) -> Next:
    """The first check that was neither done nor skipped, or the visit planned before it; a one-off has one check."""
    visit = steps.get(Step.SETTLE)
    due = _first_check(referral, steps, now)
    if visit is not None and not is_behind(visit) and visit.planned_at is not None and visit.planned_at > now:
        return Next(visit.planned_at, Step.SETTLE) if due.at is None or visit.planned_at < due.at else due
    return due


def _first_check(referral: Referral, steps: Mapping[Step, BridgeStep], now: datetime) -> Next:
    connected_at = referral.connected_at or now
    checks = [Step.CHECK_7] if referral.course == Course.ONE_OFF else list(CHECKS)
    for check in checks:
        row = steps.get(check)
        if not is_behind(row):
            planned = row.planned_at if row is not None else None
            return Next(planned or connected_at + timedelta(days=CHECKS[check]), check)
    return Next(None, None)


def is_behind(row: BridgeStep | None) -> bool:
    """Whether a step was done, or left out for a reason."""
    return row is not None and (row.done_at is not None or row.skipped is not None)
