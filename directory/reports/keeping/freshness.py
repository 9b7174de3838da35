"""How fresh the listings are, by domain, by kind and by town, and how long proposals have waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from directory.curation.kinds import Decision, Kind
from directory.curation.models import Proposal
from directory.listings.models import (
    Address,
    Attribute,
    Listing,
    Place,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)

OFFERED: Final = ("active", "temporarily closed")
"""HSDS statuses of what is kept fresh; what is over is not."""
MOST_LINES: Final = 30
"""Of kinds and of towns those are told where most is due."""
AGES: Final = (7, 30, 90)
"""Days that part the ages of proposals."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh some listings are."""

    name: str
    listings: int
    due: int
    """Those that should be checked by now."""
    never: int
    """Those that no person ever checked."""
    reported: int
    """Those that somebody reported wrong."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How long the proposals of one kind have waited."""

    kind: Kind
    numbers: tuple[int, ...]
    """Up to 7 days, up to 30, up to 90, longer."""


def freshness_by_domain(session: Session, today: date) -> list[Fresh]:
    """Count the listings of each domain; one of two domains counts in both."""
    return _counted(session, _by_term(col(TaxonomyTerm.domain)), today)


def freshness_by_kind(session: Session, today: date) -> list[Fresh]:
    """Count the listings of each kind, by its code, those first where most is due; one of two kinds counts in both."""
    return _counted(session, _by_term(col(TaxonomyTerm.code)), today)[:MOST_LINES]


def freshness_by_town(session: Session, today: date) -> list[Fresh]:
    """Count the listings of each town, those first where most is due; a hidden place is in none."""
    named = (
        _listings(col(Address.city))
        .join(Place, col(Place.location_id) == col(ServiceAtLocation.location_id))
        .join(Address, col(Address.location_id) == col(ServiceAtLocation.location_id))
        .where(col(Place.visibility) != "hidden", col(Address.city) != "")
    )
    return _counted(session, named, today)[:MOST_LINES]


def _by_term(name: Any) -> Any:
    of_service = (col(Attribute.link_id) == col(Service.id)) & (col(Attribute.link_entity) == "service")
    with_terms = _listings(name).join(Attribute, of_service)
    return with_terms.join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))


def _listings(name: Any) -> Any:
    return (
        select(
            col(Listing.id),
            name.label("name"),
            col(Listing.due_on),
            col(Listing.checked_on),
            col(Listing.reported_wrong_on),
        )
        .join(ServiceAtLocation, col(ServiceAtLocation.id) == col(Listing.id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(col(Service.status).in_(OFFERED))
        .distinct()
    )


def _counted(session: Session, named: Select[Any], today: date) -> list[Fresh]:
    rows = named.subquery()
    due = func.sum(case((rows.c.due_on <= today, 1), else_=0))
    never = func.sum(case((rows.c.checked_on.is_(None), 1), else_=0))
    reported = func.sum(case((rows.c.reported_wrong_on.is_not(None), 1), else_=0))
    counted = select(rows.c.name, func.count(), due, never, reported).group_by(rows.c.name)
    return [Fresh(*row) for row in session.execute(counted.order_by(due.desc(), rows.c.name))]


def ages_of_proposals(session: Session, now: datetime) -> Sequence[Ages]:
    """Count what waits by kind and by how long."""
    since = col(Proposal.created_at)
    steps = [now - timedelta(days=days) for days in AGES]
    bounds = [
        since > steps[0],
        *((since <= later) & (since > earlier) for later, earlier in pairwise(steps)),
    ]
    counts = [func.sum(case((bound, 1), else_=0)) for bound in [*bounds, since <= steps[-1]]]
    waiting = select(col(Proposal.kind), *counts).where(col(Proposal.state) == Decision.OPEN)
    rows = session.execute(waiting.group_by(col(Proposal.kind))).all()
    found = {Kind(row[0]): Ages(Kind(row[0]), tuple(row[1:])) for row in rows}
    return [found[kind] for kind in Kind if kind in found]
