"""What must never show, and what must never break."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.listings.asking import FindForm
from tests.web.judge import Judge
from tests.web.town import HIDDEN_STREET, HOSTILE, Town

PARAMETERS = [field.alias or name for name, field in FindForm.model_fields.items()] + ["lang"]
VALUES = ["", " ", "\x00", "-1", "9" * 400, "é" * 300, "💙\u202e", "' OR 1=1 --", "%", "nan", "../..", "[]", "1e309"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_private_address_is_on_no_page_and_in_no_calendar(judge: Judge, client, town: Town, language):
    page = judge.get(town.path("shelter"), language=language)
    results = judge.get("/find", q="casa esperanza", near="55104", language=language)
    calendar = client.get(f"{town.path('shelter')}.ics").text
    for text in (page.html, results.html, calendar):
        assert "4711" not in text
        assert "Hidden Hollow" not in text
        assert "44.957" not in text
    assert HIDDEN_STREET.startswith("4711")
    assert "Saint Paul 55104" in page.main
    assert "openstreetmap" not in page.html


def test_what_a_listing_says_is_text_and_never_markup(judge: Judge, town: Town):
    for page in (judge.get(town.path("hostile")), judge.get("/find", q="kindness circle")):
        assert HOSTILE not in page.html
        assert HOSTILE in page.one("main").text
        assert "javascript:" not in page.html


def test_what_is_typed_comes_back_as_text(judge: Judge):
    for name in ("q", "near"):
        page = judge.get("/find", **{name: f'"><{HOSTILE}'})
        assert HOSTILE not in page.html


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_value_of_any_parameter_breaks_the_results(client, name):
    for value in VALUES:
        response = client.get("/find", params={name: value}, headers={"accept": "text/html"})
        assert response.status_code in {200, 422}, (value, response.text[:300])


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=60), max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_at_all_breaks_the_results(client, parameters):
    response = client.get("/find", params=parameters, headers={"accept": "text/html"})
    assert response.status_code in {200, 422}


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%ED%A0%80", "&&==&", "q=a&q=b&q=c", "near=%00&miles=%", "when=now&when=", "=x"]
)
def test_no_bytes_in_the_address_break_the_results(client, query):
    assert client.get(f"/find?{query}", headers={"accept": "text/html"}).status_code in {200, 422}
