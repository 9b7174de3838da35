"""Teams of peers."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from directory.accounts.models import Team
from directory.accounts.people import a_name
from directory.audit import Act, Actor, Subject, note
from directory.errors import NotFoundError, RefusedError


def list_teams(session: Session) -> list[Team]:
    """Return every team by name."""
    return list(session.exec(select(Team).order_by(Team.name_key)))


def get_team(session: Session, team_id: UUID, *, hold: bool = False) -> Team:
    """Return a team; with `hold` nobody else renames it before this transaction ends. Raises NotFoundError."""
    team = session.get(Team, team_id, with_for_update=hold)
    if team is None:
        raise NotFoundError("There is no such team.")
    return team


def find_team(session: Session, name: str) -> Team | None:
    """Return the team of this name, whatever its capitals."""
    return session.exec(select(Team).where(Team.name_key == _key(a_name(name)))).first()


def add_team(session: Session, name: str, *, by: Actor, now: datetime) -> Team:
    """Make a team; raises RefusedError when there is one of this name."""
    team = Team(name=_free_name(session, name), name_key=_key(a_name(name)), created_at=now)
    session.add(team)
    session.flush()
    note(session, Act.TEAM_MADE, caller=by, subject=Subject.TEAM, ids=[team.id], now=now)
    return team


def rename_team(session: Session, team_id: UUID, name: str, *, by: Actor, now: datetime) -> None:
    """Give a team another name; raises NotFoundError, and RefusedError when another team has it."""
    team = get_team(session, team_id)
    team.name = _free_name(session, name, but_for=team_id)
    team.name_key = _key(team.name)
    session.flush()
    note(session, Act.TEAM_CHANGED, caller=by, subject=Subject.TEAM, ids=[team.id], now=now)


def _free_name(session: Session, typed: str, *, but_for: UUID | None = None) -> str:
    name = a_name(typed)
    there = find_team(session, name)
    if there and there.id != but_for:
        raise RefusedError("There is a team of this name already.")
    return name


def _key(name: str) -> str:
    return name.casefold()
