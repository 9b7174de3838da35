"""The places of a list as one week: what is on when, and what is on at the same time as something else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from directory.listings.coming import clock_of, coming
from directory.listings.privacy import public_side
from directory.listings.queries import ListingDetail
from search.hours import Occurrence

WEEK: Final = timedelta(days=7)
MOST_TIMES: Final = 40
"""Of one place in a week; one that is open more often says it better in a sentence."""
WHOLE_DAY: Final = timedelta(hours=24)
"""What is open that long leaves time for everything else."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of one place, with the places that are on meanwhile."""

    place: ListingDetail
    occurrence: Occurrence
    meanwhile: tuple[ListingDetail, ...]


def week_of(places: Sequence[ListingDetail], *, now: datetime, zone: ZoneInfo) -> list[Slot]:
    """Return the times of the coming seven days, the soonest first."""
    times = sorted(_times(places, now, zone), key=lambda time: (time[1].instants, str(time[0].id)))
    return [Slot(place, occurrence, tuple(_meanwhile(place, occurrence, times))) for place, occurrence in times]


def _times(
    places: Iterable[ListingDetail], now: datetime, zone: ZoneInfo
) -> Iterator[tuple[ListingDetail, Occurrence]]:
    for place in places:
        draft = public_side(place.draft)
        if draft.always or draft.by_appointment:
            continue
        week = coming(draft, now=now, here=clock_of(draft, zone), before=now + WEEK)
        yield from ((place, occurrence) for occurrence in islice(week, MOST_TIMES))


def _meanwhile(
    place: ListingDetail, occurrence: Occurrence, times: Iterable[tuple[ListingDetail, Occurrence]]
) -> Iterable[ListingDetail]:
    others = {other.id: other for other, theirs in times if other.id != place.id and _are_at_once(occurrence, theirs)}
    return others.values()


def _are_at_once(one: Occurrence, other: Occurrence) -> bool:
    if max(one.length, other.length) >= WHOLE_DAY:
        return False
    (starts, ends), (others_start, others_end) = one.instants, other.instants
    return starts < others_end and others_start < ends
