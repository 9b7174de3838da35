"""Whose numbers somebody may see as they are: their own, and those of the teams that they supervise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.accounts.models import Team
from directory.clients.models import Client
from directory.errors import NotFoundError
from directory.policy import Caller, Role
from directory.referrals.models import Referral

OWN: Final = "own"
ALL_TEAMS: Final = "teams"
WORKS_WITH_CLIENTS: Final = frozenset({Role.PEER, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Scope:
    """The referrals and clients that are counted: one person's, or those of teams."""

    code: str
    """As an address names it: `own`, `teams`, or the id of a team."""
    person_id: UUID | None = None
    teams: tuple[tuple[UUID, str], ...] = ()
    """Ids and names."""

    def of_referrals(self) -> ColumnElement[bool]:
        """The referrals in it, as a condition on `Referral`."""
        if self.person_id is not None:
            return col(Referral.owner_id) == self.person_id
        return col(Referral.team_id).in_(self.team_ids)

    def of_clients(self) -> ColumnElement[bool]:
        """The clients in it, as a condition on `Client`."""
        if self.person_id is not None:
            return col(Client.owner_id) == self.person_id
        return col(Client.team_id).in_(self.team_ids)

    @property
    def team_ids(self) -> Sequence[UUID]:
        """The teams that are counted."""
        return [team_id for team_id, _ in self.teams]

    @property
    def ids(self) -> Sequence[UUID]:
        """Whose numbers these are, for the audit."""
        return [self.person_id] if self.person_id is not None else self.team_ids


def scopes_of(session: Session, caller: Caller) -> Sequence[Scope]:
    """Return what somebody may choose from, that which they want to see first in front.

    A peer of a team sees no numbers of the team: with a colleague less in it, they would be somebody's.
    """
    own = [Scope(OWN, person_id=caller.person_id)] if Role.PEER in caller.roles else []
    if Role.SUPERVISOR not in caller.roles:
        return own
    rows = session.exec(select(Team.id, Team.name).where(col(Team.id).in_(caller.team_ids)).order_by(Team.name))
    teams = tuple((team_id, name) for team_id, name in rows)
    together = [Scope(ALL_TEAMS, teams=teams)] if len(teams) > 1 else []
    return [*own, *together, *(Scope(str(team_id), teams=((team_id, name),)) for team_id, name in teams)]


def choose_scope(scopes: Sequence[Scope], code: str) -> Scope:
    """Return the scope that was asked for, the first for none. Raises NotFoundError alike for others' and none."""
    chosen = next((scope for scope in scopes if code in ("", scope.code)), None)
    if chosen is None:
        raise NotFoundError("There is nothing here.")
    return chosen


def require_sharing(caller: Caller) -> None:
    """Raise NotFoundError for somebody who works with clients: beside their own numbers, shared ones would tell."""
    if caller.roles & WORKS_WITH_CLIENTS:
        raise NotFoundError("There is nothing here.")
