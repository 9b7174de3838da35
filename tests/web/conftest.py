"""The town, served to a client that judges every page it fetches."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from tests.web.judge import Judge
from tests.web.town import NOW, Town, build_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """One installation for all tests that only read."""
    folder: Path = tmp_path_factory.mktemp("town")
    return build_town(folder)


@pytest.fixture(scope="session")
def client(town: Town) -> Iterator[TestClient]:
    """The town as it answers at its fixed moment; answers come as they are, redirects too."""
    app = create_app(town.settings, clock=lambda: NOW)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def judge(client: TestClient) -> Judge:
    """A client that fetches pages and judges them."""
    client.cookies.clear()
    return Judge(client)
