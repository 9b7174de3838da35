"""Handing clients over: who takes a client over for good takes over what is under way for them too."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.clients import handing
from directory.clients.handing import HandOver
from directory.clients.models import Client
from directory.policy import Caller
from directory.referrals.access import actor_of
from directory.referrals.codes import UNDER_WAY, Act, State
from directory.referrals.events import Tap
from directory.referrals.models import Referral


def hand_over(
    session: Session, clients: Sequence[Client], handed: HandOver, *, by: Caller, today: date, now: datetime
) -> None:
    """Hand clients over. For good, every referral that is still looked after changes its owner with them."""
    handing.hand_over(session, clients, handed, by=by, today=today, now=now)
    if handed.until_on is not None:
        return
    for client in clients:
        for referral in looked_after(session, client):
            give_referral(session, referral, handed.to_id, by=by, now=now)


def looked_after(session: Session, client: Client) -> Sequence[Referral]:
    """Return the client's referrals that are under way, or connected with a check to come."""
    states = [*UNDER_WAY, State.CONNECTED]
    return session.exec(
        select(Referral)
        .where(col(Referral.client_id) == client.id, col(Referral.state).in_(states))
        .order_by(col(Referral.created_at))
        .with_for_update()
    ).all()


def give_referral(session: Session, referral: Referral, owner_id: UUID, *, by: Caller, now: datetime) -> None:
    """Have a referral looked after by somebody else."""
    if referral.owner_id == owner_id:
        return
    tap = Tap(session, referral, by, actor_of(session, referral, by), now)
    before = tap.before()
    referral.owner_id = owner_id
    tap.record(Act.HANDED_OVER, before=before, from_state=referral.state)
