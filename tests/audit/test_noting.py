"""Noting: what is committed has its entry, what is undone has none, and nothing but ids and codes gets in."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from directory.accounts.models import Team
from directory.audit import Act, Reason, Subject, System, note, note_read, note_regardless
from directory.audit.models import AuditEntry
from directory.audit.noting import LARGEST_COUNT
from directory.audit.route_template import RouteTemplate
from directory.db import REQUEST_ID
from directory.listings.changes import changed_since, note_change
from directory.listings.models import mint_id
from directory.policy import Role
from tests.audit.conftest import ADA, ANA, breaks

ONE, TWO = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entries(database) -> list[AuditEntry]:
    with database.reading() as session:
        assert breaks(session) == []
        return list(session.exec(select(AuditEntry).order_by(AuditEntry.number)))


def note_team(session, now, team_id=ONE) -> None:
    note(session, Act.TEAM_MADE, caller=ADA, subject=Subject.TEAM, ids=[team_id], now=now)


def test_an_entry_says_who_did_what_to_whom_when_and_why(database, now):
    with database.writing() as session:
        session.info[REQUEST_ID] = "r1"
        note(
            session,
            Act.SESSION_ENDED,
            caller=ADA,
            subject=Subject.SESSION,
            ids=[TWO, ONE],
            reason=Reason.BY_ADMIN,
            details={"roles": {Role.PEER, Role.ADMIN}, "others": 3, "person": TWO, "all": True},
            now=now,
        )
        assert session.exec(select(AuditEntry)).all() == []
    [entry] = entries(database)
    assert (entry.number, entry.at, entry.actor_id) == (1, now, ADA.person_id)
    assert (entry.actor_roles, entry.act, entry.subject) == ("admin supervisor", "session.ended", "session")
    assert (entry.subject_ids, entry.reason, entry.request_id) == (f"{TWO} {ONE}", "by_admin", "r1")
    assert json.loads(entry.details) == {"all": True, "others": 3, "person": str(TWO), "roles": ["admin", "peer"]}


@pytest.mark.parametrize(("actor", "roles"), [(None, ""), (System.WORKER, "worker"), (System.COMMAND, "command")])
def test_who_is_no_person_has_no_id(database, now, actor, roles):
    with database.writing() as session:
        note(session, Act.SIGN_IN_REFUSED, caller=actor, subject=Subject.PERSON, now=now)
    [entry] = entries(database)
    assert (entry.actor_id, entry.actor_roles) == (None, roles)


def test_undone_work_leaves_no_entry_and_no_gap(database, now):
    with pytest.raises(RuntimeError), database.writing() as session:
        note_team(session, now)
        raise RuntimeError
    with database.writing() as session:
        note_team(session, now)
        session.rollback()
    with database.writing() as session:
        note_team(session, now, TWO)
    assert [(entry.number, entry.subject_ids) for entry in entries(database)] == [(1, str(TWO))]


def test_a_savepoint_that_is_undone_takes_its_own_entries_with_it_and_no_other(database, now):
    with database.writing() as session:
        note_team(session, now, UUID(int=1))
        with session.begin_nested():
            note_team(session, now, UUID(int=2))
            with session.begin_nested() as undone:
                note_team(session, now, UUID(int=3))
                undone.rollback()
        with pytest.raises(RuntimeError), session.begin_nested():
            note_team(session, now, UUID(int=4))
            raise RuntimeError
        note_team(session, now, UUID(int=5))
    assert [UUID(entry.subject_ids).int for entry in entries(database)] == [1, 2, 5]


def test_a_commit_that_fails_leaves_neither_the_work_nor_its_entry(database, now):
    with pytest.raises(Exception, match=r"(?i)unique"), database.writing() as session:
        note_team(session, now)
        session.add(Team(name="North", name_key="north", created_at=now))
        session.add(Team(name="NORTH", name_key="north", created_at=now))
    assert entries(database) == []


def test_several_commits_of_one_session_chain_on(database, now):
    with database.writing() as session:
        for number in range(3):
            note_team(session, now, UUID(int=number))
            session.commit()
    assert [entry.number for entry in entries(database)] == [1, 2, 3]


def test_the_feed_and_the_audit_are_written_by_one_commit_whichever_was_noted_first(database, now):
    listing = mint_id("t", "1")
    with database.writing() as session:
        note_team(session, now)
        note_change(session, listing, now=now)
    with database.reading() as session:
        assert list(changed_since(session, 0)) == [listing]
    assert len(entries(database)) == 1


def test_what_was_read_is_written_after_the_page_with_every_id_in_one_entry(database, now):
    with database.reading() as session:
        note_read(session, caller=ANA, subject=Subject.CLIENT, ids=[ONE, TWO], now=now)
        assert entries(database) == []
    [entry] = entries(database)
    assert (entry.act, entry.actor_id, entry.subject_ids) == ("records.read", ANA.person_id, f"{ONE} {TWO}")


def test_a_page_whose_reading_cannot_be_written_down_fails(database, now):
    with pytest.raises(Exception, match="audit_entry"), database.reading() as session:
        note_read(session, caller=ANA, subject=Subject.CLIENT, ids=[ONE], now=now)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE audit_entry")


def test_a_session_that_only_reads_takes_no_note_that_it_would_lose(database, now):
    with database.reading() as session, pytest.raises(RuntimeError, match="note_read"):
        note_team(session, now)
    assert entries(database) == []


def test_what_is_refused_is_written_once_the_transaction_is_undone(database, now):
    with pytest.raises(PermissionError), database.writing() as session:
        note_team(session, now)
        session.flush()
        note_regardless(
            session, Act.UNLOCK_REFUSED, caller=ANA, subject=Subject.SESSION, reason=Reason.WRONG_PIN, now=now
        )
        raise PermissionError
    assert [(entry.act, entry.reason) for entry in entries(database)] == [("session.unlock_refused", "wrong_pin")]


def test_what_is_refused_is_written_too_when_the_rest_is_kept(database, now):
    with database.writing() as session:
        note_team(session, now)
        note_regardless(session, Act.UNLOCK_REFUSED, caller=ANA, subject=Subject.SESSION, now=now)
    assert [entry.act for entry in entries(database)] == ["team.made", "session.unlock_refused"]


class Spoken(StrEnum):
    """What no list of codes should hold."""

    SENTENCE = "Ana said she will call"
    ADDRESS = "ana@example.org"


@pytest.mark.parametrize(
    "given",
    [
        {"reason": "wrong pin of Ana"},
        {"reason": Spoken.SENTENCE},
        {"details": {"email": "ana@example.org"}},
        {"details": {"email": Spoken.ADDRESS}},
        {"details": {"names": ["Ana", "Ben"]}},
        {"details": {"names": [Spoken.SENTENCE]}},
        {"details": {"said by Ana": 1}},
        {"details": {"nested": {"name": Role.PEER, "more": "Ana"}}},
        {"details": {"weight": 1.5}},
        {"details": {"nothing": None}},
        {"details": {"bytes": b"Ana"}},
        {"ids": ["ana"]},
        {"ids": [None]},
        {"subject": "Ana"},
        {"act": "Ana called"},
        {"act": Spoken.SENTENCE},
    ],
)
def test_no_word_that_is_not_a_code_gets_in(database, now, given):
    entry = {"act": Act.TEAM_MADE, "caller": ADA, "subject": Subject.TEAM, "now": now} | given
    with database.writing() as session, pytest.raises(TypeError):
        note(session, entry.pop("act"), **entry)
    assert entries(database) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [LARGEST_COUNT + 1, -LARGEST_COUNT - 1, 6125550123, 5550123, 19840317])
def test_no_telephone_number_or_date_passes_for_a_count(database, now, number):
    with database.writing() as session, pytest.raises(ValueError, match="count"):
        note(session, Act.TEAM_MADE, caller=ADA, subject=Subject.TEAM, details={"count": number}, now=now)


@given(typed=st.text())
def test_nothing_typed_is_ever_taken(typed):
    for facts in ({"reason": typed or "x"}, {"details": {"word": typed}}, {"ids": [typed]}):
        with Session() as session, pytest.raises(TypeError):
            note(session, Act.TEAM_MADE, caller=None, subject=Subject.TEAM, now=NOW, **facts)


def test_the_path_of_a_route_is_a_word_of_ours(database, now):
    with database.writing() as session:
        route = RouteTemplate("/clients/{client_id}")
        note(session, Act.ACCESS_REFUSED, caller=ANA, subject=Subject.ROUTE, details={"route": route}, now=now)
    assert json.loads(entries(database)[0].details) == {"route": "/clients/{client_id}"}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_owed_waits_for_no_lock_of_its_own_session(database, now):
    with pytest.raises(PermissionError), database.writing() as session:
        session.add(Team(name="North", name_key="north", created_at=now))
        session.flush()
        with pytest.raises(OperationalError, match="locked"), database.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 1")
            other.exec_driver_sql("DELETE FROM team")
        note_regardless(session, Act.UNLOCK_REFUSED, caller=ANA, subject=Subject.SESSION, now=now)
        raise PermissionError
    assert len(entries(database)) == 1
