"""The contact log keeps what happened, and what is still owed."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from directory.clients import service
from directory.clients.codes import Channel, Direction
from directory.clients.contacts import is_owed_reply, keep_promise, list_contacts, log_contact, safe_channels
from directory.clients.forms import NewClient, NewContact, SafeChannel
from directory.clients.models import Client
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller
from tests.cast import Cast, caller_as


@pytest.fixture
def ana(cast: Cast, session: Session, now: datetime) -> Caller:
    return caller_as(session, cast.ana, now)


@pytest.fixture
def client(cast: Cast, session: Session, ana: Caller, now: datetime) -> Client:
    return service.open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)


def text(at: datetime, direction: Direction = Direction.INBOUND, **more: Any) -> NewContact:
    plain = {"channel": Channel.TEXT, "direction": direction, "two_way": False}
    return NewContact(**{**plain, "at": at, **more})


def test_what_is_written_in_the_log_is_sealed(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    said = text(now, place="bus stop at 7th", note="sounded tired", promise="will call", promise_due=date(2026, 11, 24))
    log_contact(session, client, said, by=ana, now=now)
    session.expire_all()
    (kept,) = list_contacts(session, client)
    assert (kept.place, kept.note, kept.promise) == ("bus stop at 7th", "sounded tired", "will call")
    stored = session.connection().exec_driver_sql("SELECT place_sealed, note_sealed FROM contact_entry").one()
    assert all(b"bus" not in bytes(column) and b"tired" not in bytes(column) for column in stored)


def test_what_has_not_happened_yet_is_not_logged(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    with pytest.raises(RefusedError, match="after it happened"):
        log_contact(session, client, text(now + timedelta(hours=1)), by=ana, now=now)


def test_a_promise_has_a_day(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    with pytest.raises(RefusedError, match="until when"):
        log_contact(session, client, text(now, promise="will call"), by=ana, now=now)


def test_a_kept_promise_is_kept_once(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    entry = log_contact(
        session, client, text(now, promise="will call", promise_due=date(2026, 11, 24)), by=ana, now=now
    )
    keep_promise(session, client, entry.id, by=ana, now=now)
    keep_promise(session, client, entry.id, by=ana, now=now + timedelta(days=1))
    assert entry.promise_kept_at == now


def test_a_promise_to_another_client_is_not_here(
    cast: Cast, session: Session, client: Client, ana: Caller, now: datetime
) -> None:
    other = service.open_client(session, NewClient(), team_id=cast.north.id, by=ana, now=now)
    entry = log_contact(session, other, text(now, promise="x", promise_due=date(2026, 11, 24)), by=ana, now=now)
    with pytest.raises(NotFoundError):
        keep_promise(session, client, entry.id, by=ana, now=now)


def test_a_reply_is_owed_until_we_answer(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    log_contact(session, client, text(now - timedelta(hours=3)), by=ana, now=now)
    owed = is_owed_reply(list_contacts(session, client))
    assert owed is not None
    assert owed.at == now - timedelta(hours=3)
    log_contact(session, client, text(now - timedelta(hours=1), Direction.OUTBOUND), by=ana, now=now)
    assert is_owed_reply(list_contacts(session, client)) is None


def test_a_call_that_was_answered_owes_nothing(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    log_contact(session, client, text(now, channel=Channel.CALL, two_way=True), by=ana, now=now)
    assert is_owed_reply(list_contacts(session, client)) is None


def test_what_was_said_of_a_channel_lapses(session: Session, client: Client, ana: Caller, now: datetime) -> None:
    chicago = ZoneInfo("America/Chicago")
    service.record_safe_channel(
        session, client, SafeChannel(channel=Channel.CALL, is_safe=True), chicago, by=ana, now=now
    )
    today = now.astimezone(chicago).date()
    assert set(safe_channels(session, client, today + timedelta(days=60))) == {"call"}
    assert safe_channels(session, client, today + timedelta(days=61)) == {}
