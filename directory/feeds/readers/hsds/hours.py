"""When a service is open: schedules in RFC 5545 words, by weekday as older versions say it, and as people write."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.clock_times import UnreadableTimeError, read_time
from directory.feeds.readers.text import as_line, as_text
from directory.feeds.records import RowReport
from directory.hsds.objects import Tree
from directory.hsds.schedules import LEFT_OUT
from directory.listings.forms import ScheduleDraft
from search.hours import Frequency

WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CODE: Final = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ALL_DAY: Final = re.compile(r"(?:open\s+)?24\s*(?:/\s*7|hours?|hrs?)(?:\s+a\s+day)?|all\s+day", re.IGNORECASE)
_CLOSED: Final = re.compile(r"closed|n/?a|none|-+", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(?<=\d)\s*(?:z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_MIDNIGHT: Final = time(0)
_UNREAD: Final = ("byweekno", "byyearday")
FLAGGED: Final = marked("it was kept and flagged")


@dataclass(frozen=True, slots=True)
class Hours:
    """What the schedules of a service say, and in words what no line of hours can say."""

    lines: tuple[ScheduleDraft, ...]
    notes: tuple[str, ...]


def read_hours(schedules: Iterable[Tree], report: RowReport) -> Hours:
    """Read schedules; lines that differ in the day alone become one."""
    lines: list[ScheduleDraft] = []
    notes: list[str] = []
    for said in schedules:
        try:
            lines += _lines(said, report)
        except UnreadableTimeError as unreadable:
            report.note("schedules", unreadable.args[0], marked("that line of hours was left out"))
        if not _written(said, "opens_at") and as_text(said.get("description")):
            notes.append(as_text(said["description"]))
    return Hours(tuple(_together(lines)), tuple(dict.fromkeys(notes)))


def _lines(said: Tree, report: RowReport) -> Iterator[ScheduleDraft]:
    opens, closes = _written(said, "opens_at"), _written(said, "closes_at")
    if _CLOSED.fullmatch(opens) or says_closed(said):
        return
    if not opens:
        return
    is_all_day = bool(_ALL_DAY.fullmatch(opens))
    starts = _MIDNIGHT if is_all_day else _clock(opens, "opens_at")
    ends = _MIDNIGHT if is_all_day else _clock(closes, "closes_at") if closes else None
    if any(as_line(said.get(name)) for name in _UNREAD):
        report.note("schedules", marked("the hours name weeks or days of the year, which is not read"), FLAGGED)
    yield _line(said, starts, ends, report)


def _written(said: Tree, field: str) -> str:
    """A time of day, else the words that stood in its place."""
    return as_line(said.get(field)) or as_line(said.get(f"{field}_text"))


def says_closed(said: Mapping[str, Any]) -> bool:
    """Whether a line says that nothing is open then, as the holidays of older versions do."""
    return as_line(said.get("closed")).casefold() in {"true", "yes", "1"}


def _clock(written: str, field: str) -> time:
    plain = _OFFSET.sub("", written)
    try:
        return time.fromisoformat(plain)
    except ValueError:
        read = read_time(plain, field)
    if read is None:
        raise UnreadableTimeError(worded("%(field)s is empty", field=field))
    return read.at


def _line(said: Tree, starts: time, ends: time | None, report: RowReport) -> ScheduleDraft:
    days = tuple(_days(said, report))
    anchor = _day(said.get("dtstart"))
    return ScheduleDraft(
        starts=starts,
        ends=ends,
        freq=_frequency(said, days, anchor),
        byday=days,
        bymonthday=tuple(_numbers(said.get("bymonthday"), -1, 31)),
        interval=next(_numbers(said.get("interval"), 1, 52), 1),
        anchor=anchor,
        until=_day(said.get("until")),
        count=next(_numbers(said.get("count"), 1, 100_000), None),
        valid_from=_day(said.get("valid_from")),
        valid_to=_day(said.get("valid_to")),
        except_on=tuple(filter(None, map(_day, said.get(LEFT_OUT) or ()))) if _is_list(said.get(LEFT_OUT)) else (),
        description=said["description"] if isinstance(said.get("description"), str) else "",
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _frequency(said: Tree, days: tuple[str, ...], anchor: date | None) -> Frequency:
    if as_line(said.get("freq")).upper() in {"WEEKLY", "MONTHLY"}:
        return Frequency(as_line(said["freq"]).upper())
    if "freq_text" not in said and "weekday" not in said and (anchor or not days):
        return Frequency.ONCE
    return Frequency.MONTHLY if any(len(day) > 2 for day in days) else Frequency.WEEKLY


def _days(said: Tree, report: RowReport) -> Iterator[str]:
    written = as_line(said.get("byday")) or as_line(said.get("weekday"))
    if not written and as_line(said.get("freq_text")).upper() == "DAILY":
        yield from WEEK
        return
    for part in filter(None, (one.strip() for one in re.split(r"[,;/&]|\band\b", written))):
        try:
            yield from _days_meant(part)
        except UnreadableTimeError as unreadable:
            report.note("schedules.byday", unreadable.args[0], marked("that day was left out"))


def _days_meant(part: str) -> Iterator[str]:
    """Read “2TU”, “Monday”, “mon”, “1” (Monday, as older versions count) or “Monday-Friday”."""
    if _CODE.fullmatch(part.upper().removeprefix("+")):
        yield part.upper().removeprefix("+")
        return
    first, separator, last = (one.strip() for one in re.sub(r"\s+(?:to|through|thru)\s+", "-", part).partition("-"))
    start = _weekday(first)
    if not separator:
        yield WEEK[start]
        return
    for step in range((_weekday(last) - start) % 7 + 1):
        yield WEEK[(start + step) % 7]


def _weekday(written: str) -> int:
    name = written.casefold().rstrip(".")
    if len(name) >= 2:
        for number, (whole, code) in enumerate(zip(_NAMES, WEEK, strict=True)):
            if name == code.casefold() or (len(name) >= 3 and whole.startswith(name.removesuffix("s"))):
                return number
    if re.fullmatch(r"[1-7]", name, re.ASCII):
        return int(name) - 1
    raise UnreadableTimeError(worded("“%(written)s” is not a day of the week", written=written[:40]))


def _numbers(value: Any, least: int, most: int) -> Iterator[int]:
    for part in str("" if value is None else value).split(","):
        if re.fullmatch(r"\s*-?\d{1,6}(?:\.0+)?\s*", part, re.ASCII) and least <= int(float(part)) <= most:
            yield int(float(part))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(as_line(value)[:10])
    except ValueError:
        return None


def _together(lines: Iterable[ScheduleDraft]) -> Iterator[ScheduleDraft]:
    """Put lines that say the same of other days of the week into one, as older versions have a row for each day."""
    alike: dict[ScheduleDraft, list[str]] = {}
    for line in lines:
        is_plain = line.freq is Frequency.WEEKLY and line.byday
        alike.setdefault(line.model_copy(update={"byday": ()}) if is_plain else line, []).extend(
            line.byday if is_plain else ()
        )
    for line, days in alike.items():
        yield line.model_copy(update={"byday": tuple(sorted(set(days), key=_order))}) if days else line


def _order(day: str) -> tuple[int, str]:
    return WEEK.index(day[-2:]), day
