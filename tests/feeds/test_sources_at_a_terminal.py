"""`alongside feeds add | list | run`, as somebody at a terminal runs them."""

import json
from collections.abc import Iterator

import pytest

from directory.config import load_settings
from directory.db import open_database
from directory.feeds.codes import Rule, Schedule
from directory.feeds.sources import list_feeds
from tests.feeds.feed_server import HOST, FeedServer, feed_server, plain
from tests.feeds.reading import SAMPLES
from tests.feeds.test_command import installed

__all__ = ["installed"]


@pytest.fixture
def server(monkeypatch) -> Iterator[FeedServer]:
    """A server on an address that the settings allow."""
    with feed_server() as listening:
        monkeypatch.setenv("ALONGSIDE_FEEDS_PRIVATE_NETWORKS", HOST)
        monkeypatch.setenv("ALONGSIDE_FEEDS_PORTS", str(listening.port))
        listening.answers["/feed.json"] = plain((SAMPLES / "meeting_guide.json").read_bytes())
        yield listening


def add(alongside, server: FeedServer, *more: str, path: str = "/feed.json"):
    address = server.address(path, host=HOST)
    return alongside("feeds", "add", "Elm Intergroup", "--format", "meeting_guide", "--url", address, *more)


def test_a_source_is_added_listed_and_run(alongside, installed, server):
    added = add(alongside, server, "--schedule", "weekly", "--hour", "6", "--rule", "unchanged-shape")
    assert added.code == 0
    assert "Elm Intergroup is read from now on" in added.out
    database = open_database(load_settings())
    with database.reading() as session:
        [found] = list_feeds(session)
    database.close()
    assert (found.feed.schedule, found.feed.hour, found.feed.rule) == (Schedule.WEEKLY, 6, Rule.UNCHANGED_SHAPE)
    [line] = alongside("feeds", "list").out.splitlines()
    assert line.split("\t")[:3] == ["Elm Intergroup", "meeting_guide", "new"]
    ran = alongside("feeds", "run", "Elm Intergroup")
    assert ran.code == 0
    assert "6 to review" in ran.out
    assert "first run" in ran.out
    again = alongside("feeds", "run", "Elm Intergroup", "--json")
    assert json.loads(again.out)["ended"] == "staged"
    assert "\tgood\t" in alongside("feeds", "list").out


def test_a_run_of_which_nothing_comes_ends_with_one_sentence(alongside, installed, server):
    add(alongside, server, path="/none.json")
    ran = alongside("feeds", "run", "Elm Intergroup")
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "The server has no such file. Is the address still right?"
    assert "\tfailing\t" in alongside("feeds", "list").out


@pytest.mark.parametrize("address", ["http://127.0.0.1/feed.json", "http://10.0.0.1/", "file:///etc/passwd"])
def test_an_address_that_may_not_be_asked_is_refused_at_once(alongside, installed, address):
    refused = alongside("feeds", "add", "Inside", "--format", "bmlt", "--url", address)
    assert refused.code == 1
    assert alongside("feeds", "list").out == ""


def test_what_is_not_known_is_refused(alongside, installed, server):
    assert alongside("feeds", "run", "Nobody").code == 1
    assert add(alongside, server, "--rule", "anything").code == 2
    assert alongside("feeds", "list").out == ""
