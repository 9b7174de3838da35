"""What is noted of signing in, in ids and codes alone, and what people are told of their account by mail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from directory.accounts.ceremonies import Purpose, begin
from directory.accounts.entering import change_password, sign_in
from directory.accounts.pins import drop_pin, set_pin, unlock_with_pin
from directory.accounts.second_factor import take_code
from directory.accounts.sessions import caller_of, lock, sign_out
from directory.audit.models import AuditEntry
from directory.outbox.models import OwedMessage
from tests.accounts.proofs import PASSWORD, WRONG, set_up_authenticator
from tests.cast import signed_in_as


@pytest.fixture
def noted(database):
    """What the audit holds of an act: who did it, on what, and why."""

    def entries(act):
        with database.reading() as session:
            rows = session.exec(select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.number))
            return [(row.actor_id, row.subject_ids, row.reason) for row in rows]

    return entries


def test_sign_ins_and_refusals_are_noted(database, dee, home, now, noted):
    sign_in(database, dee.email, WRONG, home, now=now)
    sign_in(database, "nobody@example.org", WRONG, home, now=now)
    sign_in(database, dee.email, PASSWORD, home, now=now)
    assert noted("session.sign_in_refused") == [(None, str(dee.id), "wrong_password"), (None, "", "unknown_account")]
    assert noted("session.signed_in") == [(dee.id, str(dee.id), "")]


def test_factors_locks_and_ends_are_noted(database, cast, home, now, noted):
    with database.writing() as session:
        caller, _ = signed_in_as(session, cast.ana, now)
        _, entered = set_up_authenticator(session, caller, home, now)
        caller, _ = caller_of(session, entered.session_token, now=now)
        pending = begin(session, Purpose.SECOND_FACTOR, person_id=cast.ana.id, now=now)
        take_code(session, pending, "nothing", home, now=now)
        set_pin(session, caller, "835192", now=now)
        lock(session, caller, now=now)
        here = replace(home, device_token=entered.device_token)
        unlock_with_pin(session, caller, "111222", here, now=now)
        unlock_with_pin(session, caller, "835192", here, now=now)
        drop_pin(session, caller, now=now)
        sign_out(session, caller, now=now)
    ana, session_id = cast.ana.id, str(caller.session_id)
    assert noted("totp.added") == [(ana, str(ana), "")]
    assert noted("session.second_factor_refused") == [(None, str(ana), "wrong_code")]
    assert noted("session.locked") == [(ana, session_id, "")]
    assert noted("session.unlock_refused") == [(ana, session_id, "wrong_pin")]
    assert noted("session.unlocked") == [(ana, session_id, "")]
    assert noted("session.signed_out") == [(ana, session_id, "")]
    assert len(noted("device.pin_set")) == 2, "set, and removed again"


def test_no_address_and_nothing_typed_stands_in_the_audit(database, dee, home, now):
    sign_in(database, dee.email, WRONG, home, now=now)
    sign_in(database, "canary@example.org", "canary kettle under seven maps", home, now=now)
    with database.reading() as session:
        entries = repr([entry.model_dump() for entry in session.exec(select(AuditEntry))])
    for canary in ("canary", "example.org", "kettle", home.address):
        assert canary not in entries


def owed(database):
    with database.reading() as session:
        return session.exec(select(OwedMessage.message)).all()


def test_a_sign_in_on_another_device_is_told_by_mail(database, dee, home, elsewhere, now):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    assert owed(database) == []
    sign_in(database, dee.email, PASSWORD, replace(home, device_token=entered.device_token), now=now)
    assert owed(database) == []
    sign_in(database, dee.email, PASSWORD, elsewhere, now=now)
    assert owed(database) == ["new_sign_in"]


def test_a_change_of_password_is_told_by_mail_and_one_with_a_wrong_password_is_noted(database, dee, home, now, noted):
    entered = sign_in(database, dee.email, PASSWORD, home, now=now)
    with database.reading() as session:
        caller, _ = caller_of(session, entered.session_token, now=now)
    change_password(database, caller, WRONG, "a wholly other sentence", home, now=now)
    assert noted("session.confirmation_refused") == [(dee.id, str(caller.session_id), "")]
    change_password(database, caller, PASSWORD, "a wholly other sentence", home, now=now + timedelta(minutes=1))
    assert "factor_changed" in owed(database)
