"""Words planted in every sealed field stand on the client's own pages and nowhere else."""

import sqlite3
from pathlib import Path

import pytest

from directory.config import Settings
from tests.accounts.desk import Desk
from tests.cast import Cast
from tests.clients.conftest import begin

CANARIES = (
    "canarycue",
    "canaryarea",
    "canarygoal",
    "canaryname",
    "canarymail",
    "canaryplace",
    "canarynote",
    "canarypromise",
    "canarywords",
    "5550147",
    "1987",
)
SAID = ("555-0147", "6125550147", "612 555 0147")


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The file is read as it lies on the disk."""
    return str(request.param)


def plant(desk: Desk) -> str:
    """A client with a canary in every sealed field; returns the record's address."""
    record = begin(desk, cue="canarycue", area="canaryarea", goal="canarygoal", domain="work")
    identity = {"name": "canaryname", "phone": "612 555 0147", "email": "canarymail@example.org", "birth_year": "1987"}
    desk.go(desk.get(f"{record}/identity"), f"{record}/identity", **identity)
    contact = {"channel": "text", "direction": "in", "two_way": "0", "place": "canaryplace", "note": "canarynote"}
    promised = {"promise": "canarypromise", "promise_due": "2026-11-24"}
    desk.go(desk.get(record), f"{record}/contacts", **contact, **promised)
    desk.go(desk.get(f"{record}/notes/new"), f"{record}/notes", words="canarywords")
    desk.refused(desk.get(f"{record}/notes/new"), f"{record}/notes", words="")
    desk.go(desk.get("/clients"), "/clients/lookup", sought="612 555 0147")
    desk.send(desk.get("/clients"), "/clients/lookup", sought="612 555 0147 canarywords")
    return record


def test_what_a_client_said_is_on_their_page_alone(
    desk: Desk, cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    record = plant(desk)
    page = desk.get(record)
    for canary in ("canarycue", "canarygoal", "canarynote", "canarypromise", "canarywords", "canaryname"):
        assert canary in page.main
    assert not any(canary in page.one("title").text for canary in CANARIES)
    broken = desk.client.post(f"{record}/goals", data={"words": "canarywords"}, headers={"accept": "text/html"})
    told = [broken.text]
    for person in (cast.ben, cast.cora):
        desk.client.cookies.clear()
        desk.sign_in_as(person)
        told += [desk.client.get(path, headers={"accept": "text/html"}).text for path in (record, "/clients")]
    logged = capsys.readouterr()
    told += [logged.out, logged.err]
    found = {canary for canary in (*CANARIES, *SAID) if any(canary in text for text in told)}
    assert found == set()


def test_nothing_of_it_can_be_read_in_the_files_of_the_database(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    plant(desk)
    file = tmp_path / "alongside.sqlite3"
    with sqlite3.connect(file) as connection:
        dumped = "\n".join(connection.iterdump())
    stored = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()).lower()
    for canary in (*CANARIES[:-1], *SAID):
        assert canary.encode() not in stored
        assert canary not in dumped
    assert settings.data == tmp_path
