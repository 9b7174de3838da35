"""What was missed beside what there is: by domain and kind, with small counts of needs hidden as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from directory.listings.models import Attribute, Service, TaxonomyTerm
from directory.reports.keeping.freshness import OFFERED
from directory.reports.needs import Needs, needs_in
from directory.reports.periods import last_quarters


@dataclass(frozen=True, slots=True)
class Beside:
    """One kind that was missed, and how many listings are of it."""

    domain: str
    term: str
    """Empty when only the domain was said."""
    missed: int | None
    """None where it is hidden."""
    listings: int


def needs_beside_listings(session: Session, today: date) -> tuple[Needs, Sequence[Beside]]:
    """Return what was missed in the last quarter that is over, most first, beside what is offered by now."""
    quarter = next(one for one in last_quarters(today) if one.end <= today)
    needs = needs_in(session, quarter, today=today)
    of_domain, of_term = _offered(session)
    rows = [
        Beside(domain, term, missed, of_term.get(term, 0) if term else of_domain.get(domain, 0))
        for (domain, term), missed in needs.kinds.items()
        if domain
    ]
    return needs, sorted(rows, key=lambda one: (-(one.missed or 0), one.listings, one.domain, one.term))


def _offered(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    """How many listings there are of each domain, and of each term and what is narrower."""
    terms = {row.id: row for row in session.scalars(select(TaxonomyTerm))}
    statement = (
        select(col(Service.id), col(Attribute.taxonomy_term_id))
        .join(Attribute, (col(Attribute.link_id) == col(Service.id)) & (col(Attribute.link_entity) == "service"))
        .where(col(Service.status).in_(OFFERED))
        .group_by(col(Service.id), col(Attribute.taxonomy_term_id))
    )
    services_of: dict[str, set[object]] = {}
    of_domain: dict[str, set[object]] = {}
    for service_id, term_id in session.execute(statement):
        term = terms.get(term_id)
        if term is not None:
            of_domain.setdefault(term.domain, set()).add(service_id)
        while term is not None:
            services_of.setdefault(term.code, set()).add(service_id)
            term = terms.get(term.parent_id) if term.parent_id else None
    return {key: len(ids) for key, ids in of_domain.items()}, {key: len(ids) for key, ids in services_of.items()}
