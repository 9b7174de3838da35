"""Signs that no keyboard sends: every field of every form answers them with a page, and never breaks."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from directory.accounts.people import get_person, roles_of
from directory.config import Settings
from directory.db import Database
from directory.policy import Policy, Role, SignedInPolicy, policy_of
from directory.policy.vocabulary import OpenPolicy
from tests.accounts.desk import Moment, open_desk
from tests.cast import Cast, sign_in_client
from tests.web.matrix import filled

REFUSED = {403, 404, 415}
"""Before sign-in without the token of a page, of a role that may not, and for what it is."""
Send = Callable[[TestClient, str, list[str], str], Response]

HERE = {"sec-fetch-site": "same-origin", "accept": "text/html"}
NUL = "a\0b"
HALF_A_SIGN = rb"a\ud800b"
"""Half of a pair, which no text in UTF-8 can hold; a form may bring it by naming another encoding."""


def writes(app: Any) -> Iterator[tuple[str, list[str], Policy | None]]:
    """Every form: where it is sent, its fields, and who may."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and "POST" in route.methods:
            policy = policy_of(route.dependencies)
            if not isinstance(policy, OpenPolicy) and fields_of(route.dependant):
                yield str(context.path), fields_of(route.dependant), policy


def fields_of(dependant: Dependant) -> list[str]:
    names = []
    for param in dependant.body_params:
        inner = getattr(param.field_info.annotation, "model_fields", None)
        names += [field.alias or name for name, field in inner.items()] if inner else [param.alias]
    return names + [name for inner in dependant.dependencies for name in fields_of(inner)]


def multipart(fields: dict[str, bytes]) -> bytes:
    head = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return b"".join(head % (name.encode(), value) for name, value in fields.items()) + b"--B--\r\n"


def send_everywhere(client: TestClient, cast: Cast, now: datetime, send: Send) -> dict[str, int]:
    """Send odd text in all fields of each form, as somebody who may; returns what each was answered."""
    who = {Role.PEER: cast.ana, Role.SUPERVISOR: cast.sol, Role.COORDINATOR: cast.dee, Role.ADMIN: cast.ada}
    ids = {"person_id": cast.ben.id, "team_id": cast.north.id}
    answered = {}
    for path, names, policy in writes(client.app):
        address = filled(path, ids)
        role = min(policy.roles) if isinstance(policy, SignedInPolicy) else Role.PEER
        client.cookies.clear()
        caller = sign_in_client(client, who[role], now)
        answered[path] = send(client, address, names, caller.form_token).status_code
    return answered


@pytest.fixture
def client(settings: Settings, database: Database, now: datetime) -> TestClient:
    app = open_desk(settings, database, Moment(now)).client.app
    return TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False)


def with_nul(client: TestClient, address: str, names: list[str], token: str) -> Response:
    fields = dict.fromkeys(names, NUL) | {"form_token": token, "key": uuid4().hex}
    return client.post(address, data=fields, headers=HERE)


def with_half_a_sign(client: TestClient, address: str, names: list[str], token: str) -> Response:
    fields = dict.fromkeys(names, HALF_A_SIGN) | {"form_token": token.encode(), "key": uuid4().hex.encode()}
    kind = {"content-type": "multipart/form-data; boundary=B; charset=unicode_escape"}
    return client.post(address, content=multipart(fields), headers=HERE | kind)


@pytest.mark.parametrize("send", [with_nul, with_half_a_sign])
def test_what_is_no_text_is_refused_by_every_form_and_breaks_none(
    client: TestClient, cast: Cast, now: datetime, send: Send
) -> None:
    answered = send_everywhere(client, cast, now, send)
    assert len(answered) > 40
    assert {path: status for path, status in answered.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_field_that_nobody_asked_for_changes_nothing(client: TestClient, cast: Cast, database: Database) -> None:
    token = sign_in_client(client, cast.ana, client.app.state.clock()).form_token
    smuggled = {"email": "evil@example.org", "roles": "admin", "password_hash": "x", "id": str(cast.ada.id)}
    fields = {"form_token": token, "display_name": "Ana B.", "language": "en", **smuggled}
    client.post("/account/profile", data=fields | {"version": version_of_ana(client)}, headers=HERE)
    with database.reading() as session:
        ana = get_person(session, cast.ana.id)
        assert (ana.display_name, ana.email, ana.password_hash) == ("Ana B.", cast.ana.email, None)
        assert roles_of(session, cast.ana.id) == {Role.PEER}


def version_of_ana(client: TestClient) -> str:
    found = re.search(r'name="version" value="([^"]+)"', client.get("/account/profile", headers=HERE).text)
    assert found
    return found[1]
