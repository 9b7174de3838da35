"""What stands around requests of people: caps, rates, proxies, copies, leaving, and what a caller costs."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from sqlalchemy import event
from structlog.testing import capture_logs
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from directory import policy
from directory.app import create_app
from directory.config import load_settings
from directory.errors import RefusedError
from directory.policy import Role, caller_if_any
from directory.web.rates import limited, new_limiter, shared_address
from tests.web.judge import Judge, Page, judge
from tests.web.matrix import Matrix, matrix_of
from tests.web.town import NOW

HTML = {"accept": "text/html"}
SAME_PAGE = HTML | {"sec-fetch-site": "same-origin"}
planted = APIRouter()


@planted.post("/planted/often", **limited(policy.public, "3/minute"))
def do_often() -> PlainTextResponse:
    return PlainTextResponse("done")


@planted.post("/planted/seldom", **limited(policy.public, "3/minute"))
def do_seldom() -> PlainTextResponse:
    return PlainTextResponse("done")


@planted.post("/planted/private", **policy.signed_in)
def take_much(said: str = Form("")) -> PlainTextResponse:
    return PlainTextResponse(str(len(said)))


@planted.get("/planted/who", **policy.public)
def say_who(request: Request) -> PlainTextResponse:
    caller = caller_if_any(request)
    again = caller_if_any(request)
    assert caller is again
    return PlainTextResponse(caller.display_name if caller else "a visitor")


@planted.get("/planted/where", **policy.public)
def say_where(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.client.host if request.client else ''} {request.url.scheme}")


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    for matrix in matrix_of(tmp_path_factory.mktemp("around"), planted):
        matrix.app.state.follower.stop()  # its own statements would be counted
        yield matrix


@pytest.fixture
def client(matrix: Matrix) -> TestClient:
    """Nobody is signed in, and nobody was here before."""
    matrix.signed_out()
    matrix.app.state.limiter = new_limiter()
    return matrix.client


@contextmanager
def statements(matrix: Matrix, also: str = "") -> Iterator[list[str]]:
    """Every SQL statement but the beginnings of transactions, and `also` those."""
    said: list[str] = []

    def note(*given: Any) -> None:
        if not given[2].startswith(("BEGIN", "PRAGMA")) or given[2] == also:
            said.append(given[2])

    event.listen(matrix.database.engine, "before_cursor_execute", note)
    yield said
    event.remove(matrix.database.engine, "before_cursor_execute", note)


PUBLIC = ["/", "/find?q=aa", "/api/find?q=aa", "/api/suggest?q=al", "/crisis", "/static/site.css", "/nowhere"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_visitor_costs_no_statement(matrix: Matrix, client, path):
    with statements(matrix) as said:
        client.get(path)
    assert said == []


@pytest.mark.parametrize("path", PUBLIC)
def test_somebody_signed_in_costs_at_most_one(matrix: Matrix, client, path):
    matrix.sign_in(matrix.person(Role.PEER, matrix.north))
    with statements(matrix) as said:
        client.get(path)
    assert len(said) <= 1, said
    assert (len(said) == 1) == (not path.startswith(("/api", "/static")))


def test_a_private_page_finds_its_caller_once_and_reads_on_in_the_same_transaction(matrix: Matrix, client):
    matrix.sign_in(matrix.person(Role.PEER, matrix.north))
    with statements(matrix, also="BEGIN") as said:
        assert client.get("/account/profile", headers=HTML).status_code == 200
    assert sum("signed_in.id_hash" in statement for statement in said) == 1
    assert said.count("BEGIN") == 1


def test_a_visitor_is_nobody_and_a_locked_session_too(matrix: Matrix, client):
    assert client.get("/planted/who").text == "a visitor"
    person = matrix.person(Role.PEER, matrix.north)
    matrix.sign_in(person)
    assert client.get("/planted/who").text == person.display_name
    matrix.sign_in(person, locked_at=NOW)
    assert client.get("/planted/who").text == "a visitor"
    client.cookies.set("__Host-session", "made up")
    assert client.get("/planted/who").text == "a visitor"


def test_while_the_database_is_away_somebody_signed_in_is_answered_as_a_visitor(tmp_path: Path):
    for matrix in matrix_of(tmp_path, planted):
        matrix.sign_in(matrix.person(Role.PEER, matrix.north))
        matrix.app.state.follower.stop()
        matrix.database.close()
        for file in tmp_path.glob("alongside.sqlite3*"):
            file.rename(tmp_path / f"away-{file.name}")
        assert matrix.client.get("/planted/who").text == "a visitor"
        assert matrix.client.get("/find?q=aa", headers=HTML).status_code == 200
        assert matrix.client.get("/account", headers=HTML).status_code == 503


def test_nothing_answered_to_somebody_signed_in_is_kept_by_the_browser(matrix: Matrix, client):
    assert client.get("/find", headers=HTML).headers["cache-control"] == "no-cache"
    matrix.sign_in(matrix.person(Role.PEER, matrix.north))
    for path in ("/account", "/find", "/admin", "/nowhere", "/api/find"):
        assert client.get(path, headers=HTML).headers["cache-control"] == "no-store"
    style = re.search(r'"(/static/[a-z+-]+\.[0-9a-f]+\.css)"', client.get("/", headers=HTML).text)
    assert style
    assert "immutable" in client.get(style[1]).headers["cache-control"]


def test_no_browser_keeps_a_page_before_sign_in(client):
    for path in ("/sign-in", "/sign-in/reset", "/invitations/made-up", "/sign-in/second-factor?recovery=maybe"):
        assert client.get(path, headers=HTML).headers["cache-control"] == "no-store"


def test_no_page_leads_to_another_host_whatever_address_was_asked_for(client):
    for path in ("//evil.example/x", "/%2f%2fevil.example/x", "///evil.example"):
        page = client.get(f"https://testserver{path}", headers=HTML)
        assert page.status_code == 404
        assert 'href="/evil.example' in page.text
        assert "//evil.example" not in page.text


@pytest.mark.parametrize(("size", "status"), [(15_000, 303), (17_000, 413)])
def test_a_visitor_may_send_less_than_somebody_who_works_here(client, size, status):
    sent = {"said": "x" * size}
    assert client.post("/clear-device", data=sent, headers=SAME_PAGE).status_code in {status, 303}
    assert client.post("/csp-reports", content=b"x" * size).status_code == 413
    assert client.post("/planted/often", data=sent, headers=SAME_PAGE).status_code in {200, 413}


def test_a_form_that_is_too_big_is_refused_with_a_page(matrix: Matrix, client):
    token = matrix.sign_in(matrix.person(Role.PEER, matrix.north))
    taken = client.post("/planted/private", data={"form_token": token, "said": "x" * 60_000}, headers=SAME_PAGE)
    assert taken.status_code == 200
    refused = client.post("/planted/private", data={"form_token": token, "said": "x" * 70_000}, headers=SAME_PAGE)
    assert refused.status_code == 413
    assert "Too much at once" in refused.text


def test_who_asks_too_often_is_told_when_to_come_back(client):
    for _ in range(3):
        assert client.post("/planted/often", headers=SAME_PAGE).status_code == 200
    refused = client.post("/planted/often", headers=SAME_PAGE)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    page = Page(refused)
    judge(page, "en")
    assert "Wait a minute or two" in page.main
    assert client.post("/planted/seldom", headers=SAME_PAGE).status_code == 200, "each route counts for itself"


def test_an_address_that_somebody_writes_into_a_header_evades_no_limit(client):
    for number in range(3):
        client.post("/planted/often", headers=SAME_PAGE | {"x-forwarded-for": f"203.0.113.{number}"})
    refused = client.post("/planted/often", headers=SAME_PAGE | {"x-forwarded-for": "203.0.113.9"})
    assert refused.status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_counts_as_one(address, counted):
    assert shared_address(address) == counted


def through_a_proxy(matrix: Matrix, trusted: str, proxy: str) -> TestClient:
    settings = matrix.app.state.settings.model_copy(update={"trusted_proxies": trusted})
    app = create_app(settings, clock=lambda: NOW)
    app.include_router(planted)
    return TestClient(app, client=(proxy, 50_000), base_url="http://testserver")


@pytest.mark.parametrize(
    ("trusted", "proxy", "forwarded", "seen"),
    [
        ("", "127.0.0.1", "203.0.113.7", "127.0.0.1 http"),
        ("10.0.0.0/8", "127.0.0.1", "203.0.113.7", "127.0.0.1 http"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.7", "203.0.113.7 https"),
        ("10.0.0.0/8", "10.1.2.3", "198.51.100.1, 203.0.113.7", "203.0.113.7 https"),
        ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "203.0.113.7, 10.9.9.9", "203.0.113.7 https"),
    ],
)
def test_what_a_proxy_says_is_believed_from_those_named_alone(matrix: Matrix, trusted, proxy, forwarded, seen):
    headers = {"x-forwarded-for": forwarded, "x-forwarded-proto": "https"}
    with through_a_proxy(matrix, trusted, proxy) as client:
        assert client.get("/planted/where", headers=headers).text == seen


def test_the_server_itself_believes_no_proxy():
    source = Path(create_app.__code__.co_filename).with_name("cli") / "serving.py"
    assert "proxy_headers=False" in source.read_text(encoding="utf-8")
    app = create_app(load_settings())
    assert all(layer.cls is not ProxyHeadersMiddleware for layer in app.user_middleware)


@pytest.mark.parametrize("wrong", ["proxy.example.org", "10.0.0.1/33", "10.0.0.1;10.0.0.2", "*"])
def test_a_proxy_is_named_by_its_address(wrong):
    with pytest.raises(RefusedError, match="trusted_proxies"):
        load_settings(trusted_proxies=wrong, public_url="https://directory.example.org")


def test_behind_a_proxy_the_address_is_named_so_that_no_link_in_a_letter_leads_elsewhere():
    with pytest.raises(RefusedError, match="public_url"):
        load_settings(trusted_proxies="127.0.0.1")


@pytest.mark.parametrize("path", ["/", "/find", "/crisis", "/nowhere", "/clear-device", "/sign-in"])
def test_every_page_has_a_way_to_leave_at_once_and_one_to_clear_the_device(client, path):
    page = Page(client.get(path, headers=HTML))
    leave = next(one for one in page.all("a") if "data-leave" in one.attributes)
    assert leave.attributes["href"] == "https://www.weather.gov/"
    assert leave.attributes["rel"] == "noreferrer"
    assert "/clear-device" in page.links
    assert any("quick-exit" in script.attributes["src"] for script in page.all("script"))


def test_clearing_the_device_ends_the_session_and_has_the_browser_forget_everything(matrix: Matrix, client):
    matrix.sign_in(matrix.person(Role.PEER, matrix.north), locked_at=NOW)
    token = client.cookies["__Host-session"]
    client.cookies.set("language", "es")
    Judge(client).get("/clear-device", language="es")
    cleared = client.post("/clear-device", headers=SAME_PAGE)
    assert cleared.headers["location"] == "/cleared?lang=es"
    assert cleared.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    dropped = cleared.headers.get_list("set-cookie")
    assert {line.split("=")[0] for line in dropped} >= {"__Host-session", "language"}
    assert all("Max-Age=0" in line and "Secure" in line and "Path=/" in line for line in dropped)
    client.cookies.clear()
    done = client.get(cleared.headers["location"], headers=HTML)
    assert "set-cookie" not in done.headers
    assert 'lang="es"' in done.text
    client.cookies.set("__Host-session", token)
    assert client.get("/account", headers=HTML).headers["location"].startswith("/sign-in")


def test_another_site_cannot_clear_a_device(client):
    assert client.post("/clear-device", headers=HTML | {"sec-fetch-site": "cross-site"}).status_code == 403


OLD_WAY = {
    "csp-report": {
        "document-uri": "https://testserver/listings/4711?q=private",
        "violated-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/private.js",
        "script-sample": "private words",
    }
}
NEW_WAY = [
    {
        "type": "csp-violation",
        "url": "https://testserver/find?q=private",
        "body": {
            "documentURL": "https://testserver/find?q=private",
            "effectiveDirective": "style-src",
            "blockedURL": "inline",
        },
    }
]


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (OLD_WAY, {"rule": "script-src", "route": "/listings/{listing_id}", "blocked": "address"}),
        (NEW_WAY, {"rule": "style-src", "route": "/find", "blocked": "inline"}),
        ({"csp-report": {}}, {"rule": "other", "route": "(no route)", "blocked": "address"}),
        (
            {"csp-report": {"document-uri": "https://evil.example/find", "violated-directive": "private"}},
            {"rule": "other", "route": "(no route)", "blocked": "address"},
        ),
        ({"csp-report": {"document-uri": "http://["}}, {"rule": "other", "route": "(no route)"}),
    ],
)
def test_a_report_is_logged_by_rule_and_route_and_nothing_else(client, report, told):
    with capture_logs() as logs:
        assert client.post("/csp-reports", content=json.dumps(report)).status_code == 204
    line = next(line for line in logs if line["event"] == "blocked by policy")
    assert {name: line[name] for name in told} == told
    assert not re.search(r"private|4711|evil", str(logs))


@pytest.mark.parametrize("body", [b"", b"{", b"[1, null, []]", b'{"csp-report": 7}', b"[" * 5000, b"\xff", b"9" * 5000])
def test_no_report_is_an_error(client, body):
    with capture_logs() as logs:
        assert client.post("/csp-reports", content=body).status_code == 204
    assert [line["event"] for line in logs] == ["answered"]


def test_reports_of_one_address_are_heard_ten_times_a_minute(client):
    answers = [client.post("/csp-reports", content=b"{}").status_code for _ in range(11)]
    assert answers == [204] * 10 + [429]


def test_those_who_may_read_what_programs_may_ask(matrix: Matrix, client):
    matrix.sign_in(matrix.person(Role.COORDINATOR, matrix.north))
    described = client.get("/openapi.json").json()
    page = Judge(client).get("/docs")
    assert described["openapi"].startswith("3.")
    for path in described["paths"]:
        assert path in page.main


def test_the_layers_stand_in_their_order(matrix: Matrix):
    app: FastAPI = matrix.app
    names = [getattr(layer.cls, "__name__", "") for layer in app.user_middleware]
    assert names.index("Protection") < names.index("TrustedHostMiddleware") < names.index("GZipMiddleware")
