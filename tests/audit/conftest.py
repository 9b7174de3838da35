"""A chain of entries of every shape, and people who act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.audit import Act, Reason, Subject, System, note
from directory.audit.verifying import Break, Head, current_head, find_breaks
from directory.db import Database
from directory.policy import Role

LENGTH = 40
"""Entries of the chain that tests tamper with."""


@dataclass(frozen=True)
class Somebody:
    """As much of a caller as the audit looks at."""

    person_id: UUID
    roles: frozenset[Role]


ADA = Somebody(UUID(int=0xADA), frozenset({Role.ADMIN, Role.SUPERVISOR}))
ANA = Somebody(UUID(int=0xA7A), frozenset({Role.PEER}))


def note_many(session: Session, numbers: range, now: datetime) -> None:
    """Entries with and without a person, ids, a reason and details, a second apart."""
    for number in numbers:
        note(
            session,
            (Act.SIGNED_IN, Act.ROLES_CHANGED, Act.SESSION_ENDED)[number % 3],
            caller=(ADA, ANA, System.WORKER, None)[number % 4],
            subject=(Subject.SESSION, Subject.PERSON)[number % 2],
            ids=[UUID(int=number + each) for each in range(number % 4)],
            reason=Reason.IDLE if number % 5 == 0 else "",
            details={"roles": frozenset({Role.PEER}), "number": number} if number % 2 else None,
            now=now + timedelta(seconds=number),
        )


def breaks(session: Session, kept: Head | None = None) -> list[Break]:
    """Every break of the chain as this session sees it."""
    return list(find_breaks(session, kept, lambda *_: None))


@pytest.fixture
def kept(database: Database, now: datetime) -> Head:
    """The head of a chain of `LENGTH` entries, written in several transactions."""
    for first in range(0, LENGTH, 8):
        with database.writing() as session:
            note_many(session, range(first, min(first + 8, LENGTH)), now)
    with database.reading() as session:
        return current_head(session)


@pytest.fixture
def unguarded(database: Database, kept: Head) -> Database:
    """The database with its chain, and without the triggers that would not let anybody touch it."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP TRIGGER audit_entry_stays ON audit_entry"))
        else:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))  # our own names
    return database


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A session of which nothing is kept."""
    with database.writing() as session:
        yield session
        session.rollback()
