"""What wall clocks of many zones mean as instants, for whole arrays at once.

`zoneinfo` tells one clock at a time and shows no table of its changes, so the changes around a year are
looked up once per zone and kept as steps.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

DAY = 86_400
UNREST = 3 * DAY
"""An occurrence may have begun a day ago, and zones are up to a day from UTC: changes this near can shift it."""
ZONE_STRIDE = 1 << 40
"""Keeps the local seconds of one zone apart from those of the next in one sorted array."""


@dataclass(frozen=True)
class ClockSteps:
    """The changes of the clocks of some zones during about two years, flattened: zone after zone, in order of time.

    `keys` is zone × ZONE_STRIDE + the local second from which a wall clock is read with `offsets` (seconds east
    of UTC); `instants` are the changes themselves in epoch seconds, `changes` by how many seconds the clock moves.
    """

    zones: NDArray[np.int64]
    keys: Seconds
    instants: Seconds
    offsets: Seconds
    changes: Seconds
    size: int

    def instants_of(self, zone: NDArray[np.int64], local: Seconds) -> Seconds:
        """Epoch seconds of local seconds (the wall clock counted as if it were UTC), as rule 4 reads them."""
        step = np.searchsorted(self.keys, zone * ZONE_STRIDE + local, side="right") - 1
        return local - self.offsets[step]

    def offsets_at(self, at: Seconds) -> Seconds:
        """The offset of each zone at its instant of `at`, one per zone."""
        first_steps = np.searchsorted(self.zones, np.arange(self.size))
        begun = np.bincount(self.zones[self.instants <= at[self.zones]], minlength=self.size)
        offsets: Seconds = self.offsets[first_steps + begun - 1]
        return offsets

    def unrest_at(self, at: Seconds) -> Seconds:
        """By how many seconds clocks move near `at`, one per zone; zero nearly always."""
        near = np.abs(self.instants - at[self.zones]) < UNREST
        return np.bincount(self.zones[near], np.abs(self.changes[near]), minlength=self.size).astype(np.int64)


@lru_cache(maxsize=32)
def clock_steps(zones: tuple[str, ...], year: int) -> ClockSteps:
    """The steps of those zones that matter to somebody looking 400 days ahead from a moment of that year."""
    steps = [(code, *step) for code, zone in enumerate(zones) for step in _steps_of(zone, year)]
    table = np.array(steps, dtype=np.int64).reshape(-1, 5)
    code, local, instant, offset, change = table.T.copy()
    return ClockSteps(code, code * ZONE_STRIDE + local, instant, offset, change, len(zones))


@lru_cache(maxsize=2048)
def _steps_of(name: str, year: int) -> list[tuple[int, int, int, int]]:
    """(local second, instant, offset, change) of every change of one zone's clock, beginning with the state before all.

    With `fold=0` a wall clock goes on being read with the old offset until it shows the later of the old and
    the new reading of the change: past the gap, or past the first of two equal hours.
    """
    zone = ZoneInfo(name)
    begins = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=10)
    days = [begins + timedelta(days=day) for day in range(2 * 366 + 60)]
    long_ago = -(ZONE_STRIDE // 4)
    steps = [(long_ago, long_ago, _offset(zone, begins), 0)]
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
