"""From a clause to the recurrences it means: which days of the week, of the month, or of the calendar."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from directory.listings.forms import ScheduleDraft
from directory.listings.saying_hours.clauses import Clause
from directory.listings.saying_hours.dates_said import SaidSpan
from directory.listings.saying_hours.lexicon import EVERY_DAY
from directory.listings.saying_hours.troubles import Trouble, UnreadError
from search.hours import Frequency
from search.schedule import WEEKDAY_CODE, WEEKDAYS

Rule = dict[str, Any]
"""Fields of a `ScheduleDraft` that say on which days it is."""
_HIGHEST_INTERVAL: Final = 52


def rules_of(clause: Clause, today: date) -> Iterator[Rule]:
    """The recurrences of a clause. Raises UnreadError."""
    if clause.rule:
        yield read_rule(clause.rule)
        return
    if max(clause.weeks or 1, clause.months or 1) > _HIGHEST_INTERVAL:
        raise UnreadError(Trouble.TOO_LONG)
    if clause.dates:
        yield from _dated(clause, today)
        return
    yield from _recurring(clause)


def _recurring(clause: Clause) -> Iterator[Rule]:
    every_week = sorted({day for nths, day in clause.days if not nths})
    of_the_month = sorted({(day, nth < 0, nth) for nths, day in clause.days for nth in nths}, key=_in_order)
    if every_week and clause.months:
        raise UnreadError(Trouble.WHICH_OF_THE_MONTH)
    if every_week:
        yield {**_weekly(clause), "byday": tuple(WEEKDAYS[day] for day in every_week)}
    if of_the_month:
        if clause.weeks or any(abs(nth) > 5 for _, _, nth in of_the_month):
            raise UnreadError(Trouble.WHICH_OF_THE_MONTH)
        yield {**_monthly(clause), "byday": tuple(f"{nth}{WEEKDAYS[day]}" for day, _, nth in of_the_month)}
    if clause.days_of_month:
        if not all(day == -1 or 1 <= day <= 31 for day in clause.days_of_month):
            raise UnreadError(Trouble.WHICH_OF_THE_MONTH)
        days = sorted(set(clause.days_of_month), key=lambda day: (day < 0, day))
        yield {**_monthly(clause), "bymonthday": tuple(days)}
    if not clause.days and not clause.days_of_month:
        if clause.weeks:
            yield _weekly(clause)
        elif clause.months:
            yield _monthly(clause)


def _in_order(one: tuple[int, bool, int]) -> tuple[int, bool, int]:
    day, counts_back, nth = one
    return day, counts_back, abs(nth)


def _weekly(clause: Clause) -> Rule:
    return {"freq": Frequency.WEEKLY, "interval": clause.weeks or 1}


def _monthly(clause: Clause) -> Rule:
    return {"freq": Frequency.MONTHLY, "interval": clause.months or 1}


def _dated(clause: Clause, today: date) -> Iterator[Rule]:
    """Days of the calendar: each alone, or the weekdays (every day, if none are said) of a stretch of them."""
    for span in clause.dates:
        if span.first == span.last:
            yield _one_day(clause, span, today)
            continue
        first, last = span.days_from(today)
        if last < first:
            raise UnreadError(Trouble.BACKWARDS)
        for rule in list(_recurring(clause)) or [
            {"freq": Frequency.WEEKLY, "byday": tuple(WEEKDAYS[day] for day in EVERY_DAY)}
        ]:
            yield {**rule, "valid_from": first, "valid_to": last}


def _one_day(clause: Clause, span: SaidSpan, today: date) -> Rule:
    day = span.first.on_or_after(today)
    weekdays = {weekday for _, weekday in clause.days}
    if weekdays and day.weekday() not in weekdays:
        raise UnreadError(Trouble.WRONG_WEEKDAY)
    return {"freq": Frequency.ONCE, "anchor": day}


def read_rule(text: str) -> Rule:
    """Read a rule as calendars write it (RFC 5545), as far as a schedule can say it. Raises UnreadError."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    codes = tuple(filter(None, parts.get("BYDAY", "").split(",")))
    numbers = tuple(filter(None, parts.get("BYMONTHDAY", "").split(",")))
    interval = parts.get("INTERVAL", "1")
    is_known = (
        parts.keys() <= {"FREQ", "BYDAY", "BYMONTHDAY", "INTERVAL"}
        and parts.get("FREQ", "") in Frequency.__members__
        and all(WEEKDAY_CODE.fullmatch(code) and not code.startswith("+") for code in codes)
        and all(re.fullmatch(r"-1|[0-2]?\d|3[01]", number) for number in numbers)
        and re.fullmatch(r"[1-4]?\d|5[0-2]", interval)
        and int(interval) > 0
    )
    if not is_known:
        raise UnreadError(Trouble.WORDS)
    return {
        "freq": Frequency[parts["FREQ"]],
        "byday": codes,
        "bymonthday": tuple(map(int, numbers)),
        "interval": int(interval),
    }


def tell_rule(line: ScheduleDraft) -> str:
    """Write the days of a schedule as a rule, for those that no words of ours can say."""
    parts = [f"FREQ={line.freq.value}"]
    if line.byday:
        parts.append(f"BYDAY={','.join(line.byday)}")
    if line.bymonthday:
        parts.append(f"BYMONTHDAY={','.join(map(str, line.bymonthday))}")
    if line.interval > 1:
        parts.append(f"INTERVAL={line.interval}")
    return ";".join(parts)
