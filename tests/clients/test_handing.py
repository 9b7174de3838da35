"""Handing clients over: for days or for good, to a colleague of the team, with what the client was told."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from directory.clients.access import Standing, get_client, standing_of
from directory.clients.codes import Notice
from directory.clients.handing import HandOver, colleagues_in, end_cover, hand_over, list_covers, tell_client
from directory.clients.models import Client
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller
from tests.cast import Cast, caller_as
from tests.factories import Make

TODAY = date(2026, 11, 21)
A_WEEK = timedelta(days=7)


@pytest.fixture
def ana(cast: Cast, session: Session, now: datetime) -> Caller:
    return caller_as(session, cast.ana, now)


@pytest.fixture
def client(cast: Cast, make: Make) -> Client:
    return make.client(cast.ana)


def to_ben(cast: Cast, until: date | None, notice: Notice = Notice.NOT_YET) -> HandOver:
    return HandOver(cast.ben.id, TODAY, until, notice)


def test_a_cover_of_a_week_sees_the_record_and_gives_it_back(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    hand_over(session, [client], to_ben(cast, TODAY + A_WEEK), by=ana, today=TODAY, now=now)
    ben = caller_as(session, cast.ben, now)
    assert standing_of(get_client(session, client.id, seen_by=ben, today=TODAY), ben) is Standing.COVER
    (line,) = list_covers(session, client, today=TODAY)
    end_cover(session, client, line.id, by=ana, now=now)
    with pytest.raises(NotFoundError):
        get_client(session, client.id, seen_by=ben, today=TODAY)


def test_for_good_the_record_is_the_colleagues_and_no_longer_ones_own(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    hand_over(session, [client], to_ben(cast, None), by=ana, today=TODAY, now=now)
    assert client.owner_id == cast.ben.id
    with pytest.raises(NotFoundError):
        get_client(session, client.id, seen_by=ana, today=TODAY)


def test_a_client_who_was_not_told_stands_there_until_somebody_did(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    hand_over(session, [client], to_ben(cast, None), by=ana, today=TODAY, now=now)
    (line,) = list_covers(session, client, today=TODAY + timedelta(days=30))
    assert not line.is_told
    tell_client(session, client, line.id, Notice.CALL, by=ana, now=now)
    assert list_covers(session, client, today=TODAY) == []


def test_only_somebody_of_the_clients_team_takes_over(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    assert {person.display_name for person in colleagues_in(session, [client.team_id])} == {"Ana", "Ben", "Sol"}
    for nobody_to_take_over in (cast.cora, cast.ana):
        handed = HandOver(nobody_to_take_over.id, TODAY, None, Notice.CALL)
        with pytest.raises(RefusedError, match="client's team"):
            hand_over(session, [client], handed, by=ana, today=TODAY, now=now)


@pytest.mark.parametrize("days", [(3, 1), (-9, -1), (0, 366)])
def test_days_that_cannot_be_are_refused_and_nobody_is_handed_over(
    cast: Cast, make: Make, client: Client, ana: Caller, days: tuple[int, int]
) -> None:
    first, last = (TODAY + timedelta(days=each) for each in days)
    with pytest.raises(RefusedError):
        handed = HandOver(cast.ben.id, first, last, Notice.CALL)
        hand_over(make.session, [client], handed, by=ana, today=TODAY, now=make.now)
    assert list_covers(make.session, client, today=TODAY) == []
