"""Forms that wait for their sender to unlock: in order, for that session alone, and not for long."""

from datetime import timedelta

import pytest
from sqlmodel import select

from directory.accounts.kept_posts import find_kept_forms, forget_kept_form, has_kept_forms, keep_form
from directory.accounts.models import KeptPost
from directory.crypto import SealBrokenError
from tests.cast import signed_in_as

FIELDS = [("note", "What was typed"), ("tag", "one"), ("tag", "two"), ("empty", "")]


def test_a_form_comes_back_as_it_was_sent_field_by_field(session, cast, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    keep_form(session, caller, "/somewhere", FIELDS, now=now)
    (form,) = find_kept_forms(session, caller, now=now)
    assert (form.path, list(form.fields)) == ("/somewhere", FIELDS)


def test_forms_wait_in_the_order_in_which_they_were_sent(session, cast, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    for minute in range(3):
        keep_form(session, caller, f"/{minute}", [], now=now + timedelta(minutes=minute))
    waiting = find_kept_forms(session, caller, now=now + timedelta(minutes=5))
    assert [form.path for form in waiting] == ["/0", "/1", "/2"]
    forget_kept_form(session, waiting[0].id)
    assert [form.path for form in find_kept_forms(session, caller, now=now + timedelta(minutes=5))] == ["/1", "/2"]


def test_another_session_of_the_same_person_does_not_see_them(session, cast, now):
    phone, _ = signed_in_as(session, cast.ana, now)
    desk, _ = signed_in_as(session, cast.ana, now)
    keep_form(session, phone, "/somewhere", FIELDS, now=now)
    assert not has_kept_forms(session, desk, now=now)
    assert find_kept_forms(session, desk, now=now) == []


def test_after_half_a_day_nothing_is_kept(session, cast, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    keep_form(session, caller, "/old", FIELDS, now=now)
    later = now + timedelta(hours=12)
    assert find_kept_forms(session, caller, now=later) == []
    keep_form(session, caller, "/new", FIELDS, now=later)
    assert len(session.exec(select(KeptPost)).all()) == 1


def test_a_form_moved_to_another_session_does_not_open(session, cast, now):
    ana, _ = signed_in_as(session, cast.ana, now)
    ben, _ = signed_in_as(session, cast.ben, now)
    keep_form(session, ana, "/somewhere", FIELDS, now=now)
    row = session.exec(select(KeptPost)).one()
    row.session_id = ben.session_id
    session.flush()
    with pytest.raises(SealBrokenError):
        find_kept_forms(session, ben, now=now)


def test_what_was_typed_stands_nowhere_in_plain(session, cast, now):
    caller, _ = signed_in_as(session, cast.ana, now)
    keep_form(session, caller, "/somewhere", FIELDS, now=now)
    assert "typed" not in session.exec(select(KeptPost.sealed)).one()
