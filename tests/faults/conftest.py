"""An installation that is going to suffer: a real database, a real index, and what ships with the program."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from directory.config import Settings
from directory.db import Database
from directory.listings.find import Finder
from directory.listings.finder import open_finder
from directory.listings.indexing import IndexKeeper, index_keeper
from tests.faults.installation import Suffering


@pytest.fixture
def database_kind() -> str:
    """SQLite: what is broken here is the index, and that is the same beside any database."""
    return "sqlite"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[IndexKeeper, Finder]:
    """What every installation loads of words and places, loaded once for all tests."""
    folder: Path = tmp_path_factory.mktemp("shipped")
    settings = Settings(data=folder, timezone="America/Chicago")
    keeper = index_keeper(settings, Database(f"sqlite:///{folder / 'none.sqlite3'}"))
    return keeper, open_finder(settings, keeper, None)


@pytest.fixture
def suffering(settings: Settings, shipped: tuple[IndexKeeper, Finder], now: datetime) -> Iterator[Suffering]:
    """An installation with three listings and an index that is in step."""
    keeper, finder = shipped
    made = Suffering.begin(settings, keeper, finder, now)
    for key in range(3):
        made.save(key, turn=0)
    made.step()
    yield made
    made.database.close()


@pytest.fixture
def count_statements(suffering: Suffering) -> Callable[[], AbstractContextManager[list[str]]]:
    """Write down the statements sent to the database meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            statements.append(statement)

        event.listen(suffering.database.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(suffering.database.engine, "before_cursor_execute", note)

    return counting
