"""Who must not be brought together, and who knows a client outside work."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

from directory.clients import boundaries
from directory.clients.models import Client
from directory.clients.service import know_outside
from directory.errors import RefusedError
from directory.policy import Caller
from tests.cast import Cast, caller_as
from tests.factories import Make

TODAY = date(2026, 11, 21)


@pytest.fixture
def ana(cast: Cast, session: Session, now: datetime) -> Caller:
    return caller_as(session, cast.ana, now)


@pytest.fixture
def client(cast: Cast, make: Make) -> Client:
    return make.client(cast.ana)


def test_a_pair_is_blocked_whichever_of_the_two_it_was_written_for(
    cast: Cast, make: Make, client: Client, ana: Caller
) -> None:
    session, now = make.session, make.now
    other, third = make.client(cast.ben), make.client(cast.ana)
    boundaries.block_client(session, client, other.handle.upper(), by=ana, today=TODAY, now=now)
    boundaries.block_client(session, client, other.handle, by=ana, today=TODAY, now=now)
    pairs = boundaries.blocked_pairs(session, [third.id, other.id, client.id])
    assert pairs == {frozenset((client.id, other.id))}
    assert [line.name for line in boundaries.list_blocks(session, client)] == [other.handle]


def test_a_client_of_another_team_is_refused_as_one_that_is_not_there(
    cast: Cast, make: Make, client: Client, ana: Caller
) -> None:
    session, now = make.session, make.now
    said = set()
    for handle in (make.client(cast.cora).handle, "no body", client.handle):
        with pytest.raises(RefusedError) as refused:
            boundaries.block_client(session, client, handle, by=ana, today=TODAY, now=now)
        said.add(str(refused.value))
    assert len(said) == 1


def test_an_organization_is_found_by_letters_of_its_name_and_blocked(
    session: Session, make: Make, client: Client, ana: Caller, now: datetime
) -> None:
    make.listing(organization="Elm Street 100% Fellowship")
    (found,) = boundaries.organizations_named(session, "street 100%")
    assert boundaries.organizations_named(session, "e") == []
    assert boundaries.organizations_named(session, "m%s") == []
    boundaries.block_organization(session, client, found.id, by=ana, now=now)
    assert boundaries.blocked_organizations(session, [client.id]) == {found.id}
    (line,) = boundaries.list_blocks(session, client)
    boundaries.unblock(session, client, line.id, by=ana, now=now)
    assert boundaries.blocked_organizations(session, [client.id]) == set()


def test_who_knows_a_client_outside_work_is_told_by_name(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    know_outside(session, client, by=ana, now=now)
    assert boundaries.who_knows_outside(session, client) == {cast.ana.id: "Ana"}
