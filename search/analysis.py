"""How text becomes the words of the index: one reading for what is indexed, what is asked and what is marked."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from whoosh.analysis import CharsetFilter, CompositeAnalyzer, Filter, LowercaseFilter, RegexTokenizer
from whoosh.analysis.acore import Token
from whoosh.support.charset import accent_map

ANALYZER_VERSION = 1
"""Raised whenever the same text would give other words, so that indexes made before are rebuilt."""

APOSTROPHES = "'’ʼ`´"
HYPHENS = "-‐‑"

_LETTER_OR_DIGIT = rf"[^\W_{APOSTROPHES}][\u0300-\u036f]*"
_WORD = rf"(?:{_LETTER_OR_DIGIT})+"
_INITIALS = r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
_RUN = rf"{_WORD}(?:[{HYPHENS}{APOSTROPHES}]{_WORD})*"
EXPRESSION = re.compile(f"{_INITIALS}|{_RUN}")
"""Initials with dots (A.A., G.E.D.), or words joined by apostrophes and hyphens (women's, Al-Anon, 12-step)."""

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
    return text.lower().translate(_FOLDING)


def _spellings(part: str) -> tuple[str, ...]:
    """The words one unhyphenated part stands for, the plain one first: women's is women and womens."""
    pieces = re.split(f"[.{APOSTROPHES}]", part)
    joined = "".join(pieces)
    if len(pieces) > 1 and pieces[-1] == "s":
        return joined[:-1], joined
    return (joined,)


class CompoundFilter(Filter):  # type: ignore[misc]  # Whoosh has no types
    """Gives every part of a compound its own position and the whole, joined, the position of its first part.

    So "Al-Anon" is found by al anon, al-anon and alanon, and "12-step" by 12 step and 12step. Numbers alone
    (telephones, dates) are not joined.
    """

    def __call__(self, stream: Iterable[Token]) -> Iterator[Token]:
        """The words of a stream of tokens with positions and characters. One token object is used over and over."""
        shift = 0
        for token in stream:
            text, starts, first = token.text, getattr(token, "startchar", 0), getattr(token, "pos", 0)
            if not _HAS_PARTS.search(text):  # nearly every word; taking these apart was a fifth of building an index
                yield _moved(token, text, first + shift, starts, starts + len(text))
                continue
            parts = _SPLIT_AT_HYPHENS.split(text)
            for place, part in enumerate(parts):
                for spelling in _spellings(part):
                    yield _moved(token, spelling, first + shift + place, starts, starts + len(part))
                starts += len(part) + 1
            if _is_joined(parts):
                yield _moved(
                    token,
                    "".join(_spellings(part)[-1] for part in parts),
                    first + shift,
                    starts - len(text) - 1,
                    starts - 1,
                )
            shift += len(parts) - 1


def _is_joined(parts: list[str]) -> bool:
    return 1 < len(parts) <= _MOST_PARTS_JOINED and not all(part.isdigit() for part in parts)


def _moved(token: Token, text: str, position: int, starts: int, ends: int) -> Token:
    token.text, token.pos, token.startchar, token.endchar = text, position, starts, ends
    return token


@cache
def analyzer() -> CompositeAnalyzer:
    """The Whoosh analyzer of the one text field: words, lower case, without accents, compounds taken apart."""
    return RegexTokenizer(EXPRESSION) | CompoundFilter() | LowercaseFilter() | CharsetFilter(_FOLDING)


def tokens(text: str) -> list[Word]:
    """Every word of the text as the index holds it; several may share a position (women's: women, womens)."""
    stream = analyzer()(text, positions=True, chars=True)
    return [Word(token.text, token.pos, token.startchar, token.endchar) for token in stream]


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
