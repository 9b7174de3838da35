"""Times as people type them: days, parts of a day, hours, "tonight", "mañana por la tarde", "within 2 hours"."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from search.clock_typed import Half, Stretch, clocks_typed
from search.sentence import Sentence, Taken
from search.stop_words import STOP_WORDS

TIME_PARAMETERS: Final = frozenset({"when", "day", "part", "from", "within"})

_DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_LEAD_WORDS: Final = """
on this every each next coming for at in the open opens el los la las este cada todos para proximo abierto abierta
abiertos abiertas abre abren
"""
_LEADS: Final = frozenset(_LEAD_WORDS.split())
"""Little words before a time that belong to it: "on monday", "todos los lunes"."""

_WITHIN: Final = re.compile(
    r"\b(?:(?:with)?in|in the next|next|dentro de|en las? pr[oó]ximas?|pr[oó]ximas?"
    r"|en(?=\s+(?:\d|una?\b|dos|tres|media)))\s+(?:the\s+)?(?:next\s+)?"
    r"(?P<count>\d{1,2}|an?|one|two|three|few|half an?|una?|dos|tres|media)?\s*"
    r"(?P<unit>hours?|hrs?|minutes?|mins?|horas?|minutos?)\b",
    re.IGNORECASE,
)
_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "una": 1, "un": 1, "two": 2, "dos": 2, "three": 3, "few": 3, "tres": 3,
    "half a": 0.5, "half an": 0.5, "media": 0.5,
}  # fmt: skip

_TODAY: Final = "today "
"""Before the hours of a part of the day that is today's: "this afternoon", not "afternoons"."""
_WEEKEND_STARTS: Final = time(5)
_PEOPLE_SLEEP: Final = time(4)


def read_within(sentence: Sentence) -> None:
    """Take "within 2 hours", "in the next hour", "en la próxima hora" out of the sentence."""
    for found in _WITHIN.finditer(sentence.text):
        start, stop = sentence.between(*found.span())
        count = (found["count"] or "1").lower()
        minutes = (int(count) if count.isdigit() else _COUNTS[count]) * (
            1 if found["unit"].lower().startswith("m") else 60
        )
        if minutes and sentence.is_free(start, stop):
            sentence.take(start, stop, "within", f"{minutes:.0f}")
            return


def read_clocks(sentence: Sentence) -> None:
    """Take one hour of the day, or a stretch of hours, out of the sentence."""
    for clock in clocks_typed(sentence.text):
        start, stop = sentence.between(clock.starts, clock.ends)
        if sentence.is_free(start, stop) and (clock.sure or _stands_alone(sentence, stop)):
            sentence.take(start, stop, "from", str(clock.stretch(_half_of_day(sentence))))
            return


def _stands_alone(sentence: Sentence, stop: int) -> bool:
    """Whether a bare number ends there: in "at 12 step meeting" and "after 30 days" it counts something else."""
    following = sentence.words[stop] if stop < len(sentence) else None
    return following is None or following in STOP_WORDS or sentence.read_as(stop) in TIME_PARAMETERS


def _half_of_day(sentence: Sentence) -> Half:
    """The half of the day that other words of the sentence speak of."""
    for taken in sentence.taken:
        if taken.parameter == "part":
            return "am" if taken.value.removeprefix(_TODAY) < "12:00" else "pm"
        if (taken.parameter, taken.value) == ("when", "tonight"):
            return "pm"
    return ""


def lead_of(sentence: Sentence, start: int) -> int:
    """Where the little words that belong to a time begin."""
    for word in sentence.free_before(start):
        if word not in _LEADS:
            break
        start -= 1
    return start


def is_beside_time(sentence: Sentence, start: int, stop: int) -> bool:
    """Whether a word that is only sometimes a time ("sat", "night") stands next to one, or after "on" or "every"."""
    before = sentence.words[start - 1] if sentence.is_free(start - 1, start) else None
    neighbors = {sentence.read_as(start - 1), sentence.read_as(stop)}
    return bool(neighbors & TIME_PARAMETERS) or before in {"on", "every", "each", "el", "los", "cada"}


def time_parameters(taken: Sequence[Taken], now: datetime) -> Mapping[str, Any]:
    """The parameters of `/find` for the times that were read, seen from `now` (local to who asks).

    Hours without a day mean those of every coming day, and so do today's when they are over.
    """
    said = {one.parameter: one.value for one in taken if one.parameter in TIME_PARAMETERS}
    part = said.get("part", "")
    when, day = said.get("when", "today" if part.startswith(_TODAY) else None), said.get("day")
    stretch = _stretch(said.get("from") or part.removeprefix(_TODAY))
    if day:
        return {"day": day, **_hours(stretch)}
    if when == "weekend":
        return _weekend(now)
    if stretch and when in (None, "today", "tonight", "tomorrow"):
        return {**_day_of(when, stretch, now), **_hours(stretch)}
    if when:
        return {"when": when}
    return {"within": int(said["within"])} if "within" in said else {}


def _stretch(text: str | None) -> Stretch | None:
    if not text:
        return None
    starts, ends = text.split("-")
    return Stretch(time.fromisoformat(starts), time.fromisoformat(ends))


def _hours(stretch: Stretch | None) -> dict[str, time]:
    return {"from_": stretch.starts, "to": stretch.ends} if stretch else {}


def _day_of(when: str | None, stretch: Stretch, now: datetime) -> dict[str, str]:
    is_over = stretch.starts < stretch.ends <= now.time()
    if when is None or (when != "tomorrow" and is_over):
        return {}
    return {"day": _DAYS[(now.date() + timedelta(days=when == "tomorrow")).weekday()]}


def _weekend(now: datetime) -> dict[str, Any]:
    """From Saturday morning, or from now when it has begun, to the night before Monday."""
    saturday = now.date() + timedelta(days=(5 - now.weekday()) if now.weekday() < 5 else 0)
    begins = max(now.replace(tzinfo=None), datetime.combine(saturday, _WEEKEND_STARTS))
    monday = now.date() + timedelta(days=7 - now.weekday())
    length = datetime.combine(monday, _PEOPLE_SLEEP) - begins
    return {"at": begins.isoformat(timespec="minutes"), "within": int(length.total_seconds() // 60)}
