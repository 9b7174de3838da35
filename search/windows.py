"""What people ask for in time ("tonight", "Monday 6 to 9 pm", a moment) as windows of instants.

Windows are instants in UTC, so that they can be compared with anything.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from search.hours import DayWindow, Hours, Occurrence, Window, occurrences

When = Literal["now", "today", "tonight", "tomorrow", "week"]

SOON = timedelta(minutes=60)
"""`now` takes in what starts within the hour."""
DAY_BREAKS = time(4)
"""People's day ends when they sleep: at two in the morning it is still tonight."""
EVENING = time(17)
MOMENTS_FROM, MOMENTS_TO = 1970, 2200
"""The years that can be asked about."""


class MomentError(ValueError):
    """What was given as a moment cannot be read as one; the text says what would be."""


def now_for(at_text: str | None, zone: str, clock_now: datetime) -> datetime:
    """The moment asked about, as an aware datetime in `zone` (an IANA name): `at_text`, else the clock's now.

    `at_text` is ISO 8601, with an offset or as a wall clock of `zone` (rules 4 and 9).
    """
    if not at_text or not at_text.strip():
        return clock_now.astimezone(ZoneInfo(zone))
    moment = _read_moment(at_text.strip())
    if not MOMENTS_FROM <= moment.year < MOMENTS_TO:
        raise MomentError(f"A moment must lie between the years {MOMENTS_FROM} and {MOMENTS_TO - 1}.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return moment.astimezone(ZoneInfo(zone))


def window_for(when: When, now: datetime, zone: str) -> Window:
    """The window of a word, by the wall clock of `zone` (rule 9). It never opens before `now`."""
    now = now.astimezone(UTC)
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= DAY_BREAKS else local.date() - timedelta(days=1)
    next_day = day + timedelta(days=1)
    if when == "now":
        return Window(now, now + SOON)
    if when == "today":
        return Window(now, _instant(next_day, DAY_BREAKS, zone))
    if when == "tonight":
        return Window(max(now, _instant(day, EVENING, zone)), _instant(next_day, DAY_BREAKS, zone))
    if when == "tomorrow":
        return Window(_instant(next_day, DAY_BREAKS, zone), _instant(day + timedelta(days=2), DAY_BREAKS, zone))
    return Window(now, now + timedelta(days=7))


def window_within(at: datetime, minutes: int) -> Window:
    """In progress at `at`, or starting less than so many minutes later."""
    at = at.astimezone(UTC)
    return Window(at, at + timedelta(minutes=minutes))


def next_day_window(day: DayWindow, now: datetime, zone: str) -> Window:
    """The coming such stretch of such a day by the wall clock of `zone`: the one under way while it is not over.

    An end at or before the start is on the next day. What is over of a stretch under way is left out. Of any day it is
    the first of the seven that come.
    """
    return min((_next_on(each, now, zone) for each in day.each_day), key=lambda window: window.opens_at)


def _next_on(day: DayWindow, now: datetime, zone: str) -> Window:
    now = now.astimezone(UTC)
    yesterday = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    # Yesterday's may still run past midnight, and today's may be over: of the two that follow, one is not.
    first = yesterday + timedelta(days=((day.weekday or 0) - yesterday.weekday()) % 7)
    stretches = (_stretch(day, first + timedelta(weeks=weeks), zone) for weeks in range(2))
    opens_at, closes_at = next(stretch for stretch in stretches if stretch[1] > now)
    return Window(max(opens_at, now), closes_at)


def overlapping(hours: Hours, window: Window) -> Occurrence | None:
    """The first occurrence in the window: in progress when it opens, or starting before it closes.

    What is always open is there for the whole window; what is by appointment or unknown never is.
    """
    if hours.always:
        return Occurrence(window.opens_at, window.closes_at)
    opens_at, closes_at = window.opens_at.astimezone(UTC), window.closes_at.astimezone(UTC)
    just_opened = opens_at + timedelta(microseconds=1)
    return next(occurrences(hours, after=opens_at, before=max(closes_at, just_opened)), None)


def overlapping_day(hours: Hours, day: DayWindow, now: datetime, zone: str) -> Occurrence | None:
    """The first occurrence in the coming such day (or one of the seven), each schedule by its own clock.

    `zone` is the one by which the day is told for what is always open.
    """
    if hours.always:
        return overlapping(hours, next_day_window(day, now, zone))
    if hours.by_appointment:
        return None
    return min(_each_in_its_zone(hours, day, now), default=None)


def _each_in_its_zone(hours: Hours, day: DayWindow, now: datetime) -> Iterator[Occurrence]:
    for schedule in hours.schedules:
        if schedule.timezone and schedule.is_placed:
            for each in day.each_day:
                if found := overlapping(Hours((schedule,)), next_day_window(each, now, schedule.timezone)):
                    yield found


def _stretch(day: DayWindow, on: date, zone: str) -> tuple[datetime, datetime]:
    ends_on = on if day.ends > day.starts else on + timedelta(days=1)
    return _instant(on, day.starts, zone), _instant(ends_on, day.ends, zone)


def _instant(day: date, clock: time, zone: str) -> datetime:
    """That wall time in UTC; `fold=0` reads times skipped or repeated as rule 4 says."""
    return datetime.combine(day, clock.replace(fold=0, tzinfo=None), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _read_moment(text: str) -> datetime:
    try:
        # A plus sign that was not encoded arrives in an address as a space.
        return datetime.fromisoformat(re.sub(r"(:\d\d) (\d\d:?\d\d)$", r"\1+\2", text))
    except ValueError:
        raise MomentError(
            "A moment is written like 2026-03-14T18:30, with or without an offset such as -05:00."
        ) from None
