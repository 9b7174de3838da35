"""Asking for a link to a new password: the page learns nothing, and does the same work for everybody."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from sqlmodel import func, select

from directory.accounts.asked_links import answer_asked_links, ask_for_link, has_asked_links
from directory.accounts.hashing import ROOM
from directory.accounts.invitations import find_link
from directory.accounts.models import Invitation, LinkAsked
from directory.accounts.people import disable_person
from directory.accounts.sessions import caller_of
from directory.audit import System
from directory.audit.models import AuditEntry
from directory.outbox.models import OwedMessage
from directory.policy import TooManyRequestsError
from directory.worker.jobs import JOBS
from directory.worker.working import Worker
from tests.cast import signed_in_as

SOMEBODY, DISABLED, NOBODY = "ana@example.org", "ben@example.org", "nobody@example.org"


def link(token: str) -> str:
    return f"https://directory.example.org/invitations/{token}"


@pytest.fixture
def everybody(database, cast, now):
    """Ana may sign in, Ben may not any more, and nobody has the third address."""
    with database.writing() as session:
        disable_person(session, cast.ben.id, by=System.COMMAND, now=now)


def test_the_page_does_the_same_work_for_a_known_and_an_unknown_address(everybody, desk, database, count_statements):
    page, done, hashed = desk.get("/sign-in/reset"), {}, ROOM.computed
    for email in (SOMEBODY, DISABLED, NOBODY, "no address at all"):
        with count_statements() as statements:
            response = desk.send(page, "/sign-in/reset", email=email)
        done[email] = (response.status_code, [statement.split("(")[0] for statement in statements])
    assert len(done[SOMEBODY][1]) > 3
    assert list(done.values()) == [done[SOMEBODY]] * 4
    assert hashed == ROOM.computed
    with database.reading() as session:
        for nothing_yet in (Invitation.id, OwedMessage.id):
            assert session.exec(select(nothing_yet)).all() == []
        assert session.exec(select(func.count()).select_from(LinkAsked)).one() == 4


def test_the_worker_owes_a_link_to_whoever_may_sign_in_and_forgets_the_others(everybody, session, cast, home, now):
    _, entered = signed_in_as(session, cast.ana, now)
    for email in (SOMEBODY.upper(), DISABLED, NOBODY):
        ask_for_link(session, email, home, link=link, now=now)
    answer_asked_links(session, now=now)
    assert session.exec(select(OwedMessage.message)).all() == ["reset"]
    assert session.exec(select(Invitation.person_id)).all() == [cast.ana.id]
    assert caller_of(session, entered.session_token, now=now), "anybody can ask: nothing of hers ends"
    assert not has_asked_links(session)


def test_the_token_of_the_link_that_was_written_down_opens_it(session, cast, home, now):
    tokens = []
    ask_for_link(session, SOMEBODY, home, link=lambda token: tokens.append(token) or link(token), now=now)
    assert find_link(session, tokens[0], now=now) is None
    answer_asked_links(session, now=now)
    opened = find_link(session, tokens[0], now=now)
    assert opened
    assert opened.person_id == cast.ana.id


def test_what_was_typed_lies_sealed_and_opens_in_no_other_row(session, cast, home, now):
    ask_for_link(session, SOMEBODY, home, link=link, now=now)
    ask_for_link(session, NOBODY, home, link=link, now=now)
    first, second = session.exec(select(LinkAsked)).all()
    assert "example" not in first.sealed + second.sealed
    first.sealed, second.sealed = second.sealed, first.sealed
    session.flush()
    answer_asked_links(session, now=now)
    assert session.exec(select(OwedMessage.id)).all() == []


def test_a_link_that_was_asked_for_an_hour_ago_comes_to_nothing(session, cast, home, now):
    ask_for_link(session, SOMEBODY, home, link=link, now=now)
    answer_asked_links(session, now=now + timedelta(hours=1))
    assert session.exec(select(OwedMessage.id)).all() == []
    assert not has_asked_links(session)


def test_that_a_link_was_sent_on_asking_is_in_the_audit(session, cast, home, now):
    for email in (SOMEBODY, NOBODY):
        ask_for_link(session, email, home, link=link, now=now)
    answer_asked_links(session, now=now)
    session.commit()
    sent = select(AuditEntry.actor_id, AuditEntry.reason).where(AuditEntry.act == "person.reset_sent")
    assert session.exec(sent).all() == [(None, "by_themselves")]


def test_nobodys_mailbox_is_flooded(session, cast, home, elsewhere, now):
    for visit in (home, elsewhere, home):
        ask_for_link(session, SOMEBODY, visit, link=link, now=now)
    with pytest.raises(TooManyRequestsError):
        ask_for_link(session, SOMEBODY, elsewhere, link=link, now=now)
    ask_for_link(session, SOMEBODY, home, link=link, now=now + timedelta(hours=1))


def test_the_worker_sends_the_letter_in_the_same_round(settings, database, cast, home, now):
    worker = Worker(database, settings, lambda: now, JOBS)
    worker.work_once()
    with database.writing() as session:
        ask_for_link(session, SOMEBODY, home, link=link, now=now)
    worker.work_once()
    with database.reading() as session:
        assert session.exec(select(OwedMessage.message, OwedMessage.state)).all() == [("reset", ANY)]
        assert session.exec(select(OwedMessage.ended_at)).all() == [now]
