"""A listing's hours as sentences: "Every 2nd and 4th Tuesday, 7–8:30 pm"."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, repeat

from directory.formats import clock_span, clock_time, long_date, one_after_another, short_date
from directory.i18n import Translator
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.pages.voices import Line
from search.hours import Frequency, Hours, Schedule

MOST_EXCEPTIONS = 6
"""Days left out that are named; a longer list is no help."""


def told_hours(draft: ListingDraft, words: Translator, *, today: date) -> list[Line]:
    """The sentences of a listing, each with what its own words say of it: `Every Tuesday, 7–8 pm · Newcomers`."""
    remarks = [" ".join(line.description.split()) for line in draft.schedules]
    return hours_lines(hours_of(draft), words, today=today, remarks=remarks)


def hours_sentences(hours: Hours, words: Translator, *, today: date) -> list[str]:
    """One sentence for each line of hours that is not over, lines at the same time of day told together."""
    return [line.ours for line in hours_lines(hours, words, today=today)]


def hours_lines(hours: Hours, words: Translator, *, today: date, remarks: Sequence[str] = ()) -> list[Line]:
    """The same, where `remarks` says of each of the lines, in their order, what is said of it in free words."""
    if hours.always:
        return [Line(words.gettext("Always open, day and night"))]
    if hours.by_appointment:
        return [Line(words.gettext("By appointment: call first"))]
    lines = zip(hours.schedules, chain(remarks, repeat("")), strict=False)
    current = [(line, remark) for line, remark in lines if line.has_days and not _is_over(line, today)]
    return [Line(schedule_sentence(line, words, today=today), remark) for line, remark in _told_together(current)]


def schedule_sentence(line: Schedule, words: Translator, *, today: date) -> str:
    """`Every Tuesday, 7–8:30 pm, from Jan 5, not on Dec 25`."""
    parts = [_days(line, words, today), _times(line, words), *_limits(line, words, today)]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def _is_over(line: Schedule, today: date) -> bool:
    last = line.anchor if line.freq is Frequency.ONCE else line.last_day
    return last is not None and last < today


def _told_together(lines: Iterable[tuple[Schedule, str]]) -> list[tuple[Schedule, str]]:
    """Weekly lines that differ in nothing but their weekdays become one."""
    together: dict[tuple[Schedule, str], list[str]] = {}
    for line, remark in lines:
        is_plain = line.freq is Frequency.WEEKLY and not line.is_monthly and bool(line.byday) and line.interval == 1
        key = replace(line, byday=()) if is_plain else line
        together.setdefault((key, remark), []).extend(line.byday if is_plain else ())
    return [
        (replace(line, byday=tuple(dict.fromkeys(days))) if days else line, remark)
        for (line, remark), days in together.items()
    ]


def _days(line: Schedule, words: Translator, today: date) -> str:
    if line.freq is Frequency.ONCE:
        return short_date(line.anchor, words, today=today) if line.anchor else ""
    said = _days_of_month(line, words) if line.is_monthly else _days_of_week(line, words)
    if line.is_monthly and line.interval > 1:
        said += words.gettext(" (every %(count)s months)") % {"count": line.interval}
    return said


def _days_of_week(line: Schedule, words: Translator) -> str:
    days = sorted({day.weekday for day in line.weekdays})
    if line.interval == 1:
        return _every_week(days, words)
    names = one_after_another([weekday_name(day, words) for day in days], words)
    if line.interval == 2:
        return words.gettext("Every other %(days)s") % {"days": names}
    return words.gettext("Every %(count)s weeks on %(days)s") % {"count": line.interval, "days": names}


def _every_week(days: list[int], words: Translator) -> str:
    if len(days) == 7:
        return words.gettext("Every day")
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        bounds = {"first": weekday_name(days[0], words), "last": weekday_name(days[-1], words)}
        return words.gettext("%(first)s to %(last)s") % bounds
    if len(days) == 1:
        return words.gettext("Every %(day)s") % {"day": weekday_name(days[0], words)}
    return one_after_another([weekdays_name(day, words) for day in days], words)


def _days_of_month(line: Schedule, words: Translator) -> str:
    by_weekday: dict[int, list[str]] = {}
    for day in line.weekdays:
        by_weekday.setdefault(day.weekday, []).append(ordinal(day.n, words) if day.n else "")
    named = [
        f"{one_after_another(places, words)} {weekday_name(weekday, words)}".strip()
        for weekday, places in by_weekday.items()
    ]
    if named:
        return words.gettext("Every %(day)s") % {"day": one_after_another(named, words)}
    numbered = [_numbered_day(day, words) for day in line.monthdays]
    return words.gettext("Every month on %(days)s") % {"days": one_after_another(numbered, words)}


def _numbered_day(day: int, words: Translator) -> str:
    return words.gettext("the last day") if day < 0 else words.gettext("day %(number)s") % {"number": day}


def _times(line: Schedule, words: Translator) -> str:
    if line.ends is None:
        return clock_time(line.starts, words)
    if line.ends == line.starts:
        return words.gettext("around the clock")
    return clock_span(line.starts, line.ends, words)


def _limits(line: Schedule, words: Translator, today: date) -> list[str]:
    if line.freq is Frequency.ONCE:
        return []
    limits = []
    if line.first_day and line.first_day > today:
        limits.append(words.gettext("from %(day)s") % {"day": long_date(line.first_day, words)})
    if line.last_day:
        limits.append(words.gettext("until %(day)s") % {"day": long_date(line.last_day, words)})
    left_out = [short_date(day, words, today=today) for day in sorted(line.except_on) if day >= today]
    if left_out:
        limits.append(words.gettext("not on %(days)s") % {"days": one_after_another(left_out[:MOST_EXCEPTIONS], words)})
    return limits


def weekday_name(weekday: int, words: Translator) -> str:
    """`Tuesday`; Monday is 0."""
    return _chosen(_ONE_DAY, weekday, words)


def weekdays_name(weekday: int, words: Translator) -> str:
    """`Tuesdays`."""
    return _chosen(_MANY_DAYS, weekday, words)


def ordinal(place: int, words: Translator) -> str:
    """`2nd`, `last`: which one of the month."""
    return _chosen(_ORDINALS, place, words)


def _chosen(names: Mapping[int, Callable[[Translator], str]], key: int, words: Translator) -> str:
    return names[key](words)


_ONE_DAY: Mapping[int, Callable[[Translator], str]] = {
    0: lambda words: words.gettext("Monday"),
    1: lambda words: words.gettext("Tuesday"),
    2: lambda words: words.gettext("Wednesday"),
    3: lambda words: words.gettext("Thursday"),
    4: lambda words: words.gettext("Friday"),
    5: lambda words: words.gettext("Saturday"),
    6: lambda words: words.gettext("Sunday"),
}
_MANY_DAYS: Mapping[int, Callable[[Translator], str]] = {
    0: lambda words: words.gettext("Mondays"),
    1: lambda words: words.gettext("Tuesdays"),
    2: lambda words: words.gettext("Wednesdays"),
    3: lambda words: words.gettext("Thursdays"),
    4: lambda words: words.gettext("Fridays"),
    5: lambda words: words.gettext("Saturdays"),
    6: lambda words: words.gettext("Sundays"),
}
_ORDINALS: Mapping[int, Callable[[Translator], str]] = {
    1: lambda words: words.gettext("1st"),
    2: lambda words: words.gettext("2nd"),
    3: lambda words: words.gettext("3rd"),
    4: lambda words: words.gettext("4th"),
    5: lambda words: words.gettext("5th"),
    -1: lambda words: words.gettext("last"),
    -2: lambda words: words.gettext("second to last"),
    -3: lambda words: words.gettext("third to last"),
    -4: lambda words: words.gettext("fourth to last"),
    -5: lambda words: words.gettext("fifth to last"),
}
