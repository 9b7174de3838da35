"""What every test may ask for: a fixed moment, and a fresh database that migrations built, on SQLite and PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import event
from sqlmodel import Session

from directory import migrations
from directory.config import Settings
from directory.db import Database
from directory.keyring import FromFile, Keyring, new_master_key, write_key_file
from directory.seeding import seed_vocabulary
from tests.cast import Cast, read_cast, write_cast
from tests.factories import Make
from tests.memory import memory_folder
from tests.postgres import PostgresServer, postgres_server

BOTH_DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
RARELY = (20_000, 20, 20)
"""When Python looks for garbage in circles: at its own pace that is a sixth of the time of all tests."""


def pytest_configure() -> None:
    """Time no example; seldom look for garbage; keep what tests write in memory where there is room.

    No test waits for a disk then.
    """
    gc.set_threshold(*RARELY)
    hypothesis.settings.register_profile("untimed", hypothesis.settings(), deadline=None)
    hypothesis.settings.load_profile("untimed")
    folder = memory_folder()
    if folder is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(folder)  # subprocesses and browsers, too
        tempfile.tempdir = None


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: nobody need look through it for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the data folder and the settings of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ALONGSIDE_") and "_TEST_" not in name]:
            patch.delenv(name)
        patch.setenv("ALONGSIDE_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("configuration")))
        yield


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: Saturday, November 21st 2026, 6 pm in Minneapolis."""
    return NOW


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and the vocabulary, to be copied."""
    file = tmp_path_factory.mktemp("template") / "alongside.sqlite3"
    _build(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a PostgreSQL database with every table and the vocabulary, to be copied."""
    name = postgres.create()
    _build(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def peopled_sqlite_template(sqlite_template: Path) -> Path:
    """The same with everybody of `cast` in it."""
    file = sqlite_template.with_name("peopled.sqlite3")
    shutil.copy(sqlite_template, file)
    _people(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def peopled_postgres_template(postgres: PostgresServer, postgres_template: str) -> str:
    """The same with everybody of `cast` in it."""
    name = postgres.create(template=postgres_template)
    _people(postgres.url(name))
    return name


def _people(url: str) -> None:
    database = Database(url)
    write_cast(database, NOW)
    database.close()


def _build(url: str) -> None:
    database = Database(url)
    migrations.upgrade(database.engine)
    with database.writing() as session:
        seed_vocabulary(session)
    database.close()


@pytest.fixture(params=BOTH_DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` and `postgres` in turn; a test that needs only one parametrizes this fixture itself."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with every table and the vocabulary, and `cast` where a test asks for it."""
    peopled = "peopled_" if "cast" in request.fixturenames else ""
    if database_kind == "sqlite":
        file = tmp_path / "alongside.sqlite3"
        shutil.copy(request.getfixturevalue(f"{peopled}sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.copy(request.getfixturevalue(f"{peopled}postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a single table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The file of a new master key, in a folder of its own."""
    file = tmp_path / "keys" / "master.key"
    file.parent.mkdir()
    write_key_file(file, [new_master_key()])
    return file


@pytest.fixture
def keyring(key_file: Path) -> Keyring:
    """The keyring of `settings`."""
    return Keyring(FromFile(key_file), key_file.with_name("erasures.ledger"))


@pytest.fixture
def settings(database_url: str, tmp_path: Path, key_file: Path) -> Settings:
    """An installation in a folder of the test's own, in Minneapolis time."""
    return Settings(
        data=tmp_path,
        database_url=database_url,
        timezone="America/Chicago",
        master_key_file=key_file,
        erasure_ledger=key_file.with_name("erasures.ledger"),
    )


@pytest.fixture
def database(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """A fresh database, opened."""
    opened = Database(database_url, keyring=keyring)
    yield opened
    opened.close()


@pytest.fixture
def count_statements(database: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """Write down the statements sent to the database meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            statements.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def cast(database: Database, now: datetime) -> Cast:
    """Ana, Ben, Cora, Sol, Dee and Ada, committed: ask for them before anything is written through `session`."""
    return read_cast(database) or write_cast(database, now)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes; what the test does not commit is undone."""
    with database.writing() as session:
        yield session
        session.rollback()


@pytest.fixture
def make(session: Session, now: datetime) -> Make:
    """Builders of real rows in `session`."""
    return Make(session, now)
