"""Every operation as every role, and for every record near and far: what is answered is what is declared."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from directory import policy
from directory.accounts.models import Person
from directory.app import create_app
from directory.cli.policy_table import current_table
from directory.db import SessionDep
from directory.policy import DeclaredMount, Role, SignedInPolicy, UndeclaredRouteError, require_everywhere
from tests.rules.source_tree import ROOT
from tests.web.matrix import Matrix, filled, matrix_of, named_in, operations, walk_records, walk_roles
from tests.web.records import RECORDS
from tests.web.town import NOW


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    yield from matrix_of(tmp_path_factory.mktemp("matrix"))


def test_every_operation_answers_every_role_as_it_declares(matrix: Matrix):
    assert walk_roles(matrix) == []


def test_records_near_and_far_are_found_by_those_alone_who_may(matrix: Matrix):
    assert walk_records(matrix) == []


def test_every_parameter_that_names_a_private_record_has_its_line(matrix: Matrix):
    names = {
        name
        for _, route in operations(matrix.app)
        if isinstance(route.policy, SignedInPolicy)
        for name in named_in(route.path)
    }
    assert names == set(RECORDS)


def test_a_locked_session_comes_in_nowhere_but_where_it_is_unlocked(matrix: Matrix):
    faults = []
    for method, route in operations(matrix.app):
        if not isinstance(route.policy, SignedInPolicy):
            continue
        token = matrix.sign_in(matrix.person(min(route.policy.roles), matrix.north), locked_at=NOW)
        answer = matrix.ask(method, filled(route.path, {}), token)
        if (answer.kind == "door") == route.policy.even_locked and answer.kind != "nothing":
            faults.append((method, route.path, answer.kind, answer.status))
    assert faults == []


ONES_OWN = ("/account", "/confirm", "/unlock", "/lock", "/sign-out")
"""Where somebody gets without a second factor: to their own account, and out."""


def test_without_a_second_factor_nobody_gets_further_than_their_own_account(matrix: Matrix):
    faults = []
    for method, route in operations(matrix.app):
        if not isinstance(route.policy, SignedInPolicy) or route.path.startswith(ONES_OWN):
            continue
        for role in sorted(route.policy.roles):
            token = matrix.sign_in(matrix.person(role, matrix.north), second_factor=False)
            answer = matrix.ask(method, filled(route.path, {}), token)
            is_led = answer.headers.get("location", "").startswith("/account/factors")
            if not (is_led or (answer.status == 403 and answer.headers["content-type"] == "application/json")):
                faults.append((method, route.path, role, answer.kind, answer.status))
    assert faults == []


def test_dangerous_acts_ask_for_a_proof_that_is_not_old(matrix: Matrix):
    faults = []
    for method, route in operations(matrix.app):
        if not isinstance(route.policy, SignedInPolicy) or route.policy.confirmed_within is None:
            continue
        person = matrix.person(min(route.policy.roles), matrix.north)
        token = matrix.sign_in(person, confirmed_at=NOW - timedelta(minutes=5, seconds=1))
        answer = matrix.ask(method, filled(route.path, {}), token)
        if answer.kind != "door" or not answer.headers["location"].startswith("/confirm"):
            faults.append((method, route.path, answer.kind, answer.status))
    assert faults == []


def test_no_form_is_taken_without_the_token_of_its_session(matrix: Matrix):
    faults = []
    for method, route in operations(matrix.app):
        if method == "GET" or not isinstance(route.policy, SignedInPolicy):
            continue
        matrix.sign_in(matrix.person(min(route.policy.roles), matrix.north))
        answer = matrix.ask(method, filled(route.path, {}), token="0" * 64)
        if answer.kind != "refused":
            faults.append((method, route.path, answer.kind, answer.status))
    assert faults == []


def test_the_page_that_tells_who_may_is_up_to_date():
    written = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert written == current_table(), "make policy"


def liar() -> APIRouter:
    """Routes that declare one thing and do another."""
    router = APIRouter()

    @router.get("/lies/{person_id}", **policy.own(policy.signed_in))
    def show_anybody(person_id: UUID, session: SessionDep) -> HTMLResponse:
        return HTMLResponse(session.get_one(Person, person_id).display_name)

    @router.get("/lies", **policy.roles(Role.ADMIN))
    def show_nobody(request: Request) -> HTMLResponse:
        return HTMLResponse("", status_code=404)

    @router.post("/lies", **policy.roles(Role.ADMIN))
    def send_away(request: Request) -> HTMLResponse:
        return HTMLResponse("", status_code=303, headers={"location": "/sign-in"})

    return router


def test_routes_that_do_not_do_what_they_declare_are_found(tmp_path: Path):
    def checks(matrix: Matrix) -> tuple[list[str], list[str]]:
        lies = [route for route in operations(matrix.app) if route[1].path.startswith("/lies")]
        assert len(lies) == 3
        return walk_roles(matrix, only="/lies"), walk_records(matrix, only="/lies")

    for matrix in matrix_of(tmp_path, liar()):
        by_role, by_record = checks(matrix)
    assert sum("GET /lies as admin: nothing (404)" in fault for fault in by_role) == 1
    assert sum("POST /lies as admin: door (303)" in fault for fault in by_role) == 1
    assert {fault.split(":")[0] for fault in by_record} == {
        f"GET /lies/{{person_id}} as {role}, {distance}" for role in Role for distance in ("same team", "other team")
    }


def show_nothing() -> None:
    """A view."""


def test_a_route_that_does_not_say_whose_record_it_names_keeps_the_program_from_starting(matrix: Matrix):
    app = create_app(matrix.app.state.settings)
    router = APIRouter()
    router.add_api_route("/planted/{person_id}", show_nothing, **policy.signed_in)
    app.include_router(router)
    with pytest.raises(UndeclaredRouteError, match="/planted"):
        require_everywhere(app)


def test_a_mount_cannot_be_private_since_nobody_would_ask_its_policy(matrix: Matrix):
    with pytest.raises(TypeError, match="public"):
        DeclaredMount("/planted", matrix.app, name="planted", policy=SignedInPolicy("signed in"))
