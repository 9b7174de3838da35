"""Passkeys: a challenge is answered once, by the right device, on the right site, with its owner present."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.accounts.ceremonies import Purpose, begin
from directory.accounts.factors import methods_of
from directory.accounts.outcomes import Ended, Entered, Method, NotAccepted, Site, Unlocked
from directory.accounts.passkey_registration import begin_registration, finish_registration
from directory.accounts.passkeys import (
    begin_proof,
    begin_second_factor,
    begin_sign_in,
    drop_passkey,
    finish_proof,
    finish_second_factor,
    finish_sign_in,
    list_passkeys,
)
from directory.accounts.people import disable_person, get_person
from directory.accounts.sessions import caller_of, lock
from directory.audit import System
from directory.errors import NotFoundError
from tests.accounts.proofs import PRESENT, SoftPasskey, set_up_passkey
from tests.cast import signed_in_as

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what the answer alone decides."""
ELSEWHERE = Site("evil.example.com", "https://evil.example.com")


@pytest.fixture
def caller(session, cast, now):
    return signed_in_as(session, cast.ana, now, second_factor=False)[0]


@pytest.fixture
def phone(session, caller, home, site, now):
    """Ana's passkey."""
    return set_up_passkey(session, caller, home, site, now)[0]


def test_a_passkey_signs_in_without_name_or_password(session, cast, phone, home, site, now):  # noqa: PLR0917 - fixtures
    begun = begin_sign_in(session, site, now=now)
    assert (
        "allowCredentials" not in json.loads(begun.options_json)
        or not json.loads(begun.options_json)["allowCredentials"]
    )
    entered = finish_sign_in(session, phone.shown(begun, site), home, now=now)
    assert isinstance(entered, Entered)
    assert entered.person_id == cast.ana.id
    assert caller_of(session, entered.session_token, now=now)[0].second_factor


def test_its_owner_must_be_asked_for(session, caller, phone, site, now):
    for options_json in (
        begin_sign_in(session, site, now=now).options_json,
        begin_proof(session, caller, site, now=now).options_json,
    ):
        assert json.loads(options_json)["userVerification"] == "required"
    made = json.loads(begin_registration(session, caller, site, now=now).options_json)
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert len(made["excludeCredentials"]) == 1


def test_a_challenge_is_answered_once(session, phone, home, site, now):
    begun = begin_sign_in(session, site, now=now)
    assert isinstance(finish_sign_in(session, phone.shown(begun, site), home, now=now), Entered)
    assert finish_sign_in(session, phone.shown(begun, site), home, now=now) == NotAccepted()


def test_a_challenge_waits_five_minutes(session, phone, home, site, now):
    begun = begin_sign_in(session, site, now=now)
    later = now + timedelta(minutes=5)
    assert finish_sign_in(session, phone.shown(begun, site), home, now=later) == NotAccepted()


def test_a_passkey_that_nobody_registered_opens_nothing(session, cast, home, site, now):
    stranger = SoftPasskey().belongs_to(cast.ana.id)
    begun = begin_sign_in(session, site, now=now)
    assert finish_sign_in(session, stranger.shown(begun, site), home, now=now) == NotAccepted()


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"flags": 0},
        {"origin": "https://evil.example.com"},
        {"count": -1},
        {"user_handle": uuid4().bytes},
        {"key": SoftPasskey().key},
        {"credential_id": b"another"},
    ],
    ids=[
        "owner not verified",
        "nobody there",
        "another site",
        "counted back",
        "another owner",
        "another key",
        "no such",
    ],
)
def test_whatever_is_wrong_with_an_answer_it_opens_nothing(session, phone, home, site, now, wrong):  # noqa: PLR0917 - fixtures
    begun = begin_sign_in(session, site, now=now)
    assert isinstance(finish_sign_in(session, phone.shown(begun, site), home, now=now), Entered)
    begun = begin_sign_in(session, site, now=now)
    answer = replace(phone, **wrong).shown(begun, site)
    assert finish_sign_in(session, answer, home, now=now) == NotAccepted()


def test_an_answer_given_to_another_site_opens_nothing(session, phone, home, site, now):
    begun = begin_sign_in(session, site, now=now)
    stolen = replace(phone.shown(begun, ELSEWHERE), site=site)
    assert finish_sign_in(session, stolen, home, now=now) == NotAccepted()


@ON_SQLITE
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_anything_may_be_sent_in_the_place_of_an_answer(session, phone, home, site, now, data):  # noqa: PLR0917 - fixtures
    begun = begin_sign_in(session, site, now=now)
    answer = phone.shown(begun, site)
    credential = json.loads(answer.credential)
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20).map(bytes.hex),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    part = data.draw(
        st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"])
    )
    target = credential if part in credential else credential["response"]
    target[part] = data.draw(anything)
    if target[part] == json.loads(answer.credential).get(part):
        return
    outcome = finish_sign_in(session, replace(answer, credential=json.dumps(credential)), home, now=now)
    assert outcome == NotAccepted()


@ON_SQLITE
@pytest.mark.parametrize("sent", ["", "{}", "null", "[" * 30_000, "x" * 40_000, '{"id": 1}', "\x00"])
def test_what_is_no_answer_is_not_accepted(session, caller, phone, home, site, now, sent):  # noqa: PLR0917 - fixtures
    answer = phone.shown(begin_sign_in(session, site, now=now), site)
    assert finish_sign_in(session, replace(answer, credential=sent), home, now=now) == NotAccepted()
    caller, _ = signed_in_as_ana_again(session, caller, now)
    begun = begin_registration(session, caller, site, now=now)
    made = replace(SoftPasskey().made(begun, site), credential=sent)
    assert finish_registration(session, caller, made, "Phone", home, now=now) == NotAccepted()


def signed_in_as_ana_again(session, caller, now):
    return signed_in_as(session, get_person(session, caller.person_id), now)


def test_making_one_ends_the_other_sessions_and_counts_as_second_factor(session, cast, caller, home, site, now):  # noqa: PLR0917 - fixtures
    _, other = signed_in_as(session, cast.ana, now)
    _, entered = set_up_passkey(session, caller, home, site, now)
    assert caller_of(session, other.session_token, now=now) is None
    after, _ = caller_of(session, entered.session_token, now=now)
    assert after.second_factor
    assert [line.name for line in list_passkeys(session, after)] == ["Phone"]


def test_a_passkey_is_registered_by_the_session_that_asked(session, cast, caller, home, site, now):  # noqa: PLR0917 - fixtures
    begun = begin_registration(session, caller, site, now=now)
    other, _ = signed_in_as(session, cast.ana, now)
    bens, _ = signed_in_as(session, cast.ben, now)
    answer = SoftPasskey().made(begun, site)
    assert finish_registration(session, bens, answer, "Phone", home, now=now) == NotAccepted()
    assert finish_registration(session, other, answer, "Phone", home, now=now) == NotAccepted()


def test_a_passkey_shown_while_its_owner_was_not_verified_is_not_kept(session, caller, home, site, now):
    begun = begin_registration(session, caller, site, now=now)
    answer = SoftPasskey(flags=PRESENT).made(begun, site)
    assert finish_registration(session, caller, answer, "Phone", home, now=now) == NotAccepted()
    assert list_passkeys(session, caller) == []


def test_the_second_step_takes_a_passkey_of_the_same_person(session, cast, phone, home, site, now):  # noqa: PLR0917 - fixtures
    bens, _ = signed_in_as(session, cast.ben, now)
    bens_phone, _ = set_up_passkey(session, bens, home, site, now)
    pending = begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)
    begun = begin_second_factor(session, pending, site, now=now)
    assert finish_second_factor(session, pending, bens_phone.shown(begun, site), home, now=now) == NotAccepted()
    begun = begin_second_factor(session, pending, site, now=now)
    entered = finish_second_factor(session, pending, phone.shown(begun, site), home, now=now)
    assert isinstance(entered, Entered)
    assert begin_second_factor(session, pending, site, now=now) == Ended()


def test_a_passkey_unlocks_and_confirms_its_own_session(session, cast, phone, site, now):
    caller, entered = signed_in_as(session, cast.ana, now)
    lock(session, caller, now=now)
    later = now + timedelta(minutes=30)
    begun = begin_proof(session, caller, site, now=later)
    assert finish_proof(session, caller, phone.shown(begun, site), now=later) == Unlocked()
    caller, _ = caller_of(session, entered.session_token, now=later)
    assert not caller.locked
    assert caller.confirmed_at == later


def test_a_proof_for_one_session_does_not_unlock_another(session, cast, phone, site, now):
    first, _ = signed_in_as(session, cast.ana, now)
    second, entered = signed_in_as(session, cast.ana, now)
    lock(session, second, now=now)
    begun = begin_proof(session, first, site, now=now)
    assert finish_proof(session, second, phone.shown(begun, site), now=now) == NotAccepted()
    assert caller_of(session, entered.session_token, now=now)[0].locked


def test_a_disabled_persons_passkey_opens_nothing(session, cast, phone, home, site, now):  # noqa: PLR0917 - fixtures
    disable_person(session, cast.ana.id, by=System.COMMAND, now=now)
    begun = begin_sign_in(session, site, now=now)
    assert finish_sign_in(session, phone.shown(begun, site), home, now=now) == NotAccepted()


def test_removing_the_last_one_leaves_a_session_without_second_factor(session, cast, phone, home, now):
    caller, before = signed_in_as(session, cast.ana, now)
    [line] = list_passkeys(session, caller)
    bens, _ = signed_in_as(session, cast.ben, now)
    with pytest.raises(NotFoundError):
        drop_passkey(session, bens, line.id, home, now=now)
    assert methods_of(session, cast.ana.id) == {Method.PASSKEY}
    entered = drop_passkey(session, caller, line.id, home, now=now)
    assert caller_of(session, before.session_token, now=now) is None
    assert not entered.second_factor
