"""The commands run here as they do in the tests of the command line; an office has one feed and a server of it."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from directory.config import Settings
from directory.db import Database
from tests.cli.conftest import alongside, data_folder
from tests.feeds.feed_server import feed_server
from tests.feeds.office import ROWS, Office

__all__ = ["alongside", "data_folder"]


@pytest.fixture
def office(database: Database, settings: Settings, now: datetime) -> Iterator[Office]:
    with feed_server() as server:
        opened = Office(database, settings, server, now)
        opened.serve(ROWS)
        yield opened
