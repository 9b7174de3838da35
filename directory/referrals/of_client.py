"""The referrals of clients as their pages list them: where each goes, how it stands, and what is due first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.clients.models import Client
from directory.listings.models import Service, ServiceAtLocation
from directory.referrals.codes import ENDED, State
from directory.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral of a client, and the name of where it goes."""

    referral: Referral
    place: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return State(self.referral.state) not in ENDED and self.referral.next_at is not None


@dataclass(frozen=True, slots=True)
class NextDue:
    """What is due first for a client."""

    at: datetime
    act: str


def list_referrals(session: Session, client: Client) -> list[ReferralLine]:
    """Return a client's referrals, those due first before the others, the latest before the older."""
    rows = session.exec(
        select(Referral, Service.name)
        .outerjoin(ServiceAtLocation, col(ServiceAtLocation.id) == col(Referral.listing_id))
        .outerjoin(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Referral.client_id) == client.id, col(Referral.state) != State.ERROR)
        .order_by(col(Referral.created_at).desc())
    ).all()
    lines = [ReferralLine(referral, name or referral.place_name) for referral, name in rows]
    return sorted(
        lines, key=lambda line: (line.referral.next_at is None, line.referral.next_at or line.referral.created_at)
    )


def first_due(session: Session, client_ids: Collection[UUID]) -> dict[UUID, NextDue]:
    """Return what is due first on the referrals of each of these clients."""
    rows = session.exec(
        select(Referral.client_id, Referral.next_at, Referral.next_act)
        .where(col(Referral.client_id).in_(client_ids), col(Referral.next_at).is_not(None))
        .order_by(col(Referral.next_at).desc())
    )
    return {client_id: NextDue(at, act or "") for client_id, at, act in rows if at is not None}
