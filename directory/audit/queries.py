"""What admins ask of the audit: a leaf of it, newest first, and the whole of what they filtered, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.audit.acts import Act, Subject, System
from directory.audit.models import AuditEntry
from directory.db import Database

A_LEAF: Final = 50
AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is None does not matter."""

    person_id: UUID | None = None
    system: System | None = None
    act: Act | None = None
    subject: Subject | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None
    """The first moment that is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Up to `A_LEAF` entries, newest first, and whether there are more on either side."""

    entries: tuple[AuditEntry, ...]
    has_newer: bool
    has_older: bool


def newest_leaf(session: Session, wanted: Wanted, *, older_than: int | None = None) -> Leaf:
    """Return the newest entries, or the newest of those before a number."""
    found = select(AuditEntry).where(*_conditions(wanted)).order_by(col(AuditEntry.number).desc())
    if older_than is not None:
        found = found.where(col(AuditEntry.number) < older_than)
    entries = session.exec(found.limit(A_LEAF + 1)).all()
    return Leaf(tuple(entries[:A_LEAF]), has_newer=older_than is not None, has_older=len(entries) > A_LEAF)


def next_newer_leaf(session: Session, wanted: Wanted, *, newer_than: int) -> Leaf:
    """Return the oldest of the entries after a number, newest first like every leaf."""
    found = select(AuditEntry).where(*_conditions(wanted), col(AuditEntry.number) > newer_than)
    entries = session.exec(found.order_by(col(AuditEntry.number)).limit(A_LEAF + 1)).all()
    return Leaf(tuple(reversed(entries[:A_LEAF])), has_newer=len(entries) > A_LEAF, has_older=True)


def read_all(database: Database, wanted: Wanted, *, last: int) -> Iterator[list[AuditEntry]]:
    """Yield the entries up to a number, oldest first, a batch at a time; no session stays open between two."""
    done = 0
    while True:
        found = select(AuditEntry).where(
            *_conditions(wanted), col(AuditEntry.number) > done, col(AuditEntry.number) <= last
        )
        with database.reading() as session:
            batch = list(session.exec(found.order_by(col(AuditEntry.number)).limit(AT_ONCE)))
        if not batch:
            return
        yield batch
        done = batch[-1].number


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.person_id is not None:
        yield col(AuditEntry.actor_id) == wanted.person_id
    if wanted.system is not None:
        yield col(AuditEntry.actor_id).is_(None) & (col(AuditEntry.actor_roles) == wanted.system)
    if wanted.act is not None:
        yield col(AuditEntry.act) == wanted.act
    if wanted.subject is not None:
        yield col(AuditEntry.subject) == wanted.subject
    if wanted.subject_id is not None:
        yield col(AuditEntry.subject_ids).contains(str(wanted.subject_id))
    if wanted.since is not None:
        yield col(AuditEntry.at) >= wanted.since
    if wanted.before is not None:
        yield col(AuditEntry.at) < wanted.before
