"""A database with the table of keepsakes, and one keepsake of Ana's in it."""

from collections.abc import Callable, Iterator

import pytest

from directory.crypto import new_data_key
from directory.db import Database
from tests.crypto.keepsakes import TABLES, Keepsake


@pytest.fixture
def database(database: Database) -> Iterator[Database]:
    TABLES.create_all(database.engine)
    return database


@pytest.fixture
def keep(session, now) -> Callable[..., Keepsake]:
    """Keep something under a new data key, unless one is given."""

    def keep_it(**facts) -> Keepsake:
        made = Keepsake(**{"data_key_id": facts.get("data_key_id") or new_data_key(session, now=now), **facts})
        session.add(made)
        session.flush()
        return made

    return keep_it
