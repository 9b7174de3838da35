"""Who sees what of a client: one rule for a page, a list, a count and a search, asked of the database itself."""

from datetime import date
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from directory.clients.models import Client, Cover
from directory.errors import NotFoundError
from directory.policy import Caller, Role


class Standing(Enum):
    """As what somebody sees a client's record."""

    OWNER = "owner"
    COVER = "cover"
    """Stands in for the owner today: everything but the cue."""
    SUPERVISOR = "supervisor"
    """Of the client's team: everything but the cue."""
    EMERGENCY = "emergency"
    """Opened the record for an hour (`directory.clients.emergency`): reads it, and logs contacts."""


def sees_record(caller: Caller, today: date) -> ColumnElement[bool]:
    """The clients of whom `caller` sees everything on that day, as a condition on `Client`."""
    ways = [in_care_of(caller, today)]
    if Role.SUPERVISOR in caller.roles:
        ways.append(col(Client.team_id).in_(caller.team_ids))
    return or_(*ways)


def in_care_of(caller: Caller, today: date) -> ColumnElement[bool]:
    """The clients whom `caller` looks after that day, as a condition on `Client`: their own, and those they cover."""
    return or_(col(Client.owner_id) == caller.person_id, col(Client.id).in_(_covered(caller, today)))


def sees_line(caller: Caller, today: date) -> ColumnElement[bool]:
    """The clients of whom `caller` sees the handle and the owner."""
    may_see_team = bool(caller.roles & {Role.PEER, Role.SUPERVISOR})
    return or_(sees_record(caller, today), col(Client.team_id).in_(caller.team_ids) if may_see_team else false())


def get_client(session: Session, client_id: UUID, *, seen_by: Caller, today: date, hold: bool = False) -> Client:
    """Return a client whose record the caller may see, that which took its place where two were merged.

    `hold` keeps others from changing it meanwhile; what only refers to it need not wait, so that nobody who acts on a
    referral of the client and nobody who holds the client wait for each other.

    Raises NotFoundError alike for one that is not there, was erased, or is not theirs to see.
    """
    statement = select(Client).where(col(Client.id) == client_id, sees_record(seen_by, today))
    if hold:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    client = session.exec(statement).first()
    if client is not None and client.merged_into_id is not None:
        return get_client(session, client.merged_into_id, seen_by=seen_by, today=today, hold=hold)
    if client is None or client.erased_at is not None:
        raise NotFoundError("There is nothing here.")
    return client


def standing_of(client: Client, caller: Caller) -> Standing:
    """As what a caller sees a client that `get_client` gave them."""
    if client.owner_id == caller.person_id:
        return Standing.OWNER
    if Role.SUPERVISOR in caller.roles and client.team_id in caller.team_ids:
        return Standing.SUPERVISOR
    return Standing.COVER


def still_served() -> tuple[ColumnElement[bool], ...]:
    """The conditions on `Client` that leave out what ended, was merged away or erased."""
    return (
        col(Client.ended_at).is_(None),
        col(Client.merged_into_id).is_(None),
        col(Client.erased_at).is_(None),
    )


def _covered(caller: Caller, today: date) -> SelectOfScalar[UUID]:
    return select(Cover.client_id).where(
        col(Cover.cover_id) == caller.person_id,
        col(Cover.from_on) <= today,
        col(Cover.until_on) >= today,
        col(Cover.ended_at).is_(None),
    )
