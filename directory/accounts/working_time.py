"""How much of a stretch of time falls into somebody's working hours: what a reply is owed in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
A_DAY = timedelta(days=1)


def working_time(
    start: datetime, end: datetime, hours: Sequence[Mapping[str, str]], zone: ZoneInfo, *, away: Sequence[date] = ()
) -> timedelta:
    """Return how much working time lies between two moments.

    `hours` are `{"day": "mo", "starts": "09:00", "ends": "17:00"}` in `zone`; without any, all time counts, so that
    nobody who never set them goes unreminded. Days in `away` have no working time. Zero when `end` is not after
    `start`.
    """
    if end <= start:
        return timedelta()
    if not hours:
        return end - start
    stretches = _stretches(start, end, hours, zone, frozenset(away))
    return sum((max(min(closes, end) - max(opens, start), timedelta()) for opens, closes in stretches), timedelta())


def _stretches(
    start: datetime, end: datetime, hours: Sequence[Mapping[str, str]], zone: ZoneInfo, away: frozenset[date]
) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch of working hours of the days from the one before `start` (nights run over) to that of `end`."""
    day = start.astimezone(zone).date() - A_DAY
    last = end.astimezone(zone).date()
    while day <= last:
        for stretch in hours:
            if stretch["day"] == WEEKDAYS[day.weekday()] and day not in away:
                yield _of_day(day, time.fromisoformat(stretch["starts"]), time.fromisoformat(stretch["ends"]), zone)
        day += A_DAY


def _of_day(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which one stretch opens and closes; one that ends before it starts runs past midnight."""
    closing_day = day if ends > starts else day + A_DAY
    opens = datetime.combine(day, starts, zone)
    closes = datetime.combine(closing_day, ends, zone)
    return opens.astimezone(ZoneInfo("UTC")), closes.astimezone(ZoneInfo("UTC"))
