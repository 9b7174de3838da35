"""The database itself lets nobody change or take out an entry, whoever asks."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from directory.audit.guards import GUARDS, ends_at_its_head, missing_guards
from directory.audit.models import AuditEntry
from directory.cli.checks_audit import audit
from directory.cli.finding import Verdict
from tests.audit.conftest import LENGTH, breaks

EVERYWHERE = (
    "UPDATE audit_entry SET act = 'x'",
    "UPDATE audit_entry SET hash = 'x' WHERE number = 3",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_entry WHERE number = 3",
)
SQLITE_ONLY = (
    "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 3",
    "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 3",
    "UPDATE OR IGNORE audit_entry SET act = 'x'",
    "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE number = 3 ON CONFLICT DO UPDATE SET act = 'x'",
)
POSTGRESQL_ONLY = (
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE number = 3 ON CONFLICT (number) DO UPDATE SET act = 'x'",
)


@pytest.mark.parametrize(
    ("database_kind", "statement"),
    [("sqlite", each) for each in EVERYWHERE + SQLITE_ONLY]
    + [pytest.param("postgres", each, marks=pytest.mark.postgres) for each in EVERYWHERE + POSTGRESQL_ONLY],
    indirect=["database_kind"],
)
def test_an_entry_is_never_changed_or_deleted(database, kept, statement):
    with (
        pytest.raises(DBAPIError, match="entries of the audit are never changed or deleted"),
        database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    with database.reading() as session:
        assert len(session.exec(select(AuditEntry)).all()) == LENGTH
        assert breaks(session, kept) == []


def test_the_doctor_sees_every_guard_in_place(database, kept):
    with database.reading() as session:
        assert missing_guards(session) == frozenset()
        assert ends_at_its_head(session)


def test_a_guard_that_was_taken_away_is_missed_by_name(unguarded):
    kind = unguarded.engine.dialect.name
    with unguarded.reading() as session:
        assert missing_guards(session) == GUARDS[kind]


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_guard_that_was_switched_off_is_missed_too(database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays")
    with database.reading() as session:
        assert missing_guards(session) == {"audit_entry_stays"}


def test_a_head_that_was_turned_back_is_seen_without_reading_the_chain(database, kept):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE log_head SET number = 3 WHERE log = 'audit'")
    with database.reading() as session:
        assert not ends_at_its_head(session)


def test_an_audit_without_entries_ends_at_its_head(database):
    with database.reading() as session:
        assert ends_at_its_head(session)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_doctor_says_what_to_do(settings, unguarded):
    finding = audit(settings)
    assert finding.verdict is Verdict.WRONG
    assert "alongside audit verify" in finding.sentence


def test_the_doctor_counts_the_entries_of_a_sound_audit(settings, kept):
    assert audit(settings).sentence == f"{LENGTH} entries, and none can be changed"
