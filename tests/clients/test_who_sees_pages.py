"""The pages of a client: whole for the owner, without the cue for who covers and supervises, nothing for others."""

from typing import Any

import pytest

from directory.accounts.models import Person
from tests.accounts.desk import Desk
from tests.cast import Cast
from tests.clients.conftest import begin, id_in

PAGES = (
    "",
    "/contacts/new",
    "/goals/new",
    "/notes/new",
    "/safe",
    "/identity",
    "/preferences",
    "/boundaries",
    "/end",
    "/erase",
    "/merge",
)
OWNERS = ("/cue",)
NOBODYS = "/clients/00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


@pytest.fixture
def record(desk: Desk) -> str:
    return begin(desk, cue="red truck", goal="a job with mornings off", domain="work")


def as_somebody(desk: Desk, person: Person) -> Desk:
    desk.client.cookies.clear()
    desk.sign_in_as(person)
    return desk


def answer(desk: Desk, path: str) -> tuple[int, str]:
    response = desk.client.get(path, headers={"accept": "text/html"})
    return response.status_code, response.text.replace(path, "PATH")


@pytest.mark.parametrize("path", PAGES + OWNERS)
def test_the_owner_sees_each_page(desk: Desk, record: str, path: str) -> None:
    assert desk.get(f"{record}{path}").one("h1").text


@pytest.mark.parametrize("path", PAGES + OWNERS)
def test_each_page_speaks_spanish(desk: Desk, record: str, path: str) -> None:
    page = desk.judge.get(f"{record}{path}", language="es")
    assert "Volver:" in page.main


@pytest.mark.parametrize("path", PAGES)
def test_the_supervisor_sees_each_page_without_the_cue(desk: Desk, cast: Cast, record: str, path: str) -> None:
    page = as_somebody(desk, cast.sol).get(f"{record}{path}")
    assert "red truck" not in page.html


@pytest.mark.parametrize("path", PAGES + OWNERS)
def test_to_everybody_else_each_page_is_as_one_that_is_not_there(
    desk: Desk, cast: Cast, record: str, path: str
) -> None:
    for person in (cast.ben, cast.cora, cast.dee, cast.ada):
        as_somebody(desk, person)
        assert answer(desk, f"{record}{path}") == answer(desk, f"{NOBODYS}{path}")
        assert answer(desk, f"{record}{path}")[0] == 404


def test_the_cue_is_not_there_for_the_supervisor(desk: Desk, cast: Cast, record: str) -> None:
    as_somebody(desk, cast.sol)
    assert answer(desk, f"{record}/cue") == answer(desk, f"{NOBODYS}/cue")


def test_a_teammate_sees_the_line_and_a_stranger_nothing(desk: Desk, cast: Cast, record: str) -> None:
    handle = desk.get(record).one("h1").text
    page = as_somebody(desk, cast.ben).get("/clients")
    assert f"{handle} Ana" in page.main
    assert record not in page.links
    assert handle not in as_somebody(desk, cast.cora).get("/clients").main
    assert answer(as_somebody(desk, cast.dee), "/clients")[0] == 404


def hand_to_ben(desk: Desk, cast: Cast, record: str, **said: Any) -> str:
    typed = {"clients": id_in(record), "to": str(cast.ben.id), "span": "days", "notice": "not_yet"}
    return desk.go(desk.get("/clients/hand-over"), "/clients/hand-over", **(typed | said))


def test_clients_are_handed_over_for_a_week_in_four_steps(desk: Desk, cast: Cast, record: str) -> None:
    assert hand_to_ben(desk, cast, record) == "/clients?done=handed"
    page = as_somebody(desk, cast.ben).get(record)
    assert "You stand in for Ana." in page.main
    assert "They have not been told yet." in page.main
    assert "red truck" not in page.html
    desk.go(page, f"{record}/notice", notice="call")
    assert "They have not been told yet." not in desk.get(record).main


def test_for_good_the_record_and_its_cue_are_the_colleagues(desk: Desk, cast: Cast, record: str) -> None:
    hand_to_ben(desk, cast, record, span="good", notice="in_person")
    assert answer(desk, record)[0] == 404
    assert "red truck" in as_somebody(desk, cast.ben).get("/clients").main


def test_knowing_a_client_outside_work_is_for_oneself_and_the_supervisor(desk: Desk, cast: Cast, record: str) -> None:
    desk.go(desk.get(f"{record}/boundaries"), f"{record}/known-outside")
    assert "You know them outside work" in desk.get(record).main
    hand_to_ben(desk, cast, record)
    assert "outside work" not in as_somebody(desk, cast.ben).get(record).one("h1").text
    assert "Ana" not in desk.get(f"{record}/boundaries").one("main").text.replace("Said by", "")
    assert "Said by: Ana" in as_somebody(desk, cast.sol).get(f"{record}/boundaries").main
