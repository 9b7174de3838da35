"""What somebody typed, cut into words that mean something for hours, and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from directory.listings.saying_hours.dates_said import NOT_A_TIME, dates_said
from directory.listings.saying_hours.holidays import HOLIDAY_PHRASES
from directory.listings.saying_hours.lexicon import NUMBER_WORDS, PHRASES, Word, folded, longest_first
from search.clock_typed import ClockTyped, Half, clocks_typed

_MASK: Final = "\x01"
"""Stands where something was read already; no letter, digit or sign of any pattern."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a few that belong together, with what they mean and how they were typed."""

    word: Word
    value: Any
    typed: str


class _Page:
    """The text while it is read: what was read is masked, and kept with its place."""

    def __init__(self, text: str) -> None:
        self.typed = text
        self.left = folded(text)
        self.found: dict[int, Token] = {}

    def take(self, start: int, stop: int, word: Word, value: Any) -> None:
        """Keep what stands there, unless some of it was read before."""
        if _MASK not in self.left[start:stop]:
            self.found[start] = Token(word, value, self.typed[start:stop].strip())
            self.left = f"{self.left[:start]}{_MASK * (stop - start)}{self.left[stop:]}"

    @property
    def tokens(self) -> list[Token]:
        """Everything in the order in which it was typed."""
        return [self.found[start] for start in sorted(self.found)]


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens; nothing of it is left out but blanks."""
    page = _Page(_plain_halves(text))
    for pattern, word, value in _SIGNS:
        for found in pattern.finditer(page.left):
            page.take(*found.span(), word, value(found, page.typed))
    for start, stop, span in dates_said(page.left):
        page.take(start, stop, Word.DATE, span)
    for pattern, word, value in _NUMBERED:
        for found in pattern.finditer(page.left):
            page.take(*found.span(), word, value(found, page.typed))
    _take_clocks(page)
    for found in _KNOWN.finditer(page.left):
        page.take(*found.span(), *_MEANINGS[" ".join(found[0].split()) or found[0]])
    for found in _UNKNOWN.finditer(page.left):
        page.take(*found.span(), Word.UNKNOWN, None)
    return page.tokens


_NOON: Final = re.compile(r"\b(?:12\s*)?(?:noon|medio ?d[ií]a)\b", re.IGNORECASE)
_MIDNIGHT: Final = re.compile(r"\b(?:12\s*)?(?:midnight|media ?noche)\b", re.IGNORECASE)
_MORNING: Final = re.compile(r"(?<=\d)\s*(?:de la ma[nñ]ana|in the morning)\b", re.IGNORECASE)
_EVENING: Final = re.compile(r"(?<=\d)\s*(?:de la (?:tarde|noche)|in the (?:afternoon|evening))\b", re.IGNORECASE)


def _plain_halves(text: str) -> str:
    """The text with the halves of the day as the clock reads them: noon is 12 pm, "7 de la noche" 7 pm."""
    for pattern, half in ((_NOON, "12 pm"), (_MIDNIGHT, "12 am"), (_MORNING, " am"), (_EVENING, " pm")):
        text = pattern.sub(half, text)
    return text


def _number(text: str) -> int:
    return NUMBER_WORDS.get(text) or int(text)


_COUNT: Final = rf"([1-9]\d?|{'|'.join(NUMBER_WORDS)})"
_SIGNS: Final = (
    (re.compile(r'"([^"\n]*)"'), Word.REMARK, lambda found, typed: typed[found.start(1) : found.end(1)].strip()),
    (re.compile(r"\bfreq=[a-z0-9=,;+-]+[a-z0-9]"), Word.RULE, lambda found, _: found[0].upper()),
    (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first(HOLIDAY_PHRASES)))})\b"),
        Word.HOLIDAY,
        lambda found, _: HOLIDAY_PHRASES[found[0]],
    ),
    (
        re.compile(r"\b24(?:/|-)7\b"),
        Word.ALWAYS,
        lambda *_: None,
    ),
)
_NUMBERED: Final = (
    (re.compile(rf"\b(?:every|cada) {_COUNT} (?:weeks|semanas)\b"), Word.WEEKS, lambda found, _: _number(found[1])),
    (re.compile(rf"\b(?:every|cada) {_COUNT} (?:months|meses)\b"), Word.MONTHS, lambda found, _: _number(found[1])),
    (re.compile(r"\b([1-9]\d{0,3}) (?:times|veces)\b"), Word.TIMES, lambda found, _: int(found[1])),
    (
        re.compile(r"\b(?:last day|ultimo dia)(?= of|\s+del?\b|\b)"),
        Word.DAY_OF_MONTH,
        lambda *_: (-1,),
    ),
    (
        re.compile(rf"(?<!every )(?<!each )(?<!cada )(?<!all )\b(?:day|dia) (\d{{1,2}}){NOT_A_TIME}"),
        Word.DAY_OF_MONTH,
        lambda found, _: (int(found[1]),),
    ),
    (re.compile(r"\b(\d)(?:st|nd|rd|th) to last\b"), Word.NTH, lambda found, _: (-int(found[1]),)),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b"), Word.NTH, lambda found, _: (int(found[1]),)),
    (re.compile(r"\b(\d{1,2})\s?\.?[ºª°]"), Word.NTH, lambda found, _: (int(found[1]),)),
    (re.compile(r"\b24 ?(?:hours|hrs|h|horas)\b(?: (?:a day|al dia))?"), Word.ALL_DAY, lambda *_: None),
)

_MEANINGS: Final = PHRASES
_WORDS: Final = "|".join(
    re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first(PHRASES) if phrase[0].isalnum()
)
_MARKS: Final = "|".join(re.escape(mark) for mark in longest_first(PHRASES) if not mark[0].isalnum())
_KNOWN: Final = re.compile(rf"(?<!\w)(?:{_WORDS})(?!\w)|{_MARKS}")
_UNKNOWN: Final = re.compile(rf"[^\s{_MASK}]+")


def _take_clocks(page: _Page) -> None:
    for clock in clocks_typed(page.left, bare_ranges=True):
        if clock.kind == "range":
            page.take(clock.starts, clock.ends, Word.CLOCK, _with_halves(clock).stretch(""))
        elif clock.kind == "at":
            starts = clock.stretch("").starts
            page.take(clock.starts, clock.ends, Word.CLOCK, (starts, None))


def _with_halves(clock: ClockTyped) -> ClockTyped:
    """A range with both halves of the day told.

    Where none is typed, 7-8:30 is in the evening, when groups meet, and 9-5 from the morning on. What is typed of the
    first hour alone is held against the second: 10 pm-2 ends at night.
    """
    first, second = clock.hours
    if 0 in (first[0], second[0]) or max(first[0], second[0]) > 12:
        return replace(clock, hours=(_of_24(first), _of_24(second)))
    runs_on = (first[0] % 12, first[1]) < (second[0] % 12, second[1])
    half: Half = first[2] or _likely_half(first[0], runs_on=runs_on)
    other: Half = half if runs_on else "am" if half == "pm" else "pm"
    return replace(clock, hours=((first[0], first[1], half), (second[0], second[1], second[2] or other)))


def _likely_half(hour: int, *, runs_on: bool) -> Half:
    return "pm" if runs_on and (hour == 12 or hour < 9) else "am"


def _of_24(hour: tuple[int, int, Half]) -> tuple[int, int, Half]:
    if hour[2] or not 1 <= hour[0] <= 12:
        return hour
    return hour[0], hour[1], "pm" if hour[0] == 12 else "am"


def lines_of(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each line, the ends of lines left out."""
    line: list[Token] = []
    for token in tokens:
        if token.word is Word.END:
            yield line
            line = []
        else:
            line.append(token)
    yield line
