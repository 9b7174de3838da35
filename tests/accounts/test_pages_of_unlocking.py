"""A page that locked: how it opens again, and that nothing typed is lost meanwhile."""

import pytest
from sqlmodel import func, select

from directory.accounts.models import KeptPost, Team
from directory.accounts.pins import set_pin
from tests.accounts.conftest import give_password
from tests.accounts.desk import Desk
from tests.accounts.proofs import PASSWORD, WRONG
from tests.web.judge import Page

PIN = "270913"
OTHER = "270914"


@pytest.fixture(params=["sqlite"])
def database_kind(request) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


@pytest.fixture
def ada(database, cast, password_hash):
    return give_password(database, cast.ada, password_hash)


@pytest.fixture
def locked(desk, database, ada) -> Desk:
    """Ada's browser, with a PIN, after a pause; she had the page of teams open."""
    caller = desk.sign_in_as(ada)
    with database.writing() as session:
        set_pin(session, caller, PIN, now=desk.clock())
    return desk


@pytest.fixture
def open_page(locked) -> Page:
    """The page that stood open when the pause began."""
    page = locked.get("/admin/teams")
    locked.clock.pass_by(minutes=15)
    return page


def teams(database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Team.name)))


def kept(database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(KeptPost)).one()


def test_after_a_quarter_of_an_hour_the_page_asks_for_one_step_and_goes_on(locked, open_page):
    assert locked.sent_on("/admin/teams") == "/unlock?next=/admin/teams"
    page = locked.get("/unlock", next="/admin/teams")
    assert locked.go(page, "/unlock", pin=PIN) == "/admin/teams"
    locked.get("/admin/teams")


def test_until_then_it_stays_open(locked):
    locked.get("/admin/teams")
    locked.clock.pass_by(minutes=14, seconds=59)
    locked.get("/admin/teams")


def test_a_locked_page_keeps_what_was_typed_and_saves_it_once(locked, open_page, database):
    assert locked.go(open_page, "/admin/teams", name="West team") == "/unlock?next=/admin/teams"
    assert teams(database) == ["North team", "South team"]
    page = locked.get("/unlock", next="/admin/teams")
    assert "What you just sent is kept safe." in page.main
    assert locked.go(page, "/unlock", pin=PIN) == "/admin/teams?done=new"
    assert teams(database) == ["North team", "South team", "West team"]
    assert kept(database) == 0
    assert locked.sent_on("/unlock?next=/admin") == "/admin"


def test_a_form_that_is_sent_twice_from_a_locked_page_is_done_once(locked, open_page, database):
    for _ in range(2):
        locked.go(open_page, "/admin/teams", name="West team")
    assert kept(database) == 2
    assert locked.go(locked.get("/unlock"), "/unlock", pin=PIN) == "/admin/teams?done=new"
    assert teams(database) == ["North team", "South team", "West team"]
    assert kept(database) == 0


def test_what_was_kept_and_cannot_be_taken_stands_on_the_page_again(locked, open_page, database):
    locked.go(open_page, "/admin/teams", name="north TEAM")
    again = locked.refused(locked.get("/unlock"), "/unlock", pin=PIN)
    assert again.one("input", id="name").attributes["value"] == "north TEAM"
    assert "There is a team of this name already." in again.main
    assert locked.go(again, "/admin/teams", name="West team") == "/admin/teams?done=new"
    assert kept(database) == 0


def test_what_is_kept_is_sealed(locked, open_page, database):
    locked.go(open_page, "/admin/teams", name="Unlikely words of a team")
    with database.reading() as session:
        sealed = session.exec(select(KeptPost.sealed)).one()
    assert "Unlikely" not in sealed
    file = database.engine.url.database
    with open(file, "rb") as raw:  # noqa: PTH123 - the address is text
        assert b"Unlikely words" not in raw.read()


def test_a_form_of_another_sign_in_is_not_kept(locked, open_page, database):
    response = locked.send(open_page, "/admin/teams", name="West team", form_token="0" * 64)
    assert response.status_code == 403
    assert kept(database) == 0


def test_a_wrong_pin_tells_how_many_tries_are_left_and_the_fifth_signs_out(locked, open_page, database):
    locked.go(open_page, "/admin/teams", name="West team")
    page = locked.get("/unlock")
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "1 try is left"):
        page = locked.refused(page, "/unlock", pin=OTHER)
        assert left in page.main
    assert locked.go(page, "/unlock", pin=OTHER) == "/sign-in"
    assert locked.sent_on("/admin/teams") == "/sign-in?next=/admin/teams"
    assert teams(database) == ["North team", "South team"]


def test_the_password_unlocks_too(locked, open_page, database):
    locked.go(open_page, "/admin/teams", name="West team")
    page = locked.refused(locked.get("/unlock"), "/unlock/password", password=WRONG)
    assert page.one("span", id="password-fault").text == "This password was not right."
    assert locked.go(page, "/unlock/password", password=PASSWORD) == "/admin/teams?done=new"


def test_signing_out_forgets_what_was_kept(locked, open_page, database):
    locked.go(open_page, "/admin/teams", name="West team")
    locked.go(locked.get("/unlock"), "/sign-out")
    assert kept(database) == 0


def test_another_session_never_sees_what_was_kept(locked, open_page, database, cast):
    locked.go(open_page, "/admin/teams", name="West team")
    locked.client.cookies.clear()
    locked.sign_in_as(cast.ada)
    assert locked.sent_on("/unlock") == "/"
    assert teams(database) == ["North team", "South team"]


def test_a_dangerous_act_asks_for_a_fresh_proof_and_is_then_done(desk, database, ada, cast):
    desk.sign_in_as(ada)
    page = desk.get(f"/admin/people/{cast.ana.id}")
    desk.clock.pass_by(minutes=6)
    roles = {"roles": ["peer", "supervisor"]}
    there = desk.go(page, f"/admin/people/{cast.ana.id}/roles", **roles)
    assert there == f"/confirm?next=/admin/people/{cast.ana.id}"
    confirm = desk.get(there)
    assert "What you just sent is kept safe." in confirm.main
    assert desk.go(confirm, "/confirm/password", password=PASSWORD) == f"/admin/people/{cast.ana.id}?done=roles"
    page = desk.get(f"/admin/people/{cast.ana.id}")
    assert {box.attributes["value"] for box in page.all("input", name="roles") if "checked" in box.attributes} == {
        "peer",
        "supervisor",
    }


def test_a_locked_header_shows_the_way_to_unlock_and_no_name(locked, open_page):
    page = locked.get("/crisis")
    assert "/unlock" in page.links
    assert "Ada" not in page.text
