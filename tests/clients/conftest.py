"""A browser without script at somebody's desk, and Ana signed in at it."""

import re
from datetime import datetime

import pytest
from sqlmodel import Session, select

from directory.clients.models import Client
from directory.config import Settings
from directory.db import Database
from tests.accounts.desk import Desk, Moment, open_desk
from tests.cast import Cast


@pytest.fixture
def clock(now: datetime) -> Moment:
    """A clock that a test moves on."""
    return Moment(now)


@pytest.fixture
def desk(settings: Settings, database: Database, clock: Moment, cast: Cast) -> Desk:
    """Ana's browser; she is signed in."""
    opened = open_desk(settings, database, clock)
    opened.sign_in_as(cast.ana)
    return opened


def begin(desk: Desk, **known: str) -> str:
    """Begin with a client through the page; returns the address of the record."""
    return desk.go(desk.get("/clients/new"), "/clients", **({"domain": ""} | known))


def id_in(address: str) -> str:
    """The id in an address."""
    found = re.search(r"[0-9a-f-]{36}", address)
    assert found
    return found[0]


def stored_client(session: Session, address: str) -> Client:
    """The row behind an address."""
    return session.exec(select(Client).where(Client.id == id_in(address))).one()
