"""How referrals to one listing stand, for a coordinator: states and months, and nothing of whoever was referred."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from directory.referrals.codes import State
from directory.referrals.models import Referral


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """So many referrals that were opened in one month stand like this."""

    month: date
    """Its first day."""
    state: State
    count: int


def standings_of(session: Session, listing_id: UUID, *, zone: ZoneInfo) -> list[Standing]:
    """Return the counts, the latest month first and in it the states in their order; errors count nowhere.

    Only the state and the moment of opening are read: no client, no peer, no team.
    """
    rows = select(Referral.state, Referral.created_at).where(
        col(Referral.listing_id) == listing_id, col(Referral.state) != State.ERROR
    )
    counts = Counter(
        (created_at.astimezone(zone).date().replace(day=1), State(state)) for state, created_at in session.exec(rows)
    )
    order = list(State)
    found = [Standing(month, state, count) for (month, state), count in counts.items()]
    return sorted(found, key=lambda one: (-one.month.toordinal(), order.index(one.state)))
