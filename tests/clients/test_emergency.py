"""Opening the record of a client one does not look after: with a reason, for an hour, told at once, and seldom."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlmodel import Session, select

from directory.accounts.models import Person
from directory.accounts.people import give_roles
from directory.audit.models import AuditEntry
from directory.clients.access import get_client
from directory.clients.codes import Emergency
from directory.clients.emergency import (
    LASTS,
    MOST_A_DAY,
    WhatHappened,
    close_record,
    get_opened,
    list_running,
    open_record,
)
from directory.clients.emergency_seen import list_accesses, list_unseen, mark_seen
from directory.clients.forms import Identity, NewClient
from directory.clients.models import Client, EmergencyAccess
from directory.clients.service import open_client, save_identity
from directory.crypto import KeyDestroyedError
from directory.db import Database
from directory.errors import NotFoundError, RefusedError
from directory.outbox.contents import open_content
from directory.outbox.models import OwedMessage
from directory.policy import Caller, Role
from directory.referrals.erasing import erase_client
from directory.referrals.merging import merge_clients, undo_merge
from tests.cast import Cast, caller_as

TODAY = date(2026, 11, 21)
HAPPENED = WhatHappened(reason=Emergency.MEDICAL, words="They fell, and the ambulance asks who they are.")


@pytest.fixture
def client(cast: Cast, session: Session, now: datetime) -> Client:
    """A client of Ana's with a phone number."""
    ana = caller_as(session, cast.ana, now)
    client = open_client(session, NewClient(cue="red truck"), team_id=cast.north.id, by=ana, now=now)
    save_identity(session, client, Identity(name="Robin", phone="612-555-0142"), by=ana, now=now)
    return client


def open_as(session: Session, person: Person, sought: str, now: datetime) -> Client:
    return open_record(session, sought, HAPPENED, by=caller_as(session, person, now), today=TODAY, now=now)


def is_open_to(session: Session, person: Person, client: Client, now: datetime) -> bool:
    try:
        return get_opened(session, client.id, by=caller_as(session, person, now), now=now)[0].id == client.id
    except NotFoundError:
        return False


def accesses(session: Session) -> list[EmergencyAccess]:
    return list(session.exec(select(EmergencyAccess)).all())


def told(session: Session, now: datetime) -> list[tuple[str, dict[str, str]]]:
    """Who is owed the message, and what it says."""
    rows = session.exec(select(OwedMessage).where(OwedMessage.message == "emergency")).all()
    contents = [open_content(session, row.sealed or "", row.id, now=now) for row in rows]
    return sorted((each.to, dict(each.values)) for each in contents)


@pytest.mark.parametrize("who", ["ben", "cora"])
def test_by_handle_or_number_the_record_is_open_for_an_hour_and_closes_by_itself(
    session: Session, cast: Cast, client: Client, now: datetime, who: str
) -> None:
    person = getattr(cast, who)
    sought = f"  {client.handle.upper()} " if who == "ben" else "(612) 555 0142"
    assert not is_open_to(session, person, client, now)
    assert open_as(session, person, sought, now).id == client.id
    assert is_open_to(session, person, client, now + LASTS - timedelta(seconds=1))
    assert not is_open_to(session, person, client, now + LASTS)
    assert timedelta(hours=1) == LASTS
    assert not is_open_to(session, cast.cora if who == "ben" else cast.ben, client, now)


def test_what_is_open_in_an_emergency_is_nobodys_to_change(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    open_as(session, cast.ben, client.handle, now)
    with pytest.raises(NotFoundError):
        get_client(session, client.id, seen_by=caller_as(session, cast.ben, now), today=TODAY)


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_nothing_opens_without_a_reason_in_words(words: str) -> None:
    with pytest.raises(ValueError, match="words"):
        WhatHappened(reason=Emergency.MEDICAL, words=words)


def test_the_supervisor_and_the_owner_are_told_at_once_in_words_that_tell_nothing(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    open_as(session, cast.ben, client.handle, now)
    messages = told(session, now)
    assert [to for to, _ in messages] == sorted([cast.ana.email, cast.sol.email])
    assert all(set(values) == {"name", "at"} for _, values in messages)


def test_where_a_team_has_no_supervisor_the_administrators_are_told(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    give_roles(session, cast.sol.id, [Role.PEER])
    open_as(session, cast.ben, client.handle, now)
    assert [to for to, _ in told(session, now)] == sorted([cast.ada.email, cast.ana.email])


def test_whoever_sees_the_record_anyway_opens_nothing_and_nobody_is_told(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    for person in (cast.ana, cast.sol):
        assert open_as(session, person, client.handle, now).id == client.id
    assert (accesses(session), told(session, now)) == ([], [])


def test_opened_twice_within_the_hour_it_is_opened_once(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    for minutes in (0, 30):
        open_as(session, cast.ben, client.handle, now + timedelta(minutes=minutes))
    assert len(accesses(session)) == 1
    open_as(session, cast.ben, client.handle, now + LASTS)
    assert len(accesses(session)) == 2


def test_the_hour_can_be_ended_before(session: Session, cast: Cast, client: Client, now: datetime) -> None:
    ben, later = caller_as(session, cast.ben, now), now + timedelta(minutes=10)
    open_as(session, cast.ben, client.handle, now)
    assert [opened.id for _, opened in list_running(session, by=ben, now=later)] == [client.id]
    close_record(session, client.id, by=ben, today=TODAY, now=later)
    assert not is_open_to(session, cast.ben, client, later)
    with pytest.raises(NotFoundError):
        close_record(session, client.id, by=ben, today=TODAY, now=later)
    with pytest.raises(RefusedError, match="not opened"):
        close_record(session, client.id, by=caller_as(session, cast.ana, now), today=TODAY, now=later)


def test_more_than_a_few_a_day_are_refused(session: Session, cast: Cast, now: datetime) -> None:
    ana = caller_as(session, cast.ana, now)
    handles = [
        open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now).handle for _ in range(MOST_A_DAY + 1)
    ]
    for handle in handles[:-1]:
        open_as(session, cast.cora, handle, now)
    with pytest.raises(RefusedError, match="within a day"):
        open_as(session, cast.cora, handles[-1], now + timedelta(hours=2))
    open_as(session, cast.cora, handles[-1], now + timedelta(days=1, minutes=1))


def test_so_many_a_day_are_opened_at_once_too_and_no_more(database: Database, cast: Cast, now: datetime) -> None:
    with database.writing() as session:
        ana = caller_as(session, cast.ana, now)
        handles = [open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now).handle for _ in range(8)]
    together = Barrier(len(handles))

    def opens(handle: str) -> None:
        together.wait(timeout=30)
        with suppress(RefusedError), database.writing() as session:
            open_as(session, cast.cora, handle, now)

    with ThreadPoolExecutor(len(handles)) as hands:
        list(hands.map(opens, handles, timeout=60))
    with database.reading() as session:
        assert len(accesses(session)) == MOST_A_DAY


def test_each_opening_and_each_miss_stands_in_the_audit(database: Database, cast: Cast, now: datetime) -> None:
    with database.writing() as session:
        ana = caller_as(session, cast.ana, now)
        opened = open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)
        open_as(session, cast.ben, opened.handle, now)
    with pytest.raises(RefusedError, match="Nobody here"), database.writing() as session:
        open_as(session, cast.ben, "no such handle", now)
    with database.reading() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.actor_id == cast.ben.id)).all()
    assert [(entry.act, entry.reason, entry.subject_ids) for entry in noted] == [
        ("client.emergency_opened", "medical", str(opened.id)),
        ("client.emergency_refused", "not_found_or_not_theirs", ""),
    ]


def unseen(session: Session, caller: Caller) -> list[str]:
    return [line.name for line in list_unseen(session, seen_by=caller, today=TODAY)]


def test_it_waits_for_each_who_looks_after_the_client_until_they_have_seen_it(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    open_as(session, cast.ben, client.handle, now)
    ana, ben, cora, sol = (caller_as(session, one, now) for one in (cast.ana, cast.ben, cast.cora, cast.sol))
    assert [unseen(session, one) for one in (ana, sol, ben, cora)] == [["Ben"], ["Ben"], [], []]
    line = list_accesses(session, client, seen_by=ana)[0]
    assert (line.access.words, line.is_seen) == (HAPPENED.words, False)
    for _ in range(2):
        mark_seen(session, client, line.access.id, by=ana, now=now)
    assert [unseen(session, one) for one in (ana, sol)] == [[], ["Ben"]]
    with pytest.raises(NotFoundError):
        mark_seen(session, client, UUID(int=1), by=ana, now=now)


def test_it_moves_with_the_client_when_two_records_become_one_and_goes_when_they_are_erased(
    session: Session, cast: Cast, client: Client, now: datetime
) -> None:
    sol = caller_as(session, cast.sol, now)
    ana = caller_as(session, cast.ana, now)
    kept = open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)
    open_as(session, cast.ben, client.handle, now)
    merge = merge_clients(session, kept, client, by=sol, now=now)
    assert is_open_to(session, cast.ben, kept, now)
    assert open_as(session, cast.cora, "612 555 0142", now).id == kept.id
    assert names(list_accesses(session, kept, seen_by=ana)) == ["Ben", "Cora"]
    undo_merge(session, kept, merge.id, by=sol, now=now)
    assert names(list_accesses(session, client, seen_by=ana)) == ["Ben"]
    erasure = erase_client(session, client.id, by=sol, now=now)
    assert erasure.counts["emergency_access"] == 1
    assert not is_open_to(session, cast.ben, client, now)
    with pytest.raises(KeyDestroyedError):
        _ = next(each for each in accesses(session) if each.client_id == client.id).words


def names(lines: Iterable[object]) -> list[str]:
    return sorted(getattr(line, "name", "") for line in lines)


def test_a_number_that_two_have_opens_neither_and_is_a_miss(database: Database, cast: Cast, now: datetime) -> None:
    with database.writing() as session:
        ana = caller_as(session, cast.ana, now)
        for _ in range(2):
            one = open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)
            save_identity(session, one, Identity(phone="612 555 0142"), by=ana, now=now)
    with pytest.raises(RefusedError, match="More than one"), database.writing() as session:
        open_as(session, cast.ben, "612-555-0142", now)
    with database.reading() as session:
        assert accesses(session) == []
        noted = session.exec(select(AuditEntry).where(AuditEntry.actor_id == cast.ben.id)).one()
        assert (noted.act, noted.subject_ids) == ("client.emergency_refused", "")
