"""When a feed is read next, and how it stands: good, late, failing or dead, and since when."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from directory.feeds.codes import Health, Schedule
from directory.feeds.models import Feed

PERIODS: Final = {
    Schedule.HOURLY: timedelta(hours=1),
    Schedule.DAILY: timedelta(days=1),
    Schedule.WEEKLY: timedelta(days=7),
}
WEEKLY_ON: Final = 0
"""Monday: what a weekly feed brings is there for the week."""
DIES_AFTER: Final = timedelta(days=14)
"""Nothing good for this long, or for three of its periods where that is longer: dead."""
_DEAD_PERIODS: Final = 3
_LATE_PERIODS: Final = 2
_FIRST_PAUSE: Final = timedelta(minutes=15)
_LONGEST_PAUSE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a feed stands, and since when: for a good one, when that was last seen."""

    health: Health
    since: datetime | None


def next_due(schedule: Schedule, hour: int, *, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which a feed of this schedule is read; `hour` is that of the agency's clock."""
    if schedule is Schedule.HOURLY:
        return after + PERIODS[schedule]
    here = after.astimezone(zone)
    day = here.date()
    while True:
        at = datetime.combine(day, time(hour), tzinfo=zone)
        if at > here and (schedule is Schedule.DAILY or day.weekday() == WEEKLY_ON):
            return at.astimezone(after.tzinfo)
        day += timedelta(days=1)


def tried_again_at(failures: int, *, after: datetime) -> datetime:
    """Return when a feed that failed is tried again: soon, then less and less often, at least once a day."""
    pause = _FIRST_PAUSE * 2.0 ** min(failures - 1, 7)
    return after + min(pause, _LONGEST_PAUSE)


def is_being_read(feed: Feed, *, now: datetime) -> bool:
    """Whether a feed is read at this moment, or by whichever worker looks next."""
    is_taken = feed.leased_until is not None and feed.leased_until > now
    return is_taken or (feed.paused_at is None and feed.due_at <= now)


def standing_of(feed: Feed, *, now: datetime) -> Standing:
    """Say how a feed stands."""
    if feed.paused_at is not None:
        return Standing(Health.PAUSED, feed.paused_at)
    period = PERIODS[Schedule(feed.schedule)]
    good_at = feed.last_good_at or feed.added_at
    if now - good_at > max(DIES_AFTER, period * _DEAD_PERIODS):
        return Standing(Health.DEAD, good_at)
    if feed.failures:
        return Standing(Health.FAILING, feed.failing_since)
    if feed.last_good_at is None:
        return Standing(Health.NEW, feed.added_at)
    if now - good_at > period * _LATE_PERIODS:
        return Standing(Health.LATE, good_at)
    return Standing(Health.GOOD, good_at)
