"""`/api/area`, page by page: what a phone keeps is public, whole, and told so that it can be read on another day."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.listings import area as areas
from directory.listings.hours import hours_of
from directory.listings.shapes_area import AreaAnswer
from search.hours import occurrences
from tests.web.judge import Judge
from tests.web.town import HIDDEN_STREET, LISTINGS, NOW, Town

CHICAGO = ZoneInfo("America/Chicago")
NEAR = {"near": "55401", "miles": "25"}


def asked(client: TestClient, **parameters: str) -> dict:
    answer = client.get("/api/area", params={**NEAR, **parameters})
    assert answer.status_code == 200, answer.text
    AreaAnswer.model_validate(answer.json())
    return answer.json()


def places(client: TestClient, **parameters: str) -> dict[str, dict]:
    """The places of a page, by name."""
    return {place["name"]: place for place in asked(client, **parameters)["places"]}


def test_an_area_holds_every_place_around_that_one_can_go_to_the_nearest_first(client, town: Town):
    told = asked(client)
    away = [place["miles"] for place in told["places"] if place["miles"] is not None]
    assert away == sorted(away)
    assert told["total"] == told["told"] == len(told["places"])
    ids = {UUID(place["id"]) for place in told["places"]}
    assert {town.ids["newcomers"], town.ids["newcomers_tuesday"], town.ids["shelter"]} <= ids
    assert {town.ids[name] for name in ("online", "gone", "closed")}.isdisjoint(ids)


def test_nothing_of_a_private_address_or_contact_is_told(client):
    answer = client.get("/api/area", params=NEAR)
    for private in (HIDDEN_STREET, "4711", "44.95", "93.16", "612-555-0666", "5550666", "Private Person"):
        assert private not in answer.text
    shelter = places(client)["Casa Esperanza"]
    assert (shelter["lat"], shelter["lon"], shelter["is_private"]) == (None, None, True)
    assert shelter["address"] == "Saint Paul 55104"
    assert "set-cookie" not in answer.headers


def test_what_is_told_of_a_place_is_what_its_card_and_page_say(client):
    place = next(place for place in asked(client)["places"] if place["phone"] and place["also"])
    assert place["phone"] == {"said": "(612) 555-0142", "href": "tel:+16125550142"}
    assert place["address"] == "83 12th Street South, Minneapolis, MN 55403"
    assert place["hours"] == ["Every Saturday, 7–8 pm"]
    assert (place["also"], place["audiences"], place["way"]) == ("The blue door", "Newcomers", "Bus 18 stops in front")
    assert ["Parking: no", "no"] in place["facts"]
    assert place["about"] == "A gentle meeting for people in their first ninety days. Coffee from 6:30."


def test_times_are_those_of_the_listing_for_five_weeks(client):
    told = asked(client)
    begins = datetime.fromisoformat(told["begins"])
    hikers = next(place for place in told["places"] if place["name"] == "Sober Hikers")
    starts, lengths = hikers["times"][::2], hikers["times"][1::2]
    expected = list(occurrences(hours_of(LISTINGS["monthly"]), after=NOW, before=begins + timedelta(days=35)))
    assert [begins + timedelta(minutes=start) for start in starts] == [one.starts_at for one in expected]
    assert lengths == [one.length // timedelta(minutes=1) for one in expected]
    assert [one.starts_at.astimezone(CHICAGO).day for one in expected] == [5]  # the 19th is left out


def test_what_is_always_on_or_by_appointment_says_so_instead_of_times(client):
    told = places(client)
    assert (told["Casa Esperanza"]["time"], told["Casa Esperanza"]["times"]) == ("always", [])
    assert told["Fresh Start Record Clinic"]["time"] == "by_appointment"


def test_a_check_is_told_by_its_day_and_by_what_is_said_once_it_is_due(client):
    # The group has two listings of one name; one of them was called.
    newcomers = [place for place in asked(client)["places"] if place["checked_on"] == "2026-11-09"]
    assert newcomers[0]["trust"] == ["Called and confirmed on November 9, 2026", "good"]
    assert newcomers[0]["due_on"] > "2026-11-22"
    assert newcomers[0]["trust_then"] == ["Last confirmed on November 9, 2026: call first", "check"]
    wrong = places(client)["Eastside Food Shelf"]
    assert wrong["trust"] == wrong["trust_then"] == ["Reported wrong: check first", "check"]
    assert wrong["due_on"] is None


def test_a_reader_of_spanish_is_told_in_it_and_finds_by_words_of_both_languages(client):
    told = asked(client, lang="es")
    place = next(place for place in told["places"] if place["checked_on"] == "2026-11-09")
    assert told["language"] == "es"
    assert "el 9 de noviembre de 2026" in place["trust"][0]
    assert {"Alcoholics", "Alcohólicos"} <= set(told["kinds"]["aa"]["words"].split())
    client.cookies.clear()


def test_pages_of_an_area_share_an_edition_and_hold_each_place_once(client, monkeypatch):
    whole = [place["id"] for place in asked(client)["places"]]
    monkeypatch.setattr(areas, "PER_PAGE", 4)
    pages = [asked(client, page=str(number)) for number in range(1, asked(client)["pages"] + 1)]
    assert {page["edition"] for page in pages} == {pages[0]["edition"]}
    assert [place["id"] for page in pages for place in page["places"]] == whole
    assert {page["told"] for page in pages} == {len(whole)}
    assert asked(client, page="20")["places"] == []


def test_of_more_than_fit_the_nearest_are_told(client, monkeypatch):
    monkeypatch.setattr(areas, "MOST", 4)
    monkeypatch.setattr(areas, "PER_PAGE", 2)
    told = asked(client)
    assert (told["told"], told["pages"]) == (4, 2)
    assert told["total"] > 4


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"near": ""}, "near", "Near where?"),
        ({"near": "nowhere at all"}, "near", "No place of this name"),
        ({"near": "Springfield"}, "near", "Several places"),
        ({"near": "5" * 200}, "near", "ZIP code or a town"),
        ({"miles": "900"}, "miles", "1 to 100"),
        ({"miles": "many"}, "miles", "1 to 100"),
        ({"miles": "nan"}, "miles", "1 to 100"),
        ({"page": "0"}, "page", "no such page"),
        ({"page": "21"}, "page", "no such page"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence_beside_its_field(client, wrong, field, said):
    answer = client.get("/api/area", params={**NEAR, **wrong})
    assert answer.status_code == 422
    assert said in answer.json()["fields"][field]


def test_a_refusal_is_in_the_language_of_the_reader(client):
    answer = client.get("/api/area", params={"near": "", "lang": "es"})
    assert answer.json()["fields"]["near"] == "¿Cerca de dónde? Escriba un código postal o una ciudad."
    client.cookies.clear()


def test_whoever_asks_too_often_is_asked_to_wait(town: Town):
    with TestClient(create_app(town.settings, clock=lambda: NOW)) as client:
        statuses = [client.get("/api/area?miles=many").status_code for _ in range(81)]
    assert statuses == [422] * 80 + [429]


@pytest.mark.parametrize(("language", "needs"), [("en", "needs JavaScript"), ("es", "necesita JavaScript")])
def test_the_page_of_what_is_kept_says_without_a_script_that_it_needs_one(judge: Judge, language, needs):
    page = judge.get("/saved", language=language, lang=language)
    assert needs in page.one("noscript").text
    assert "hidden" in page.one("div", id="saved").attributes
