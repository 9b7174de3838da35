"""A schedule as iCalendar says it (RFC 5545): first start, length, recurrence rule and excepted starts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from search.schedule import PHASE_START, WEEKDAYS, Frequency, Schedule, dates, lifetime_from, start_instant, told_alike


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """What an iCalendar event needs of a schedule.

    `starts_at` (DTSTART) and `excepted` (EXDATE) are wall-clock times in the schedule's zone, as calendars count them.
    `rule` is the value of RRULE, None for a single event. `length` is the elapsed time of each occurrence (DURATION).
    """

    starts_at: datetime
    length: timedelta
    rule: str | None
    excepted: tuple[datetime, ...]


def to_rrule(schedule: Schedule, since: date | None = None) -> CalendarRule | None:
    """The schedule from its first real occurrence on or after `since`; None when there is none or it cannot be placed.

    RFC 5545 counts intervals from DTSTART and takes DTSTART itself as an occurrence, so it must be a real one. Without
    `since`, a schedule without a first day begins in 1970.
    """
    if not schedule.is_placed:
        return None
    begins = max(day for day in (since or PHASE_START, schedule.first_day) if day)
    first = next(dates(schedule, begins, lifetime_from(begins)), None)
    if first is None:
        return None
    if schedule.freq is Frequency.ONCE or schedule.last_day == first:
        return CalendarRule(_wall_clock(schedule, first), schedule.length, None, ())
    last = schedule.last_day or date.max
    excepted = tuple(_wall_clock(schedule, day) for day in sorted(schedule.except_on) if first < day <= last)
    return CalendarRule(_wall_clock(schedule, first), schedule.length, _rule_text(schedule), excepted)


def _rule_text(schedule: Schedule) -> str:
    parts = ["FREQ=MONTHLY" if schedule.is_monthly else "FREQ=WEEKLY"]
    if schedule.interval > 1:
        parts.append(f"INTERVAL={schedule.interval}")
    if schedule.weekdays:
        parts.append("BYDAY=" + ",".join(f"{day.n or ''}{WEEKDAYS[day.weekday]}" for day in told_alike(schedule)))
    if schedule.monthdays:
        parts.append("BYMONTHDAY=" + ",".join(str(day) for day in schedule.monthdays))
    if schedule.last_day:
        # A count is said as its last date: the first start told here may be later than the first one counted.
        parts.append(f"UNTIL={start_instant(schedule, schedule.last_day):%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def _wall_clock(schedule: Schedule, day: date) -> datetime:
    return datetime.combine(day, schedule.starts.replace(second=0, microsecond=0, fold=0), tzinfo=schedule.zone)
