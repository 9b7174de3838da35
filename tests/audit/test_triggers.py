"""The database itself lets nobody change or take out an entry, whoever asks."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from directory.audit.models import AuditEntry
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
