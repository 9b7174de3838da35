"""A message is owed with the change or not at all, and what it says lies sealed for as long as it is needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from directory.audit import System
from directory.audit.models import AuditEntry
from directory.db import sqlite_file
from directory.errors import NotFoundError, RefusedError
from directory.mail import Reason
from directory.outbox.models import State
from directory.outbox.queries import has_due_message, waiting_messages
from directory.outbox.service import drop_message, forget_messages, owe_mail, send_again
from tests.outbox.conftest import ADDRESS, LINK, NAME

CANARIES = ("canary", "c4n4ry", "Canarywood", "example.org")


def everything_in(database) -> str:
    """What somebody reads who is handed the database: every row, and of SQLite every byte."""
    with database.reading() as session:
        rows = "".join(str(row) for row in session.connection().execute(text("SELECT * FROM owed_message")).all())
    file = sqlite_file(database.engine.url.render_as_string(hide_password=False))
    files = file.parent.glob(f"{file.name}*") if file else ()
    return rows + "".join(each.read_bytes().decode("latin-1") for each in files)


def test_a_message_is_owed_with_the_change_or_not_at_all(database, now):
    with pytest.raises(RuntimeError, match="change"), database.writing() as session:
        values = {"name": NAME, "at": now.isoformat()}
        owe_mail(session, to=ADDRESS, message="factor_changed", language="en", values=values, now=now)
        raise RuntimeError("the change did not come about")
    with database.reading() as session:
        assert not has_due_message(session, now)


def test_what_is_owed_lies_sealed_and_is_wiped_once_sent(database, post):
    post.owe()
    assert not any(canary in everything_in(database) for canary in CANARIES)
    assert post.row.sealed
    assert post.send(post.to_folder).sent == 1
    assert LINK in next(post.folder.glob("*.eml")).read_text()
    assert (post.row.state, post.row.sealed, post.row.lease) == (State.SENT, None, None)
    assert not any(canary in everything_in(database) for canary in CANARIES)


def test_owing_twice_under_one_id_owes_once(post):
    stable_id = uuid4()
    assert post.owe(stable_id=stable_id) == post.owe(stable_id=stable_id) == stable_id
    assert post.row.id == stable_id


@pytest.mark.parametrize(
    "address",
    [
        "", "ana", "ana@", "@example.org", "ana@example.org, ben@example.org", "ana@example.org\nBcc: ben@example.org",
        "ana@example.org\r\n\r\nbody", "Ana <ana@example.org>", '"a b"@example.org', "ana@example..org", "ana@-x.org",
        "ana@exa mple.org", f"{'a' * 65}@example.org", f"ana@{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.{'v' * 9}.org",
        "anä@example.org", "ana@example.org\x00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_no_address_is_refused_in_a_sentence(post, address):
    with pytest.raises(RefusedError, match="not a mail address"):
        post.owe(to=address)


@pytest.mark.parametrize(
    "facts",
    [
        {"message": "farewell"},
        {"language": "fr"},
        {"values": {"name": NAME}},
        {"values": {"name": NAME, "link": "javascript:alert(1)", "until": "2026-11-22T00:00:00+00:00"}},
        {"values": {"name": NAME, "link": "https://example.org/\nBcc: x", "until": "2026-11-22T00:00:00+00:00"}},
        {"values": {"name": NAME, "link": LINK, "until": "soon"}},
        {"values": {"name": NAME, "link": LINK, "until": "2026-11-22T00:00:00"}},
        {"values": {"name": " ", "link": LINK, "until": "2026-11-22T00:00:00+00:00"}},
        {"values": {"name": NAME, "link": LINK, "until": "2026-11-22T00:00:00+00:00", "extra": "x"}},
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_message_that_is_not_told_what_it_needs_is_a_bug_found_at_once(post, facts):
    with pytest.raises(ValueError, match="message"):
        post.owe(**facts)
    assert post.rows() == []


def test_what_is_parked_is_shown_without_its_address(post, now):
    message_id = post.owe()
    [shown] = post.park()
    assert (shown.id, shown.message, shown.to) == (message_id, "invitation", "a…@example.org")
    assert shown.reason == Reason.NOT_WRITTEN
    assert shown.created_at == now < shown.parked_at


def test_a_parked_message_can_be_tried_again(database, post, now):
    message_id = post.owe()
    post.park()
    with database.writing() as session:
        send_again(session, message_id, caller=System.COMMAND, now=now)
    assert post.send(post.to_folder).sent == 1
    assert post.row.state == State.SENT


def test_a_parked_message_can_be_dropped_and_says_nothing_any_more(database, post, now):
    message_id = post.owe()
    post.park()
    with database.writing() as session:
        drop_message(session, message_id, caller=System.COMMAND, now=now)
    assert (post.row.state, post.row.sealed) == (State.DROPPED, None)


@pytest.mark.parametrize(("decide", "act"), [(send_again, "message.sent_again"), (drop_message, "message.dropped")])
def test_who_decides_about_a_parked_message_stands_in_the_audit(database, post, now, decide, act):
    message_id = post.owe()
    post.park()
    with database.writing() as session:
        decide(session, message_id, caller=System.COMMAND, now=now)
    with database.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    assert (entry.act, entry.subject_ids) == (act, str(message_id))


@pytest.mark.parametrize("decide", [send_again, drop_message])
def test_only_a_parked_message_can_be_decided_about(database, post, decide, now):
    for message_id in (post.owe(), uuid4()):
        with pytest.raises(NotFoundError), database.writing() as session:
            decide(session, message_id, caller=System.COMMAND, now=now)
    assert post.row.state == State.OWED


def test_rows_outlive_their_message_by_thirty_days(database, post, now):
    post.owe()
    post.send(post.to_folder)
    post.owe()
    for later, left in ((timedelta(days=29), 2), (timedelta(days=30), 1)):
        with database.writing() as session:
            forget_messages(session, now=now + later)
        assert len(post.rows()) == left
    assert post.row.state == State.OWED


def test_what_waits_is_counted(database, post, now):
    post.owe()
    post.park()
    post.owe(now=now + timedelta(hours=1))
    post.owe(now=now + timedelta(hours=2))
    with database.reading() as session:
        waiting = waiting_messages(session)
    assert (waiting.owed, waiting.parked, waiting.oldest) == (2, 1, now + timedelta(hours=1))
