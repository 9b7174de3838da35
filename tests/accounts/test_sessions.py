"""Sessions: found by one statement, locked when nobody is there, ended when something changed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlmodel import select

from directory.accounts.entering import change_password, sign_in
from directory.accounts.models import SignedIn
from directory.accounts.outcomes import Ended, Entered, NotAccepted, Unlocked
from directory.accounts.passwords import WeakPasswordError
from directory.accounts.people import change_roles, change_teams, disable_person, enable_person
from directory.accounts.pins import drop_pin, has_pin, set_pin, unlock_with_pin
from directory.accounts.sessions import (
    FULL_SIGN_IN_EVERY,
    LOCKS_AFTER,
    begin_session,
    caller_of,
    end_other_sessions,
    end_session,
    list_sessions,
    lock,
    note_seen,
    sign_out,
)
from directory.audit import System
from directory.audit.models import AuditEntry
from directory.errors import NotFoundError, RefusedError
from directory.policy import Role
from tests.accounts.proofs import PASSWORD, WRONG
from tests.cast import HOME, signed_in_as

MINUTE = timedelta(minutes=1)
PIN = "835192"
PLANTED = "what somebody else put there"


def test_the_caller_is_found_by_one_statement(session, cast, database, now):
    change_teams(session, cast.sol.id, [cast.north.id, cast.south.id], by=System.COMMAND, now=now)
    change_roles(session, cast.sol.id, [Role.SUPERVISOR, Role.PEER, Role.ADMIN], by=System.COMMAND, now=now)
    _, entered = signed_in_as(session, cast.sol, now)
    statements = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def count(connection, cursor, statement, parameters, context, executemany):  # noqa: PLR0917 - the event's own
        statements.append(statement)

    caller, seen_at = caller_of(session, entered.session_token, now=now)
    assert len(statements) == 1
    assert caller.roles == {Role.SUPERVISOR, Role.PEER, Role.ADMIN}
    assert caller.team_ids == {cast.north.id, cast.south.id}
    assert (caller.display_name, caller.language, seen_at) == ("Sol", "en", now)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "ñ", "\x00"])
def test_a_made_up_cookie_is_nobodys(session, cast, now, token):
    signed_in_as(session, cast.ana, now)
    assert caller_of(session, token, now=now) is None


def test_a_session_locks_after_fifteen_idle_minutes_and_does_not_end(session, cast, now):
    _, entered = signed_in_as(session, cast.ana, now)

    def is_locked(moment):
        return caller_of(session, entered.session_token, now=moment)[0].locked

    assert not is_locked(now + LOCKS_AFTER - timedelta(seconds=1))
    assert is_locked(now + LOCKS_AFTER)
    assert is_locked(now + FULL_SIGN_IN_EVERY - timedelta(seconds=1))


def test_a_full_sign_in_is_due_after_twelve_hours_however_busy_one_was(session, cast, now):
    caller, entered = signed_in_as(session, cast.ana, now)
    for minutes in range(0, 12 * 60, 10):
        note_seen(session, caller.session_id, now=now + minutes * MINUTE)
    assert not caller_of(session, entered.session_token, now=now + FULL_SIGN_IN_EVERY - MINUTE)[0].locked
    assert caller_of(session, entered.session_token, now=now + FULL_SIGN_IN_EVERY) is None


def test_being_seen_keeps_a_session_open_but_opens_none(session, cast, now):
    caller, entered = signed_in_as(session, cast.ana, now)
    note_seen(session, caller.session_id, now=now + 14 * MINUTE)
    assert not caller_of(session, entered.session_token, now=now + 28 * MINUTE)[0].locked
    note_seen(session, caller.session_id, now=now + 30 * MINUTE)
    assert caller_of(session, entered.session_token, now=now + 30 * MINUTE)[0].locked
    lock(session, caller, now=now)
    note_seen(session, caller.session_id, now=now + MINUTE)
    assert caller_of(session, entered.session_token, now=now + MINUTE)[0].locked


def test_signing_out_ends_this_session_alone(session, cast, now):
    caller, here = signed_in_as(session, cast.ana, now)
    _, there = signed_in_as(session, cast.ana, now)
    sign_out(session, caller, now=now)
    assert caller_of(session, here.session_token, now=now) is None
    assert caller_of(session, there.session_token, now=now)


def test_sessions_are_listed_and_ended_by_their_owner_alone(session, cast, now, elsewhere):
    caller, _ = signed_in_as(session, cast.ana, now)
    other, entered = signed_in_as(session, cast.ana, now - MINUTE, visit=elsewhere)
    bens, _ = signed_in_as(session, cast.ben, now)
    lines = list_sessions(session, caller, now=now)
    assert [(line.device, line.is_this, line.is_locked) for line in lines] == [
        ("Firefox, Android", True, False),
        ("Chrome, Windows", False, False),
    ]
    with pytest.raises(NotFoundError):
        end_session(session, bens, other.session_id, now=now)
    end_session(session, caller, other.session_id, now=now)
    assert caller_of(session, entered.session_token, now=now) is None


def test_all_others_end_at_once(session, cast, now):
    caller, here = signed_in_as(session, cast.ana, now)
    others = [signed_in_as(session, cast.ana, now)[1] for _ in range(3)]
    _, bens = signed_in_as(session, cast.ben, now)
    assert end_other_sessions(session, caller, now=now) == 3
    assert [caller_of(session, other.session_token, now=now) for other in others] == [None] * 3
    assert caller_of(session, here.session_token, now=now)
    assert caller_of(session, bens.session_token, now=now)


def test_whoever_signs_in_again_in_one_browser_leaves_no_session_behind(session, cast, now):
    before = begin_session(session, cast.ana, HOME, second_factor=True, now=now)
    here = replace(HOME, session_token=before.session_token)
    begin_session(session, cast.dee, here, second_factor=False, now=now)
    assert caller_of(session, before.session_token, now=now) is None


def test_disabling_takes_effect_on_the_next_request(session, cast, now):
    _, entered = signed_in_as(session, cast.ana, now)
    disable_person(session, cast.ana.id, by=System.COMMAND, now=now)
    assert caller_of(session, entered.session_token, now=now) is None
    enable_person(session, cast.ana.id, by=System.COMMAND, now=now)
    assert caller_of(session, entered.session_token, now=now) is None


def test_a_changed_role_or_team_ends_every_session(session, cast, now):
    for change in (
        lambda: change_roles(session, cast.ana.id, [Role.COORDINATOR], by=System.COMMAND, now=now),
        lambda: change_teams(session, cast.ana.id, [cast.south.id], by=System.COMMAND, now=now),
    ):
        _, entered = signed_in_as(session, cast.ana, now)
        change()
        assert caller_of(session, entered.session_token, now=now) is None
    _, entered = signed_in_as(session, cast.ana, now)
    change_roles(session, cast.ana.id, [Role.COORDINATOR], by=System.COMMAND, now=now)
    assert caller_of(session, entered.session_token, now=now)  # nothing changed


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(database, dee, home, now):
    entered, other = (sign_in(database, dee.email, PASSWORD, home, now=now) for _ in range(2))
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=now)
    assert change_password(database, caller, WRONG, "a wholly other sentence", home, now=now) == NotAccepted()
    with pytest.raises(WeakPasswordError):
        change_password(database, caller, PASSWORD, "too short", home, now=now)
    later = now + MINUTE
    renewed = change_password(database, caller, PASSWORD, "a wholly other sentence", home, now=later)
    with database.reading() as session:
        assert caller_of(session, other.session_token, now=later) is None
        assert caller_of(session, entered.session_token, now=later) is None
        assert caller_of(session, renewed.session_token, now=later)
        due = session.exec(select(SignedIn.full_until)).one()
    assert due == now + FULL_SIGN_IN_EVERY  # a change does not put the full sign-in off
    assert sign_in(database, dee.email, PASSWORD, home, now=later) == NotAccepted()
    assert isinstance(sign_in(database, dee.email, "a wholly other sentence", home, now=later), Entered)


@pytest.fixture
def phone(session, cast, home, now):
    """Ana, signed in on her phone, which has a PIN; her visit there; and what her browser keeps."""
    caller, entered = signed_in_as(session, cast.ana, now)
    set_pin(session, caller, PIN, now=now)
    return caller, replace(home, device_token=entered.device_token), entered


def test_the_pin_unlocks_in_one_step_and_confirms_nothing(session, phone, now):
    caller, here, entered = phone
    lock(session, caller, now=now)
    later = now + timedelta(hours=1)
    assert unlock_with_pin(session, caller, PIN, here, now=later) == Unlocked()
    unlocked, _ = caller_of(session, entered.session_token, now=later)
    assert not unlocked.locked
    assert unlocked.confirmed_at == now


def test_the_fifth_wrong_pin_signs_out_and_forgets_the_pin(session, cast, phone, now):
    caller, here, entered = phone
    tries = [unlock_with_pin(session, caller, "111222", here, now=now) for _ in range(5)]
    assert tries == [NotAccepted(4), NotAccepted(3), NotAccepted(2), NotAccepted(1), Ended()]
    assert caller_of(session, entered.session_token, now=now) is None
    again, _ = signed_in_as(session, cast.ana, now, visit=here)
    assert not has_pin(session, again)


def test_of_many_wrong_pins_at_once_no_more_than_five_are_tried(database, cast, home, now):
    with database.writing() as session:
        caller, entered = signed_in_as(session, cast.ana, now)
        set_pin(session, caller, PIN, now=now)
    here = replace(home, device_token=entered.device_token)
    together = Barrier(8)

    def guess() -> None:
        together.wait(timeout=30)
        with suppress(NotFoundError), database.writing() as session:
            unlock_with_pin(session, caller, "111222", here, now=now)

    with ThreadPoolExecutor(8) as hands:
        for guessed in [hands.submit(guess) for _ in range(8)]:
            guessed.result(timeout=60)
    with database.reading() as session:
        refused = session.exec(select(AuditEntry).where(AuditEntry.act == "session.unlock_refused")).all()
    assert len(refused) == 5


def test_the_right_pin_starts_the_count_anew(session, phone, now):
    caller, here, _ = phone
    for _ in range(3):
        for _ in range(4):
            unlock_with_pin(session, caller, "111222", here, now=now)
        assert unlock_with_pin(session, caller, PIN, here, now=now) == Unlocked()


def test_a_pin_counts_on_its_own_device_only(session, cast, phone, elsewhere, now):
    caller, here, entered = phone
    assert unlock_with_pin(session, caller, PIN, replace(here, device_token=None), now=now) == NotAccepted()
    assert unlock_with_pin(session, caller, PIN, replace(here, device_token=PLANTED), now=now) == NotAccepted()
    laptop, _ = signed_in_as(session, cast.ana, now, visit=elsewhere)
    assert not has_pin(session, laptop)
    assert unlock_with_pin(session, laptop, PIN, elsewhere, now=now) == NotAccepted()
    assert caller_of(session, entered.session_token, now=now)


def test_a_pin_is_found_nowhere_in_the_database(session, phone, now):
    stored = session.connection().exec_driver_sql("SELECT pin_hash FROM known_device").scalar_one()
    assert PIN not in stored
    assert len(stored) == 64


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "123456", "654321", "111111", "121212", "abcdef", "١٢٣٤٥٦"])
def test_a_pin_that_is_tried_first_is_refused(session, cast, now, pin):
    caller, _ = signed_in_as(session, cast.ana, now)
    with pytest.raises(RefusedError):
        set_pin(session, caller, pin, now=now)
    assert not has_pin(session, caller)


def test_a_pin_can_be_taken_away(session, phone, now):
    caller, here, _ = phone
    drop_pin(session, caller, now=now)
    assert unlock_with_pin(session, caller, PIN, here, now=now) == NotAccepted()


def test_a_browser_two_people_share_keeps_one_token_and_two_pins(session, cast, phone, now):
    caller, here, entered = phone
    bens, bens_entered = signed_in_as(session, cast.ben, now, visit=here)
    assert bens_entered.device_token == entered.device_token
    assert not has_pin(session, bens)
    assert has_pin(session, caller)


def test_a_token_that_somebody_planted_does_not_become_a_known_device(session, cast, home, now):
    planted = replace(home, device_token=PLANTED)
    _, entered = signed_in_as(session, cast.ana, now, visit=planted)
    assert entered.device_token != PLANTED
