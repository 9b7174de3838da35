"""How much somebody carries: what each referral weighs, and the sum for each peer."""

from collections.abc import Mapping
from typing import Final

from directory.referrals.codes import State

WEIGHTS: Final = {
    State.BRIDGING: 3,
    State.AGREED: 2,
    State.SENT: 2,
    State.ACCEPTED: 2,
    State.WAITLISTED: 2,
    State.DRAFT: 1,
    State.CONNECTED: 1,
}
"""An open bridge takes the most time, an agreed or accepted referral some; a draft and a follow-up are quiet."""


def weight_of(counts: Mapping[State, int]) -> int:
    """Return what so many referrals in each state weigh together; those that have ended weigh nothing."""
    return sum(WEIGHTS.get(state, 0) * count for state, count in counts.items())
