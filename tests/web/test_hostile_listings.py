"""Hostile text in every field of a listing breaks no page, no sheet, no calendar, no text and no list."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from directory.app import create_app
from directory.listings.pages.list_text import one_line
from tests.web.hostile_town import SAYINGS, build_hostile_town
from tests.web.judge import Judge
from tests.web.town import NOW

OURS = {"sec-fetch-site": "same-origin", "accept": "text/html"}
EVERY = pytest.mark.parametrize("name", SAYINGS)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, UUID]]]:
    town, ids = build_hostile_town(tmp_path_factory.mktemp("hostile"))
    with TestClient(create_app(town.settings, clock=lambda: NOW), follow_redirects=False) as client:
        yield client, ids


@EVERY
def test_its_page_and_its_sheet_stand(served, name):
    client, ids = served
    for part in ("", "/print", "/corrections/new"):
        page = Judge(client).get(f"/listings/{ids[name]}{part}")
        assert not page.all("img")


@EVERY
def test_its_calendar_says_nothing_more_than_it_should(served, name):
    client, ids = served
    answer = client.get(f"/listings/{ids[name]}.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "RRULE" in event
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


@EVERY
def test_a_list_with_it_stands_and_its_text_fits(served, name):
    client, ids = served
    client.cookies.clear()
    assert client.post("/list/add", data={"listing_id": str(ids[name])}, headers=OURS).status_code == 303
    shared = client.post("/list/share", headers=OURS).headers["location"]
    for base in ("/list", shared):
        for part in ("", "/print"):
            assert not Judge(client).get(f"{base}{part}").all("img")
        text = Judge(client).get(f"{base}/text").one("p", id="words").text
        assert 0 < len(text) <= 300
        assert "evil.example.org" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Door at\r\nthe back", "Door at the back"),
        ("See https://example.org/a?b=c or www.example.org now", "See or now"),
        ("Write to me@example.org", "Write to"),
        ("abc \u202edef\u2066", "abc def"),
        ("Bus 3 and 18; 9 a.m. to 5 p.m.", "Bus 3 and 18; 9 a.m. to 5 p.m."),
        ("", ""),
    ],
)
def test_one_line_holds_words_alone(said, left):
    assert one_line(said) == left
