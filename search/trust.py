"""Which listings may be shown: what is gone, closed for now, or so long unchecked that nobody should be sent there."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from search.columns import NO_DAY, STATUSES
from search.layout import Layout, Mask
from search.query import StatusAsked

_TEMPORARILY_CLOSED: Final = STATUSES.index("temporarily_closed")
_GONE: Final = (STATUSES.index("inactive"), STATUSES.index("defunct"))


@dataclass(frozen=True, eq=False)
class Standing:
    """What is true of every row on one day."""

    shown: Mask
    """What the status asked for lets through."""
    here: Mask
    """Somewhere one can go: in person, unless the place is closed while the online meeting goes on."""


def standing(layout: Layout, status: StatusAsked, today: date) -> Standing:
    """Who is shown on a day, and who can be gone to. A closure is over on the day after its last day."""
    day = today.toordinal()
    reopened = (layout.closed_until != NO_DAY) & (layout.closed_until < day)
    venue_closed = layout.venue_closed & ~reopened
    goes_on_online = venue_closed & layout.online
    closed = (layout.status == _TEMPORARILY_CLOSED) & ~reopened & ~goes_on_online
    closed |= venue_closed & ~layout.online
    gone = np.isin(layout.status, _GONE)
    overdue = _twice_overdue(layout, day)
    asked: dict[StatusAsked, Mask] = {
        "active": ~gone & ~closed & ~overdue,
        "temporarily_closed": ~gone & closed,
        "overdue": ~gone & ~closed & overdue,
        "any": np.ones(layout.size, np.bool_),
    }
    return Standing(layout.live & asked[status], layout.in_person & ~goes_on_online)


def _twice_overdue(layout: Layout, day: int) -> Mask:
    """Past due by as long again as the time it was given, and no live source still lists it."""
    due, verified = layout.due_on, layout.verified_on
    is_given = (due != NO_DAY) & (verified != NO_DAY)
    return np.asarray(is_given & ~layout.live_source & (day > 2 * due - verified))
