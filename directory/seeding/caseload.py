"""An invented caseload for a demonstration: clients and referrals with whole histories, through the real services.

The same seed gives the same caseload, its dates moved to now. Whoever has clients already keeps them: what is missing
to the number that is asked for is added, so that seeding twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from directory.accounts.models import Person
from directory.accounts.people import find_by_email, roles_of, teams_of
from directory.clients.codes import Channel, Notice
from directory.clients.forms import Identity, NewClient, SafeChannel
from directory.clients.handing import HandOver, hand_over
from directory.clients.handles import new_handle
from directory.clients.models import Client, Cover
from directory.clients.service import open_client, record_safe_channel, save_identity
from directory.db import Database
from directory.errors import RefusedError
from directory.listings.models import Listing, Service, ServiceAtLocation
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Caller
from directory.referrals.finding import open_goals
from directory.referrals.models import Referral
from directory.seeding.demo import Progress, has_demo
from directory.seeding.needs import seed_needs
from directory.seeding.people import INVENTED
from directory.seeding.stories import Teller, quiet_story, talk
from directory.seeding.today import feature

CUES: Final = ("red truck", "blue cap", "plays chess", "two dogs", "night shifts", "bakes bread", "left-handed")
AREAS: Final = ("55401", "55404", "55407", "55411", "Saint Paul", "55106")
GOALS: Final = (
    ("recovery", "Have one evening a week that is only for this"),
    ("work", "Work with my hands again"),
    ("social", "Know three people who do not drink"),
    ("school", "Finish what I started at school"),
    ("volunteering", "Be of use to somebody"),
    ("essentials", "Get my papers in order"),
)
LISTINGS: Final = 60
"""How many places of the county the invented referrals go to."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much one person gets."""

    name: str
    clients: int
    referrals: int
    """Of each client."""
    begins_with: int = 0
    """The first of what may be open today among their clients."""


FULL: Final = (Share("Ana", 30, 20), Share("Ben", 6, 8, begins_with=6), Share("Cora", 4, 8))
SMALL: Final = (Share("Ana", 6, 4), Share("Ben", 2, 3, begins_with=6), Share("Cora", 1, 3))
"""Enough that nothing is empty when a demonstration is looked at for the first time."""


def seed_caseload(
    database: Database,
    *,
    now: datetime,
    zone: ZoneInfo,
    shares: Sequence[Share] = FULL,
    seed: int = 1,
    progress: Progress | None = None,
) -> int:
    """Add what is missing to the invented caseload, one client to a transaction; returns how many clients were told of.

    Raises RefusedError in an installation that is not a demonstration.
    """
    with database.reading() as session:
        _require_demo(session)
    plots = list(_plots(shares))
    told = 0
    for done, (share, index) in enumerate(plots, start=1):
        with database.writing() as session:
            told += _tell(session, share, index, now=now, zone=zone, seed=seed)
        if progress:
            progress(done, len(plots))
    with database.writing() as session:
        _have_one_covered(session, now, zone)
        seed_needs(session, now=now, seed=seed)
    return told


def _require_demo(session: Session) -> None:
    is_demo = has_demo(session) and find_by_email(session, INVENTED[0].email) is not None
    if not is_demo:
        raise RefusedError("Invented clients go into a demonstration only; make one with: alongside serve --demo")


def _plots(shares: Sequence[Share]) -> Iterator[tuple[Share, int]]:
    for share in shares:
        yield from ((share, index) for index in range(share.clients))


def _tell(session: Session, share: Share, index: int, *, now: datetime, zone: ZoneInfo, seed: int) -> bool:
    """Add one client where there is none at this place, and what their referrals lack; whether anything was added."""
    person = _person(session, share.name)
    chance = Random(f"{seed} {share.name} {index}")  # noqa: S311 - a story, not a secret
    by = _caller(session, person, now)
    existing = _clients_of(session, person)
    client = existing[index] if index < len(existing) else None
    is_new = client is None
    client = client or _begin(session, by, chance, now=now, zone=zone, index=index)
    goal_id = next((goal.id for goal in open_goals(session, client)), None)
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    teller = Teller(session, client, by, zone, vocabulary, now, chance, goal_id)
    places = _places(session)
    missing = share.referrals - _referrals_of(session, client)
    if is_new:
        talk(teller)
        missing -= feature(share.begins_with + index)(teller, chance.choice(places))
    for _ in range(missing):
        quiet_story(chance)(teller, chance.choice(places))
    return is_new or missing > 0


def _begin(session: Session, by: Caller, chance: Random, *, now: datetime, zone: ZoneInfo, index: int) -> Client:
    """A client from some months ago, earlier ones first, with a goal; every other one may be called."""
    opened_at = now - timedelta(days=200 - index)
    domain, goal = chance.choice(GOALS)
    new = NewClient(cue=chance.choice(CUES), area=chance.choice(AREAS), goal=goal, domain=domain)
    client = open_client(session, new, team_id=min(by.team_ids), by=by, now=opened_at)
    client.handle = new_handle(lambda handle: _is_taken(session, handle), draw=chance.choice)
    if index % 2 == 0:
        identity = Identity(phone=f"612-555-01{chance.randrange(100):02}")
        save_identity(session, client, identity, by=by, now=opened_at)
        for channel in (Channel.CALL, Channel.TEXT):
            said = SafeChannel(channel=channel, is_safe=True, voicemail_is_safe=chance.random() < 0.5)
            record_safe_channel(session, client, said, zone, by=by, now=now - timedelta(days=chance.randrange(1, 50)))
    return client


def _have_one_covered(session: Session, now: datetime, zone: ZoneInfo) -> None:
    """Have Ana stand in for Ben with his second client, unless she does already."""
    ana, ben = _person(session, "Ana"), _person(session, "Ben")
    clients = _clients_of(session, ben)
    covered = session.exec(select(Cover.id).where(Cover.cover_id == ana.id)).first()
    if covered is not None or len(clients) < 2:
        return
    today = now.astimezone(zone).date()
    handed = HandOver(ana.id, today, today + timedelta(days=3), Notice.CALL)
    hand_over(session, clients[1:2], handed, by=_caller(session, ben, now), today=today, now=now)


def _person(session: Session, name: str) -> Person:
    email = next(invented.email for invented in INVENTED if invented.name == name)
    person = find_by_email(session, email)
    if person is None:
        raise RefusedError(f"{name} is not here; make the people with: alongside serve --demo")
    return person


def _caller(session: Session, person: Person, now: datetime) -> Caller:
    return Caller(
        person_id=person.id,
        session_id=uuid4(),
        display_name=person.display_name,
        roles=roles_of(session, person.id),
        team_ids=frozenset(team.id for team in teams_of(session, person.id)),
        language=person.language,
        locked=False,
        confirmed_at=now,
        form_token="",
    )


def _clients_of(session: Session, person: Person) -> list[Client]:
    mine = select(Client).where(col(Client.owner_id) == person.id).order_by(col(Client.opened_at), col(Client.id))
    return list(session.exec(mine))


def _referrals_of(session: Session, client: Client) -> int:
    return session.exec(select(func.count()).select_from(Referral).where(col(Referral.client_id) == client.id)).one()


def _is_taken(session: Session, handle: str) -> bool:
    return session.exec(select(Client.id).where(col(Client.handle) == handle)).first() is not None


def _places(session: Session) -> list[UUID]:
    """Some places of the county, always the same ones."""
    statement = (
        select(Listing.id)
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Service.status) == "active")
        .order_by(col(Listing.id))
        .limit(LISTINGS)
    )
    return list(session.exec(statement))
