"""The session of a request: one transaction, committed before the answer is sent."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from directory.db import SessionDep
from directory.listings.models import Organization, Service, mint_id


@pytest.fixture
def client(database):
    app = FastAPI()
    app.state.database = database

    @app.post("/organizations/{name}")
    def add(name: str, session: SessionDep) -> str:
        session.add(Organization(id=mint_id("t", name), name=name))
        if name == "bad":
            raise RuntimeError
        if name == "late":  # refused only when the transaction ends
            session.add(Service(id=mint_id("t", "s"), organization_id=mint_id("t", "nobody"), name="Orphan"))
        return "added"

    @app.get("/organizations")
    def names(session: SessionDep) -> list[str]:
        session.add(Organization(id=mint_id("t", "get"), name="written while reading"))
        return list(session.exec(select(Organization.name)))

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def kept(database):
    def names() -> list[str]:
        with database.reading() as session:
            return list(session.exec(select(Organization.name)))

    return names


def test_a_request_commits_what_it_wrote(client, kept):
    assert client.post("/organizations/good").status_code == 200
    assert kept() == ["good"]


def test_a_request_that_fails_keeps_nothing(client, kept):
    assert client.post("/organizations/bad").status_code == 500
    assert kept() == []


def test_a_commit_that_fails_is_never_answered_as_done(client, kept):
    assert client.post("/organizations/late").status_code == 500
    assert kept() == []


def test_a_request_that_reads_keeps_nothing(client, kept):
    assert client.get("/organizations").status_code == 200
    assert kept() == []
