"""Whom and what a client must not be brought together with, and who knows them outside work. Nobody is told why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.accounts.models import Person
from directory.audit import Act, Subject, note
from directory.clients.access import sees_line, still_served
from directory.clients.models import Client, ClientBlock, KnownOutside
from directory.errors import NotFoundError, RefusedError
from directory.listings.models import Organization
from directory.policy import Caller

MOST_FOUND: Final = 12
SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One block, by the handle or the name of its other side."""

    id: UUID
    name: str
    is_organization: bool


def block_client(session: Session, client: Client, handle: str, *, by: Caller, today: date, now: datetime) -> None:
    """Keep a client and another one, named by the handle, from being brought together.

    Raises RefusedError alike for a handle that nobody has and for one that is not the caller's to see.
    """
    typed = " ".join(handle.lower().split())
    other = session.exec(select(Client).where(Client.handle == typed, sees_line(by, today), *still_served())).first()
    if other is None or other.id == client.id:
        raise RefusedError("No other client of yours or of your team has this handle.")
    _block(session, client, by=by, now=now, other_client_id=other.id)


def block_organization(session: Session, client: Client, organization_id: UUID, *, by: Caller, now: datetime) -> None:
    """Keep a client from being brought to any place of an organization."""
    if session.get(Organization, organization_id) is None:
        raise RefusedError("Choose one of the organizations that were found.")
    _block(session, client, by=by, now=now, organization_id=organization_id)


def _block(session: Session, client: Client, *, by: Caller, now: datetime, **side: UUID) -> None:
    statement = select(ClientBlock.id).where(col(ClientBlock.client_id) == client.id)
    for name, value in side.items():
        statement = statement.where(getattr(ClientBlock, name) == value)
    if session.exec(statement).first() is None:
        session.add(ClientBlock(client_id=client.id, by_id=by.person_id, at=now, **side))
        session.flush()
        note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def unblock(session: Session, client: Client, block_id: UUID, *, by: Caller, now: datetime) -> None:
    """Take a block away."""
    block = session.get(ClientBlock, block_id)
    if block is None or block.client_id != client.id:
        raise NotFoundError("There is nothing here.")
    session.delete(block)
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def list_blocks(session: Session, client: Client) -> list[BlockLine]:
    """Return the client's blocks, other clients first, by their names."""
    rows = session.exec(
        select(ClientBlock.id, Client.handle, Organization.name)
        .outerjoin(Client, col(Client.id) == col(ClientBlock.other_client_id))
        .outerjoin(Organization, col(Organization.id) == col(ClientBlock.organization_id))
        .where(col(ClientBlock.client_id) == client.id)
    )
    lines = [BlockLine(block_id, handle or name, is_organization=handle is None) for block_id, handle, name in rows]
    return sorted(lines, key=lambda line: (line.is_organization, line.name))


def blocked_organizations(session: Session, client_ids: Collection[UUID]) -> set[UUID]:
    """Return the organizations that one of these clients must not be brought to."""
    statement = select(ClientBlock.organization_id).where(col(ClientBlock.client_id).in_(client_ids))
    return {organization_id for organization_id in session.exec(statement) if organization_id is not None}


def blocked_pairs(session: Session, client_ids: Collection[UUID]) -> set[frozenset[UUID]]:
    """Return the pairs among these clients that must not meet, whichever of the two it was written for."""
    rows = session.exec(
        select(ClientBlock.client_id, ClientBlock.other_client_id).where(
            col(ClientBlock.client_id).in_(client_ids), col(ClientBlock.other_client_id).in_(client_ids)
        )
    )
    return {frozenset((one, other)) for one, other in rows if other is not None}


def organizations_named(session: Session, typed: str) -> Sequence[Organization]:
    """Return organizations with these letters in their name; a few of them, by name."""
    if len(typed) < SHORTEST_NAME:
        return []
    matches = func.lower(col(Organization.name)).contains(typed.lower(), autoescape=True)
    return session.exec(select(Organization).where(matches).order_by(Organization.name).limit(MOST_FOUND)).all()


def who_knows_outside(session: Session, client: Client) -> dict[UUID, str]:
    """Return who said that they know the client outside work, by id: for supervisors, and for oneself."""
    rows = session.exec(
        select(Person.id, Person.display_name)
        .join(KnownOutside, col(KnownOutside.person_id) == col(Person.id))
        .where(col(KnownOutside.client_id) == client.id)
        .order_by(Person.display_name)
    )
    return dict(rows.all())
