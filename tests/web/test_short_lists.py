"""Short lists: collected on the device, seen as one week, printed, taken as a text, and given away by a link."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from tests.web.judge import Judge, Page
from tests.web.town import NOW, Town

OURS = {"sec-fetch-site": "same-origin", "accept": "text/html"}
OPTIONS = ("newcomers", "women", "food")


def press(client: TestClient, path: str, **fields: str):
    return client.post(path, data=fields, headers=OURS)


def collect(client: TestClient, town: Town, *names: str) -> None:
    for name in names:
        assert press(client, "/list/add", listing_id=str(town.ids[name])).status_code == 303


def words_of(page: Page) -> str:
    return page.one("p", id="words").text


def given_away(client: TestClient) -> str:
    response = press(client, "/list/share")
    assert response.status_code == 303
    return response.headers["location"]


def test_a_list_begins_empty_and_says_how_it_is_filled(judge: Judge):
    assert "Add to my list" in judge.get("/list").main


def test_a_place_is_put_on_the_list_and_its_page_says_so(judge: Judge, client: TestClient, town: Town):
    assert "Add to my list" in judge.get(town.path("newcomers")).main
    collect(client, town, "newcomers")
    assert "On my list" in judge.get(town.path("newcomers")).main
    page = judge.get("/list")
    assert "First Light Newcomers" in page.main
    assert "My list (1)" in page.text


def test_results_can_be_collected_where_they_were_found(judge: Judge, client: TestClient, town: Town):
    page = judge.get("/find", near="55401", domain="essentials")
    assert "Add to my list" in page.main
    came_from = {**OURS, "referer": "http://testserver/find?near=55401&domain=essentials"}
    chosen = str(town.ids["food"])
    response = client.post("/list/add", data={"listing_id": chosen}, headers=came_from)
    assert response.headers["location"] == f"/find?near=55401&domain=essentials#{chosen}"


@pytest.mark.parametrize(
    "referer",
    ["https://evil.example.org/find", "//evil.example.org/find", "http://testserver//evil.example.org", "", "nonsense"],
)
def test_nobody_is_led_elsewhere_after_adding(client: TestClient, town: Town, referer):
    client.cookies.clear()
    headers = {**OURS, "referer": referer}
    response = client.post("/list/add", data={"listing_id": str(town.ids["food"])}, headers=headers)
    assert response.headers["location"] == "/list"


def test_a_place_is_on_the_list_once_and_can_be_taken_off(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "newcomers", "food", "newcomers")
    assert len(judge.get("/list").classed("listed")[0].text.split("Take off")) == 3
    press(client, "/list/remove", listing_id=str(town.ids["newcomers"]))
    assert "First Light" not in judge.get("/list").main
    press(client, "/list/clear")
    assert "my_list" not in client.cookies


def test_what_is_no_listing_is_not_collected(client: TestClient):
    for wrong in (str(uuid4()), "nonsense", ""):
        assert press(client, "/list/add", listing_id=wrong).status_code in {404, 422}
    assert "my_list" not in client.cookies


def test_a_full_list_says_so_and_keeps_what_it_has(judge: Judge, client: TestClient, town: Town):
    client.cookies.set("my_list", ".".join(uuid4().hex for _ in range(20)))
    response = press(client, "/list/add", listing_id=str(town.ids["food"]))
    assert response.status_code == 422
    assert "Take one off first" in response.text


@pytest.mark.parametrize("cookie", ["x" * 3000, "..", "0" * 32, "'; drop table", "%00", "ZZ" * 16])
def test_a_spoiled_list_is_an_empty_one(judge: Judge, client: TestClient, cookie):
    client.cookies.set("my_list", cookie)
    assert "Nothing is on it yet" in judge.get("/list").main


def test_the_week_names_what_is_on_at_the_same_time(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "newcomers", "online", "food", "shelter")
    page = judge.get("/list")
    at_once = [line.text for line in page.classed("at-once")]
    assert any("First Light" in line and "Late Lamp" in line for line in at_once)
    assert "Without a time in this week" in page.main
    assert "Casa Esperanza" in page.main


def test_a_closed_place_has_no_time_in_the_week(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "closed", "gone")
    page = judge.get("/list")
    assert page.classed("slots")[0].text.count("Riverside") == 1
    assert "no longer offered" in page.main


def test_the_sheet_holds_every_place_with_a_code_and_the_first_words(judge: Judge, client: TestClient, town: Town):
    collect(client, town, *OPTIONS)
    page = judge.get("/list/print")
    assert len(page.classed("code")) == 3
    assert page.main.count("First words to say") == 3
    assert "Bus 18" in page.main
    assert "recovery" not in page.text.lower()


def test_the_text_is_short_and_holds_no_link_and_no_name(judge: Judge, client: TestClient, town: Town):
    collect(client, town, *OPTIONS)
    text = words_of(judge.get("/list/text"))
    assert len(text) <= 300
    assert "Sat Nov 21, 7–8 pm: 83 12th Street South" in text
    assert "(612) 555-0142" in text
    assert not re.search(r"http|www|example|/", text)
    assert "Light" not in text


def test_a_text_of_one_place_says_when_door_bus_phone_and_what_to_bring(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "newcomers")
    assert words_of(judge.get("/list/text")) == (
        "Sat Nov 21, 7–8 pm: 83 12th Street South, Minneapolis. Door on 12th Street. Bus 18 stops in front. "
        "Call (612) 555-0142. Bring: Nothing"
    )


def test_the_text_and_the_sheet_speak_spanish(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "newcomers")
    text = words_of(judge.get("/list/text", language="es"))
    assert text.startswith("Sáb 21 de nov, 7–8 p.m.: 83 12th")
    assert "Llame al (612) 555-0142" in text
    page = judge.get("/list/print", language="es")
    assert "Primeras palabras" in page.main


def test_every_place_of_the_town_makes_a_text_that_fits(judge: Judge, client: TestClient, town: Town):
    collect(client, town, *town.ids)
    text = words_of(judge.get("/list/text"))
    assert len(text) <= 300
    assert "more" in text


def test_a_private_address_is_on_no_list(judge: Judge, client: TestClient, town: Town):
    collect(client, town, "shelter")
    shared = given_away(client)
    for base in ("/list", shared):
        for part in ("", "/print", "/text"):
            assert "Hidden Hollow" not in judge.get(f"{base}{part}").html


def test_a_list_is_given_away_without_its_owner(judge: Judge, client: TestClient, town: Town):
    collect(client, town, *OPTIONS)
    address = given_away(client)
    client.cookies.clear()
    page = judge.get(address)
    assert re.fullmatch(r"/lists/[\w-]{32}", address)
    assert "Eastside Food Shelf" in page.main
    assert "until December 22, 2026" in page.main or "until December 21, 2026" in page.main
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert len(judge.get(f"{address}/print").classed("code")) == 3
    assert len(words_of(judge.get(f"{address}/text"))) <= 300


def test_an_empty_list_is_not_given_away(client: TestClient):
    client.cookies.clear()
    assert press(client, "/list/share").status_code == 422


def test_a_list_nobody_gave_away_is_not_found(judge: Judge):
    judge.get("/lists/nonsense", status=404)
    judge.get(f"/lists/{'a' * 500}/print", status=404)


def test_a_list_that_ran_out_is_as_one_that_never_was(client: TestClient, town: Town):
    client.cookies.clear()
    collect(client, town, "food")
    address = given_away(client)
    later = create_app(town.settings, clock=lambda: NOW + timedelta(days=30))
    with TestClient(later) as then:
        gone = then.get(address, headers={"accept": "text/html"})
        never = then.get("/lists/never", headers={"accept": "text/html"})
    assert gone.status_code == never.status_code == 404
    assert gone.text.replace(address, "") == never.text.replace("/lists/never", "")


def test_clearing_the_device_takes_the_list_away(client: TestClient, town: Town):
    client.cookies.clear()
    collect(client, town, "food")
    press(client, "/clear-device")
    assert "my_list" not in client.cookies


def test_what_is_printed_names_the_public_address_whatever_host_was_asked(town: Town):
    """A proxy may ask by a name that nobody outside can open."""
    settings = town.settings.model_copy(update={"public_url": "https://directory.example.org"})
    with TestClient(create_app(settings, clock=lambda: NOW)) as client:
        client.cookies.set("my_list", town.ids["newcomers"].hex)
        for path in ("/list/print", f"{town.path('newcomers')}/print"):
            page = client.get(path, headers={"accept": "text/html"}).text
            assert f"https://directory.example.org{town.path('newcomers')}" in page, path
            assert "testserver" not in page, path
