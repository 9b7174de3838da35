"""Ana, her client, a meeting to go to, and short ways to act on a referral."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from directory.clients.forms import NewClient
from directory.clients.models import Client
from directory.clients.service import open_client
from directory.config import Settings
from directory.db import Database
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Caller
from directory.referrals.codes import Actor, Mode, State
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Outcome
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from directory.referrals.outcomes import record_outcome
from tests.accounts.desk import Moment
from tests.cast import Cast, caller_as
from tests.factories import Make
from tests.referrals.office import Office, open_office

CHICAGO = ZoneInfo("America/Chicago")


@dataclass
class Desk:
    """Ana at work: what she opens, and every tap of hers."""

    session: Session
    ana: Caller
    client: Client
    listing_id: UUID
    vocabulary: Vocabulary
    now: datetime

    def open(self, **facts: Any) -> Referral:
        """A referral to the open meeting of the town, but for what is said otherwise."""
        new = NewReferral(**{"listing_id": self.listing_id, **facts})
        return open_referral(
            self.session, self.client, new, by=self.ana, now=self.now, zone=CHICAGO, vocabulary=self.vocabulary
        )

    def bridge(self, **facts: Any) -> Referral:
        """A referral to which Ana goes along."""
        return self.open(mode=Mode.BRIDGE, **facts)

    def tap(self, referral: Referral, *, later: timedelta = timedelta(), by: Caller | None = None) -> Tap:
        """One act on a referral."""
        return Tap(self.session, referral, by or self.ana, Actor.OWNER, self.now + later)

    def outcome(self, referral: Referral, state: State, *, later: timedelta = timedelta(), **facts: Any) -> None:
        """Record what became of a referral."""
        at = facts.pop("at", self.now + later)
        record_outcome(self.tap(referral, later=later), Outcome(state=state, at=at, **facts), zone=CHICAGO)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(seeds_folder() / "vocabulary")


@pytest.fixture
def desk(cast: Cast, session: Session, make: Make, vocabulary: Vocabulary, now: datetime) -> Desk:
    ana = caller_as(session, cast.ana, now)
    client = open_client(session, NewClient(cue="red truck"), team_id=cast.north.id, by=ana, now=now)
    meeting = make.listing(name="First Light", facts={"open_meeting": True})
    return Desk(session, ana, client, meeting.id, vocabulary, now)


@pytest.fixture
def office(settings: Settings, database: Database, cast: Cast, now: datetime) -> Office:
    """Ana at her desk, in a browser without script."""
    return open_office(settings, database, cast, Moment(now))
