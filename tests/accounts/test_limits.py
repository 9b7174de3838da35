"""Limits hold across processes, hashing takes turns, and passwords that guessers try are refused."""

import multiprocessing
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from directory.accounts.hashing import HashingRoom
from directory.accounts.limits import AN_HOUR, FIVE_MINUTES, Allowance, Bucket, count_try
from directory.accounts.models import SignInTry
from directory.accounts.passwords import WeakPasswordError, normal, require_strong
from directory.db import Database
from directory.policy import TooManyRequestsError
from tests.accounts.proofs import PASSWORD

BUCKET = Bucket(Allowance("tests", 5, FIVE_MINUTES), ["somebody"])


def try_ten_times(url, now, counted):
    """Try from a process of its own; tell how often it was let in."""
    database = Database(url)
    let_in = 0
    for _ in range(10):
        try:
            with database.writing() as session:
                count_try(session, [BUCKET], now=now)
            let_in += 1
        except TooManyRequestsError:
            pass
    database.close()
    counted.put(let_in)


def test_several_processes_share_one_limit(database, database_url, now):
    fresh = multiprocessing.get_context("spawn")
    counted = fresh.Queue()
    processes = [fresh.Process(target=try_ten_times, args=(database_url, now, counted)) for _ in range(3)]
    for process in processes:
        process.start()
    let_in = [counted.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sum(let_in) == 5


def test_the_window_slides(session, now):
    for minute in range(5):
        count_try(session, [BUCKET], now=now + timedelta(minutes=minute))
    for second in range(1, 60, 10):
        with pytest.raises(TooManyRequestsError):
            count_try(session, [BUCKET], now=now + timedelta(minutes=4, seconds=second))
    count_try(session, [BUCKET], now=now + timedelta(minutes=5))
    with pytest.raises(TooManyRequestsError) as refusal:
        count_try(session, [BUCKET], now=now + timedelta(minutes=5, seconds=30))
    assert refusal.value.seconds == 30


def test_a_full_bucket_counts_nothing_against_the_others(session, now):
    other = Bucket(Allowance("tests", 1, FIVE_MINUTES), ["another"])
    count_try(session, [other], now=now)
    with pytest.raises(TooManyRequestsError):
        count_try(session, [BUCKET, other], now=now)
    for _ in range(5):
        count_try(session, [BUCKET], now=now)


def test_tries_are_forgotten_and_tell_nobodys_name(session, now):
    count_try(session, [BUCKET], now=now)
    [kept] = session.exec(select(SignInTry.bucket)).all()
    assert "somebody" not in kept
    count_try(session, [BUCKET], now=now + AN_HOUR)
    assert session.exec(select(SignInTry.at)).all() == [now + AN_HOUR]


def test_no_more_than_two_passwords_are_hashed_at_once():
    room = HashingRoom()
    present, most = 0, 0
    lock = threading.Lock()
    hashed = room._hasher.hash

    def watched(password, **facts):
        nonlocal present, most
        with lock:
            present += 1
            most = max(most, present)
        try:
            return hashed(password, **facts)
        finally:
            with lock:
                present -= 1

    room._hasher.hash = watched
    threads = [threading.Thread(target=room.hash, args=(PASSWORD,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert room.computed == 8
    assert most <= 2


def test_strangers_are_turned_away_from_a_full_room_and_known_devices_never():
    room = HashingRoom(at_once=1, strangers_waiting=0)
    done = []
    with room._place(known_device=True):
        with pytest.raises(TooManyRequestsError):
            room.verify(PASSWORD, None)
        thread = threading.Thread(target=lambda: done.append(room.verify(PASSWORD, None, known_device=True)))
        thread.start()
    thread.join()
    assert done == [False]


@pytest.mark.parametrize(
    "password",
    [
        "xyzzy",
        "fourteen signs",
        "x" * 129,
        "passwordpassword",
        "Password12345678",
        "P@ssw0rdP@ssw0rd",
        "123456789012345",
        "abcdefghijklmnopqrst",
        "qwertyuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "correct horse battery staple",
        "Ana Torres Ana Torres",
        "ana.torres@example.org",
        "AnaTorres-2026-2027",
        "onedayatatime2026!!",
        "               ",
    ],
)
def test_a_password_that_guessers_try_is_refused_with_one_sentence(password):
    with pytest.raises(WeakPasswordError) as refusal:
        require_strong(password, names=["Ana Torres", "ana.torres@example.org"])
    assert str(refusal.value).endswith(".")
    assert password.strip() == "" or password not in str(refusal.value)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "chocolate horse monday garden",
        "x7!kq-Rm2 pLw9 z",
        "ñandú corre bajo la lluvia",
        "電子錠前守護者月光桜吹雪夜空星座",
    ],
)
def test_other_passwords_are_taken_whatever_signs_they_are_made_of(password):
    require_strong(password, names=["Ana Torres", "ana.torres@example.org"])


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_judged(password, names):
    try:
        require_strong(password, names=names)
    except WeakPasswordError:
        return
    assert 15 <= len(password) <= 128


def test_an_accent_is_the_same_however_it_is_typed():
    assert normal("contraseña né") == normal("contrasen\u0303a ne\u0301")
