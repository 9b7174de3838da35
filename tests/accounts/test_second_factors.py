"""Second factors: authenticators, recovery codes and passkeys, each of which works once for each showing."""

from dataclasses import replace
from datetime import timedelta
from math import log2

import pytest
from sqlmodel import select

from directory.accounts import recovery
from directory.accounts.authenticators import (
    accepts_code,
    begin_authenticator,
    confirm_authenticator,
    current_enrollment,
    drop_authenticator,
    has_authenticator,
)
from directory.accounts.ceremonies import Purpose, begin
from directory.accounts.factors import methods_of
from directory.accounts.models import Totp
from directory.accounts.outcomes import Ended, Entered, Method, NotAccepted
from directory.accounts.recovery import codes_left, make_codes
from directory.accounts.second_factor import methods_waited_for, take_code
from directory.accounts.sessions import caller_of
from directory.crypto.shredding import count_destroyed
from directory.errors import RefusedError
from directory.policy import TooManyRequestsError
from tests.accounts.proofs import set_up_authenticator
from tests.cast import signed_in_as

STEP = timedelta(seconds=30)
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what the code alone decides."""


@pytest.fixture
def caller(session, cast, now):
    return signed_in_as(session, cast.ana, now, second_factor=False)[0]


@pytest.fixture
def app(session, caller, home, now):
    """Ana's authenticator."""
    return set_up_authenticator(session, caller, home, now)[0]


@pytest.fixture
def pending(session, cast, app, now):
    """A sign-in of Ana's that waits for its second factor."""
    return begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)


def test_an_authenticator_counts_from_its_first_code_on(session, caller, home, now):
    secret = begin_authenticator(session, caller, now=now).secret
    assert current_enrollment(session, caller).secret == secret
    assert confirm_authenticator(session, caller, "000000", home, now=now) == NotAccepted()
    assert methods_of(session, caller.person_id) == set()
    app, _ = set_up_authenticator(session, caller, home, now)
    assert methods_of(session, caller.person_id) == {Method.CODE}
    assert app.secret != secret


def test_setting_one_up_gives_the_session_a_new_id_and_ends_the_others(session, cast, home, now):
    other, elsewhere_entered = signed_in_as(session, cast.ana, now, second_factor=False)
    caller, before = signed_in_as(session, cast.ana, now, second_factor=False)
    _, entered = set_up_authenticator(session, caller, home, now)
    assert caller_of(session, before.session_token, now=now) is None
    assert caller_of(session, elsewhere_entered.session_token, now=now) is None
    after, _ = caller_of(session, entered.session_token, now=now)
    assert after.second_factor
    assert after.person_id == other.person_id


def test_the_secret_lies_sealed(session, caller, app):
    totp = session.exec(select(Totp)).one()
    sealed = session.connection().exec_driver_sql("SELECT secret_sealed FROM totp").scalar_one()
    assert app.secret.encode() not in bytes(sealed)
    assert totp.secret == app.secret


def test_a_second_authenticator_waits_until_the_first_is_removed(session, cast, app, home, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    with pytest.raises(RefusedError):
        begin_authenticator(session, caller, now=now)
    entered = drop_authenticator(session, caller, home, now=now)
    assert not has_authenticator(session, cast.ana.id)
    assert not entered.second_factor
    assert count_destroyed(session) == 1


@ON_SQLITE
@pytest.mark.parametrize("steps_off", [-1, 0, 1])
def test_a_code_of_the_step_before_or_after_counts(session, cast, app, now, steps_off):
    assert accepts_code(session, cast.ana.id, app.at(now + steps_off * STEP), now=now)


@ON_SQLITE
@pytest.mark.parametrize("steps_off", [-3, -2, 2, 3])
def test_an_older_or_later_code_does_not(session, cast, app, now, steps_off):
    assert not accepts_code(session, cast.ana.id, app.at(now + steps_off * STEP), now=now)


def test_no_code_is_taken_twice_nor_one_before_it(session, cast, app, now):
    assert accepts_code(session, cast.ana.id, app.at(now), now=now)
    assert not accepts_code(session, cast.ana.id, app.at(now), now=now)
    assert not accepts_code(session, cast.ana.id, app.at(now - STEP), now=now)
    assert accepts_code(session, cast.ana.id, app.at(now + STEP), now=now + STEP)


@ON_SQLITE
@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "ñ" * 6, "\x00" * 6])
def test_what_is_no_code_is_not_accepted(session, cast, app, now, typed):
    assert not accepts_code(session, cast.ana.id, typed, now=now)


def test_a_code_finishes_the_sign_in_once(session, app, pending, home, now):
    code = app.at(now)
    entered = take_code(session, pending, f"{code[:3]} {code[3:]}", home, now=now)
    assert isinstance(entered, Entered)
    caller, _ = caller_of(session, entered.session_token, now=now)
    assert caller.second_factor
    assert take_code(session, pending, code, home, now=now) == Ended()


def test_the_fifth_wrong_code_ends_the_sign_in(session, app, pending, home, now):
    tries = [take_code(session, pending, "nothing", home, now=now) for _ in range(6)]
    assert tries == [NotAccepted(4), NotAccepted(3), NotAccepted(2), NotAccepted(1), Ended(), Ended()]
    assert methods_waited_for(session, pending, now=now) is None


def test_a_sign_in_waits_five_minutes_for_its_code(session, app, pending, home, now):
    later = now + timedelta(minutes=5)
    assert take_code(session, pending, app.at(later), home, now=later) == Ended()


def test_ten_wrong_codes_in_an_hour_are_enough_wherever_they_come_from(session, cast, app, home, now):
    def wait_for_a_code():
        return begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)

    for address in range(10):
        take_code(session, wait_for_a_code(), "nothing", replace(home, address=f"198.51.100.{address}"), now=now)
    with pytest.raises(TooManyRequestsError):
        take_code(session, wait_for_a_code(), app.at(now), home, now=now)


def test_a_recovery_code_is_too_long_to_be_searched_for():
    assert recovery.LENGTH * log2(len(set(recovery.SIGNS))) >= 112


def test_recovery_codes_work_once_each(session, cast, app, home, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    codes = make_codes(session, caller, now=now)
    assert len(set(codes)) == 10
    for code in codes[:2]:
        pending = begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)
        assert isinstance(take_code(session, pending, f" {code.upper()} ", home, now=now), Entered)
    pending = begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)
    assert take_code(session, pending, codes[0], home, now=now) == NotAccepted(4)
    assert codes_left(session, cast.ana.id) == 8


def test_new_recovery_codes_take_the_place_of_the_old(session, cast, app, home, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    old = make_codes(session, caller, now=now)[0]
    make_codes(session, caller, now=now)
    pending = begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)
    assert take_code(session, pending, old, home, now=now) == NotAccepted(4)
    assert codes_left(session, cast.ana.id) == 10


def test_nobody_uses_the_code_of_another(session, cast, pending, home, now):
    bens, _ = signed_in_as(session, cast.ben, now)
    assert take_code(session, pending, make_codes(session, bens, now=now)[0], home, now=now) == NotAccepted(4)
    assert codes_left(session, cast.ben.id) == 10
