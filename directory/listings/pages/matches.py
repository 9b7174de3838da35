"""Marks in a text the words that matched, accents and case aside."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
LETTERS_BEFORE = 24
"""Of a long text, so much is shown before the first word that matched."""
LETTERS_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    is_marked: bool = False


def pieces(text: str, matched: Collection[str]) -> tuple[Piece, ...]:
    """Cut `text` where a word of `matched` (folded words) begins or ends."""
    if not matched:
        return (Piece(text),)
    cut: list[Piece] = []
    end = 0
    for start, stop, word in _folded_words(text):
        if word in matched:
            if start > end:
                cut.append(Piece(text[end:start]))
            cut.append(Piece(text[start:stop], is_marked=True))
            end = stop
    if end < len(text):
        cut.append(Piece(text[end:]))
    return tuple(cut)


def _folded_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and the word folded."""
    if text.isascii():
        return ((word.start(), word.end(), word[0]) for word in _WORD.finditer(text.lower()))
    return ((word.start(), word.end(), folded(word[0])) for word in _WORD.finditer(text))


def has_any(text: str, matched: Collection[str]) -> bool:
    """Whether a word of `matched` stands in the text."""
    words = set(_WORD.findall(text.lower()))
    return not words.isdisjoint(matched) or any(folded(word) in matched for word in words if not word.isascii())


def stretch_around(text: str, matched: Collection[str]) -> str:
    """The part of a long text in which a word of `matched` stands, cut between words."""
    first = next((start for start, _, word in _folded_words(text) if word in matched), 0)
    starts = text.rfind(" ", 0, max(first - LETTERS_BEFORE, 0)) + 1 if first > LETTERS_BEFORE else 0
    part = text[starts : starts + LETTERS_SHOWN]
    if starts + LETTERS_SHOWN < len(text):
        part = part.rpartition(" ")[0].rstrip(",.;:") + "…"
    return f"…{part}" if starts else part


def as_written(text: str, sought: Sequence[str]) -> str:
    """The words `sought` (folded) as the text spells them, or nothing when they do not stand in it in this order."""
    written = list(_WORD.finditer(text))
    plain = [folded(word[0]) for word in written]
    for place in range(len(plain) - len(sought) + 1):
        if plain[place : place + len(sought)] == list(sought):
            return text[written[place].start() : written[place + len(sought) - 1].end()]
    return ""


def folded(word: str) -> str:
    """Lower case without accents, as the index folds words."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
