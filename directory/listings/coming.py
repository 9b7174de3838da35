"""When a listing is on from now on: a closure is waited for, and what is over for good has no times to come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from search.hours import Occurrence, occurrences

OVER: Final = frozenset({"inactive", "defunct"})
NEXT_DAYS: Final = timedelta(days=45)


def is_over(draft: ListingDraft) -> bool:
    """Whether it is no longer offered."""
    return draft.status in OVER


def clock_of(draft: ListingDraft, zone: ZoneInfo) -> ZoneInfo:
    """By which clock its times are read: that of the place, and the reader's own `zone` where one joins from home."""
    if draft.online and not draft.in_person:
        return zone
    return ZoneInfo(draft.timezone) if draft.timezone else zone


def reopens(draft: ListingDraft, now: datetime, here: ZoneInfo) -> datetime:
    """From when on it can be on again: now, or the day after a temporary closure."""
    if draft.status != "temporarily_closed" or draft.closed_until is None:
        return now
    day = draft.closed_until + timedelta(days=1)
    return max(now, datetime(day.year, day.month, day.day, tzinfo=here))


def coming(
    draft: ListingDraft, *, now: datetime, here: ZoneInfo, before: datetime | None = None
) -> Iterator[Occurrence]:
    """Yield its times that are not over at `now`, in order, and end with those that start before `before`.

    Without `before` they end some weeks after it can be on again.
    """
    if is_over(draft) or (draft.status == "temporarily_closed" and draft.closed_until is None):
        return iter(())
    start = reopens(draft, now, here)
    return occurrences(hours_of(draft), after=start, before=before or start + NEXT_DAYS)
