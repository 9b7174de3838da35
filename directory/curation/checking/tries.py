"""What was tried lately and reached nobody: for how long it rests, and what a call sheet tells of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from directory.curation.checking.models import STRENGTH, ListingCheck, Outcome, newest_of
from directory.curation.checking.risk import rests_until

REMEMBERED: Final = timedelta(days=60)
"""For how long a try is looked at: a call back further away than this is forgotten."""
MOST_TOLD: Final = 5
_NOBODY_REACHED: Final = frozenset({Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.CALL_BACK, Outcome.ASKED})


@dataclass(frozen=True, slots=True)
class Try:
    """What came of one try."""

    outcome: Outcome
    on: date
    call_back_on: date | None
    by_id: UUID | None = None

    @property
    def rests_until(self) -> date:
        """From which day on it should be tried again."""
        return rests_until(self.outcome, self.on, self.call_back_on)


def last_tries(session: Session, today: date) -> dict[UUID, Try]:
    """Return of each listing what was last written down of it, where that was no check that found it right."""
    lately: dict[UUID, list[ListingCheck]] = defaultdict(list)
    for row in session.exec(select(ListingCheck).where(col(ListingCheck.on) >= today - REMEMBERED)):
        lately[row.listing_id].append(row)
    newest = {listing_id: newest_of(rows) for listing_id, rows in lately.items()}
    return {
        listing_id: _try(row) for listing_id, row in newest.items() if row is not None and row.outcome != Outcome.RIGHT
    }


def tries_at(session: Session, listing_ids: Collection[UUID], today: date) -> Sequence[Try]:
    """Return what was tried of late to reach somebody about any of these listings, the newest first.

    Checks are not among them: who was there, and when, is nobody's to read.
    """
    lately = select(ListingCheck).where(
        col(ListingCheck.listing_id).in_(listing_ids),
        col(ListingCheck.on) >= today - REMEMBERED,
        col(ListingCheck.outcome).in_(_NOBODY_REACHED),
    )
    tries = {_try(row) for row in session.exec(lately)}
    newest_first = sorted(tries, key=lambda one: (one.on, STRENGTH.index(one.outcome), str(one.by_id)), reverse=True)
    return newest_first[:MOST_TOLD]


def _try(row: ListingCheck) -> Try:
    return Try(Outcome(row.outcome), row.on, row.call_back_on, row.by_id)
