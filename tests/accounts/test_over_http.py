"""What the server does around a session: cookies, the mark of who was there, and connections that others can read."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from directory.accounts.models import SignedIn
from directory.app import create_app
from tests.cast import sign_in_client

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def browser(settings, clock):
    """A browser on this machine."""
    with TestClient(create_app(settings, clock=clock), "http://localhost", follow_redirects=False) as client:
        yield client


def seen_at(database):
    with database.reading() as session:
        return session.exec(select(SignedIn.seen_at)).one()


def test_who_reads_is_marked_as_seen_once_a_minute(database, cast, browser, clock):
    sign_in_client(browser, cast.dee, clock())
    began = clock()
    for seconds, marked in ((0, 0), (59, 0), (1, 60), (30, 60), (30, 120)):
        clock.pass_by(seconds=seconds)
        assert browser.get("/account").status_code == 200
        assert seen_at(database) - began == timedelta(seconds=marked)


@ON_SQLITE
def test_a_locked_page_leads_to_the_way_to_unlock_and_marks_nobody(database, cast, browser, clock):
    sign_in_client(browser, cast.dee, clock())
    began = clock()
    clock.pass_by(minutes=15)
    response = browser.get("/account", headers={"accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["location"].startswith("/unlock")
    assert seen_at(database) == began


@ON_SQLITE
def test_a_busy_hour_never_locks(database, cast, browser, clock):
    sign_in_client(browser, cast.dee, clock())
    for _ in range(6):
        clock.pass_by(minutes=14)
        assert browser.get("/account").status_code == 200


@ON_SQLITE
def test_over_tls_the_plain_name_of_the_cookie_is_nobodys(database, settings, cast, clock):
    with TestClient(create_app(settings, clock=clock), "https://testserver", follow_redirects=False) as client:
        sign_in_client(client, cast.dee, clock())
        assert client.get("/account").status_code == 200
        token = client.cookies["__Host-session"]
        client.cookies.clear()
        client.cookies.set("session", token)
        assert client.get("/account", headers={"accept": "text/html"}).status_code == 303


@ON_SQLITE
def test_over_tls_cookies_are_host_cookies_for_the_server_alone(database, settings, clock):
    with TestClient(create_app(settings, clock=clock), "https://testserver", follow_redirects=False) as client:
        name, *said = client.get("/sign-in").headers["set-cookie"].split("; ")
    assert name.startswith("__Host-visit=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(said)
    assert not any(each.startswith("Domain") for each in said)


@ON_SQLITE
@pytest.mark.parametrize("name", ["session", "__Host-session"])
def test_on_a_plain_connection_beyond_this_machine_nobody_is_signed_in(database, settings, cast, clock, name):
    with TestClient(create_app(settings, clock=clock), "http://localhost", follow_redirects=False) as client:
        sign_in_client(client, cast.dee, clock())
        token = client.cookies["session"]
    with TestClient(create_app(settings, clock=clock), "http://testserver", follow_redirects=False) as client:
        client.cookies.set(name, token)
        assert client.get("/account").status_code != 200
