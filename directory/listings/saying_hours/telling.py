"""From schedules to words that are read as the same schedules again, in English and Spanish."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from directory.formats import clock_span
from directory.i18n import LanguageCode, translator
from directory.listings.forms import ScheduleDraft
from directory.listings.hours import schedule_of
from directory.listings.saying_hours.lexicon import EVERY_DAY
from directory.listings.saying_hours.rules import tell_rule
from directory.listings.saying_hours.tongue import ENGLISH, SPANISH, Tongue
from search.hours import Frequency
from search.schedule import WEEKDAYS, dates

_TONGUES: Final[Mapping[LanguageCode, Tongue]] = {"en": ENGLISH, "es": SPANISH}
_SHORTEST_STRETCH: Final = 3
"""Days in a row that are left out; fewer are named one by one."""


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A line of words, and the schedules it says."""

    text: str
    schedules: tuple[ScheduleDraft, ...]


def hours_lines(schedules: Sequence[ScheduleDraft], language: LanguageCode = "en") -> list[HoursLine]:
    """Tell schedules in words. Weekly ones that differ in nothing but the day share a line."""
    tongue = _TONGUES[language]
    return [HoursLine(_capital(_said(_as_one(some), tongue)), some) for some in _together(schedules)]


def _together(schedules: Iterable[ScheduleDraft]) -> list[tuple[ScheduleDraft, ...]]:
    groups: dict[ScheduleDraft, list[ScheduleDraft]] = {}
    for line in schedules:
        is_plain = _is_weekly(line) and line.interval == 1 and bool(line.byday)
        groups.setdefault(line.model_copy(update={"byday": ()}) if is_plain else line, []).append(line)
    return [tuple(lines) for lines in groups.values()]


def _as_one(lines: Sequence[ScheduleDraft]) -> ScheduleDraft:
    if len(lines) == 1:
        return lines[0]
    codes = sorted({code for line in lines for code in line.byday}, key=WEEKDAYS.index)
    return lines[0].model_copy(update={"byday": tuple(codes)})


def _is_weekly(line: ScheduleDraft) -> bool:
    return line.freq is Frequency.WEEKLY and not line.bymonthday and all(code in WEEKDAYS for code in line.byday)


def _said(line: ScheduleDraft, tongue: Tongue) -> str:
    parts = [f"{_days(line, tongue)} {_times(line)}", *_limits(line, tongue)]
    if line.count:
        parts.append(tongue.times.format(count=line.count))
    if line.except_on:
        parts.append(tongue.except_on.format(days=tongue.listed(list(_days_off(line, tongue)))))
    if remark := " ".join(line.description.replace('"', "'").split()):
        parts.append(f"“{remark}”")
    return ", ".join(parts)


def _times(line: ScheduleDraft) -> str:
    starts, ends, words = line.starts, line.ends, translator("en")
    if ends is None:
        return _clock(starts)
    if (starts.hour < 12) == (ends.hour < 12) and ends < starts:
        return f"{_clock(starts)}–{_clock(ends)}"
    return clock_span(starts, ends, words)


def _clock(at: time) -> str:
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def _days(line: ScheduleDraft, tongue: Tongue) -> str:
    if line.freq is Frequency.ONCE and line.anchor and not (line.byday or line.bymonthday or line.interval > 1):
        return tongue.date(line.anchor)
    if _is_weekly(line):
        return _weekly(line, tongue)
    if line.freq is Frequency.MONTHLY and not (line.byday and line.bymonthday) and 0 not in line.bymonthday:
        return _monthly(line, tongue) or tell_rule(line)
    return tell_rule(line)


def _weekly(line: ScheduleDraft, tongue: Tongue) -> str:
    days = sorted({WEEKDAYS.index(code) for code in line.byday})
    names = tongue.listed([tongue.weekdays[day] for day in days])
    if line.interval > 1:
        every = tongue.every_other_week if line.interval == 2 else tongue.every_weeks.format(count=line.interval)
        return f"{every}{tongue.of_weeks}{names}" if days else every
    if not days:
        return tongue.weekly
    if tuple(days) == EVERY_DAY:
        return tongue.every_day
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return tongue.day_to_day.format(first=tongue.weekdays[days[0]], last=tongue.weekdays[days[-1]])
    return tongue.every.format(days=names)


def _monthly(line: ScheduleDraft, tongue: Tongue) -> str:
    if any(code in WEEKDAYS for code in line.byday):
        return ""
    every = tongue.every_months.format(count=line.interval) if line.interval > 1 else ""
    if line.bymonthday:
        numbers = tongue.listed([tongue.day_of_month(day) for day in line.bymonthday])
        return f"{every or tongue.every_month}{tongue.of_month_days}{numbers}"
    if not line.byday:
        return every or tongue.monthly
    of_weekday: dict[int, list[str]] = {}
    for code in line.byday:
        of_weekday.setdefault(WEEKDAYS.index(code[-2:]), []).append(tongue.ordinals[int(code[:-2])])
    days = tongue.listed([f"{tongue.listed(nths)} {tongue.weekdays[day]}" for day, nths in of_weekday.items()])
    return f"{every}{tongue.of_months}{days}" if every else tongue.every.format(days=days)


def _limits(line: ScheduleDraft, tongue: Tongue) -> Iterator[str]:
    is_said = line.freq is Frequency.ONCE and "=" not in _days(line, tongue)
    if line.anchor and not is_said:
        yield tongue.starting.format(day=tongue.date(line.anchor))
    limits: tuple[tuple[str, date | None], ...] = (
        (tongue.valid_from, line.valid_from),
        (tongue.until, line.until),
        (tongue.valid_to, line.valid_to),
    )
    yield from (pattern.format(day=tongue.date(day)) for pattern, day in limits if day)


def _days_off(line: ScheduleDraft, tongue: Tongue) -> Iterator[str]:
    """Each day that is left out; several in a row as a stretch, where the schedule falls on each of them."""
    for run in _runs(sorted(line.except_on)):
        bare = schedule_of(line.model_copy(update={"except_on": ()}), None)
        if len(run) >= _SHORTEST_STRETCH and list(dates(bare, run[0], run[-1])) == run:
            yield tongue.day_to_day_off.format(first=tongue.date(run[0]), last=tongue.date(run[-1]))
        else:
            yield from map(tongue.date, run)


def _runs(days: Iterable[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for day in days:
        if run and day - run[-1] != timedelta(days=1):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
