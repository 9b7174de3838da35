"""How text becomes the words of the index: one reading for what is indexed, what is asked and what is marked."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from whoosh.support.charset import accent_map

ANALYZER_VERSION = 1
"""Raised whenever the same text would give other words, so that indexes made before are rebuilt."""

APOSTROPHES = "'’ʼ`´"
HYPHENS = "-‐‑"


def _runs(letter_or_digit: str, letter: str, flags: re.RegexFlag = re.UNICODE) -> re.Pattern[str]:
    """Initials with dots (A.A., G.E.D.), or words joined by apostrophes and hyphens (women's, Al-Anon, 12-step)."""
    initials = rf"(?<![^\W_]){letter}(?:\.{letter})+(?![^\W_])"
    word = f"(?:{letter_or_digit})+"
    return re.compile(f"{initials}|{word}(?:[{HYPHENS}{APOSTROPHES}]{word})*", flags)


_RUNS = _runs(rf"[^\W_{APOSTROPHES}][\u0300-\u036f]*", r"[^\W\d_]")
_RUNS_IN_ASCII = _runs("[A-Za-z0-9]", "[A-Za-z]", re.ASCII)
"""Finds the same in a text of plain letters, in a third of the time."""

_SPLIT_AT_HYPHENS = re.compile(f"[{HYPHENS}]")
_HAS_PARTS = re.compile(f"[{HYPHENS}.{APOSTROPHES}]")
_MOST_PARTS_JOINED = 3

# Marks that stand by themselves after their letter fold away like those that are part of it.
_FOLDING = {**accent_map, **dict.fromkeys(range(0x300, 0x370)), ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe"}


class Word(NamedTuple):
    """One word of a text: folded, its position among the words, and where it stands in the text."""

    folded: str
    position: int
    starts: int
    ends: int


def fold(text: str) -> str:
    """Lower case without accents: what two spellings of one word have in common."""
    lower = text.lower()
    return lower if lower.isascii() else lower.translate(_FOLDING)


def _spellings(part: str) -> tuple[str, ...]:
    """The words one unhyphenated part stands for, the plain one first: women's is women and womens."""
    pieces = re.split(f"[.{APOSTROPHES}]", part)
    joined = "".join(pieces)
    if len(pieces) > 1 and pieces[-1] == "s":
        return joined[:-1], joined
    return (joined,)


def runs(text: str) -> re.Pattern[str]:
    """What finds the runs of letters that words are made of in a text."""
    return _RUNS_IN_ASCII if text.isascii() else _RUNS


def tokens(text: str) -> list[Word]:
    """Every word of the text as the index holds it; several may share a position.

    Every part of a compound has its own position and the whole, joined, the position of its first part: so "Al-Anon"
    is found by al anon, al-anon and alanon, "12-step" by 12 step and 12step, and women's is women and womens. Numbers
    alone (telephones, dates) are not joined.
    """
    found: list[Word] = []
    position = 0
    for run in runs(text).finditer(text):
        whole, starts = run[0], run.start()
        if _HAS_PARTS.search(whole):
            parts = _SPLIT_AT_HYPHENS.split(whole)
            found += _words_of(parts, position, starts)
            position += len(parts)
        else:
            found.append(Word(fold(whole), position, starts, starts + len(whole)))
            position += 1
    return found


def _words_of(parts: list[str], position: int, starts: int) -> Iterator[Word]:
    """The words of a compound that stands at a position and place of the text."""
    at = starts
    for place, part in enumerate(parts, start=position):
        for spelling in _spellings(part):
            yield Word(fold(spelling), place, at, at + len(part))
        at += len(part) + 1
    if 1 < len(parts) <= _MOST_PARTS_JOINED and not all(part.isdigit() for part in parts):
        yield Word(fold("".join(_spellings(part)[-1] for part in parts)), position, starts, at - 1)


def words(text: str) -> tuple[str, ...]:
    """The words of the text, one for each position: what a question asks for."""
    return tuple(word.folded for word in one_each(tokens(text)))


def one_each(all_words: Iterable[Word]) -> Iterator[Word]:
    """The first word of every position."""
    last = -1
    for word in all_words:
        if word.position > last:
            last = word.position
            yield word
