"""What stands around every answer: headers, the log, refusals, static files, health."""

import re
from dataclasses import replace

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from directory import policy
from directory.app import create_app, trusted_hosts
from directory.config import Settings
from directory.listings.following import IndexFollower
from directory.listings.indexing import index_keeper
from directory.web.protection import CONTENT_SECURITY_POLICY
from directory.web.static_files import MOST_TOGETHER, static_url, together_url
from tests.web.town import NOW, Town, build_town

HTML = {"accept": "text/html"}
WORTH_KNOWING = {"event", "log_level", "method", "route", "status", "milliseconds", "request"}
EVERYWHERE = ["/", "/find", "/crisis", "/healthz", "/readyz", "/nowhere", "/static/site.css", "/static/nothing.css"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path, headers=HTML).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_the_policy_of_content_allows_nothing_but_our_own():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; ") if not rule.startswith("report-"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_strict_transport_is_asked_for_over_tls_only(town: Town):
    with TestClient(create_app(town.settings), base_url="https://testserver") as client:
        assert "max-age=" in client.get("/healthz").headers["strict-transport-security"]


def test_a_refusal_is_a_page_for_people_and_json_for_programs(client):
    page = client.get("/listings/1", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    answer = client.get("/listings/1", headers={"accept": "application/json"})
    assert answer.status_code == page.status_code == 404
    assert answer.json() == {"error": "This page is not here. It may have moved, or the address may be mistyped."}


def test_sending_to_a_page_that_only_reads_is_refused_kindly(client):
    response = client.post("/find", headers=HTML)
    assert response.status_code == 405
    assert "That is not possible here" in response.text
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("path", [*EVERYWHERE, "/api/find", "/listings/1"])
def test_the_headers_of_a_page_can_be_asked_for_without_the_page(client, path):
    page, head = client.get(path, headers=HTML), client.head(path, headers=HTML)
    assert head.status_code == page.status_code
    assert head.headers["content-type"] == page.headers["content-type"]
    assert head.content == b""


def test_a_body_that_is_too_large_is_refused(client):
    assert client.post("/find", content=b"x" * 70_000, headers=HTML).status_code in {405, 413}


def broken(town: Town, error: Exception):
    app = create_app(town.settings, clock=lambda: NOW)
    router = APIRouter()

    @router.get("/broken/{secret}", **policy.public)
    def break_down(secret: str) -> None:
        raise error

    app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


def test_a_bug_shows_an_id_and_nothing_else(town: Town):
    with broken(town, RuntimeError("the secret detail")) as client, capture_logs() as logs:
        response = client.get("/broken/private?q=words", headers=HTML)
    assert response.status_code == 500
    failure = re.search(r"this number: ([0-9a-f]{8})", response.text)
    assert failure
    assert "secret detail" not in response.text
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    failed = next(line for line in logs if line["event"] == "failed")
    assert failed["failure"] == failure[1]
    assert failed["route"] == "/broken/{secret}"
    assert "private" not in str(logs)
    assert "words" not in str(logs)
    assert "secret detail" not in str(logs)


def test_a_bug_is_json_for_programs(town: Town):
    with broken(town, RuntimeError("the secret detail")) as client:
        body = client.get("/broken/1", headers={"accept": "application/json"}).json()
    assert set(body) == {"error", "failure"}


def test_the_log_holds_the_route_and_never_what_was_asked(client, town: Town):
    with capture_logs() as logs:
        client.get("/find?q=methadone&near=55401", headers=HTML)
        client.get(town.path("shelter"), headers=HTML)
        client.get("/some/private/path", headers=HTML)
        client.get("/static/site.css")
        client.get("/api/find?q=methadone")
    routes = ["/find", "/listings/{listing_id}", "(no route)", "/static", "/api/find"]
    assert [line["route"] for line in logs] == routes
    assert all(set(line) == WORTH_KNOWING for line in logs)
    assert not re.search(r"methadone|55401|private", str(logs))


def test_static_files_are_kept_for_good_under_the_hash_of_their_content(client):
    page = client.get("/", headers=HTML).text
    addresses = re.findall(r'"(/static/[^"]+)"', page)
    assert {address.rpartition(".")[2] for address in addresses} == {"css", "js", "svg", "png"}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]


def test_a_static_file_with_another_hash_is_not_kept(client):
    assert client.get("/static/site.000000000000.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/site.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../app.py", "/static/%2e%2e/app.py", "/static/.hidden", "/static/", "/static/x.css"),
        *("/static/site+x.css", "/static/site+.css", "/static/+.css", "/static/site+../site.css"),
        *("/static/tokens+../../app.py", "/static/tokens+find.js", "/static/vendor/leaflet+site.css"),
        f"/static/{'+'.join(['site'] * (MOST_TOGETHER + 1))}.css",
    ],
)
def test_nothing_but_static_files_is_served_as_such(client, path):
    assert client.get(path).status_code == 404


def test_several_files_come_as_one_in_their_order(client):
    parts = [client.get(f"/static/{name}.css").text for name in ("tokens", "site", "find")]
    together = client.get(together_url("tokens.css site.css find.css"))
    assert together.headers["content-type"] == "text/css; charset=utf-8"
    assert together.text == "\n".join(parts)
    assert "immutable" in together.headers["cache-control"]
    assert client.get("/static/tokens+site+find.000000000000.css").headers["cache-control"] == "no-cache"


def test_a_static_file_is_sent_small_to_whoever_can_unpack_it_and_once(client):
    address = together_url("tokens.css site.css")
    small = client.get(address, headers={"accept-encoding": "gzip"})
    whole = client.get(address, headers={"accept-encoding": "identity"})
    assert small.text == whole.text
    assert int(small.headers["content-length"]) < int(whole.headers["content-length"]) / 2
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in whole.headers
    for answer in (small, whole):
        asked = {"if-none-match": answer.headers["etag"], "accept-encoding": answer.request.headers["accept-encoding"]}
        assert client.get(address, headers=asked).status_code == 304


def test_a_picture_is_sent_as_it_is(client):
    answer = client.get(static_url("icons/icon-192.png"), headers={"accept-encoding": "gzip"})
    assert answer.headers["content-type"] == "image/png"
    assert "content-encoding" not in answer.headers


def test_pages_are_sent_small(client):
    response = client.get("/crisis", headers={**HTML, "accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"


def test_alive_and_ready_are_told(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "database": True, "key": True, "index": True}


def test_without_a_database_the_program_is_alive_and_not_ready(tmp_path, town: Town):
    town_path = town.path("newcomers")
    app = create_app(Settings(data=tmp_path), clock=lambda: NOW)
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"status": "not ready", "database": False, "key": False, "index": False}
        page = client.get("/find?q=overdose", headers=HTML)
        assert page.status_code == 200
        assert "The directory is being made ready" in page.text
        assert "tel:911" in page.text, "help is shown without an index too"
        listing = client.get(town_path, headers=HTML)
        assert listing.status_code == 503
        assert listing.headers["retry-after"] == "30"


def test_a_missing_index_is_opened_or_built_beside_the_requests(town: Town, client):
    serving: IndexFollower = client.app.state.follower
    keeper = index_keeper(town.settings, client.app.state.database)
    follower = IndexFollower(replace(serving.finder, index=None), keeper, lambda: NOW)
    assert not follower.has_index.is_set()
    follower.step()
    assert follower.has_index.is_set()
    assert follower.finder.index is not None


def test_while_the_database_is_away_saved_listings_are_shown_and_said_to_be_saved(tmp_path):
    town = build_town(tmp_path)
    with TestClient(create_app(town.settings, clock=lambda: NOW)) as client:
        follower: IndexFollower = client.app.state.follower
        follower.stop()
        client.app.state.database.close()
        for file in tmp_path.glob("alongside.sqlite3*"):
            file.rename(tmp_path / f"away-{file.name}")
        follower.look()
        page = client.get("/find?q=newcomers", headers=HTML).text
        assert "These are saved listings" in page
        assert "/listings/" in page
        assert "tel:911" in client.get("/find?q=overdose", headers=HTML).text
        assert client.get("/crisis", headers=HTML).status_code == 200
        listing = client.get(town.path("newcomers"), headers=HTML)
        assert listing.status_code == 503
        assert "Please try again in a minute" in listing.text
        client.app.state.database.close()
        for file in tmp_path.glob("away-alongside.sqlite3*"):
            file.replace(tmp_path / file.name.removeprefix("away-"))
        follower.look()
        assert "These are saved listings" not in client.get("/find?q=newcomers", headers=HTML).text


def test_only_hosts_that_are_ours_are_answered_once_the_public_address_is_set(town: Town):
    settings = town.settings.model_copy(update={"public_url": "https://directory.example.org"})
    assert trusted_hosts(settings)[0] == "directory.example.org"
    with TestClient(create_app(settings), base_url="http://evil.example.com") as client:
        assert client.get("/healthz").status_code == 400
    with TestClient(create_app(settings), base_url="http://directory.example.org") as client:
        assert client.get("/healthz").status_code == 200
