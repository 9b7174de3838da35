"""Marks in a text the words that matched, accents and case aside."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


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
    for word in _WORD.finditer(text):
        if folded(word[0]) in matched:
            if word.start() > end:
                cut.append(Piece(text[end : word.start()]))
            cut.append(Piece(word[0], is_marked=True))
            end = word.end()
    if end < len(text):
        cut.append(Piece(text[end:]))
    return tuple(cut)


def folded(word: str) -> str:
    """Lower case without accents, as the index folds words."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
