"""An agency whose referrals were written as people write them: by taps, each at its moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from directory.clients.codes import Channel, Direction
from directory.clients.contacts import log_contact
from directory.clients.forms import NewClient, NewContact
from directory.clients.models import Client
from directory.clients.service import open_client
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Caller
from directory.referrals.codes import Actor, Provenance, State
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral, Outcome
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from directory.referrals.outcomes import record_outcome
from tests.cast import Cast, caller_as
from tests.factories import Make

CHICAGO = ZoneInfo("America/Chicago")


def here(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 on the clocks of the agency."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


@dataclass
class Work:
    """The work of two teams: Ana and Ben in the north with Sol, Cora in the south."""

    session: Session
    ana: Caller
    ben: Caller
    cora: Caller
    sol: Caller
    client: Client
    coras: Client
    open_door: UUID
    by_referral: UUID
    vocabulary: Vocabulary

    def agree(self, at: datetime, **facts: Any) -> Referral:
        """A referral of Ana's client to the open meeting, but for what is said otherwise."""
        by, client = facts.pop("by", self.ana), facts.pop("client", self.client)
        new = NewReferral(**{"listing_id": self.open_door, **facts})
        return open_referral(self.session, client, new, by=by, now=at, zone=CHICAGO, vocabulary=self.vocabulary)

    def tap(self, referral: Referral, *, after: timedelta, by: Caller | None = None) -> Tap:
        """One act, so long after the client's yes."""
        assert referral.agreed_at
        return Tap(self.session, referral, by or self.ana, Actor.OWNER, referral.agreed_at + after)

    def becomes(self, referral: Referral, state: State, *, days: float, **facts: Any) -> None:
        """Record what became of it, on the day it did; the client says so, but for what is said otherwise."""
        tap = self.tap(referral, after=timedelta(days=days), by=facts.pop("by", None))
        known = {"provenance": Provenance.CLIENT, **facts}
        record_outcome(tap, Outcome(state=state, at=tap.now, **known), zone=CHICAGO)

    def speaks(self, referral: Referral, *, days: float) -> None:
        """Client and place speak."""
        assert referral.agreed_at
        at = referral.agreed_at + timedelta(days=days)
        self.log(at, direction=Direction.PLACE, two_way=True, referral_id=referral.id)

    def log(self, at: datetime, **facts: Any) -> None:
        """A line of the contact log of Ana's client."""
        said = NewContact(
            **{"at": at, "channel": Channel.CALL, "direction": Direction.OUTBOUND, "two_way": False} | facts
        )
        log_contact(self.session, self.client, said, by=self.ana, now=at)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(seeds_folder() / "vocabulary")


@pytest.fixture
def work(cast: Cast, session: Session, make: Make, vocabulary: Vocabulary) -> Work:
    began = here(1, 5)
    ana, ben, cora, sol = (caller_as(session, each, began) for each in (cast.ana, cast.ben, cast.cora, cast.sol))
    client = open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=began)
    coras = open_client(session, NewClient(), team_id=cast.south.id, by=cora, now=began)
    meeting = make.listing(name="First Light", facts={"open_meeting": True})
    program = make.listing(name="By referral", facts={"registration": True})
    return Work(session, ana, ben, cora, sol, client, coras, meeting.id, program.id, vocabulary)
