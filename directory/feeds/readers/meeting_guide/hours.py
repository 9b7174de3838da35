"""When a Meeting Guide row meets: `day`, `time`, `end_time` and, from some exports, `duration` in minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from directory.errors import marked
from directory.feeds.readers.clock_times import (
    WEEKDAYS,
    UnreadableTimeError,
    WallTime,
    end_after,
    read_length,
    read_time,
    read_weekday,
)
from directory.feeds.readers.notes import look_at_length
from directory.feeds.readers.text import as_line
from directory.feeds.records import RowReport
from directory.listings.forms import ScheduleDraft

NO_TIMES = marked("it is listed without times")
BY_APPOINTMENT = marked("it is listed as by appointment")
SIXTY_MINUTES = marked("60 minutes were taken")


@dataclass(frozen=True, slots=True)
class MeetingTimes:
    """What a row says of its times: a schedule, or "by appointment", or words that could not be read."""

    schedules: tuple[ScheduleDraft, ...] = ()
    by_appointment: bool = False
    hours_note: str = ""


def read_times(row: Mapping[str, Any], report: RowReport, *, sunday_may_be_7: bool) -> MeetingTimes:
    """Read the times of a row. A row with one of day and time is by appointment; what no clock shows is refused."""
    has_day, has_time = _says_a_day(row.get("day")), bool(as_line(row.get("time")))
    if not has_day or not has_time:
        if has_day != has_time:
            lacking = marked("it has a day but no time") if has_day else marked("it has a time but no day")
            report.note("day" if has_time else "time", lacking, BY_APPOINTMENT)
        elif row.get("day") == []:
            report.note("day", marked("its list of days is empty"), BY_APPOINTMENT)
        return MeetingTimes(by_appointment=True)
    days = _days(row["day"], report, highest=7 if sunday_may_be_7 else 6)
    starts = _start(row["time"], report)
    if not days or starts is None:
        return MeetingTimes(hours_note=f"Times as the source gives them: {as_line(row['time'])}"[:200])
    return MeetingTimes(schedules=(_schedule(days, starts, row, report),))


def _says_a_day(value: Any) -> bool:
    return (
        any(_says_a_day(part) for part in value) if isinstance(value, list) else bool(as_line(value)) or value is True
    )


def _days(value: Any, report: RowReport, *, highest: int) -> list[int]:
    """Every day once, Sunday first. A day that is none is refused alone."""
    written = value if isinstance(value, list) else as_line(value).split(",") if isinstance(value, str) else [value]
    days: set[int] = set()
    for part in written:
        try:
            days.add(read_weekday(part, "day", highest=highest))
        except UnreadableTimeError as error:
            report.note("day", error.args[0], marked("that day was left out") if len(written) > 1 else NO_TIMES)
    return sorted(days)


def _start(value: Any, report: RowReport) -> WallTime | None:
    try:
        return read_time(value, "time")
    except UnreadableTimeError as error:
        report.note("time", error.args[0], NO_TIMES)
        return None


def _schedule(days: list[int], starts: WallTime, row: Mapping[str, Any], report: RowReport) -> ScheduleDraft:
    if starts.next_day:
        report.note(
            "time", marked("24:00 is the midnight that ends the day"), marked("it is listed at 0:00 on the day after")
        )
    ends = _end(starts.at, row, report)
    look_at_length(starts.at, ends, "end_time", report)
    shifted = sorted((day + starts.next_day) % 7 for day in days)
    return ScheduleDraft(starts=starts.at, ends=ends, byday=tuple(WEEKDAYS[day] for day in shifted))


def _end(starts: time, row: Mapping[str, Any], report: RowReport) -> time | None:
    try:
        ends = read_time(row.get("end_time"), "end_time")
        if ends is not None:
            return ends.at
    except UnreadableTimeError as error:
        report.note("end_time", error.args[0], SIXTY_MINUTES)
        return None
    try:
        minutes = read_length(row.get("duration"), "duration")
    except UnreadableTimeError as error:
        report.note("duration", error.args[0], SIXTY_MINUTES)
        return None
    return end_after(starts, minutes) if minutes else None
