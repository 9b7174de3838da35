"""Installations to back up and places to restore into."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from directory.backups.making import Made
from directory.config import Settings
from directory.db import Database
from directory.feeds.files import keep_file
from directory.keyring import Keyring
from tests.backups.machines import Machine
from tests.postgres import PostgresServer


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], BinaryIO]:
    """Write bytes to a file, always the same one, and open it."""
    file = tmp_path_factory.mktemp("sealed") / "file.backup"

    def keep(content: bytes) -> BinaryIO:
        file.write_bytes(content)
        return file.open("rb")

    return keep


@pytest.fixture
def here(database: Database, settings: Settings, keyring: Keyring, tmp_path: Path, now: datetime) -> Iterator[Machine]:
    """An installation with three listings and a kept feed."""
    machine = Machine(settings, keyring, tmp_path / "backups", now)
    machine.backups.mkdir()
    for _ in range(3):
        machine.add_listing()
    keep_file(settings.feeds_folder, b"a feed", "0" * 64)
    yield machine
    machine.database.close()


@pytest.fixture
def there(here: Machine, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """Another machine."""
    settings = here.settings.model_copy(update={"data": tmp_path / "there", "database_url": ""})
    if database_kind == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create()
        settings = settings.model_copy(update={"database_url": server.url(name)})
    machine = Machine(settings, here.keyring, here.backups, here.now)
    yield machine
    machine.database.close()
    if database_kind == "postgres":
        server.drop(name)


@pytest.fixture
def made(here: Machine) -> Made:
    """A backup of the installation."""
    return here.back_up()
