"""What to try when next to nothing was found: the words as they were probably meant, any of the words, wider miles."""

import re
from collections.abc import Callable
from typing import Final

from search.analysis import tokens
from search.geo import RINGS

ENOUGH: Final = 3
"""With so many listings the question is answered as it was asked."""
WIDEST: Final = 100.0
"""Miles; nothing is looked for beyond."""

_NOT_PLAIN: Final = re.compile(r'"[^"]*"|(?<!\S)-\S+')

Correct = Callable[[str], str | None]


def respelled(text: str, correct: Correct) -> str:
    """The text with every plain word that nobody knows replaced by the nearest that is known.

    Words in quotes and words with a minus stay as they are. The same text when there is nothing to correct.
    """
    kept = [found.span() for found in _NOT_PLAIN.finditer(text)]
    pieces, done = [], 0
    for word in tokens(text):
        is_plain = word.starts >= done and not any(begin <= word.starts < end for begin, end in kept)
        meant = correct(word.folded) if is_plain else None
        if meant:
            pieces += [text[done : word.starts], meant]
            done = word.ends
    return "".join([*pieces, text[done:]])


def wider_than(miles: float) -> list[float]:
    """The distances to try beyond one, in order."""
    return [ring for ring in (*map(float, RINGS), WIDEST) if ring > miles]
