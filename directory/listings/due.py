"""When a listing should be checked again, by what kind it is."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

MEETINGS_DAYS: Final = 90
"""Support groups move, merge and stop without telling anybody."""
OPPORTUNITIES_DAYS: Final = 180
"""Volunteering, school and work change with their seasons and terms."""
OTHERS_DAYS: Final = 365

_MEETINGS: Final = "support_group"
_OPPORTUNITIES: Final = frozenset({"volunteering", "school", "work"})


def next_check_on(kinds: Collection[str], last_known_on: date) -> date:
    """Return the day a listing falls due, counted from when it was last checked, or first seen if it never was.

    `kinds` are the codes of its terms, of all their ancestors and of their domains; the strictest kind decides.
    """
    if _MEETINGS in kinds:
        days = MEETINGS_DAYS
    elif _OPPORTUNITIES.isdisjoint(kinds):
        days = OTHERS_DAYS
    else:
        days = OPPORTUNITIES_DAYS
    return last_known_on + timedelta(days=days)
