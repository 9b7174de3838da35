"""Logs whose entries get their numbers just before commit, so that the order of numbers is the order of commits.

A sequence of PostgreSQL hands its numbers out before the commit, so a reader that has seen 7 may miss a 6 that commits
later. Here all numbers of a log come from its one row in `log_head`, which stays locked until the commit. Every
transaction takes the rows in the same order (`IN_ORDER`), so that two never wait for each other.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import event, update
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Field, Session, SQLModel, col, select

import directory.db  # noqa: F401 - sets how constraints are named, before the first table is declared

LISTING_CHANGES: Final = "listing_change"
AUDIT: Final = "audit"
IN_ORDER: Final = (LISTING_CHANGES, AUDIT)
"""Every log, in the order in which a transaction takes their numbers."""

Write = Callable[[Session, Sequence[Any]], None]
"""Takes as many numbers as it needs for the entries of one transaction, and stores them."""

_PENDING: Final = "entries without a number"
_SAVEPOINTS: Final = "entries at each savepoint"
_WRITERS: Final[dict[str, Write]] = {}


class LogHead(SQLModel, table=True):
    """The last number given in one log. All numbers of a log come from its row, so their order is commit order."""

    __tablename__ = "log_head"

    log: str = Field(primary_key=True)
    number: int = 0
    hash: str | None = None
    """That of the last entry, in a log whose entries are chained."""


def writes_log(log: str) -> Callable[[Write], Write]:
    """Declare the function that stores the entries of a log."""

    def declare(write: Write) -> Write:
        _WRITERS[log] = write
        return write

    return declare


def note_entry(session: Session, log: str, entry: object) -> None:
    """Have an entry written with the next number of a log when the transaction commits, and not when it is undone."""
    if not session.in_transaction():
        session.begin()  # a rollback before the first statement undoes the entry too
    _pending(session).append((log, entry))


def take_numbers(session: Session, log: str, count: int) -> int:
    """Take `count` numbers of a log and return the first; from here to the commit nobody else can take one."""
    number = col(LogHead.number)
    taken = update(LogHead).where(col(LogHead.log) == log).values(number=number + count).returning(number)
    last: int = session.exec(taken).one()[0]
    return last - count + 1


def last_number(session: Session, log: str) -> int:
    """Return the last number given in a log, 0 when none was."""
    return session.exec(select(LogHead.number).where(LogHead.log == log)).one()


def _pending(session: Session) -> list[tuple[str, object]]:
    pending: list[tuple[str, object]] = session.info.setdefault(_PENDING, [])
    return pending


def _savepoints(session: Session) -> WeakKeyDictionary[SessionTransaction, int]:
    savepoints: WeakKeyDictionary[SessionTransaction, int] = session.info.setdefault(_SAVEPOINTS, WeakKeyDictionary())
    return savepoints


@event.listens_for(Session, "before_commit")
def _write_entries(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the real commit is still to come
    pending = session.info.pop(_PENDING, None)
    if not pending:
        return
    session.flush()  # what else is to be written goes first: the heads are held as briefly as can be
    for log in IN_ORDER:
        entries = [entry for of, entry in pending if of == log]
        if entries:
            _WRITERS[log](session, entries)


@event.listens_for(Session, "after_transaction_create")
def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _savepoints(session)[transaction] = len(_pending(session))


@event.listens_for(Session, "after_soft_rollback")
def _forget_to_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        del _pending(session)[_savepoints(session)[transaction] :]


@event.listens_for(Session, "after_transaction_end")
def _forget_entries(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
