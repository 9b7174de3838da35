"""Ending the service to a client: what is under way ends with it, for the same reason, or is settled first.

Nobody asks any more how it goes where the client is connected; taken up again, the service asks again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.clients import service
from directory.clients.codes import EndReason
from directory.clients.models import Client
from directory.errors import RefusedError
from directory.policy import Caller
from directory.referrals.bridging import skip_step
from directory.referrals.codes import UNDER_WAY, Act, Actor, SkipReason, State, Step
from directory.referrals.entering import enter, set_next
from directory.referrals.events import Tap, steps_of
from directory.referrals.handing import looked_after
from directory.referrals.models import BridgeStep
from directory.referrals.transitions import Change

WITHDRAWN_WITH: Final[Mapping[EndReason, str]] = {
    EndReason.MOVED: "moved",
    EndReason.IN_CUSTODY: "in_custody",
    EndReason.DIED: "died",
    EndReason.LOST_CONTACT: "no_response",
    EndReason.STOPPED: "changed_mind",
}
"""Reasons that say of every referral under way why it stops; after another one it is asked of each."""


def end_service(
    session: Session,
    client: Client,
    reason: EndReason,
    *,
    keep_for: timedelta,
    by: Caller,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """End the service to a client, and the checks to come.

    Raises RefusedError while referrals are under way of which the reason does not say what became.
    """
    referrals = looked_after(session, client)
    under_way = [each for each in referrals if State(each.state) in UNDER_WAY]
    withdrawn_with = WITHDRAWN_WITH.get(reason)
    if under_way and withdrawn_with is None:
        raise RefusedError("Referrals are still under way. Record what became of each first.")
    for referral in under_way:
        tap = Tap(session, referral, by, Actor.OWNER, now)
        enter(tap, Change(State.WITHDRAWN, Actor.OWNER, now, reason=withdrawn_with), zone=zone)
    for referral in referrals:
        end_follow_up(Tap(session, referral, by, Actor.OWNER, now), zone=zone)
    service.end_service(session, client, reason, keep_for=keep_for, by=by, now=now)


def resume_service(session: Session, client: Client, *, by: Caller, now: datetime, zone: ZoneInfo) -> None:
    """Take up again what had ended: how it goes is asked again where the client was connected. What ended stays so."""
    for referral in looked_after(session, client):
        tap = Tap(session, referral, by, Actor.OWNER, now)
        for row in steps_of(session, referral).values():
            if row.skipped == SkipReason.SERVICE_ENDED:
                _plan_again(tap, row, zone=zone)
    service.resume_service(session, client, by=by, now=now)


def end_follow_up(tap: Tap, *, zone: ZoneInfo) -> None:
    """Leave out every check and visit to come of a client who is connected."""
    while State(tap.referral.state) is State.CONNECTED and tap.referral.next_act is not None:
        skip_step(tap, Step(tap.referral.next_act), SkipReason.SERVICE_ENDED, zone=zone)


def _plan_again(tap: Tap, row: BridgeStep, *, zone: ZoneInfo) -> None:
    before = tap.before(row)
    row.skipped = row.by_id = None
    set_next(tap, zone=zone)
    tap.record(Act.STEP_PLANNED, before=before, from_state=tap.referral.state, step=Step(row.step))
