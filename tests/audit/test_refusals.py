"""Over HTTP: what was read is written before it is shown, what was refused is written after it is undone."""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from sqlmodel import select

from directory import policy
from directory.accounts.models import Team
from directory.app import create_app
from directory.audit import Subject, note_read
from directory.audit.models import AuditEntry
from directory.db import SessionDep
from directory.errors import NotFoundError
from directory.policy import CurrentCaller
from directory.web.dependencies import ClockDep
from tests.audit.conftest import breaks
from tests.cast import sign_in_client

HERE = {"Sec-Fetch-Site": "same-origin"}
CUE = "red truck"
router = APIRouter()


@router.get("/records", **policy.reads_clients)
def show_records(session: SessionDep, caller: CurrentCaller, clock: ClockDep) -> HTMLResponse:
    note_read(session, caller=caller, subject=Subject.CLIENT, ids=[UUID(int=1), UUID(int=2)], now=clock())
    return HTMLResponse(CUE)


@router.post("/records/{record_id}/closure", **policy.reads_clients)
def close_record(record_id: UUID, session: SessionDep, clock: ClockDep) -> None:
    session.add(Team(id=record_id, name="Half done", name_key="half done", created_at=clock()))
    session.flush()
    raise NotFoundError("There is nothing here.")


@pytest.fixture
def client(settings, database, now) -> Iterator[TestClient]:
    app = create_app(settings, clock=lambda: now)
    app.include_router(router)
    app.state.database = database
    return TestClient(app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False)


def entries(database) -> list[AuditEntry]:
    """What was refused or read; signing people in for the test is not."""
    with database.reading() as session:
        assert breaks(session) == []
        acts = ("access.refused", "records.read")
        found = select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.number)
        return list(session.exec(found))


def test_a_page_of_records_leaves_one_entry_with_every_id(client, database, cast, now):
    sign_in_client(client, cast.ana, now)
    assert client.get("/records").text == CUE
    [entry] = entries(database)
    assert (entry.act, entry.actor_id, entry.at) == ("records.read", cast.ana.id, now)
    assert entry.subject_ids == f"{UUID(int=1)} {UUID(int=2)}"
    assert entry.request_id


def test_a_page_whose_reading_cannot_be_written_is_not_shown(client, database, cast, now):
    sign_in_client(client, cast.ana, now)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_entry")
    answer = client.get("/records")
    assert answer.status_code >= 500
    assert CUE not in answer.text


def test_a_refusal_is_written_after_the_half_done_work_is_undone(client, database, cast, now):
    caller = sign_in_client(client, cast.ana, now)
    record_id = uuid4()
    form = {"form_token": caller.form_token}
    answer = client.post(f"/records/{record_id}/closure", data=form, headers=HERE)
    assert answer.status_code == 404
    [entry] = entries(database)
    assert (entry.act, entry.actor_id, entry.subject_ids) == ("access.refused", cast.ana.id, str(record_id))
    assert entry.reason == "not_found_or_not_theirs"
    assert json.loads(entry.details) == {"method": "POST", "route": "/records/{record_id}/closure"}
    with database.reading() as session:
        assert session.get(Team, record_id) is None


def test_a_role_that_may_not_leaves_an_entry(client, database, cast, now):
    sign_in_client(client, cast.dee, now)
    assert client.get("/records").status_code == 404
    assert [(entry.act, entry.actor_id) for entry in entries(database)] == [("access.refused", cast.dee.id)]


def test_a_form_of_another_session_leaves_an_entry(client, database, cast, now):
    sign_in_client(client, cast.ana, now)
    answer = client.post(f"/records/{uuid4()}/closure", data={"form_token": "0" * 64}, headers=HERE)
    assert answer.status_code == 403
    assert [entry.reason for entry in entries(database)] == ["not_allowed"]


def test_whoever_is_sent_to_a_door_is_not_refused(client, database, cast, now):
    assert client.get("/records").status_code == 303
    sign_in_client(client, cast.ana, now, second_factor=False)
    assert client.get("/records").status_code == 303
    assert entries(database) == []


def test_a_mistyped_address_leaves_no_entry(client, database, cast, now):
    sign_in_client(client, cast.ana, now)
    assert client.get("/no-such-page").status_code == 404
    assert entries(database) == []


def test_what_is_no_id_in_the_path_does_not_get_in(client, database, cast, now):
    caller = sign_in_client(client, cast.dee, now)
    form = {"form_token": caller.form_token}
    assert client.post("/records/ana-smith/closure", data=form, headers=HERE).status_code in {404, 422}
    assert "smith" not in "".join(str(entry.model_dump()) for entry in entries(database))
