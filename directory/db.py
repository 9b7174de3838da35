"""The database: its engine, its sessions, and what is owed once a transaction has ended."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from fastapi import Depends, Request
from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel, func, select

from directory.config import Settings
from directory.keyring import Keyring, keyring_named_by

# Alembic can only alter or drop a constraint whose name it knows; SQLite gives none of its own.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with NORMAL a power cut loses work that was already acknowledged
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "secure_delete": 1,
}
"""What every SQLite connection is set to, as `PRAGMA name` reads it back."""

READS_ONLY: Final = "reads only"
"""In `session.info`: nothing that this session writes is kept."""
REQUEST_ID: Final = "request id"
"""In `session.info`: the id of the request the session serves, as the log shows it; absent outside of requests."""
_AFTERWARDS: Final = "owed afterwards"
_HELD_SECONDS: Final = 0.3
"""After so much writing, long work lets others write."""
_LOOK_AGAIN_SECONDS: Final = 0.11
"""A little more than the longest pause of SQLite's `busy_timeout` between two looks."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite drops zones, so they are put back on the way out; naive moments are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC before it is stored."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} says no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored moment its zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Installation(SQLModel, table=True):
    """The one row that names this database, so that an index or a backup can tell whose it is."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)


class Database:
    """One database, SQLite or PostgreSQL, with the sessions that read it and those that write to it."""

    def __init__(self, url: str, *, may_create: bool = True, keyring: Keyring | None = None) -> None:
        """Without `may_create`, a SQLite file that is not there is an error and not made; `keyring` opens seals."""
        self.keyring = keyring
        self.engine = _engine(url, may_create=may_create)
        # A reader that turns writer halfway can be refused at once, whatever the busy timeout; writers say so first.
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        # A listing is read in several statements, which must see the same moment; SQLite's readers always do.
        snapshot = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**snapshot)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads, all of it as of one moment; whatever it wrote is undone."""
        with self._settled(self._session(self._reading)) as session:
            session.info[READS_ONLY] = True
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is one transaction: committed at the end, undone when anything is raised."""
        with self._settled(self._session(self._writing)) as session:
            yield session
            session.commit()

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"keyring": self.keyring})

    @contextmanager
    def _settled(self, session: Session) -> Iterator[Session]:
        """Give a session, and when its transaction is over and its locks are let go, do what it owes besides."""
        try:
            with session:
                yield session
        finally:
            if owed := session.info.pop(_AFTERWARDS, None):
                with self.writing() as fresh:
                    for work in owed:
                        work(fresh)

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


class Steps:
    """Long work in short transactions, between which others write.

    SQLite's writers do not queue: each looks again every now and then, so that one who lets go for a moment only keeps
    all others waiting. After a good moment's work this one lets go for long enough.
    """

    def __init__(self, database: Database) -> None:
        """Begin; nothing is held yet."""
        self._database = database
        self._held_seconds = 0.0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session for the next step, which is one transaction."""
        if self._held_seconds > _HELD_SECONDS and self._database.engine.dialect.name == "sqlite":
            sleep(_LOOK_AGAIN_SECONDS)
            self._held_seconds = 0.0
        began = monotonic()
        try:
            with self._database.writing() as session:
                yield session
        finally:
            self._held_seconds += monotonic() - began


def open_database(settings: Settings, *, may_create: bool = True) -> Database:
    """Return the database the settings name; nothing is connected until it is first used."""
    return Database(settings.resolved_database_url, may_create=may_create, keyring=keyring_named_by(settings))


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite address, None for another database. Connecting makes the file: ask before."""
    address = make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def get_session(request: Request) -> Iterator[Session]:
    """Give a request its session: the request is the transaction. The app keeps its `Database` in `app.state.database`.

    Only with `scope="function"` is the commit made before the answer is sent: see `SessionDep`. Where the caller of a
    page that reads was looked up first, the page goes on in that session (`request.state.session`).
    """
    database: Database = request.app.state.database
    begun: Session | None = getattr(request.state, "session", None)
    reads = request.method in {"GET", "HEAD", "OPTIONS"}
    with nullcontext(begun) if begun else database.reading() if reads else database.writing() as session:
        session.info[REQUEST_ID] = getattr(request.state, "request_id", "")
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def do_afterwards(session: Session, work: Callable[[Session], None]) -> None:
    """Do a short work in a writing transaction of its own once that of `session` is over, whether kept or undone.

    When it cannot be done, what the session was for fails: a page is not shown.
    """
    session.info.setdefault(_AFTERWARDS, []).append(work)


def take_turns(session: Session, what: str) -> None:
    """Wait until no other transaction does `what`, and be the only one until this one ends.

    SQLite's writers take turns anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def database_id(session: Session) -> UUID:
    """Return the id that migrations gave this database when they made it."""
    return session.exec(select(Installation.id)).one()


def pragmas_of(connection: Connection) -> dict[str, Any]:
    """Return the SQLite pragmas of one connection, for comparison with `SQLITE_PRAGMAS`."""
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in SQLITE_PRAGMAS}


def _engine(url: str, *, may_create: bool) -> Engine:
    address = make_url(url)
    quiet = {"hide_parameters": True}  # what a statement carries stands in no error and no log
    if address.get_backend_name() == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **quiet)
    file = Path(address.database or "").absolute()
    # SQLite throws the log beside an empty file away: a file made in the place of one that was moved would lose it.
    uri = f"{file.as_uri()}?mode={'rwc' if may_create else 'rw'}"
    engine = create_engine(address, creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False), **quiet)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _leave_files_that_were_moved(engine, file)
    return engine


def _leave_files_that_were_moved(engine: Engine, file: Path) -> None:
    """Have no pooled connection go on writing to a file that is no longer in its place, where nobody would find it."""

    @event.listens_for(engine, "connect")
    def note_file(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        del connection
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def compare_file(connection: DBAPIConnection, record: ConnectionPoolEntry, checked_out: object) -> None:
        del connection, checked_out
        if record.info["file"] != _identity(file):
            raise DisconnectionError("the database file is another one now")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("a SQLite address must be opened by the sqlite3 driver")
    connection.isolation_level = None  # the driver's own BEGIN comes too late; `_begin_sqlite` sends it
    for name, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
