"""Opening a referral: logged at once, agreed when the client said yes, accepted where anybody may come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.clients.boundaries import blocked_organizations
from directory.clients.models import Client, ClientGoal
from directory.errors import NotFoundError, RefusedError, marked
from directory.listings.forms import ListingDraft
from directory.listings.queries import get_listing
from directory.listings.vocabulary import Vocabulary
from directory.policy import Caller
from directory.referrals.codes import REPLACEABLE, Act, Actor, Mode, State
from directory.referrals.entering import enter, set_next
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral
from directory.referrals.models import Referral
from directory.referrals.transitions import Change

NOT_FOR_THIS_CLIENT = marked("This place cannot be chosen for this client.")
"""Said alike of every block; never why."""


@dataclass(frozen=True, slots=True)
class Goes:
    """What a referral takes over from the listing it goes to."""

    listing_id: UUID | None
    domain: str | None
    term: str | None
    open_door: bool


def open_referral(
    session: Session,
    client: Client,
    new: NewReferral,
    *,
    by: Caller,
    now: datetime,
    zone: ZoneInfo,
    vocabulary: Vocabulary,
    replaces: Referral | None = None,
    outing_id: UUID | None = None,
) -> Referral:
    """Log what a client and a peer agreed on. Without the client's yes it stays a draft.

    Raises RefusedError in one sentence, for a blocked place without saying why.
    """
    goes = _where_to(session, client, new, vocabulary)
    if replaces is not None and (replaces.client_id != client.id or State(replaces.state) not in REPLACEABLE):
        raise RefusedError("Only a referral of this client that did not work out can be replaced.")
    referral = Referral(
        client_id=client.id,
        team_id=client.team_id,
        owner_id=client.owner_id,
        listing_id=goes.listing_id,
        goal_id=_goal_of(session, client, new),
        domain=goes.domain,
        term=goes.term,
        mode=new.mode,
        course=new.course,
        spoken=new.spoken,
        open_door=goes.open_door,
        state=State.DRAFT,
        created_at=now,
        outing_id=outing_id,
        replaces_id=replaces.id if replaces is not None else None,
        data_key_id=client.data_key_id,
    )
    referral.place_name = "" if goes.listing_id else new.place_name
    session.add(referral)
    session.flush()
    tap = Tap(session, referral, by, Actor.OWNER, now)
    set_next(tap, zone=zone)
    tap.record(Act.OPENED, before={}, from_state=None)
    if new.client_said_yes is not None:
        agree(tap, new.client_said_yes, zone=zone)
    client.changed_at = now
    return referral


def agree(tap: Tap, said_yes: str, *, zone: ZoneInfo) -> None:
    """Record the client's yes; where anybody may come, or the client goes alone, that is all it takes."""
    enter(tap, Change(State.AGREED, tap.standing, tap.now, client_said_yes=said_yes), zone=zone)
    referral = tap.referral
    if referral.mode == Mode.SELF or (referral.open_door and referral.mode == Mode.BRIDGE):
        enter(tap, Change(State.ACCEPTED, Actor.SYSTEM, tap.now), zone=zone)


def is_open_door(draft: ListingDraft) -> bool:
    """Whether anybody may come to a listing: an open meeting, or a place that asks nobody to register."""
    return draft.facts.get("open_meeting") is True or draft.facts.get("registration") is False


def _where_to(session: Session, client: Client, new: NewReferral, vocabulary: Vocabulary) -> Goes:
    if new.listing_id is None:
        if not new.place_name:
            raise RefusedError("Choose a place, or write what it is called.")
        return Goes(None, new.domain, None, open_door=False)
    listing = get_listing(session, new.listing_id)
    if listing.organization_id in blocked_organizations(session, [client.id]):
        raise RefusedError(NOT_FOR_THIS_CLIENT)
    terms = listing.draft.terms
    domain = new.domain or next(iter(vocabulary.domains_of(terms)), None)
    return Goes(listing.id, domain, next(iter(terms), None), is_open_door(listing.draft))


def _goal_of(session: Session, client: Client, new: NewReferral) -> UUID | None:
    if new.goal_id is None:
        return None
    goal = session.get(ClientGoal, new.goal_id)
    if goal is None or goal.client_id != client.id:
        raise NotFoundError("There is nothing here.")
    return goal.id
