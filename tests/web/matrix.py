"""Asks every operation as every role, and says where the answer is not what the route declares."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.testclient import TestClient

from directory.accounts.models import Person, SignedIn
from directory.accounts.people import fold_email, give_roles, give_teams
from directory.app import create_app
from directory.db import Database
from directory.keyring import new_master_key, write_key_file
from directory.policy import (
    DeclaredRoute,
    Policy,
    Role,
    SignedInPolicy,
    Whose,
    declared_routes,
)
from directory.policy.visits import BeforeSignInPolicy
from directory.policy.vocabulary import TokenPolicy
from tests.cast import signed_in_as, write_cast
from tests.web.records import RECORDS
from tests.web.town import NOW, build_town

DOORS = ("/sign-in", "/unlock", "/confirm", "/account/factors?next=")
EACH_TIME_ANOTHER = {"content-length", "date", "x-request-id"}
"""Headers that are never the same twice, or follow from the length of the address that was asked for."""
VISITOR = None
EVERYBODY: tuple[Role | None, ...] = (VISITOR, *Role)
OWN, SAME_TEAM, OTHER_TEAM = "own", "same team", "other team"
NOTHING = "/there/is/nothing/here"
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    """What one asking came to."""

    kind: str
    """in, door, nothing, refused or broken."""
    status: int
    shown: str
    headers: Mapping[str, str]


@dataclass
class Matrix:
    """One application with people of every role, made anew for each asking so that no answer spoils the next."""

    client: TestClient
    north: UUID
    south: UUID
    faults: list[str] = field(default_factory=list)

    @property
    def app(self) -> Any:
        return self.client.app

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def person(self, role: Role, team: UUID) -> Person:
        """Somebody new with one role, in one team."""
        with self.database.writing() as session:
            number = next(_numbers)
            email = f"{role}{number}@example.org"
            person = Person(email=email, email_key=fold_email(email), display_name=f"Somebody {number}", created_at=NOW)
            session.add(person)
            session.flush()
            give_roles(session, person.id, [role])
            give_teams(session, person.id, [team])
            return person

    def sign_in(self, person: Person, **changes: Any) -> str:
        """Sign the client in as somebody; returns the token of their forms. `changes` are made to the session's row."""
        with self.database.writing() as session:
            caller, entered = signed_in_as(session, person, NOW)
            row = session.get_one(SignedIn, caller.session_id)
            for name, value in changes.items():
                setattr(row, name, value)
        self.client.cookies.clear()
        self.client.cookies.set("__Host-session", entered.session_token)
        return caller.form_token

    def ask(self, method: str, path: str, token: str = "") -> Answer:
        """Ask as whoever is signed in, from a page of ours."""
        headers = {"accept": "application/json" if path.startswith("/api/") else "text/html"}
        sent: dict[str, Any] = {}
        if method != "GET":
            headers["sec-fetch-site"] = "same-origin"
            sent = {"data": {"form_token": token, "key": uuid4().hex}}
        response = self.client.request(method, path, headers=headers, **sent)
        location = response.headers.get("location", "")
        kept = {name: value for name, value in response.headers.items() if name not in EACH_TIME_ANOTHER}
        return Answer(
            kind=kind_of(response.status_code, location),
            status=response.status_code,
            shown=re.sub(rf"{re.escape(path)}(?![\w/-])", "PATH", response.text),  # not where a menu leads further down
            headers=kept,
        )

    def signed_out(self) -> str:
        self.client.cookies.clear()
        return ""

    def visit(self) -> str:
        """The token of a page for those who are not signed in yet, beside whatever session there is."""
        page = self.client.get("/sign-in/reset", headers={"accept": "text/html"}).text
        found = re.search(r'action="/sign-in/reset".*?name="form_token" value="([^"]+)"', page, re.DOTALL)
        assert found
        return found[1]


def matrix_of(folder: Path, *planted: APIRouter, **changed: Any) -> Iterator[Matrix]:
    """A demonstration with everything that any setting switches on, and planted routes."""
    key_file = folder / "keys" / "master.key"
    key_file.parent.mkdir()
    write_key_file(key_file, [new_master_key()])
    changes = {
        "demo": True,
        "master_key_file": key_file,
        "erasure_ledger": folder / "keys" / "erasures.ledger",
    } | changed
    settings = build_town(folder).settings.model_copy(update=changes)
    database = Database(settings.resolved_database_url)
    cast = write_cast(database, NOW)
    database.close()
    app = create_app(settings, clock=lambda: NOW)
    for router in planted:
        app.include_router(router)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        yield Matrix(client, cast.north.id, cast.south.id)


def kind_of(status: int, location: str) -> str:
    """What an answer says of who was let in."""
    if status == 401 or (status == 303 and location.startswith(DOORS)):
        return "door"
    if status >= 500:
        return "broken"
    return {404: "nothing", 403: "refused"}.get(status, "in")


def expected_kinds(policy: Policy, role: Role | None) -> set[str]:
    """What a role may be answered, by what is declared."""
    if isinstance(policy, TokenPolicy):
        return {"nothing"}
    if not isinstance(policy, SignedInPolicy):
        return {"in", "nothing", "door"}  # the door of a page before sign-in is a page before sign-in
    if role is VISITOR:
        return {"door"}
    return {"in"} if role in policy.roles else {"nothing"}


def is_theirs(policy: SignedInPolicy, role: Role, distance: str) -> bool:
    """Whether a record so far from the caller may be named by them."""
    if policy.whose is Whose.ANYBODYS:
        return True
    supervised = role is Role.SUPERVISOR and policy.whose is Whose.OWN_OR_TEAMS
    return distance == OWN or (distance == SAME_TEAM and supervised)


def operations(app: Any, only: str = "") -> Iterator[tuple[str, DeclaredRoute]]:
    """Every way in, once for each of its methods; those alone that begin with `only`."""
    for route in declared_routes(app):
        for method in sorted(route.methods) or ["GET"]:
            if route.path.startswith(only):
                yield method, route


def named_in(path: str) -> list[str]:
    """The parameters of an address."""
    return [part.split("}")[0] for part in path.split("{")[1:]]


def filled(path: str, ids: Mapping[str, object]) -> str:
    """The address with its parameters filled in."""
    for name in named_in(path):
        path = path.replace(f"{{{name}}}", str(ids.get(name) or uuid4()))
    return path


def walk_roles(matrix: Matrix, only: str = "") -> list[str]:
    """Ask every operation as every role, with ids of nothing; returns a sentence for each answer that is wrong."""
    faults = []
    for method, route in operations(matrix.app, only):
        assert route.policy
        for role in EVERYBODY:
            token = matrix.sign_in(matrix.person(role, matrix.north)) if role else matrix.signed_out()
            if isinstance(route.policy, BeforeSignInPolicy):
                token = matrix.visit()
            answer = matrix.ask(method, filled(route.path, {}), token)
            expected = expected_kinds(route.policy, role)
            if named_in(route.path):
                expected = {"nothing"} if expected == {"in"} else expected
            who = role or "visitor"
            if answer.kind not in expected:
                faults.append(f"{method} {route.path} as {who}: {answer.kind} ({answer.status}), declared {expected}")
            if answer.kind == "nothing" and isinstance(route.policy, SignedInPolicy):
                faults += compare(
                    answer, matrix.ask(method, nothing_like(route), token), f"{method} {route.path} as {who}"
                )
    return faults


def walk_records(matrix: Matrix, only: str = "") -> list[str]:
    """Ask every operation that names a record, for records near and far from the caller."""
    faults = []
    for method, route in operations(matrix.app, only):
        policy, names = route.policy, named_in(route.path)
        if not isinstance(policy, SignedInPolicy) or not names:
            continue
        for role in sorted(policy.roles):
            for distance in (OWN, SAME_TEAM, OTHER_TEAM):
                faults += ask_for_record(matrix, method, route, role, distance)
    return faults


def ask_for_record(matrix: Matrix, method: str, route: DeclaredRoute, role: Role, distance: str) -> list[str]:
    """Ask for one record at one distance as one role."""
    policy = route.policy
    assert isinstance(policy, SignedInPolicy)
    caller = matrix.person(role, matrix.north)
    owner = {
        OWN: lambda: caller,
        SAME_TEAM: lambda: matrix.person(Role.PEER, matrix.north),
        OTHER_TEAM: lambda: matrix.person(Role.PEER, matrix.south),
    }[distance]()
    with matrix.database.writing() as session:
        ids = {name: RECORDS[name](session, owner) for name in named_in(route.path)}
    token = matrix.sign_in(caller)
    answer = matrix.ask(method, filled(route.path, ids), token)
    said = f"{method} {route.path} as {role}, {distance}"
    if is_theirs(policy, role, distance):
        return [] if answer.kind == "in" else [f"{said}: {answer.kind} ({answer.status}), declared {policy.whose}"]
    if answer.kind != "nothing":
        return [f"{said}: {answer.kind} ({answer.status}), declared {policy.whose}"]
    return compare(answer, matrix.ask(method, filled(route.path, {}), token), said)


def nothing_like(route: DeclaredRoute) -> str:
    """An address without a route, of the same kind: what a program asks is answered as JSON."""
    start = next((start for start in ("/api", "/hsds") if route.path.startswith(start)), "")
    return f"{start}{NOTHING}{'.json' if route.path.endswith('.json') else ''}"


def compare(answer: Answer, nothing: Answer, said: str) -> list[str]:
    """Whether what is not theirs is told from what never existed."""
    if (answer.status, answer.shown, answer.headers) == (nothing.status, nothing.shown, nothing.headers):
        return []
    return [f"{said}: its 404 is not that of nothing"]
