"""Handing clients over: to a colleague for some days, or for good, with what the client was told of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.accounts.models import Person, PersonRole, TeamMember
from directory.audit import Act, Subject, note
from directory.clients.codes import Notice
from directory.clients.models import Client, Cover
from directory.errors import NotFoundError, RefusedError
from directory.policy import Caller, Role

MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class HandOver:
    """To whom, for which days (without a last one: for good), and how the client was told."""

    to_id: UUID
    from_on: date
    until_on: date | None
    notice: Notice


@dataclass(frozen=True, slots=True)
class CoverLine:
    """Who stands in for the owner, and when."""

    id: UUID
    name: str
    from_on: date
    until_on: date | None
    is_told: bool


def hand_over(
    session: Session, clients: Sequence[Client], handed: HandOver, *, by: Caller, today: date, now: datetime
) -> None:
    """Hand clients over. Raises RefusedError in one sentence and changes nothing."""
    if not clients:
        raise RefusedError("Choose whom you hand over.")
    _require_days(handed, today)
    _require_colleague(session, clients, handed.to_id)
    for client in clients:
        session.add(
            Cover(
                client_id=client.id,
                owner_id=client.owner_id,
                cover_id=handed.to_id,
                from_on=handed.from_on,
                until_on=handed.until_on,
                noticed_at=now if handed.notice is not Notice.NOT_YET else None,
                notice=handed.notice,
                by_id=by.person_id,
                at=now,
            )
        )
        if handed.until_on is None:
            client.owner_id = handed.to_id
        client.changed_at = now
    session.flush()
    ids = [client.id for client in clients]
    note(session, Act.CLIENT_HANDED_OVER, caller=by, subject=Subject.CLIENT, ids=ids, now=now)


def colleagues_in(session: Session, team_ids: Collection[UUID]) -> list[Person]:
    """Return who works with clients in one of these teams, by name."""
    works = (
        select(TeamMember.person_id)
        .join(PersonRole, col(PersonRole.person_id) == col(TeamMember.person_id))
        .where(col(TeamMember.team_id).in_(team_ids), col(PersonRole.role).in_([Role.PEER, Role.SUPERVISOR]))
    )
    statement = select(Person).where(col(Person.id).in_(works), col(Person.disabled_at).is_(None))
    return list(session.exec(statement.order_by(Person.display_name)))


def list_covers(session: Session, client: Client, *, today: date) -> list[CoverLine]:
    """Return who stands in now or later, and a hand-over for good of which the client has not been told."""
    rows = session.exec(
        select(Cover, Person.display_name)
        .join(Person, col(Person.id) == col(Cover.cover_id))
        .where(col(Cover.client_id) == client.id, col(Cover.ended_at).is_(None))
        .order_by(col(Cover.from_on), col(Cover.at))
    ).all()
    return [
        CoverLine(cover.id, name, cover.from_on, cover.until_on, cover.noticed_at is not None)
        for cover, name in rows
        if (cover.until_on >= today if cover.until_on else cover.noticed_at is None)
    ]


def tell_client(session: Session, client: Client, cover_id: UUID, notice: Notice, *, by: Caller, now: datetime) -> None:
    """Keep that the client was told who looks after them, and how."""
    cover = _cover(session, client, cover_id)
    if notice is not Notice.NOT_YET:
        cover.noticed_at, cover.notice = now, notice
    session.flush()
    note(session, Act.CLIENT_CHANGED, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def end_cover(session: Session, client: Client, cover_id: UUID, *, by: Caller, now: datetime) -> None:
    """Take a client back before the last day; one handed over for good has to be handed over again."""
    cover = _cover(session, client, cover_id)
    if cover.until_on is None:
        raise RefusedError("This client was handed over for good.")
    cover.ended_at = cover.ended_at or now
    session.flush()
    note(session, Act.CLIENT_HANDED_OVER, caller=by, subject=Subject.CLIENT, ids=[client.id], now=now)


def _cover(session: Session, client: Client, cover_id: UUID) -> Cover:
    cover = session.get(Cover, cover_id)
    if cover is None or cover.client_id != client.id:
        raise NotFoundError("There is nothing here.")
    return cover


def _require_colleague(session: Session, clients: Sequence[Client], to_id: UUID) -> None:
    """Raise RefusedError for somebody who is not of the team of each client, or looks after one of them already."""
    team_ids = {client.team_id for client in clients}
    is_of_each = all(to_id in {person.id for person in colleagues_in(session, [team_id])} for team_id in team_ids)
    if not is_of_each or any(client.owner_id == to_id for client in clients):
        raise RefusedError("Choose somebody of the client's team.")


def _require_days(handed: HandOver, today: date) -> None:
    if handed.until_on is None:
        return
    if handed.until_on < handed.from_on:
        raise RefusedError("The last day is before the first.")
    if handed.until_on < today:
        raise RefusedError("These days are over.")
    if (handed.until_on - handed.from_on).days >= MOST_DAYS:
        raise RefusedError("Write at most a year at once, or hand over for good.")
