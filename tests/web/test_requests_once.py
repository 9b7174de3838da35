"""A form that is sent twice is done once; two changes of one thing are both kept or asked about."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

import pytest
from fastapi import APIRouter, FastAPI, Form
from fastapi.responses import Response
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import Session, col, func, select

from directory import policy
from directory.accounts.models import Person, Team
from directory.config import Settings
from directory.db import Database, SessionDep
from directory.errors import RefusedError
from directory.policy import FORM_TOKEN, Role
from directory.web.failures import install_failures
from directory.web.merging import merge, version_of
from directory.web.once import AcceptedOnce, OnceDep, forget_accepted
from tests.web.judge import Page, judge
from tests.web.matrix import Matrix, matrix_of
from tests.web.town import NOW

SAME_PAGE = {"accept": "text/html", "sec-fetch-site": "same-origin"}
planted = APIRouter()


@planted.post("/planted/teams", **policy.public)
def make_team(once: OnceDep, session: SessionDep, name: Annotated[str, Form()] = "") -> Response:
    if not name:
        raise RefusedError("Write a name.")
    team = Team(name=name, name_key=uuid4().hex, created_at=NOW)
    session.add(team)
    return once.see_other(f"/teams/{team.id}")


@pytest.fixture
def client(database: Database, settings: Settings) -> Iterator[TestClient]:
    """A bare application on either database, which makes teams for anybody."""
    app = FastAPI(openapi_url=None)
    app.state.settings, app.state.database, app.state.clock = settings, database, lambda: NOW
    app.include_router(planted)
    install_failures(app)
    with TestClient(app, follow_redirects=False, base_url="https://testserver") as client:
        yield client


def send(client: TestClient, key: str, name: str = "East", **more: str) -> Any:
    return client.post("/planted/teams", data={"key": key, "name": name, **more}, headers=SAME_PAGE)


def teams(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Team)).one()


def test_a_form_sent_again_is_answered_as_the_first_time_and_done_once(client, database):
    key = uuid4().hex
    first, again = send(client, key), send(client, key, **{FORM_TOKEN: "of another session by now"})
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert teams(database) == 1


def test_the_same_key_with_something_else_in_the_form_is_refused(client, database):
    key = uuid4().hex
    send(client, key)
    other = send(client, key, name="West")
    assert other.status_code == 409
    assert "Open its page again" in other.text
    assert teams(database) == 1


def test_another_key_makes_another(client, database):
    send(client, uuid4().hex)
    send(client, uuid4().hex)
    assert teams(database) == 2


def test_a_form_that_was_refused_may_be_sent_again_with_the_same_key(client, database):
    key = uuid4().hex
    assert send(client, key, name="").status_code == 422
    assert send(client, key).status_code == 303
    assert teams(database) == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_form_without_a_key_of_ours_is_refused(client, database, key):
    assert send(client, key).status_code == 422
    assert teams(database) == 0


def test_a_form_sent_four_times_at_once_is_done_once(client, database):
    key = uuid4().hex
    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(lambda _: send(client, key), range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert teams(database) == 1


def test_nothing_that_was_typed_is_kept_with_the_key(client, session: Session):
    key = uuid4().hex
    send(client, key, name="Maplewood")
    row = session.exec(select(AcceptedOnce)).one()
    said = " ".join(str(value) for value in row.model_dump().values())
    assert "Maplewood" not in said
    assert key not in said


def test_keys_are_forgotten_after_two_days(client, session: Session):
    send(client, uuid4().hex)
    forget_accepted(session, now=NOW + timedelta(days=2, seconds=-1))
    assert session.exec(select(func.count()).select_from(AcceptedOnce)).one() == 1
    forget_accepted(session, now=NOW + timedelta(days=2))
    assert session.exec(select(func.count()).select_from(AcceptedOnce)).one() == 0


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    yield from matrix_of(tmp_path_factory.mktemp("once"))


class Desk:
    """Somebody with the form of their name and language open."""

    def __init__(self, matrix: Matrix) -> None:
        self.client = matrix.client
        self.database = matrix.database
        self.person = matrix.person(Role.PEER, matrix.north)
        matrix.sign_in(self.person)

    def open_form(self, path: str = "/account/profile") -> dict[str, str]:
        return hidden(Page(self.client.get(path, headers={"accept": "text/html"})))

    def save(self, form: dict[str, str], name: str, language: str = "en") -> Any:
        sent = form | {"display_name": name, "language": language}
        return self.client.post("/account/profile", data=sent, headers=SAME_PAGE)

    @property
    def saved(self) -> tuple[str, str]:
        with self.database.reading() as session:
            rows = session.exec(select(Person.display_name, Person.language).where(col(Person.id) == self.person.id))
            return rows.one()


def hidden(page: Page) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page."""
    fields = page.all("input", type="hidden")
    return {one.attributes["name"]: one.attributes["value"] for one in fields if "main" in one.within}


def test_two_changes_of_one_name_are_asked_about_and_neither_is_lost(matrix: Matrix):
    desk = Desk(matrix)
    here, there = desk.open_form(), desk.open_form()
    assert desk.save(there, "Ana Maria").status_code == 303
    answer = desk.save(here, "Ana Lopez")
    assert answer.status_code == 412
    assert desk.saved == ("Ana Maria", "en")
    asked = Page(answer)
    judge(asked, "en")
    choices = [one.attributes["value"] for one in asked.all("input", type="radio", name="display_name")]
    assert choices == ["Ana Lopez", "Ana Maria"]
    assert desk.save(hidden(asked), "Ana Lopez").status_code == 303
    assert desk.saved == ("Ana Lopez", "en")


def test_changes_of_different_fields_are_both_taken(matrix: Matrix):
    desk = Desk(matrix)
    here, there = desk.open_form(), desk.open_form()
    before = desk.saved[0]
    desk.save(there, "Ana Maria", "en")
    assert desk.save(here, before, "es").status_code == 303
    assert desk.saved == ("Ana Maria", "es")
    matrix.client.cookies.clear()


def test_the_same_change_twice_is_no_question(matrix: Matrix):
    desk = Desk(matrix)
    here, there = desk.open_form(), desk.open_form()
    desk.save(there, "Ana Maria")
    assert desk.save(here, "Ana Maria").status_code == 303


def test_while_the_question_stands_a_third_change_is_asked_about_too(matrix: Matrix):
    desk = Desk(matrix)
    here, there, elsewhere = (desk.open_form() for _ in range(3))
    desk.save(there, "Second")
    asked = hidden(Page(desk.save(here, "First")))
    desk.save(elsewhere | {"version": asked["version"]}, "Third")
    assert desk.save(asked, "First").status_code == 412
    assert desk.saved[0] == "Third"


@pytest.mark.parametrize("version", ["", "nonsense", "a-b-c-d"])
def test_a_form_without_its_version_overwrites_nothing(matrix: Matrix, version):
    desk = Desk(matrix)
    answer = desk.save(desk.open_form() | {"version": version}, "Ana Lopez")
    assert answer.status_code == 412


NAMES = ("name", "language", "hours")
VALUES = some.fixed_dictionaries({name: some.sampled_from(["", "a", "b", "c"]) for name in NAMES})


@given(shown=VALUES, sent=VALUES, saved=VALUES)
def test_merging_takes_what_one_side_changed_and_asks_where_both_did(shown, sent, saved):
    merged = merge(sent, saved=saved, version=version_of(shown))
    for name in NAMES:
        both = sent[name] != shown[name] and saved[name] != shown[name] and sent[name] != saved[name]
        assert (name in merged.contested) == both
        if not both:
            assert merged.values[name] == (sent[name] if sent[name] != shown[name] else saved[name])
