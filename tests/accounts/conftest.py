"""People who sign in: a browser's visit, and a password that Ana has chosen."""

from datetime import datetime

import pytest

from directory.accounts.entering import hash_of_chosen, set_password
from directory.accounts.models import Person
from directory.accounts.outcomes import Site, Visit
from directory.config import Settings
from directory.db import Database
from tests.accounts.desk import Desk, Moment, open_desk
from tests.accounts.proofs import PASSWORD
from tests.cast import Cast


@pytest.fixture
def home() -> Visit:
    """Ana's phone at home, new to us."""
    return Visit("203.0.113.7", None, "Firefox, Android")


@pytest.fixture
def elsewhere() -> Visit:
    """Some machine on another continent."""
    return Visit("198.51.100.9", None, "Chrome, Windows")


@pytest.fixture
def clock(now: datetime) -> Moment:
    """A clock that a test moves on."""
    return Moment(now)


@pytest.fixture
def desk(settings: Settings, database: Database, clock: Moment) -> Desk:
    """A browser without script at this machine, nobody signed in."""
    return open_desk(settings, database, clock)


@pytest.fixture
def site() -> Site:
    """The address passkeys are bound to."""
    return Site("directory.example.org", "https://directory.example.org")


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of `PASSWORD`, computed once."""
    return hash_of_chosen(PASSWORD, names=[])


@pytest.fixture
def ana(database: Database, cast: Cast, password_hash: str) -> Person:
    """Ana, who has chosen a password."""
    return give_password(database, cast.ana, password_hash)


@pytest.fixture
def dee(database: Database, cast: Cast, password_hash: str) -> Person:
    """Dee, who has chosen the same password and has no second factor yet."""
    return give_password(database, cast.dee, password_hash)


def give_password(database: Database, person: Person, password_hash: str) -> Person:
    with database.writing() as session:
        set_password(session, person.id, password_hash)
        return session.get_one(Person, person.id)
