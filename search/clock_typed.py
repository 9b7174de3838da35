"""Hours of the day as people type them, in English and Spanish: "7pm", "after 6", "a las 7:30", "from 5 to 7"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal, NamedTuple

Half = Literal["am", "pm", ""]

_HOUR: Final = r"(?P<{0}hour>\d{{1,2}})(?:[:h](?P<{0}minute>[0-5]\d))?(?!\d)(?P<{0}half>\s?[ap]\s?\.?\s?m\b\.?|[ap]\b)?"
_FIRST, _SECOND = _HOUR.format("first_"), _HOUR.format("second_")
_THE: Final = r"(?:las?\s+)?"
_TO: Final = r"\s*(?:-|–|—|\b(?:to|and|until|til|till|a|y|hasta)\b)\s*"
_SIGNS: Final = (
    ("range", rf"(?P<lead>\b(?:from|between|de|entre)\s+)?(?<![\w:.$#]){_THE}{_FIRST}{_TO}{_THE}{_SECOND}"),
    ("after", rf"(?P<lead>\b(?:after|past|later than|despu[eé]s de|a partir de)\s+){_THE}{_FIRST}"),
    ("before", rf"(?P<lead>\b(?:before|by|until|antes de|hasta)\s+){_THE}{_FIRST}"),
    ("at", rf"(?P<lead>(?:\bat|@|\baround|\babout|\ba eso de)\s*{_THE}|\ba las?\s+){_FIRST}"),
    ("at", rf"(?<![\w:.$#]){_FIRST}"),
)
_READERS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _SIGNS)

_FIRST_PM_HOURS: Final = range(1, 9)
"""Without am or pm, one to eight o'clock are after noon: when meetings are, and when people ask."""


class Stretch(NamedTuple):
    """A stretch of a day. An end at or before the start is past midnight."""

    starts: time
    ends: time

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class ClockTyped:
    """An hour or two as typed, from `starts` up to `ends` of the text, before it is known which half of the day."""

    kind: str
    starts: int
    ends: int
    hours: tuple[tuple[int, int, Half], ...]
    sure: bool
    """It has minutes, or am or pm; otherwise the number may count something else."""

    def stretch(self, half: Half) -> Stretch:
        """The stretch of the day it means, when other words say which half of the day it is."""
        first = _at(self.hours[0], half)
        match self.kind:
            case "after":
                return Stretch(first, time(0))
            case "before":
                return Stretch(time(5) if first > time(5) else time(0), first)
            case "range":
                return Stretch(first, _at(self.hours[1], "pm" if first.hour >= 12 else half))
            case _:
                return Stretch(first, first.replace(hour=(first.hour + 1) % 24))


def clocks_typed(text: str, *, bare_ranges: bool = False) -> Iterator[ClockTyped]:
    """The hours of the day that a text may mean, the longest readings first; readings may overlap.

    With `bare_ranges`, "9-5" means hours too, as it does in a text that tells nothing else.
    """
    for kind, reader in _READERS:
        for found in reader.finditer(text):
            if clock := _clock(kind, found, may_be_bare=bare_ranges and kind == "range"):
                yield clock


def _clock(kind: str, found: re.Match[str], *, may_be_bare: bool) -> ClockTyped | None:
    groups = found.groupdict()
    hours = [_hour(groups, name) for name in ("first_", "second_") if groups.get(f"{name}hour")]
    if kind == "range" and not hours[0][2] and hours[1][2]:
        hours[0] = (*hours[0][:2], _half_before(hours[0], hours[1]))
    if any(hour > 24 or (half and not 1 <= hour <= 12) for hour, _, half in hours):
        return None
    sure = any(groups.get(f"{name}{part}") for name in ("first_", "second_") for part in ("minute", "half"))
    if not (sure or may_be_bare or groups.get("lead")):
        return None
    return ClockTyped(kind, found.start(), found.end(), tuple(hours), sure)


def _hour(groups: dict[str, str | None], name: str) -> tuple[int, int, Half]:
    half = (groups[f"{name}half"] or "").strip()[:1].lower()
    return (
        int(groups[f"{name}hour"] or 0),
        int(groups[f"{name}minute"] or 0),
        "am" if half == "a" else "pm" if half == "p" else "",
    )


def _half_before(first: tuple[int, int, Half], second: tuple[int, int, Half]) -> Half:
    """5-7pm is in one half of the day, 10-2pm is not."""
    same = first[0] % 12 <= second[0] % 12
    return second[2] if same else "am" if second[2] == "pm" else "pm"


def _at(typed: tuple[int, int, Half], half: Half) -> time:
    hour, minute, own = typed
    if own or (half and hour <= 12):
        hour = hour % 12 + (12 if (own or half) == "pm" else 0)
    elif hour in _FIRST_PM_HOURS:
        hour += 12
    return time(hour % 24, minute)
