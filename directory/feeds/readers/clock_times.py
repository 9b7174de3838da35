"""Times of day, lengths and weekdays as feeds write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from directory.errors import worded
from directory.feeds.readers.text import as_line

WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
"""RFC 5545 codes, Sunday first as both meeting formats count."""
DAY = 24 * 60
LONG = 6 * 60
"""Minutes from which a length is more often a slip than meant."""
_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_LENGTH = re.compile(r"(\d{1,3}):(\d{2})(?::\d{2})?")


class UnreadableTimeError(ValueError):
    """Says what is wrong with a day or a time, as the middle of a sentence."""


@dataclass(frozen=True, slots=True)
class WallTime:
    """A time of day; `next_day` when it was written 24:00, the midnight that ends the day."""

    at: time
    next_day: bool = False


def read_time(value: Any, field_name: str) -> WallTime | None:
    """Read "19:00", "19:00:00", "6:30 PM", "7pm" or "24:00"; None where nothing stands; `UnreadableTimeError` else."""
    written = as_line(value)
    if not written:
        return None
    found = _CLOCK.fullmatch(written)
    if not found or (found[2] is None and found[4] is None):
        raise UnreadableTimeError(
            worded("%(field_name)s “%(written)s” is not a time of day", field_name=field_name, written=written[:40])
        )
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[4] or "").casefold()
    if (hour, minute, half) == (24, 0, ""):
        return WallTime(time(0), next_day=True)
    if hour > (12 if half else 23) or minute > 59 or int(found[3] or 0) > 59 or (half and hour == 0):
        raise UnreadableTimeError(
            worded(
                "%(field_name)s “%(written)s” is a time that no clock shows",
                field_name=field_name,
                written=written[:40],
            )
        )
    return WallTime(time(_hour_of_day(hour, half), minute))


def _hour_of_day(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def read_length(value: Any, field_name: str) -> int | None:
    """Read a length "01:30", "01:30:00" or a count of minutes; None where it is empty or zero; at most a day."""
    written = as_line(value)
    found = _LENGTH.fullmatch(written)
    if found:
        minutes = int(found[1]) * 60 + int(found[2])
    elif not written or re.fullmatch(r"\d{1,6}(\.0+)?", written):
        minutes = int(float(written or 0))
    else:
        raise UnreadableTimeError(
            worded("%(field_name)s “%(written)s” is not a length of time", field_name=field_name, written=written[:40])
        )
    if minutes > DAY:
        raise UnreadableTimeError(
            worded("%(field_name)s “%(written)s” is longer than a day", field_name=field_name, written=written[:40])
        )
    return minutes or None


def end_after(starts: time, minutes: int) -> time:
    """Return the wall time `minutes` later; a whole day ends when it started, which is read as 24 hours."""
    return (datetime.combine(date.min, starts) + timedelta(minutes=minutes)).time()


def minutes_between(starts: time, ends: time) -> int:
    """Return the minutes from one wall time to the next time the other comes round; the same time is a day later."""
    return ((ends.hour - starts.hour) * 60 + ends.minute - starts.minute) % DAY or DAY


def read_weekday(value: Any, field_name: str, *, highest: int = 6) -> int:
    """Read 0 to 6 (Sunday is 0), "0", "Sunday" or "Sun"; 7 is Sunday too where `highest` allows it."""
    written = as_line(value).casefold()
    if len(written) >= 3 and any(name.startswith(written) for name in _NAMES):
        return next(number for number, name in enumerate(_NAMES) if name.startswith(written))
    if re.fullmatch(r"-?\d{1,9}(\.0+)?", written) and 0 <= int(float(written)) <= highest:
        return int(float(written)) % 7
    said = as_line(value) or str(value)
    raise UnreadableTimeError(
        worded("%(field_name)s “%(said)s” is not a day from 0 (Sunday) to 6", field_name=field_name, said=said[:40])
    )
