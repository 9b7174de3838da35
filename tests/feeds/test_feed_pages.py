"""The pages of sources, as a coordinator uses them."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.audit import Act
from directory.audit.models import AuditEntry
from directory.feeds.codes import Ended
from directory.feeds.models import Feed, FeedRun
from directory.feeds.running import run_feed
from directory.listings.models import Source
from directory.listings.queries import count_listings
from tests.accounts.desk import Desk, Moment, open_desk
from tests.cast import Cast
from tests.feeds.feed_server import FeedServer, feed_server, plain
from tests.feeds.reading import MEETING
from tests.web.judge import Page

Open = Callable[[Person], Desk]
ADDRESS = "https://feeds.example.org/meetings.json"
SHEET = b"Group,What kind,Strange\nChoir of Elm,choir,1\nGame night,game night,2\n"


@pytest.fixture
def database_kind() -> str:
    """What stands behind the pages is tested on both databases."""
    return "sqlite"


@pytest.fixture
def browser_of(settings, database, now) -> Open:
    def opened(person: Person) -> Desk:
        desk = open_desk(settings, database, Moment(now))
        desk.sign_in_as(person)
        return desk

    return opened


@pytest.fixture
def dee(browser_of: Open, cast: Cast) -> Desk:
    return browser_of(cast.dee)


def add(dee: Desk, **typed: str) -> str:
    said = {"name": "Elm Intergroup", "format": "meeting_guide", "address": ADDRESS, "rule": "review_all"}
    said |= {"schedule": "daily", "hour": "4"}
    sent_on = dee.go(dee.get("/curation/feeds/new"), "/curation/feeds", **(said | typed))
    return sent_on.partition("?")[0]


class Office:
    """Reads sources as the worker would, from a server of the test's own."""

    def __init__(self, database, settings, server: FeedServer, now) -> None:
        self.database, self.settings, self.server, self.now = database, settings, server, now

    def read(self, page: str, content: bytes) -> FeedRun:
        self.server.answers["/feed"] = plain(content)
        source_id = self._source_id(page)
        with self.database.writing() as session:
            session.get_one(Source, source_id).url = self.server.address("/feed")
        self.now += timedelta(minutes=1)
        clock = Moment(self.now)
        return run_feed(self.database, self.settings, source_id, clock=clock, fetcher=self.server.fetcher())

    def _source_id(self, page: str) -> Any:
        from uuid import UUID

        return UUID(page.rsplit("/", 1)[1])


@pytest.fixture
def office(database, settings, now) -> Iterator[Office]:
    with feed_server() as server:
        yield Office(database, settings, server, now)


def test_sources_are_for_coordinators(browser_of: Open, cast: Cast, dee: Desk):
    page = add(dee)
    for path in ("/curation/feeds", "/curation/feeds/new", page, f"{page}/settings", f"{page}/columns"):
        assert dee.get(path).one("h1").text
        for other in (cast.ana, cast.sol, cast.ada):
            desk = browser_of(other)
            assert desk.get(path, status=404).main == desk.get("/not/at/all", status=404).main


def test_a_source_is_added_once_and_is_due_at_once(dee: Desk, session, now):
    new = dee.get("/curation/feeds/new")
    typed = {
        "name": "Elm",
        "format": "bmlt",
        "address": ADDRESS,
        "rule": "review_all",
        "schedule": "daily",
        "hour": "4",
    }
    first, again = (dee.go(new, "/curation/feeds", **typed) for _ in range(2))
    assert first == again
    [feed] = session.exec(select(Feed))
    assert feed.due_at == now
    assert "It is being read" in dee.get(first).main
    assert "Elm" in dee.get("/curation/feeds").main
    [entry] = session.exec(select(AuditEntry).where(AuditEntry.act == Act.FEED_ADDED))
    assert ADDRESS not in str(entry.model_dump())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "http://127.0.0.1/x"}, "not public"),
        ({"address": "http://2130706433/x"}, "by its name, not by a number"),
        ({"address": "https://me:secret@example.org/x"}, "name or password"),
        ({"address": "ftp://example.org/x"}, "https://"),
        ({"address": "https://example.org:8080/x"}, "usual ports"),
        ({"name": " "}, "Say what the source is called."),
        ({"format": "smoke"}, "Choose the format of the file."),
        ({"hour": "25"}, "Choose an hour."),
        ({"rule": "anything goes"}, "Choose what needs no look."),
        ({"schedule": "never"}, "Choose how often."),
        ({"term": "nonsense"}, "Choose a kind from the list."),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_is_lost(dee: Desk, session, typed, sentence):
    said = {"name": "Elm", "format": "csv", "address": ADDRESS, "rule": "review_all", "schedule": "daily", "hour": "4"}
    refused = dee.refused(dee.get("/curation/feeds/new"), "/curation/feeds", **(said | typed))
    assert sentence in refused.main
    assert session.exec(select(Feed)).all() == []
    kept = {element.attributes.get("value") for element in refused.elements if element.tag == "input"}
    assert (said | typed)["address"] in kept


def test_two_sources_cannot_have_one_name(dee: Desk):
    add(dee)
    again = {"name": "Elm Intergroup", "format": "meeting_guide", "address": ADDRESS, "rule": "review_all"}
    again |= {"schedule": "daily", "hour": "4"}
    assert "a source of this name" in dee.refused(dee.get("/curation/feeds/new"), "/curation/feeds", **again).main


def test_a_first_reading_is_looked_at_and_taken_up_whole(dee: Desk, office: Office, session):
    page = add(dee)
    run = office.read(page, json.dumps([MEETING, {"slug": "x"}]).encode())
    assert run.ended == Ended.STAGED
    waits = dee.get(f"{page}?done=added").main
    assert "1 proposal waits" in waits
    assert "being read" not in waits  # it was, by now
    assert "Look at the first reading" in waits
    reading = dee.get(f"/curation/feeds/runs/{run.id}")
    assert "Row 2 (id x): it has no name, so the row was refused." in reading.main
    trusted = dee.go(reading, f"/curation/feeds/runs/{run.id}/trust")
    assert "being taken up" in dee.get(trusted).main
    assert office.read(page, b"is not asked for").ended == Ended.APPLIED
    assert "being taken up" not in dee.get(trusted).main
    assert "Look at the first reading" not in dee.get(page).main
    assert count_listings(session) == 1


def test_the_file_is_handed_out_as_text_that_no_browser_acts_on(dee: Desk, office: Office):
    page = add(dee)
    content = b"<html><script>alert(1)</script></html>"
    run = office.read(page, content)
    assert "web page" in dee.get(page).main
    handed = dee.client.get(f"/curation/feeds/runs/{run.id}/file")
    assert handed.content == content
    assert handed.headers["content-type"] == "text/plain; charset=utf-8"
    assert handed.headers["x-content-type-options"] == "nosniff"
    assert handed.headers["content-disposition"].startswith("attachment; filename=")
    assert "default-src 'none'" in handed.headers["content-security-policy"]
    assert "no-store" in handed.headers["cache-control"]


def test_a_source_is_paused_read_again_and_asked_for(dee: Desk, session, now):
    page = add(dee)
    assert "It is not read until you say so" in dee.get(dee.go(dee.get(page), f"{page}/pause")).main
    assert "Paused" in dee.get("/curation/feeds").main
    dee.go(dee.get(page), f"{page}/resume")
    dee.go(dee.get(page), f"{page}/run")
    [feed] = session.exec(select(Feed))
    assert (feed.paused_at, feed.due_at) == (None, now)


def test_what_two_changed_at_once_is_asked_about(dee: Desk, browser_of: Open, cast: Cast):
    page = add(dee)
    mine, theirs = dee.get(f"{page}/settings"), browser_of(cast.dee)
    settled = {"rule": "review_all", "schedule": "daily", "hour": "4"}
    theirs.go(theirs.get(f"{page}/settings"), f"{page}/settings", **(settled | {"name": "Theirs"}))
    asked = dee.refused(mine, f"{page}/settings", status=412, **(settled | {"name": "Mine"}))
    assert "Theirs" in asked.main
    merged = dee.go(mine, f"{page}/settings", **(settled | {"hour": "6"}))
    said = dee.get(merged).main
    assert "Theirs" in said
    assert "6:00 am" in said


def feed_options(office: Office) -> dict[str, Any]:
    with office.database.reading() as session:
        [feed] = session.exec(select(Feed))
    return feed.options


def test_what_columns_mean_is_suggested_previewed_and_saved(dee: Desk, office: Office):
    page = add(dee, format="csv", name="Library")
    assert "no file to look at yet" in dee.get(f"{page}/columns").main
    office.read(page, SHEET)
    mapping = dee.get(f"{page}/columns")
    assert "Choir of Elm · Game night" in mapping.main
    described = {"column-0": "name", "column-1": "kind", "column-2": "description"}
    looked = Page(dee.send(mapping, f"{page}/columns", act="look", **described))
    assert "So the first rows would read Choir of Elm" in looked.main
    assert "What happens there1" in looked.main
    assert feed_options(office) == {}
    refused = dee.refused(mapping, f"{page}/columns", **{"column-0": "", "column-1": "kind", "column-2": ""})
    assert "which column holds the names" in refused.main
    twice = {"column-0": "name", "column-1": "name", "column-2": ""}
    assert "cannot mean the same" in dee.refused(mapping, f"{page}/columns", **twice).main
    saved = dee.go(mapping, f"{page}/columns", **described)
    assert "read that way" in dee.get(saved).main
    assert feed_options(office)["columns"] == {"Group": "name", "What kind": "kind", "Strange": "description"}
    office.read(page, SHEET.replace(b"Strange", b"Other"))
    overtaken = {"column-0": "name", "column-1": "kind", "column-2": ""}
    assert "other columns by now" in dee.refused(mapping, f"{page}/columns", **overtaken).main


def test_a_run_that_was_never_made_is_not_found(dee: Desk):
    nothing = "/curation/feeds/runs/00000000-0000-0000-0000-000000000000"
    assert dee.get(nothing, status=404).main == dee.get("/not/at/all", status=404).main
