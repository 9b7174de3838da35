"""A referral with everything that its page tells: whose it is, where it goes, its steps, and all that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import Person
from directory.clients.models import Client, ClientGoal
from directory.listings.models import KeyContact, Organization, Service, ServiceAtLocation
from directory.policy import Caller
from directory.referrals.codes import Act, Step
from directory.referrals.events import history_of, steps_of
from directory.referrals.models import BridgeStep, Referral, ReferralEvent
from directory.referrals.outcomes import A_SLIP
from directory.referrals.plans import contacts_there


@dataclass(frozen=True, slots=True)
class Whole:
    """One referral, opened."""

    referral: Referral
    client: Client
    place: str
    """What the place is called."""
    organization: str
    goal: str
    """In the client's words; empty without one."""
    steps: Mapping[Step, BridgeStep]
    events: tuple[ReferralEvent, ...]
    names: Mapping[UUID, str]
    """Of those who acted on it, and its owner."""
    replaced_by: UUID | None
    contacts: Sequence[KeyContact]
    """Whom the client can be introduced to there."""

    def may_undo(self, caller: Caller, now: datetime) -> bool:
        """Whether the last tap is the caller's own slip, at most a minute old."""
        last = self.events[-1]
        return last.act != Act.UNDONE and last.actor_id == caller.person_id and now - last.recorded_at <= A_SLIP


def read_whole(session: Session, referral: Referral) -> Whole:
    """Open a referral that the caller may see."""
    client = session.get_one(Client, referral.client_id)
    goal = session.get(ClientGoal, referral.goal_id) if referral.goal_id else None
    name, organization = place_of(session, referral)
    events = tuple(history_of(session, referral))
    people = {event.actor_id for event in events if event.actor_id} | {referral.owner_id}
    replaced_by = session.exec(select(Referral.id).where(Referral.replaces_id == referral.id)).first()
    return Whole(
        referral=referral,
        client=client,
        place=name,
        organization=organization if organization != name else "",
        goal=goal.words if goal else "",
        steps=steps_of(session, referral),
        events=events,
        names=names_of(session, people),
        replaced_by=replaced_by,
        contacts=contacts_there(session, referral),
    )


def place_of(session: Session, referral: Referral) -> tuple[str, str]:
    """What the place is called, and who runs it where that is known."""
    if referral.listing_id is None:
        return referral.place_name, ""
    statement = (
        select(Service.name, Organization.name)
        .join(ServiceAtLocation, col(ServiceAtLocation.service_id) == col(Service.id))
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(ServiceAtLocation.id == referral.listing_id)
    )
    name, organization = session.exec(statement).one()
    return name, organization


def names_of(session: Session, people: set[UUID]) -> dict[UUID, str]:
    """What people are called."""
    statement = select(Person.id, Person.display_name).where(col(Person.id).in_(people))
    return dict(iter(session.exec(statement)))
