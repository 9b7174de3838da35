"""The database: pragmas, transactions, moments, and what is owed once a transaction has ended."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import select

from directory.db import SQLITE_PRAGMAS, Database, database_id, pragmas_of
from directory.listings.models import Organization, Service, Source, mint_id
from directory.numbering import LogHead

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@only_sqlite
def test_every_pooled_connection_has_the_pragmas(database):
    connections = [database.engine.connect() for _ in range(4)]
    assert [pragmas_of(connection) for connection in connections] == [SQLITE_PRAGMAS] * 4
    for connection in connections:
        connection.close()


@only_sqlite
def test_a_writer_takes_the_lock_before_it_reads(database):
    with database.writing() as first:
        first.exec(select(LogHead)).all()
        impatient = Database(str(database.engine.url))
        with impatient.engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection:
            connection.connection.dbapi_connection.execute("PRAGMA busy_timeout = 1")
            with pytest.raises(OperationalError, match="locked"):
                connection.exec_driver_sql("SELECT 1")
        impatient.close()


@only_sqlite
def test_a_reader_does_not_wait_for_a_writer(database):
    with database.writing() as writer:
        writer.add(Organization(id=mint_id("t", "1"), name="Not yet"))
        writer.flush()
        with database.reading() as reader:
            assert reader.exec(select(Organization)).all() == []


def test_a_writing_session_commits_at_its_end(database):
    with database.writing() as session:
        session.add(Organization(id=mint_id("t", "1"), name="Kept"))
    with database.reading() as session:
        assert session.exec(select(Organization.name)).all() == ["Kept"]


def test_a_writing_session_undoes_everything_when_anything_is_raised(database):
    with pytest.raises(RuntimeError), database.writing() as session:
        session.add(Organization(id=mint_id("t", "1"), name="Undone"))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.exec(select(Organization)).all() == []


def test_a_reading_session_keeps_nothing(database):
    with database.reading() as session:
        session.add(Organization(id=mint_id("t", "1"), name="Lost"))
        session.flush()
    with database.reading() as session:
        assert session.exec(select(Organization)).all() == []


def test_a_reader_sees_one_moment_throughout(database):
    with database.reading() as reader:
        assert reader.exec(select(Organization)).all() == []
        with database.writing() as writer:
            writer.add(Organization(id=mint_id("t", "1"), name="Later"))
        assert reader.exec(select(Organization)).all() == []


def test_a_row_cannot_refer_to_nothing(session):
    session.add(Service(id=mint_id("t", "1"), organization_id=mint_id("t", "nobody"), name="Orphan"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_moment_comes_back_as_the_same_moment_in_utc(session):
    evening = datetime(2026, 11, 21, 18, tzinfo=timezone(timedelta(hours=-6)))
    session.add(Source(id=mint_id("t", "1"), name="A", format="bmlt", created_at=evening))
    session.flush()
    session.expire_all()
    kept = session.exec(select(Source.created_at)).one()
    assert kept == evening
    assert kept.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(session):
    session.add(Source(id=mint_id("t", "1"), name="A", format="bmlt", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="no time zone"):
        session.flush()


def test_a_database_has_one_id_that_stays(database):
    with database.reading() as session:
        first = database_id(session)
    with database.reading() as session:
        assert database_id(session) == first


def test_postgresql_addresses_are_opened_by_psycopg():
    opened = Database("postgresql://somebody@localhost/alongside")
    assert opened.engine.url.drivername == "postgresql+psycopg"
