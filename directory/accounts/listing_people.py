"""Everybody who may sign in, as admins see them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.accounts.models import KnownDevice, Passkey, Person, PersonRole, Team, TeamMember, Totp
from directory.policy import Role

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as admins see them listed."""

    id: UUID
    email: str
    display_name: str
    roles: frozenset[Role]
    teams: tuple[str, ...]
    disabled_at: datetime | None
    has_password: bool
    """False until they took their invitation up."""
    has_second_factor: bool
    last_seen_at: datetime | None
    """When they last signed in, on any of the devices that still count as theirs."""


def list_people(session: Session) -> list[PersonLine]:
    """Return everybody by name, by six statements however many they are."""
    roles = _grouped(session.exec(select(PersonRole.person_id, PersonRole.role)).all())
    teams = _grouped(
        session.exec(
            select(TeamMember.person_id, Team.name)
            .join(Team, col(Team.id) == col(TeamMember.team_id))
            .order_by(Team.name_key)
        ).all()
    )
    seen = dict(
        session.exec(
            select(KnownDevice.person_id, func.max(KnownDevice.seen_at)).group_by(col(KnownDevice.person_id))
        ).all()
    )
    with_factor = _with_second_factor(session)
    return [
        PersonLine(
            id=person.id,
            email=person.email,
            display_name=person.display_name,
            roles=frozenset(map(Role, roles[person.id])),
            teams=tuple(teams[person.id]),
            disabled_at=person.disabled_at,
            has_password=person.password_hash is not None,
            has_second_factor=person.id in with_factor,
            last_seen_at=seen.get(person.id),
        )
        for person in session.exec(select(Person).order_by(Person.display_name, Person.email_key))
    ]


def _with_second_factor(session: Session) -> set[UUID]:
    by_passkey = session.exec(select(Passkey.person_id)).all()
    by_code = session.exec(select(Totp.person_id).where(col(Totp.confirmed_at).is_not(None))).all()
    return {*by_passkey, *by_code}


def _grouped(rows: Iterable[tuple[UUID, Value]]) -> defaultdict[UUID, list[Value]]:
    grouped: defaultdict[UUID, list[Value]] = defaultdict(list)
    for person_id, value in rows:
        grouped[person_id].append(value)
    return grouped
