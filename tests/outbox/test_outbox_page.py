"""What could not be sent, as an admin sees it and decides about it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.outbox.models import State
from tests.accounts.desk import HOST, Desk, Moment
from tests.outbox.conftest import ADDRESS, LINK, NAME

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def desk(settings, database, cast, now) -> Iterator[Desk]:
    """Ada's browser, signed in."""
    clock = Moment(now)
    app = create_app(settings, clock=clock)
    with TestClient(app, base_url=HOST, headers={"origin": HOST}, follow_redirects=False) as client:
        desk = Desk(client, clock)
        desk.sign_in_as(cast.ada)
        yield desk


def test_an_admin_finds_the_way_to_what_could_not_be_sent(desk):
    assert "/admin/outbox" in desk.get("/admin").links
    assert "Everything was sent." in desk.get("/admin/outbox").main


def test_a_parked_message_is_told_with_its_reason_and_without_what_it_says(desk, post):
    post.owe()
    post.park()
    page = desk.get("/admin/outbox")
    assert "An invitation" in page.main
    assert "a…@example.org · November 21, 2026, 6:00 pm" in page.main
    assert "The folder for messages cannot be written to." in page.main
    assert not [canary for canary in (ADDRESS, LINK, NAME) if canary in page.html]


def test_trying_again_takes_it_off_the_page_and_sends_it(desk, post):
    message_id = post.owe()
    post.park()
    sent_to = desk.go(desk.get("/admin/outbox"), f"/admin/outbox/{message_id}/try")
    page = desk.get(sent_to)
    assert "The message is tried again." in page.main
    assert "Everything was sent." in page.main
    assert post.send(post.to_folder).sent == 1


def test_dropping_takes_it_off_the_page_for_good(desk, post):
    message_id = post.owe()
    post.park()
    page = desk.get(desk.go(desk.get("/admin/outbox"), f"/admin/outbox/{message_id}/drop"))
    assert "The message was dropped" in page.main
    assert post.row.state == State.DROPPED
    assert post.row.sealed is None


def test_a_message_decided_about_twice_is_nothing_any_more(desk, post):
    message_id = post.owe()
    post.park()
    page = desk.get("/admin/outbox")
    desk.go(page, f"/admin/outbox/{message_id}/drop")
    assert desk.send(page, f"/admin/outbox/{message_id}/try").status_code == 404


def test_the_page_is_spanish_for_who_reads_spanish(desk, post):
    post.owe()
    post.park()
    page = desk.get("/admin/outbox", language="es", lang="es")
    assert "Una invitación" in page.main
    assert "Volver a intentar" in page.main
