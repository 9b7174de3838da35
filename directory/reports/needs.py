"""What the directory could not answer in a quarter: by kind and by region, never both at once, small counts hidden.

A need can stem from a referral, so that a small count may point to a person as much as anywhere else. A quarter is
counted once it is over; until then it tells what was missed and where, and not how often.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import fmean

from sqlmodel import Session

from directory.curation.unmet import UnmetNeed, needs_between
from directory.reports.periods import Period
from directory.reports.suppression import Shown, shown_together
from search.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Region:
    """The middle of the ZIP codes that begin alike, and the town next to it."""

    zip3: str
    lat: float
    lon: float
    near: str


@dataclass(frozen=True, slots=True)
class Needs:
    """One quarter. None stands for what is hidden."""

    period: Period
    is_over: bool
    total: int | None
    kinds: Mapping[tuple[str, str], int | None]
    """By domain and term; either may be empty."""
    regions: Mapping[str, int | None]
    """By ZIP3; empty where no place was said."""


def needs_in(session: Session, quarter: Period, *, today: date) -> Needs:
    """Count the needs of a quarter, in one statement."""
    kinds: Counter[tuple[str, str]] = Counter()
    regions: Counter[str] = Counter()
    for need in needs_between(session, quarter.start, quarter.end):
        kinds[_kind(need)] += need.times
        regions[need.zip3] += need.times
    is_over = quarter.end <= today
    by_kind, by_region = shown_together([list(kinds.values()), list(regions.values())])
    if not is_over:
        by_kind, by_region = (Shown((None,) * len(counts), None) for counts in (kinds, regions))
    return Needs(
        period=quarter,
        is_over=is_over,
        total=by_kind.total,
        kinds=dict(zip(kinds, by_kind.counts, strict=True)),
        regions=dict(zip(regions, by_region.counts, strict=True)),
    )


@lru_cache(maxsize=1024)
def region_of(gazetteer: Gazetteer, zip3: str) -> Region | None:
    """Return where a region lies; None for one that is not known."""
    places = [place for number in range(100) if (place := gazetteer.zip_place(f"{zip3}{number:02}"))]
    if not places:
        return None
    lat, lon = fmean(place.lat for place in places), fmean(place.lon for place in places)
    town = gazetteer.nearest_town(lat, lon)
    return Region(zip3, lat, lon, town.label if town else "")


def _kind(need: UnmetNeed) -> tuple[str, str]:
    return need.domain, need.term
