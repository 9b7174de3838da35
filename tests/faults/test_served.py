"""The pages while the database or the index is taken away and brought back; and what pages ask of the database."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from directory.app import create_app
from directory.db import Database
from directory.listings.models import mint_id
from directory.seeding import has_demo
from tests.faults.installation import Suffering, wait_until


@pytest.fixture
def client(suffering: Suffering, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The installation as it is served, by a follower that is not patient."""
    monkeypatch.setattr("directory.listings.following.PAUSE_SECONDS", 0.05)
    monkeypatch.setattr("directory.listings.following.PAUSE_AFTER_FAILURE_SECONDS", 0.05)
    app = create_app(suffering.settings, clock=lambda: suffering.now)
    with TestClient(app, raise_server_exceptions=False) as opened:
        wait_until(lambda: is_ready(opened))
        yield opened


def is_ready(client: TestClient) -> bool:
    return client.get("/readyz").status_code == 200


def finds(client: TestClient, key: int, turn: int) -> bool:
    answer = client.get("/api/find", params={"q": f"said{turn} key{key}", "exact": 1})
    assert answer.status_code == 200
    return [hit["name"] for hit in answer.json()["hits"]] == [f"Group {key} turn{turn}"]


def test_an_index_that_is_removed_while_it_is_served_comes_back(client, suffering):
    for turn, folder in enumerate((suffering.keeper.folder, suffering.settings.index_folder), start=1):
        shutil.rmtree(folder)
        assert finds(client, 0, 0)
        suffering.save(1, turn)
        wait_until(lambda turn=turn: finds(client, 1, turn))
        assert suffering.keeper.open()


def test_what_is_found_is_still_found_while_the_database_is_away(client, suffering):
    file = suffering.settings.data / "alongside.sqlite3"
    elsewhere = file.with_name("elsewhere")
    file.rename(elsewhere)
    assert finds(client, 0, 0)
    assert client.get("/find", params={"q": "group"}).status_code == 200
    assert client.get(f"/listings/{mint_id('tests', '0')}").status_code == 503
    assert not is_ready(client)
    wait_until(client.app.state.follower.lost_database.is_set)
    assert finds(client, 0, 0)
    assert not file.exists()
    elsewhere.rename(file)
    wait_until(lambda: is_ready(client))
    suffering.save(1, 5)
    wait_until(lambda: finds(client, 1, 5))


def test_a_database_that_was_replaced_while_serving_is_the_one_that_is_found(client, suffering, sqlite_template):
    file = suffering.settings.data / "alongside.sqlite3"
    file.rename(file.with_name("before"))
    for beside in ("alongside.sqlite3-wal", "alongside.sqlite3-shm"):
        file.with_name(beside).unlink(missing_ok=True)
    shutil.copy(sqlite_template, file)
    database = Database(suffering.settings.resolved_database_url)
    with database.reading() as session:
        assert not has_demo(session)
    suffering.save(7, 7)
    database.close()
    wait_until(lambda: finds(client, 7, 7))
    assert client.get("/api/find").json()["total"] == 1


@contextmanager
def statements_of_requests(client: TestClient) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, but by the follower."""
    statements: list[str] = []
    follower = client.app.state.follower._thread

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if threading.current_thread() is not follower:
            statements.append(statement)

    engine = client.app.state.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/find", "/api/find", "/api/suggest", "/"])
def test_finding_asks_nothing_of_the_database(client, path):
    with statements_of_requests(client) as statements:
        answer = client.get(path, params={"q": "group tonight", "near": "55401", "for": "women", "sort": "nearest"})
        assert answer.status_code == 200
    assert statements == []


@pytest.mark.parametrize("path", ["/listings/{}", "/api/listings/{}"])
def test_a_listing_takes_as_many_statements_however_much_it_says_and_however_many_there_are(client, suffering, path):
    address = path.format(mint_id("tests", "0"))
    for key in (0, 1):
        suffering.save(key, 1, group="one")
    with statements_of_requests(client) as for_little:
        assert client.get(address).status_code == 200
    facts = {"facts": {"fee": False, "id": False, "open_meeting": True}, "languages": ("en", "es", "so")}
    suffering.save(0, 2, **facts, audiences=("women", "men"), group="one")
    for key in range(20, 32):
        suffering.save(key, 1, group="one")
    with statements_of_requests(client) as for_much:
        assert client.get(address).status_code == 200
    assert len(for_much) == len(for_little) <= 24
