"""The invented people of a demonstration: two teams, and one person for each thing that somebody does here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from directory.accounts.models import Person, Team
from directory.accounts.people import find_by_email, fold_email, give_roles, give_teams
from directory.accounts.teams import add_team, find_team
from directory.audit import System
from directory.policy import Role

NORTH: Final = "North team"
SOUTH: Final = "South team"


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist; nobody can sign in as them, but a demonstration continues as them."""

    name: str
    role: Role
    teams: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """An address that reaches nobody (RFC 2606)."""
        return f"{self.name.lower()}@example.org"


INVENTED: Final = (
    Invented("Ana", Role.PEER, (NORTH,)),
    Invented("Ben", Role.PEER, (NORTH,)),
    Invented("Cora", Role.PEER, (SOUTH,)),
    Invented("Sol", Role.SUPERVISOR, (NORTH,)),
    Invented("Dee", Role.COORDINATOR),
    Invented("Ada", Role.ADMIN),
)


def seed_people(session: Session, *, now: datetime) -> list[Person]:
    """Write the invented people and their teams where they are not there yet; returns them in a fixed order."""
    teams = {name: _team(session, name, now) for name in (NORTH, SOUTH)}
    return [_person(session, each, [teams[name] for name in each.teams], now) for each in INVENTED]


def demo_people(session: Session) -> list[Person]:
    """Return the invented people that are there, in a fixed order."""
    found = (find_by_email(session, each.email) for each in INVENTED)
    return [person for person in found if person]


def _team(session: Session, name: str, now: datetime) -> Team:
    return find_team(session, name) or add_team(session, name, by=System.SERVER, now=now)


def _person(session: Session, invented: Invented, teams: Sequence[Team], now: datetime) -> Person:
    there = find_by_email(session, invented.email)
    if there:
        return there
    person = Person(
        email=invented.email, email_key=fold_email(invented.email), display_name=invented.name, created_at=now
    )
    session.add(person)
    session.flush()
    give_roles(session, person.id, [invented.role])
    give_teams(session, person.id, [team.id for team in teams])
    return person
