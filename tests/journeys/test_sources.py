"""A coordinator adds a source and looks at its first reading; the pages of sources under axe."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from directory.config import Settings
from directory.feeds.running import run_feed
from directory.listings.models import Source
from tests.feeds.feed_server import FeedServer, feed_server, plain
from tests.feeds.reading import MEETING
from tests.journeys.agency import Agency, send
from tests.journeys.test_private_pages import Eyes, signed_in

pytestmark = pytest.mark.browser
SHEET = b"Group,What kind,Strange\nChoir of Elm,choir,1\nGame night,game night,2\n"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with feed_server() as listening:
        yield listening


def add(page: Page, name: str, format_name: str) -> str:
    """Add a source by its form; gives the address of its page."""
    page.goto("/curation/feeds/new")
    page.locator("#name").fill(name)
    page.locator("#format").select_option(format_name)
    page.locator("#address").fill("https://feeds.example.org/list")
    send(page, "main form button[type=submit]")
    return page.url.partition("?")[0]


def read(agency: Agency, server: FeedServer, address: str, content: bytes) -> None:
    """Read a source as the worker would."""
    server.answers["/list"] = plain(content)
    source_id = UUID(address.rsplit("/", 1)[1])
    with agency.database.writing() as session:
        session.get_one(Source, source_id).url = server.address("/list")
    data = Path(agency.database.engine.url.database or "").parent
    settings = Settings(data=data, timezone="America/Chicago")
    run_feed(agency.database, settings, source_id, clock=agency.clock, fetcher=server.fetcher())


def test_the_pages_of_sources_are_for_everybody(agency: Agency, server: FeedServer) -> None:
    eyes, page = Eyes(), signed_in(agency, agency.cast.dee)
    eyes.visit(page, "/curation/feeds", "/curation/feeds/new")
    eyes.refused(page, "/curation/feeds/new")
    meetings, sheet = add(page, "Elm Intergroup", "meeting_guide"), add(page, "Library", "csv")
    eyes.visit(page, meetings, f"{sheet}/columns")
    read(agency, server, meetings, json.dumps([MEETING, {"slug": "x"}]).encode())
    read(agency, server, sheet, SHEET)
    eyes.visit(page, "/curation/feeds", meetings, f"{meetings}/settings", f"{sheet}/columns")
    page.goto(meetings)
    page.locator("#runs ~ ul a").first.click()
    page.wait_for_url("**/runs/*")
    eyes.look(page, "a reading")
    send(page, "main form[action$=trust] button")
    eyes.look(page, "trusted")
    read(agency, server, sheet, b"<!doctype html>")
    eyes.visit(page, sheet)
    send(page, "main form[action$=pause] button")
    eyes.look(page, "paused")
    assert eyes.found == {}
