"""The queue of proposals: what waits, narrowed down, a page at a time, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, or_, select

from directory.accounts.models import Person
from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.listings.models import Service, ServiceAtLocation, Source

PER_PAGE: Final = 25
MINE: Final = "mine"
NOBODYS: Final = "nobodys"
PEOPLE: Final = "people"
"""In place of a source: what no feed proposes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which proposals somebody wants to see; what is left empty is not asked for."""

    kind: Kind | None = None
    source: UUID | None = None
    by_people: bool = False
    older_than: int = 0
    """Days."""
    area: str = ""
    whose: str = ""
    """`mine`, `nobodys`, or anybody's."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal in the queue."""

    proposal: Proposal
    name: str
    """Of its listing, or of the new one."""
    source: str
    """The feed it comes from; empty for people."""
    assigned: str
    """The name of the coordinator whose it is; empty while it is nobody's."""


@dataclass(frozen=True, slots=True)
class Group:
    """How many proposals of one kind, source, town and coordinator wait."""

    kind: Kind
    source_id: UUID | None
    source: str
    area: str
    assigned_id: UUID | None
    number: int
    since: datetime


def find_waiting(session: Session, asked: Asked, *, me: UUID, now: datetime) -> tuple[list[Waiting], int]:
    """Return one page of the queue, and how many wait in all."""
    chosen = _chosen(asked, me, now)
    total = session.exec(select(func.count()).select_from(Proposal).where(*chosen)).one()
    offset = (asked.page - 1) * PER_PAGE
    rows = session.execute(_rows().where(*chosen).order_by(*_ORDER).offset(offset).limit(PER_PAGE))
    return [Waiting(row[0], *_named(row)) for row in rows], total


def groups_waiting(session: Session) -> list[Group]:
    """Return what waits, counted by kind, source, town and coordinator; reports on one listing count once."""
    by = (
        col(Proposal.kind),
        col(Proposal.source_id),
        col(Source.name),
        col(Proposal.area),
        col(Proposal.assigned_id),
    )
    statement = (
        select_columns(*by, func.count(), func.min(Proposal.created_at))
        .select_from(Proposal)
        .outerjoin(Source, col(Source.id) == col(Proposal.source_id))
        .where(*_IN_THE_QUEUE)
        .group_by(*by)
    )
    return [
        Group(Kind(kind), source_id, source or "", area, assigned_id, number, since)
        for kind, source_id, source, area, assigned_id, number, since in session.execute(statement)
    ]


def next_after(session: Session, proposal: Proposal, asked: Asked, *, me: UUID, now: datetime) -> UUID | None:
    """Return the proposal that follows one in the queue, from its start again after the last; none when it is empty."""
    later = or_(
        col(Proposal.created_at) > proposal.created_at,
        and_(col(Proposal.created_at) == proposal.created_at, col(Proposal.id) > proposal.id),
    )
    others = select(Proposal.id).where(*_chosen(asked, me, now), col(Proposal.id) != proposal.id)
    statement = others.order_by(later.desc(), *_ORDER).limit(1)
    return session.exec(statement).first()


def ids_waiting(session: Session, asked: Asked, *, me: UUID, now: datetime) -> Sequence[UUID]:
    """Return every proposal of the queue that was asked for, whatever the page."""
    return session.exec(select(Proposal.id).where(*_chosen(asked, me, now)).order_by(*_ORDER)).all()


def first_page(asked: Asked) -> Asked:
    """The same question from its first page on."""
    return replace(asked, page=1)


_ORDER: Final = (col(Proposal.created_at), col(Proposal.id))
_EARLIER = aliased(Proposal)
_IN_THE_QUEUE: Final[tuple[ColumnElement[bool], ...]] = (
    col(Proposal.state) == Decision.OPEN,
    # All reports on a listing are decided together, so one of them stands for all.
    or_(
        col(Proposal.kind) != Kind.REPORTED,
        ~exists().where(
            col(_EARLIER.listing_id) == col(Proposal.listing_id),
            col(_EARLIER.kind) == Kind.REPORTED,
            col(_EARLIER.state) == Decision.OPEN,
            col(_EARLIER.id) < col(Proposal.id),
        ),
    ),
)


def _chosen(asked: Asked, me: UUID, now: datetime) -> list[ColumnElement[bool]]:
    chosen = [*_IN_THE_QUEUE]
    if asked.kind is not None:
        chosen.append(col(Proposal.kind) == asked.kind)
    if asked.source is not None:
        chosen.append(col(Proposal.source_id) == asked.source)
    if asked.by_people:
        chosen.append(col(Proposal.source_id).is_(None))
    if asked.older_than:
        chosen.append(col(Proposal.created_at) < now - timedelta(days=asked.older_than))
    if asked.area:
        chosen.append(col(Proposal.area) == asked.area)
    if asked.whose == MINE:
        chosen.append(col(Proposal.assigned_id) == me)
    elif asked.whose == NOBODYS:
        chosen.append(col(Proposal.assigned_id).is_(None))
    return chosen


def _rows() -> Any:
    return (
        select(Proposal, col(Service.name), col(Source.name), col(Person.display_name))
        .outerjoin(Source, col(Source.id) == col(Proposal.source_id))
        .outerjoin(ServiceAtLocation, col(ServiceAtLocation.id) == col(Proposal.listing_id))
        .outerjoin(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .outerjoin(Person, col(Person.id) == col(Proposal.assigned_id))
    )


def _named(row: Any) -> tuple[str, str, str]:
    proposal, name, source, assigned = row
    return name or str(proposal.draft.get("name", "")), source or "", assigned or ""
