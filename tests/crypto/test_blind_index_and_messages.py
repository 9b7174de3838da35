"""Finding a sealed value blindly, and messages that only this installation can open, for a while."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from directory.crypto import (
    DataKey,
    SealBrokenError,
    blind_index,
    seal_message,
    shred,
    unseal_message,
)
from directory.crypto.data_keys import INSTALLATION_KEY
from directory.errors import NotFoundError
from directory.keyring import FromText, Keyring, new_master_key

PHONE = "+16125550100"
HOUR = timedelta(hours=1)


def test_the_same_value_has_the_same_index_in_every_session(database):
    with database.writing() as session:
        first = blind_index(session, "phone", PHONE)
    with database.reading() as session:
        assert blind_index(session, "phone", PHONE) == first
    assert len(first) == 64


def test_another_value_or_purpose_has_another_index(session):
    indexes = {blind_index(session, purpose, value) for purpose in ("phone", "email") for value in (PHONE, PHONE + "1")}
    assert len(indexes) == 4


def test_an_index_of_another_installation_is_another(database, session):
    first = blind_index(session, "phone", PHONE)
    session.rollback()
    assert blind_index(session, "phone", PHONE) != first


def test_looking_up_before_anything_was_indexed_finds_nothing_and_writes_nothing(database):
    with database.reading() as session:
        assert blind_index(session, "phone", PHONE) != blind_index(session, "phone", PHONE)
        assert session.exec(select(DataKey)).all() == []


def test_four_writers_who_need_the_secret_first_make_one(database):
    together = threading.Barrier(4)

    def write(_: int) -> str:
        together.wait(30)
        with database.writing() as session:
            return blind_index(session, "phone", PHONE)

    with ThreadPoolExecutor(4) as writers:
        assert len(set(writers.map(write, range(4)))) == 1
    with database.reading() as session:
        assert len(session.exec(select(DataKey)).all()) == 1


def test_the_secret_of_the_installation_cannot_be_destroyed(session, now):
    blind_index(session, "phone", PHONE)
    with pytest.raises(NotFoundError):
        shred(session, INSTALLATION_KEY, now=now)


def test_an_index_says_nothing_of_its_value(session):
    assert PHONE[2:] not in blind_index(session, "phone", PHONE)


def ring(tmp_path, *keys):
    return Keyring(FromText(",".join(key.text for key in keys)), tmp_path / "ledger")


def test_a_message_opens_for_its_purpose_context_and_time(tmp_path, now):
    keyring = ring(tmp_path, new_master_key())
    message = seal_message(keyring, "sign-in", "token ✓", now=now, context="7")
    assert "token" not in message
    assert unseal_message(keyring, "sign-in", message, now=now + HOUR / 2, lasts=HOUR, context="7") == "token ✓"
    for changed in (
        {"purpose": "other"},
        {"context": "8"},
        {"now": now + HOUR},
        {"keyring": ring(tmp_path, new_master_key())},
    ):
        said = {"keyring": keyring, "purpose": "sign-in", "now": now, "lasts": HOUR, "context": "7"} | changed
        with pytest.raises(SealBrokenError):
            unseal_message(said.pop("keyring"), said.pop("purpose"), message, **said)


def test_a_message_sealed_before_a_rotation_opens_after_it(tmp_path, now):
    old, new = new_master_key(), new_master_key()
    message = seal_message(ring(tmp_path, old), "sign-in", "token", now=now)
    assert unseal_message(ring(tmp_path, new, old), "sign-in", message, now=now, lasts=HOUR) == "token"


SECRET, SEALED_AT = new_master_key(), datetime(2026, 11, 22, tzinfo=UTC)


@settings(max_examples=200)
@given(at=st.integers(0, 10_000), letter=st.characters(codec="utf-8"), cut=st.booleans())
def test_a_changed_message_is_refused(tmp_path_factory, at, letter, cut):
    keyring = Keyring(FromText(SECRET.text), tmp_path_factory.getbasetemp())
    message = seal_message(keyring, "sign-in", "token", now=SEALED_AT)
    at %= len(message)
    changed = message[:at] + ("" if cut else letter) + message[at + 1 :]
    if changed != message:
        with pytest.raises(SealBrokenError):
            unseal_message(keyring, "sign-in", changed, now=SEALED_AT, lasts=HOUR)
