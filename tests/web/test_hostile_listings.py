"""Hostile text in every field of a listing breaks no page, sheet, calendar, text or list, and nothing for programs."""

import json
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from directory.app import create_app
from directory.listings.pages.list_text import one_line
from tests.web.hostile_town import SAYINGS, build_hostile_town
from tests.web.judge import Judge
from tests.web.spanish import said_on
from tests.web.town import NOW

OURS = {"sec-fetch-site": "same-origin", "accept": "text/html"}
EVERY = pytest.mark.parametrize("name", SAYINGS)
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of a line, for all that follows unless something keeps them in."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, UUID]]]:
    town, ids = build_hostile_town(tmp_path_factory.mktemp("hostile"))
    with TestClient(create_app(town.settings, clock=lambda: NOW), follow_redirects=False) as client:
        yield client, ids


@EVERY
def test_its_page_and_its_sheet_stand(served, name):
    client, ids = served
    for part in ("", "/print", "/corrections/new"):
        for listing_id in (ids[name], ids[f"{name}, closed"]):
            page = Judge(client).get(f"/listings/{listing_id}{part}")
            assert not page.all("img")


def test_what_turns_the_direction_of_a_line_stays_within_its_own_place(served):
    client, ids = served
    for path in (f"/listings/{ids['bidi, closed']}", f"/listings/{ids['bidi, closed']}/print", "/find?near=55401"):
        said = said_on(Judge(client).get(path).html)
        turned = [piece for piece in said if TURNS.search(piece.text) and "title" not in piece.where]
        assert turned
        assert [piece for piece in turned if piece.direction != "auto" and not piece.where.startswith("<")] == [], path


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


@EVERY
def test_programs_are_told_the_same_words_and_no_more(served, name):
    client, ids = served
    listing_id = str(ids[name])
    said = SAYINGS[name]
    block = Judge(client).get(f"/listings/{listing_id}").one("script", type="application/ld+json").text
    assert json.loads(block).get("description", "") == said.strip()
    assert "<" not in block
    assert client.get(f"/api/listings/{listing_id}").json()["id"] == listing_id
    found = client.get("/api/find", params={"near": "55401", "miles": "100", "per_page": "100"}).json()["hits"]
    assert listing_id in {hit["id"] for hit in found}
    service = client.get(f"/hsds/service_at_locations/{listing_id}")
    assert service.json()["id"] == listing_id
    pins = client.get("/map", params={"near": "55401", "miles": "100"}).json()["features"]
    assert listing_id in {pin["id"] for pin in pins}


def test_a_phone_that_keeps_the_area_keeps_them_too(served):
    client, ids = served
    answer = client.get("/api/area", params={"near": "55401"})
    assert answer.headers["content-type"].startswith("application/json")
    kept = json.dumps(answer.json())
    assert all(str(ids[name]) in kept for name in SAYINGS)


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
