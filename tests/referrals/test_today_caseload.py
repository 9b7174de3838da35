"""The invented caseload: through the real services, the same each time, and only where everything is invented."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from directory.clients.models import Client, ContactEntry
from directory.db import Database
from directory.errors import RefusedError
from directory.referrals.codes import UNDER_WAY, State
from directory.referrals.models import Referral, ReferralEvent
from directory.referrals.today.reading import read_today
from directory.referrals.today.rows import Why
from directory.seeding.caseload import Share, seed_caseload
from tests.cast import Cast, caller_as
from tests.factories import Make

CHICAGO = ZoneInfo("America/Chicago")
SHARES = (Share("Ana", 8, 3), Share("Ben", 2, 2, begins_with=6))

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def seed(database: Database, now: datetime) -> int:
    return seed_caseload(database, now=now, zone=CHICAGO, shares=SHARES)


@pytest.fixture
def demo(database: Database, cast: Cast, now: datetime) -> Database:
    """A demonstration whose county is small."""
    del cast
    with database.writing() as session:
        make = Make(session, now)
        make.source("demo", "demo")
        for name in ("First Light", "Late Lamp", "Choir"):
            make.listing(name=name, organization=name, facts={"open_meeting": True})
    return database


def told(session: Session) -> tuple[list[tuple[str, str]], int, int]:
    """What was told: each client's handle with the state of each referral, and how many contacts and events."""
    states = session.exec(
        select(Client.handle, Referral.state)
        .join(Referral, col(Referral.client_id) == col(Client.id))
        .order_by(col(Client.handle), col(Referral.state))
    ).all()
    contacts = session.exec(select(func.count()).select_from(ContactEntry)).one()
    events = session.exec(select(func.count()).select_from(ReferralEvent)).one()
    return [tuple(row) for row in states], contacts, events


def test_it_is_told_once_and_every_reason_of_today_occurs(demo: Database, cast: Cast, now: datetime) -> None:
    assert seed(demo, now) == 10
    with demo.reading() as session:
        first = told(session)
        facts = read_today(session, caller_as(session, cast.ana, now), now=now, zone=CHICAGO)
        assert {item.why for row in facts.rows for item in row.items} == set(Why)
        assert {row.client_id for row in facts.rows} - {row.id for row in own(session, cast)}, "one of Ben's is covered"
        loose = select(Referral).where(col(Referral.state).in_(UNDER_WAY | {State.CONNECTED}))
        assert all(referral.next_at for referral in session.exec(loose) if referral.state in UNDER_WAY)
    assert len(first[0]) == 8 * 3 + 2 * 2
    assert seed(demo, now) == 0
    with demo.reading() as session:
        assert told(session) == first


def own(session: Session, cast: Cast) -> list[Client]:
    return list(session.exec(select(Client).where(col(Client.owner_id) == cast.ana.id)))


def test_what_is_missing_is_added(demo: Database, now: datetime) -> None:
    seed_caseload(demo, now=now, zone=CHICAGO, shares=(Share("Ana", 2, 2), Share("Ben", 1, 1)))
    assert seed(demo, now) == 10
    with demo.reading() as session:
        assert len(told(session)[0]) == 8 * 3 + 2 * 2


def test_invented_clients_go_nowhere_but_into_a_demonstration(database: Database, cast: Cast, now: datetime) -> None:
    with pytest.raises(RefusedError, match="demonstration"):
        seed(database, now)
    with database.reading() as session:
        assert own(session, cast) == []
