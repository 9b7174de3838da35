"""`/api/suggest` as a program meets it: its shape, its headers, and what it never says or keeps."""

import json

import pytest

from tests.web.town import NOW

FIELDS = {"kind", "text", "label", "detail", "parameter", "count"}


def test_it_answers_in_the_documented_shape(client):
    answer = client.get("/api/suggest", params={"q": "al"}).json()
    assert set(answer) == {"suggestions", "said"}
    assert all(set(one) == FIELDS for one in answer["suggestions"])
    assert answer["said"] == f"{len(answer['suggestions'])} suggestions"


def test_the_language_of_the_reader_decides_the_labels(client):
    spanish = client.get("/api/suggest", params={"q": "alcohol"}, headers={"accept-language": "es"}).json()
    assert spanish["suggestions"][0]["label"] == "Alcohólicos Anónimos (AA)"
    assert spanish["said"] == "1 sugerencia"
    english = client.get("/api/suggest", params={"q": "alcohol", "lang": "en"}).json()
    assert english["suggestions"][0]["label"] == "Alcoholics Anonymous (AA)"


def test_no_browser_and_no_cache_keeps_what_was_typed(client):
    answer = client.get("/api/suggest", params={"q": "al"})
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_nothing_that_was_typed_is_logged(client, capsys):
    client.get("/api/suggest", params={"q": "zebrafish"})
    said = capsys.readouterr().err
    assert "zebrafish" not in said
    assert json.loads(said.splitlines()[-1])["route"] == "/api/suggest"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q",
        "q=",
        "q=a",
        "q=%FF%FE",
        "q=%ED%A0%80x",
        "q=a&q=al&q=",
        "q[]=al",
        f"q={'a' * 5000}",
        "q=%00%00%00",
        "w=1",
    ],
)
def test_no_bytes_in_the_address_are_an_error(client, query):
    answer = client.get(f"/api/suggest?{query}")
    assert answer.status_code == 200
    assert len(answer.json()["suggestions"]) <= 8


def test_a_name_is_text_and_never_markup_for_the_page_to_run(client):
    answer = client.get("/api/suggest", params={"q": "kindness"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>" in answer.json()["suggestions"][0]["label"]


def test_what_the_day_hides_is_not_suggested(client):
    assert NOW.year == 2026
    names = client.get("/api/suggest", params={"q": "riverside fo"}).json()["suggestions"]
    assert names == []
