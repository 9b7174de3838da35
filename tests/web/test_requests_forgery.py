"""What is sent is taken from our own pages only, of known kinds, and with the token of its session."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, Form
from fastapi.responses import PlainTextResponse

from directory import policy
from directory.cookies import SESSION
from directory.policy import Role
from tests.web.matrix import Matrix, matrix_of

OWN = "https://testserver"
FORM = "application/x-www-form-urlencoded"
planted = APIRouter()


@planted.post("/planted/open", **policy.public)
def take_from_anybody(said: str = Form("")) -> PlainTextResponse:
    return PlainTextResponse(f"taken {said}")


@planted.post("/planted/private", **policy.signed_in)
def take_from_staff(said: str = Form("")) -> PlainTextResponse:
    return PlainTextResponse(f"taken {said}")


@planted.post("/api/planted", **policy.signed_in)
def take_from_programs(said: dict[str, str]) -> PlainTextResponse:
    return PlainTextResponse("taken")


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    yield from matrix_of(tmp_path_factory.mktemp("forgery"), planted)


@pytest.fixture
def token(matrix: Matrix) -> str:
    """Somebody is signed in: the token of their forms."""
    return matrix.sign_in(matrix.person(Role.PEER, matrix.north))


def send(matrix: Matrix, path: str, token: str = "", **headers: str) -> Any:
    named = {"accept": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return matrix.client.post(path, data={"said": "x", "form_token": token}, headers=named)


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        (
            {"sec_fetch_site": "same-origin", "origin": "https://evil.example"},
            True,
        ),  # browsers set the first themselves
        ({"sec_fetch_site": "cross-site", "origin": OWN}, False),
        ({"sec_fetch_site": "same-site", "origin": OWN}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": OWN}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://testserver"}, False),
        ({"origin": "https://testserver.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("path", ["/planted/open", "/planted/private"])
def test_a_form_is_taken_from_pages_of_this_site_alone(matrix: Matrix, token: str, path, headers, is_taken):
    assert send(matrix, path, token, **headers).status_code == (200 if is_taken else 403)


@pytest.mark.parametrize("given", ["", "0" * 64, "ñ"])
def test_a_form_of_another_session_is_refused_and_says_what_to_do(matrix: Matrix, token: str, given):
    answer = send(matrix, "/planted/private", given, sec_fetch_site="same-origin")
    assert answer.status_code == 403
    assert "Please open the page again" in answer.text


@pytest.mark.parametrize("path", ["/planted/private", "/sign-in/reset"])
@pytest.mark.parametrize("sent", [{}, {"said": "x"}])
def test_a_form_without_any_token_is_refused(matrix: Matrix, token: str, path, sent):
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    assert matrix.client.post(path, data=sent, headers=headers).status_code == 403


def test_the_form_of_a_visitor_needs_no_token_and_sets_no_cookie(matrix: Matrix):
    matrix.signed_out()
    answer = send(matrix, "/planted/open", sec_fetch_site="same-origin")
    assert answer.text == "taken x"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FORM, 200),
        (f"{FORM}; charset=utf-8", 200),
        (f"{FORM}; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/xml", 415),
        ("application/octet-stream", 415),
    ],
)
def test_a_form_is_read_as_a_form_only(matrix: Matrix, token: str, kind, status):
    headers = {"content-type": kind, "sec-fetch-site": "same-origin", "accept": "text/html"}
    answer = matrix.client.post("/planted/private", content=f"said=x&form_token={token}", headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("kind", "status"),
    [("application/json", 200), ("text/plain", 415), (FORM, 415), ("multipart/form-data; boundary=x", 415)],
)
def test_programs_write_json_only(matrix: Matrix, token: str, kind, status):
    answer = matrix.client.post("/api/planted", content='{"said": "x"}', headers={"content-type": kind, "origin": OWN})
    assert answer.status_code == status


def test_a_page_of_another_site_cannot_write_as_a_program_does(matrix: Matrix, token: str):
    headers = {"content-type": "application/json", "origin": "https://evil.example"}
    answer = matrix.client.post("/api/planted", content="{}", headers=headers)
    assert answer.status_code == 403
    assert answer.json().keys() == {"error"}


def test_nobody_signed_in_is_sent_to_the_door_and_back_to_the_page_of_the_form(matrix: Matrix):
    matrix.signed_out()
    headers = {"sec_fetch_site": "same-origin", "referer": f"{OWN}/account/away?private=words"}
    answer = send(matrix, "/planted/private", **headers)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/account/away"


@pytest.mark.parametrize("page", ["https://evil.example/x", "https://testserver//evil.example", "", "http://[", "//["])
def test_the_way_back_is_a_page_of_ours(matrix: Matrix, page):
    matrix.signed_out()
    answer = send(matrix, "/planted/private", sec_fetch_site="same-origin", referer=page)
    assert answer.headers["location"] == "/sign-in"


def test_the_query_of_a_private_page_is_not_carried_to_the_door(matrix: Matrix):
    matrix.signed_out()
    answer = matrix.client.get("/account/away?q=private", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/account/away"


def test_programs_are_told_that_nobody_is_signed_in(matrix: Matrix):
    matrix.signed_out()
    headers = {"content-type": "application/json", "accept": "application/json"}
    assert matrix.client.post("/api/planted", content="{}", headers=headers).status_code == 401
    assert matrix.client.get("/account", headers={"accept": "application/json"}).status_code == 401


def test_over_tls_a_cookie_without_the_prefix_is_not_ours(matrix: Matrix, token: str):
    ours = matrix.client.cookies.get(f"__Host-{SESSION}")
    assert ours
    assert matrix.client.get("/account").status_code == 200
    matrix.client.cookies.clear()
    matrix.client.cookies.set(SESSION, ours)
    assert matrix.client.get("/account").status_code == 303


def test_a_form_before_sign_in_is_taken_from_the_browser_alone_that_was_given_its_token(matrix: Matrix):
    matrix.signed_out()
    given = matrix.visit()
    assert send(matrix, "/sign-in/reset", given, sec_fetch_site="same-origin").status_code != 403
    assert send(matrix, "/sign-in/reset", "", sec_fetch_site="same-origin").status_code == 403
    assert send(matrix, "/sign-in/reset", f"A{given[1:]}", sec_fetch_site="same-origin").status_code == 403
    matrix.client.cookies.clear()
    another = matrix.visit()
    assert send(matrix, "/sign-in/reset", given, sec_fetch_site="same-origin").status_code == 403
    assert send(matrix, "/sign-in/reset", another, sec_fetch_site="same-origin").status_code != 403
