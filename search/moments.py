"""When documents are on: which fall in the stretch of time asked for, what is next, and on which weekdays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from search.earliest import NEVER
from search.hours import DayWindow, TimeState, Window
from search.layout import Rows
from search.query import Query
from search.recurrence import STATES
from search.timetable import Timetable, haste_until
from search.upcoming import InWindow
from search.windows import next_day_window

ALWAYS: Final = STATES.index(TimeState.ALWAYS)
BY_APPOINTMENT: Final = STATES.index(TimeState.BY_APPOINTMENT)
IN_PROGRESS: Final = STATES.index(TimeState.IN_PROGRESS)
UPCOMING: Final = STATES.index(TimeState.UPCOMING)


@dataclass(frozen=True, eq=False)
class Times:
    """What is shown of each of some rows: the code of its state (its place in STATES), and its occurrence in epoch
    seconds (NEVER without one): the first that ends after `moment`.
    """

    state: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    moment: datetime

    def take(self, places: NDArray[np.int64]) -> "Times":
        """Those of the rows at some places."""
        return Times(self.state[places], self.starts[places], self.ends[places], self.moment)

    def soonest_first(self) -> NDArray[np.int64]:
        """What rows are ordered by when the soonest comes first, in epoch seconds.

        What is always open counts as beginning at the moment; nothing left comes after everything, by appointment last.
        """
        keys = np.minimum(self.starts, NEVER - 1)
        keys[self.state == ALWAYS] = int(self.moment.timestamp())
        keys[self.state == BY_APPOINTMENT] = NEVER
        return keys


class Moments:
    """The hours of every row, asked as of one moment."""

    def __init__(self, timetable: Timetable, query: Query, now: datetime) -> None:
        self._timetable = timetable
        self._asked = query.window
        self._now = now
        self._zone = now.tzinfo.key if isinstance(now.tzinfo, ZoneInfo) else "UTC"

    @property
    def opens_at(self) -> datetime:
        """The later of now and the opening of the stretch asked for."""
        match self._asked:
            case Window(opens_at):
                return max(self._now, opens_at)
            case DayWindow():
                return next_day_window(self._asked, self._now, self._zone).opens_at
        return self._now

    @property
    def _has_begun(self) -> bool:
        """Whether the stretch asked for began before now."""
        return isinstance(self._asked, Window) and self._asked.opens_at < self._now

    def stretch(self, rows: Rows) -> InWindow | None:
        """Which rows fall in the stretch asked for, and when; None when none was."""
        match self._asked:
            case DayWindow():
                return self._timetable.in_day_window(self._asked, self._now, self._zone, rows)
            case Window():
                return self._timetable.in_window(self._asked, rows)
        return None

    def times(self, rows: Rows, stretch: InWindow | None) -> Times:
        """What to show of rows that fall in the stretch asked for; `stretch` is what was found for these rows."""
        if stretch is None or self._has_begun:
            following = self._timetable.next_times(self._now, rows)
            return Times(following.state, following.starts, following.ends, self.opens_at)
        otherwise = self._timetable.otherwise.take(rows)
        always = otherwise == ALWAYS
        now = int(self._now.timestamp())
        coming = np.where(stretch.starts <= now, np.uint8(IN_PROGRESS), np.uint8(UPCOMING))
        state = np.where(stretch.found & ~always, coming, otherwise)
        starts, ends = (np.where(always, NEVER, times) for times in (stretch.starts, stretch.ends))
        return Times(state, starts, ends, self.opens_at)

    def haste(self, rows: Rows, stretch: InWindow | None, half_life: float) -> NDArray[np.float32]:
        """1 for what is on at the moment, halved with every `half_life` hours until it starts, 0 for what has no time.

        `stretch` is what was found for these rows.
        """
        if stretch is None or self._has_begun:
            return self._timetable.haste(self._now, rows, half_life)
        times = self.times(rows, stretch)
        starts = np.where(times.state == ALWAYS, 0, times.starts)
        return haste_until(starts, int(times.moment.timestamp()), half_life)

    def weekdays(self, rows: Rows) -> NDArray[np.uint8]:
        """On which weekdays each row is still to come, as bits from Monday."""
        return self._timetable.weekdays(self._now, rows)
