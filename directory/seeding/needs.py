"""What an invented county could not offer, week after week, so that the map of unmet needs has something to show."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlmodel import Session, col, select

from directory.curation.unmet import UnmetNeed, record_need

WEEKS: Final = 30
"""Enough for a whole quarter that is over."""
MISSED: Final = (
    ("essentials", "childcare", "554", 4),
    ("essentials", "transport", "553", 3),
    ("work", "apprenticeship", "551", 2),
    ("social", "choir", "550", 2),
    ("recovery", "mara", "563", 1),
    ("school", "ged", "", 1),
)
"""Domain, term, the first digits of the ZIP codes, and about how often in a week."""


def seed_needs(session: Session, *, now: datetime, seed: int) -> None:
    """Count invented needs of past weeks, unless any were counted already."""
    if session.exec(select(col(UnmetNeed.week))).first() is not None:
        return
    chance = Random(f"{seed} needs")  # noqa: S311 - a story, not a secret
    for week in range(WEEKS):
        for domain, term, zip3, often in MISSED:
            for _ in range(chance.randrange(often + 1)):
                record_need(session, domain, term, zip3, now=now - timedelta(weeks=week))
