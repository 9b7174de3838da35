"""Signing in with a password: who gets in, who does not, and that nobody can tell why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from directory.accounts.entering import prove_password, sign_in
from directory.accounts.hashing import MEMORY_KIB, NOBODYS_HASH, PASSES, ROOM
from directory.accounts.models import KnownDevice, SignedIn, SignInTry
from directory.accounts.outcomes import Entered, Method, NotAccepted, SecondFactorDue
from directory.accounts.passwords import LONGEST
from directory.accounts.people import disable_person, enable_person
from directory.accounts.sessions import caller_of
from directory.accounts.tokens import fingerprint
from directory.audit import System
from directory.policy import Role
from tests.accounts.proofs import PASSWORD, WRONG, refused_for, set_up_authenticator
from tests.cast import signed_in_as


def test_the_right_password_opens_a_session(database, dee, home, now):
    entered = sign_in(database, "dee@example.org", PASSWORD, home, now=now)
    assert isinstance(entered, Entered)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=now)
    assert caller.person_id == dee.id
    assert caller.roles == {Role.COORDINATOR}
    assert not caller.locked
    assert not caller.second_factor
    assert caller.confirmed_at == now


def test_an_address_is_the_same_however_it_is_written(database, dee, home, now):
    assert isinstance(sign_in(database, "  DEE@Example.org ", PASSWORD, home, now=now), Entered)


def test_neither_the_cookie_nor_the_device_stands_in_the_database(database, dee, home, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    with database.reading() as session:
        assert session.exec(select(SignedIn.id_hash)).all() == [fingerprint(entered.session_token)]
        assert session.exec(select(KnownDevice.token_hash)).all() == [fingerprint(entered.device_token)]


def test_each_sign_in_has_an_id_of_its_own(database, dee, home, now):
    tokens = {sign_in(database, dee.email, PASSWORD, home, now=now).session_token for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)  # 256 bits


def outcome_and_hashes(database, email, password, visit, now):
    before = ROOM.computed
    return sign_in(database, email, password, visit, now=now), ROOM.computed - before


def test_known_and_unknown_accounts_cannot_be_told_apart(database, cast, dee, home, now):
    with database.writing() as session:
        disable_person(session, dee.id, by=System.COMMAND, now=now)
    refused = (NotAccepted(), 1)
    assert outcome_and_hashes(database, "nobody@example.org", WRONG, home, now) == refused
    assert outcome_and_hashes(database, cast.ben.email, WRONG, home, now) == refused  # never chose a password
    assert outcome_and_hashes(database, dee.email, PASSWORD, home, now) == refused  # disabled
    with database.writing() as session:
        enable_person(session, dee.id, by=System.COMMAND, now=now)
    assert outcome_and_hashes(database, dee.email, WRONG, home, now) == refused


@pytest.mark.parametrize("password", ["", "short", "x" * (LONGEST + 1), "x" * 60_000])
def test_a_password_nobody_can_have_is_not_even_hashed(database, dee, home, now, password):
    for email in (dee.email, "nobody@example.org"):
        assert outcome_and_hashes(database, email, password, home, now) == (NotAccepted(), 0)


def test_what_nobodys_password_is_compared_with_takes_as_long_as_anybodys(password_hash):
    parameters = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1$"
    assert NOBODYS_HASH.startswith(parameters)
    assert password_hash.startswith(parameters)
    assert (MEMORY_KIB, PASSES) == (19 * 1024, 2)
    assert len(NOBODYS_HASH) == len(password_hash)


def test_the_sixth_try_within_five_minutes_waits(database, dee, home, now):
    for minute in range(5):
        sign_in(database, dee.email, WRONG, home, now=now + timedelta(seconds=30 * minute))
    assert refused_for(database, dee.email, PASSWORD, home, now=now + timedelta(minutes=3)) == 120
    assert isinstance(sign_in(database, dee.email, PASSWORD, home, now=now + timedelta(minutes=5)), Entered)


def test_an_unknown_account_waits_as_a_known_one_does(database, dee, home, now):
    for _ in range(5):
        sign_in(database, "nobody@example.org", WRONG, home, now=now)
    assert refused_for(database, "nobody@example.org", WRONG, home, now=now) == 300


def test_tries_that_were_refused_do_not_lengthen_the_wait(database, dee, home, now):
    for _ in range(5):
        sign_in(database, dee.email, WRONG, home, now=now)
    for minute in range(1, 5):
        assert refused_for(database, dee.email, WRONG, home, now=now + timedelta(minutes=minute)) == 300 - 60 * minute
    assert isinstance(sign_in(database, dee.email, PASSWORD, home, now=now + timedelta(minutes=5)), Entered)


def test_one_address_tries_twenty_accounts_at_most(database, elsewhere, now):
    for number in range(20):
        sign_in(database, f"guess{number}@example.org", "", elsewhere, now=now)
    assert refused_for(database, "guess20@example.org", "", elsewhere, now=now) == 300


def test_nobody_locks_another_out(database, dee, home, elsewhere, now):
    for _ in range(5):
        sign_in(database, dee.email, WRONG, elsewhere, now=now)
    assert isinstance(sign_in(database, dee.email, PASSWORD, home, now=now), Entered)


def test_a_known_device_gets_in_while_its_address_is_under_attack(database, dee, home, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    known = replace(home, device_token=entered.device_token)
    for number in range(20):
        sign_in(database, f"guess{number}@example.org", "", home, now=now)
    assert refused_for(database, dee.email, PASSWORD, home, now=now) == 300
    assert isinstance(sign_in(database, dee.email, PASSWORD, known, now=now), Entered)


def test_a_known_device_has_a_limit_of_its_own(database, dee, home, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    known = replace(home, device_token=entered.device_token)
    for _ in range(5):
        sign_in(database, dee.email, WRONG, known, now=now)
    assert refused_for(database, dee.email, PASSWORD, known, now=now) == 300
    assert isinstance(sign_in(database, dee.email, PASSWORD, home, now=now), Entered)


def test_the_device_of_one_person_is_not_known_for_another(database, ana, dee, home, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    dees = replace(home, device_token=entered.device_token)
    for _ in range(5):
        sign_in(database, ana.email, WRONG, dees, now=now)
    assert refused_for(database, ana.email, PASSWORD, home, now=now) == 300


def test_a_whole_office_signs_in_at_nine(database, dee, home, now):
    for _ in range(21):
        assert isinstance(sign_in(database, dee.email, PASSWORD, home, now=now), Entered)
    with database.reading() as session:
        assert session.exec(select(func.count(col(SignInTry.id)))).one() == 0


def test_a_second_factor_is_asked_for_where_there_is_one(database, ana, home, now):
    with database.writing() as session:
        caller, _ = signed_in_as(session, ana, now)
        set_up_authenticator(session, caller, home, now)
    due = sign_in(database, ana.email, PASSWORD, home, now=now)
    assert isinstance(due, SecondFactorDue)
    assert due.methods == {Method.CODE}
    with database.reading() as session:
        assert caller_of(session, due.token, now=now) is None


def test_a_password_confirms_and_unlocks(database, dee, home, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    later = now + timedelta(hours=1)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=later)
    assert caller.locked
    assert not prove_password(database, caller, WRONG, now=later)
    assert prove_password(database, caller, PASSWORD, now=later)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=later)
    assert not caller.locked
    assert caller.confirmed_at == later
