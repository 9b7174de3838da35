"""Short texts by the beginnings of their words: labels, while somebody is typing them."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from search.analysis import tokens
from search.wording import Words

_PAST_EVERY_LETTER: Final = chr(0x10FFFF)


class Beginnings:
    """Texts, each standing for a code. A code may have several texts; all words asked for must stand in one of them."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Made of (text, code)."""
        self._codes: list[str] = []
        entries: set[tuple[str, int]] = set()
        for number, (text, code) in enumerate(texts):
            self._codes.append(code)
            entries.update((word.folded, number) for word in tokens(text))
        self._entries = sorted(entries)

    def find(self, words: Words) -> dict[str, bool]:
        """The codes of texts that have all these folded words, the last as a beginning; True where it is whole."""
        *before, last = words
        texts = self._texts(last, last + _PAST_EVERY_LETTER)
        whole = self._texts(last, last)
        for word in before:
            texts &= self._texts(word, word)
        found: dict[str, bool] = {}
        for number in texts:
            code = self._codes[number]
            found[code] = found.get(code, False) or number in whole
        return found

    def _texts(self, first: str, last: str) -> set[int]:
        """The texts with a word from the first to the last, both included."""
        starts = bisect_left(self._entries, (first, -1))
        ends = bisect_left(self._entries, (last, len(self._codes)))
        return {number for _, number in self._entries[starts:ends]}
