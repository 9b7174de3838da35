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


def without_use(due_on: date, last_known_on: date, used_in: date | None) -> date:
    """Return when a listing would fall due if nobody were known to have got there: the day that may be told.

    That somebody got there puts the check off (`directory.listings.checking.put_off_checks`). In a small place even
    that would tell of a person, so what is public is reckoned as if it were not known.
    """
    return due_on - (max(last_known_on, used_in or last_known_on) - last_known_on)


def last_shown_on(due_on: date, checked_on: date) -> date:
    """Return the last day on which results show a listing that nobody checks again and no live source lists.

    Past due by as long again as the time it was given (`search.trust`).
    """
    return due_on + (due_on - checked_on)
