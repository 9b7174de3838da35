"""The pins of a map: everything found that anybody may know the door of, and nothing that only its readers' area is."""

import gzip
import json
import re

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.web.protection import CONTENT_SECURITY_POLICY
from tests.web.judge import Judge
from tests.web.town import HIDDEN_STREET, NOW, Town

MOST_BYTES = 60_000


def pins(client, **asked):
    response = client.get("/map", params=asked)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/geo+json"
    return response.json()


def named(collection):
    return {feature["properties"]["name"] for feature in collection["features"]}


def test_pins_stand_where_the_listings_are(client, town: Town):
    found = pins(client, q="sober hikers", exact="1")
    assert found["type"] == "FeatureCollection"
    assert found["features"] == [
        {
            "type": "Feature",
            "id": str(town.ids["monthly"]),
            "geometry": {"type": "Point", "coordinates": [-93.2767, 44.9719]},
            "properties": {
                "name": "Sober Hikers",
                "language": "en",
                "address": "83 12th Street South, Minneapolis, MN 55403",
            },
        }
    ]


def test_pins_answer_the_question_of_the_list(client, judge: Judge):
    page = judge.get("/find", q="food tonight", near="55401")
    assert page.one("section", id="map").attributes["data-pins"].startswith("/map?q=food&near=55401&when=tonight")
    found = pins(client, q="food tonight", near="55401")
    assert named(found) == {"Eastside Food Shelf"}
    assert found["center"]["label"] == "Minneapolis, MN 55401"


def test_what_is_online_or_told_of_by_its_area_is_counted_and_has_no_pin(client):
    found = pins(client)
    assert {"Late Lamp Online", "Casa Esperanza"}.isdisjoint(named(found))
    assert found["numberReturned"] == len(found["features"])
    assert found["numberMatched"] - found["numberReturned"] == 2


@pytest.mark.parametrize("asked", [{}, {"q": "casa esperanza"}, {"near": "55104", "miles": "5"}, {"status": "any"}])
def test_a_private_address_is_never_among_the_pins(client, asked):
    said = json.dumps(pins(client, **asked))
    for private in ("4711", "Hidden Hollow", "44.957", "-93.162"):
        assert private not in said
    assert HIDDEN_STREET.startswith("4711")


def test_what_a_listing_says_goes_out_as_text(client):
    assert '<script>alert("1")</script>' in "".join(named(pins(client, q="kindness circle")))


def test_a_question_that_cannot_be_used_is_refused_in_a_sentence(client):
    response = client.get("/map", params={"miles": "900"}, headers={"accept": "application/json"})
    assert response.status_code == 422
    assert "fields" in response.json()


def test_without_results_there_is_no_map_to_open(judge: Judge):
    page = judge.get("/find", q="xyzzyplugh", near="55401")
    assert "#map" not in page.links


def test_pictures_come_from_the_host_that_was_named_and_from_no_other(town: Town):
    assert "http" not in CONTENT_SECURITY_POLICY
    tiles = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings = town.settings.model_copy(update={"map_tiles": tiles, "map_credit": "Example Maps"})
    with TestClient(create_app(settings, clock=lambda: NOW)) as client:
        ground = pins(client)["ground"]
        assert (ground["tiles"], ground["credit"], ground["file"]) == (tiles, "Example Maps", "")
        policy = client.get("/find").headers["content-security-policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data: https://tiles.example.org")


def test_a_first_view_of_results_weighs_little_and_nothing_of_the_map(client):
    html = client.get("/find", params={"near": "55401"}, headers={"accept": "text/html"}).text
    loaded = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="(/static/[^"]+)"', html)
    assert len(loaded) == 3, "a mark, one style sheet, one script"
    assert not [address for address in loaded if "vendor" in address or "map." in address]
    bodies = [html.encode(), *(client.get(address).content for address in loaded)]
    assert sum(len(gzip.compress(body, 5)) for body in bodies) <= MOST_BYTES
