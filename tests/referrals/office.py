"""Ana at her desk with a client and a few places, in a browser without script."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.accounts.models import Person
from directory.clients.models import Client
from directory.config import Settings
from directory.db import Database
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.referrals.batches import log_referral
from directory.referrals.codes import Actor, Mode
from directory.referrals.events import Tap, history_of
from directory.referrals.forms import NewReferral
from directory.referrals.models import Referral
from tests.accounts.desk import Desk, Moment, open_desk
from tests.cast import Cast, caller_as
from tests.factories import Make
from tests.web.judge import Page

CHICAGO = ZoneInfo("America/Chicago")


@dataclass
class Office:
    """Everything at hand, committed."""

    browser: Desk
    database: Database
    cast: Cast
    clock: Moment
    client: Client
    places: dict[str, UUID] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction beside the browser's."""
        with self.database.writing() as session:
            yield session

    def refer(self, place: str = "open", *, mode: Mode = Mode.BRIDGE, **facts: Any) -> UUID:
        """Ana logs a referral of her client."""
        with self.writing() as session:
            new = NewReferral(listing_id=self.places[place], mode=mode, **facts)
            referral = log_referral(
                session,
                session.get_one(Client, self.client.id),
                new,
                by=self.caller(session, self.cast.ana),
                now=self.now,
                zone=CHICAGO,
                vocabulary=load_vocabulary(seeds_folder() / "vocabulary"),
            )
            return referral.id

    def tap(self, session: Session, referral_id: UUID, person: Person) -> Tap:
        """An act of somebody else, elsewhere."""
        referral = session.get_one(Referral, referral_id)
        return Tap(session, referral, self.caller(session, person), Actor.OWNER, self.now)

    def caller(self, session: Session, person: Person) -> Any:
        return caller_as(session, person, self.now)

    def referral(self, referral_id: UUID) -> Referral:
        """How a referral stands now."""
        with self.database.reading() as session:
            return session.get_one(Referral, referral_id)

    def acts(self, referral_id: UUID) -> list[str]:
        """What happened on it, in codes."""
        with self.database.reading() as session:
            return [event.act for event in history_of(session, session.get_one(Referral, referral_id))]

    def show(self, referral_id: UUID, *, status: int = 200) -> Page:
        return self.browser.get(f"/referrals/{referral_id}", status=status)

    def do(self, referral_id: UUID, way: str, **typed: Any) -> str:
        """Open the referral and send one of its forms; tells where that leads."""
        return self.browser.go(self.show(referral_id), f"/referrals/{referral_id}/{way}", **typed)


def open_office(settings: Settings, database: Database, cast: Cast, clock: Moment) -> Office:
    """Ana signed in, with one client, an open meeting, and a place that asks people to register."""
    with database.writing() as session:
        make = Make(session, clock.now)
        client = make.client(cast.ana, cue="red truck", area="55401", goal="Sing again", domain="social")
        places = make.listings(
            open={"name": "First Light", "facts": {"open_meeting": True}},
            registering={"name": "Record Clinic", "facts": {"registration": True}, "organization": "Law"},
            food={"name": "Food Shelf", "terms": ("food_shelf",), "organization": "Neighbors"},
        )
    office = Office(open_desk(settings, database, clock), database, cast, clock, client, places)
    office.browser.sign_in_as(cast.ana)
    return office
