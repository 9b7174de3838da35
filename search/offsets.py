"""What wall clocks of many zones mean as instants, for whole arrays at once.

`zoneinfo` tells one clock at a time and shows no table of its changes, so the changes around a year are
looked up once per zone and kept as steps.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

DAY = 86_400
UNREST = 3 * DAY
"""An occurrence may have begun a day ago, and zones are up to a day from UTC: changes this near can shift it."""
DAYS_BEFORE, DAYS_COVERED = 10, 800
"""The days looked at, from some before the year began, so that 400 days after its end are still known."""
LONG_AGO, FAR_OFF = -(1 << 40), 1 << 40
"""Seconds before and after everything."""


@dataclass(frozen=True, eq=False)
class ClockSteps:
    """The changes of the clocks of some zones during about two years, flattened: zone after zone, in order of time.

    Each is a step: from the local second `locals_from` a wall clock is read with `offsets` (seconds east of UTC), until
    the next at `locals_to`; `instants` are the changes themselves in epoch seconds, `changes` by how much the clock
    moves. `on_day[zone × DAYS_COVERED + day - first_day]` is the step in force when that local day begins.
    """

    zones: NDArray[np.int64]
    locals_from: Seconds
    locals_to: Seconds
    instants: Seconds
    offsets: Seconds
    changes: Seconds
    on_day: NDArray[np.int64]
    first_day: int
    count: int
    """How many zones there are."""

    def instants_of(self, zone: NDArray[np.int64], days: NDArray[np.int64], seconds: Seconds) -> Seconds:
        """Epoch seconds of that second of those local days, as rule 4 reads wall clocks; wrong for days not covered."""
        local = days * DAY + seconds
        covered = np.minimum(days - self.first_day, DAYS_COVERED - 1)
        step = self.on_day.take(zone * DAYS_COVERED + covered)
        # No clock changes twice in a day.
        step += local >= self.locals_to.take(step)
        return local - self.offsets.take(step)

    def offsets_at(self, at: Seconds) -> Seconds:
        """The offset of each zone at its instant of `at`, one per zone."""
        first_steps = np.searchsorted(self.zones, np.arange(self.count))
        begun = np.bincount(self.zones[self.instants <= at[self.zones]], minlength=self.count)
        return self.offsets.take(first_steps + begun - 1)

    def unrest_at(self, at: Seconds) -> Seconds:
        """By how many seconds clocks move near `at`, one per zone; zero nearly always."""
        near = np.abs(self.instants - at[self.zones]) < UNREST
        return np.bincount(self.zones[near], np.abs(self.changes[near]), minlength=self.count).astype(np.int64)


@lru_cache(maxsize=32)
def clock_steps(zones: tuple[str, ...], year: int) -> ClockSteps:
    """The steps of those zones that matter to somebody looking 400 days ahead from a moment of that year."""
    steps = [(code, *step) for code, zone in enumerate(zones) for step in _steps_of(zone, year)]
    table = np.array(steps, dtype=np.int64).reshape(-1, 5)
    code, local, instant, offset, change = table.T.copy()
    first_day = date(year, 1, 1).toordinal() - date(1970, 1, 1).toordinal() - DAYS_BEFORE
    midnights = np.arange(first_day, first_day + DAYS_COVERED) * DAY
    before = np.searchsorted(code, np.arange(len(zones)))
    on_day = [
        np.searchsorted(local[code == zone], midnights, side="right") - 1 + before[zone] for zone in range(len(zones))
    ]
    return ClockSteps(
        zones=code,
        locals_from=local,
        locals_to=np.where(np.append(local, LONG_AGO)[1:] == LONG_AGO, FAR_OFF, np.append(local, LONG_AGO)[1:]),
        instants=instant,
        offsets=offset,
        changes=change,
        on_day=np.concatenate([np.zeros(0, dtype=np.int64), *on_day]),
        first_day=first_day,
        count=len(zones),
    )


@lru_cache(maxsize=2048)
def _steps_of(name: str, year: int) -> list[tuple[int, int, int, int]]:
    """(local second, instant, offset, change) of every change of one zone's clock, beginning with the state before all.

    With `fold=0` a wall clock goes on being read with the old offset until it shows the later of the old and
    the new reading of the change: past the gap, or past the first of two equal hours.
    """
    zone = ZoneInfo(name)
    begins = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=DAYS_BEFORE + 2)
    days = [begins + timedelta(days=day) for day in range(DAYS_COVERED + 4)]
    steps = [(LONG_AGO, LONG_AGO, _offset(zone, begins), 0)]
    for earlier, later in pairwise(days):
        before, after = _offset(zone, earlier), _offset(zone, later)
        if before != after:
            instant = _change_between(zone, earlier, later)
            steps.append((instant + max(before, after), instant, after, after - before))
    return steps


def _change_between(zone: ZoneInfo, earlier: datetime, later: datetime) -> int:
    """The instant, in epoch seconds, of the one change of the clock after `earlier` and up to `later`."""
    low, high = int(earlier.timestamp()), int(later.timestamp())
    before = _offset(zone, earlier)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
