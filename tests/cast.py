"""The fixed cast of the tests: who they are, as whom a service is called, and how a browser is signed in as one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlmodel import Session, select

from directory.accounts.models import Person, Team
from directory.accounts.outcomes import Entered, Visit
from directory.accounts.people import roles_of, teams_of
from directory.accounts.sessions import begin_session, caller_of
from directory.accounts.teams import find_team
from directory.cookies import SESSION
from directory.db import Database
from directory.policy import Caller, Role
from directory.seeding.people import INVENTED, NORTH, SOUTH, seed_people

HOME = Visit("203.0.113.7", None, "Firefox, Android")


@dataclass(frozen=True)
class Cast:
    """Everybody who appears in the tests, committed."""

    ana: Person
    """Peer of the north team."""
    ben: Person
    """Peer of the north team."""
    cora: Person
    """Peer of the south team."""
    sol: Person
    """Supervisor of the north team."""
    dee: Person
    """Coordinator."""
    ada: Person
    """Admin."""
    north: Team
    south: Team


def write_cast(database: Database, now: datetime) -> Cast:
    """Write everybody in a transaction of their own."""
    with database.writing() as session:
        people = seed_people(session, now=now)
        north, south = find_team(session, NORTH), find_team(session, SOUTH)
        assert north
        assert south
        return Cast(*people, north=north, south=south)


def read_cast(database: Database) -> Cast | None:
    """Read everybody from where they were written; None where they are not."""
    with database.reading() as session:
        people = {person.email: person for person in session.exec(select(Person))}
        teams = {team.name: team for team in session.exec(select(Team))}
    everybody = [people[invented.email] for invented in INVENTED if invented.email in people]
    return Cast(*everybody, north=teams[NORTH], south=teams[SOUTH]) if everybody else None


def caller_as(session: Session, person: Person, now: datetime, *, second_factor: bool = True) -> Caller:
    """The caller of a service without a session behind it: what somebody of this person's roles and teams may do."""
    return Caller(
        person_id=person.id,
        session_id=uuid4(),
        display_name=person.display_name,
        roles=roles_of(session, person.id),
        team_ids=frozenset(team.id for team in teams_of(session, person.id)),
        language=person.language,
        locked=False,
        confirmed_at=now,
        form_token="0" * 64,
        second_factor=second_factor,
    )


def made_up_caller(*roles: Role, now: datetime, team_ids: frozenset[UUID] = frozenset()) -> Caller:
    """A caller of whom no database knows."""
    return Caller(
        uuid4(),
        uuid4(),
        "Somebody",
        frozenset(roles),
        team_ids,
        "en",
        locked=False,
        confirmed_at=now,
        form_token="0" * 64,
        second_factor=True,
    )


def signed_in_as(
    session: Session, person: Person, now: datetime, *, second_factor: bool = True, visit: Visit = HOME
) -> tuple[Caller, Entered]:
    """A caller with a session behind them, and what their browser keeps."""
    entered = begin_session(session, person, visit, second_factor=second_factor, now=now)
    found = caller_of(session, entered.session_token, now=now)
    assert found
    return found[0], entered


def sign_in_client(client: TestClient, person: Person, now: datetime, *, second_factor: bool = True) -> Caller:
    """Sign a test client in as somebody, without the pages that lead there; returns the caller it is from now on.

    The client's base address must be https, or http on localhost: nobody is signed in elsewhere.
    """
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.writing() as session:
        caller, entered = signed_in_as(session, person, now, second_factor=second_factor)
    prefix = "__Host-" if client.base_url.scheme == "https" else ""
    client.cookies.set(f"{prefix}{SESSION}", entered.session_token)
    client.cookies.set(f"{prefix}device", entered.device_token)
    return caller
