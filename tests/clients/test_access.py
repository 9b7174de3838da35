"""Who sees what of a client: the owner and a dated cover everything, a teammate the line, a stranger nothing."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from directory.accounts.models import Person
from directory.clients.access import Standing, get_client, standing_of
from directory.clients.finding import list_served
from directory.clients.models import Client, Cover
from directory.crypto import new_data_key
from directory.errors import NotFoundError
from tests.cast import Cast, caller_as

TODAY = date(2026, 11, 21)


@pytest.fixture
def client(cast: Cast, session: Session, now: datetime) -> Client:
    client = Client(
        handle="quiet heron",
        team_id=cast.north.id,
        owner_id=cast.ana.id,
        opened_at=now,
        changed_at=now,
        data_key_id=new_data_key(session, subject="client", now=now),
    )
    session.add(client)
    session.flush()
    return client


def sees(session: Session, person: Person, client: Client, now: datetime, on: date = TODAY) -> bool:
    try:
        return get_client(session, client.id, seen_by=caller_as(session, person, now), today=on).id == client.id
    except NotFoundError:
        return False


def lines(session: Session, person: Person, now: datetime) -> list[tuple[str, str]]:
    found = list_served(session, seen_by=caller_as(session, person, now), today=TODAY)
    return [(line.handle, line.owner_name) for line in found]


def cover_for_three_days(session: Session, client: Client, by: Person, now: datetime) -> None:
    session.add(
        Cover(
            client_id=client.id,
            owner_id=client.owner_id,
            cover_id=by.id,
            from_on=TODAY,
            until_on=TODAY + timedelta(days=3),
            by_id=client.owner_id,
            at=now,
        )
    )
    session.flush()


def test_the_owner_and_the_supervisor_of_the_team_see_the_record(
    cast: Cast, session: Session, client: Client, now: datetime
) -> None:
    seen_by = {person.display_name: sees(session, person, client, now) for person in (cast.ana, cast.sol)}
    assert seen_by == {"Ana": True, "Sol": True}
    assert standing_of(client, caller_as(session, cast.ana, now)) is Standing.OWNER
    assert standing_of(client, caller_as(session, cast.sol, now)) is Standing.SUPERVISOR


def test_nobody_else_does(cast: Cast, session: Session, client: Client, now: datetime) -> None:
    for person in (cast.ben, cast.cora, cast.dee, cast.ada):
        assert not sees(session, person, client, now)


def test_a_peer_of_the_same_team_sees_the_handle_and_the_owner(
    cast: Cast, session: Session, client: Client, now: datetime
) -> None:
    assert lines(session, cast.ben, now) == [("quiet heron", "Ana")]
    for person in (cast.cora, cast.dee, cast.ada):
        assert lines(session, person, now) == []


@pytest.mark.parametrize("days", [0, 3])
def test_a_cover_sees_everything_on_the_days_of_cover(
    cast: Cast, session: Session, client: Client, now: datetime, days: int
) -> None:
    cover_for_three_days(session, client, cast.cora, now)
    assert sees(session, cast.cora, client, now, on=TODAY + timedelta(days=days))
    assert standing_of(client, caller_as(session, cast.cora, now)) is Standing.COVER
    assert lines(session, cast.cora, now) == [("quiet heron", "Ana")]


@pytest.mark.parametrize("days", [-1, 4])
def test_a_cover_sees_nothing_before_or_after(
    cast: Cast, session: Session, client: Client, now: datetime, days: int
) -> None:
    cover_for_three_days(session, client, cast.cora, now)
    assert not sees(session, cast.cora, client, now, on=TODAY + timedelta(days=days))


def test_an_address_of_a_merged_record_leads_to_the_one_that_took_its_place(
    cast: Cast, session: Session, client: Client, now: datetime
) -> None:
    merged = Client(
        handle="calm otter",
        team_id=cast.north.id,
        owner_id=cast.ana.id,
        opened_at=now,
        changed_at=now,
        merged_into_id=client.id,
        data_key_id=new_data_key(session, now=now),
    )
    session.add(merged)
    session.flush()
    found = get_client(session, merged.id, seen_by=caller_as(session, cast.ana, now), today=TODAY)
    assert found.id == client.id
    assert lines(session, cast.ana, now) == [("quiet heron", "Ana")]


def test_an_erased_client_is_as_if_there_had_been_none(
    cast: Cast, session: Session, client: Client, now: datetime
) -> None:
    client.erased_at = now
    session.flush()
    assert not sees(session, cast.ana, client, now)
    assert lines(session, cast.ana, now) == []
