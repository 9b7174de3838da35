"""Ending the service to a client: what is under way ends with it, for the same reason, or is settled first."""

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
from directory.referrals.codes import UNDER_WAY, Actor, State
from directory.referrals.entering import enter
from directory.referrals.events import Tap
from directory.referrals.handing import looked_after
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
    """End the service to a client.

    Raises RefusedError while referrals are under way of which the reason does not say what became.
    """
    under_way = [each for each in looked_after(session, client) if State(each.state) in UNDER_WAY]
    withdrawn_with = WITHDRAWN_WITH.get(reason)
    if under_way and withdrawn_with is None:
        raise RefusedError("Referrals are still under way. Record what became of each first.")
    for referral in under_way:
        tap = Tap(session, referral, by, Actor.OWNER, now)
        enter(tap, Change(State.WITHDRAWN, Actor.OWNER, now, reason=withdrawn_with), zone=zone)
    service.end_service(session, client, reason, keep_for=keep_for, by=by, now=now)
