"""The word that was probably meant, among the words that exist."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from search.stems import singular
from search.stop_words import STOP_WORDS

_LONG_WORD: Final = 8
"""From this many letters two slips are forgiven; below, one."""
_SHORTEST: Final = 4
"""Shorter words (aa, ged, mat) are codes: almost any two of them are one slip apart."""
_COLUMNS: Final = 32
"""Letters are counted in so many columns, by code point: every letter of the Latin alphabet has its own."""

_HEARD_ALIKE: Final = ("aeiouy", "cskzxq", "bvw", "mn", "gj", "td", "fp")
"""Letters that take each other's place when somebody writes by ear, in English or Spanish."""

Counts = npt.NDArray[np.int8]


class Lexicon(Protocol):
    """Words, each with the number of listings that have it."""

    def __iter__(self) -> Iterator[str]:
        """Every word."""

    def __contains__(self, word: object) -> bool:
        """Whether any listing has it."""

    def get(self, word: str, otherwise: int, /) -> int:
        """How many listings have it; `otherwise` where none is known to."""


class Letters:
    """The words of one lexicon by their first letter, with the letters of each counted.

    32 bytes a word, and a tenth of a second for 100,000: made once for each segment of an index. Words with digits are
    left out, since they are never corrected.
    """

    def __init__(self, lexicon: Iterable[str]) -> None:
        words: dict[str, list[str]] = {}
        for word in lexicon:
            if len(word) >= _SHORTEST and word.isalpha():
                words.setdefault(word[0], []).append(word)
        self._by_first = {letter: (same, _letter_counts(same)) for letter, same in words.items()}

    def alike(self, word: str, slips: int) -> list[str]:
        """Words whose first letter is the same and whose letters differ in no more than the slips allow."""
        known, counts = self._by_first.get(word[0], ([], np.empty((0, _COLUMNS), np.int8)))
        differences = np.abs(counts - _letter_counts([word])).sum(axis=1)
        return [known[row] for row in np.flatnonzero(differences <= 2 * slips)]


class Speller:
    """Finds the nearest known word: one insertion, deletion, change or swap of neighbors away, two for long words.

    `lexicon` gives each word of the index (folded) the number of listings that have it; `vocabulary` holds words
    that exist though no listing may have them. Words a slip apart differ in at most two counted letters, which leaves
    few to compare in full: `letters` are those of the lexicon, where they are counted already.
    """

    def __init__(
        self, lexicon: Lexicon, vocabulary: Collection[str] = (), letters: Sequence[Letters] | None = None
    ) -> None:
        self._lexicon = lexicon
        self._of_the_field = frozenset(vocabulary)
        self._letters = [*([Letters(lexicon)] if letters is None else letters), Letters(vocabulary)]

    def correct(self, word: str) -> str | None:
        """The nearest known word with the same first letter.

        Letters left out, doubled, swapped or heard alike are likelier slips than another letter: "stams" is stamps. Of
        equals it is the word of the vocabulary, then the one that more listings have.
        None when the word exists, is too short, or nothing is near.
        """
        if self._exists(word) or len(word) < _SHORTEST or not word.isalpha():
            return None
        slips = 2 if len(word) >= _LONG_WORD else 1
        alike = {other for letters in self._letters for other in letters.alike(word, slips)}
        distances = {other: slips_between(word, other) for other in alike}
        near = [other for other, distance in distances.items() if distance <= slips]
        return min(near, key=lambda other: (distances[other], *self._unlikeness(word, other)), default=None)

    def _unlikeness(self, word: str, other: str) -> tuple[bool, bool, int, str]:
        """What decides between words that are equally near."""
        return _is_another_letter(word, other), other not in self._of_the_field, -self._lexicon.get(other, 0), other

    def _exists(self, word: str) -> bool:
        """Whether the word, or one that it is the plural of, is known; little words always are."""
        return word in STOP_WORDS or self._is_known(word) or self._is_known(singular(word))

    def _is_known(self, word: str) -> bool:
        return word in self._of_the_field or word in self._lexicon


def _is_another_letter(word: str, other: str) -> bool:
    """Whether letters are replaced by others that sound nothing alike, and not only swapped."""
    if len(word) != len(other) or sorted(word) == sorted(other):
        return False
    pairs = [(one, two) for one, two in zip(word, other, strict=True) if one != two]
    return not all(any(one in alike and two in alike for alike in _HEARD_ALIKE) for one, two in pairs)


def _letter_counts(words: list[str]) -> Counts:
    """For each word, how often each letter is in it: one row a word, one column a letter."""
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32) % _COLUMNS
    rows = np.repeat(np.arange(len(words)), [len(word) for word in words])
    flat = np.bincount(rows * _COLUMNS + letters, minlength=len(words) * _COLUMNS)
    return np.minimum(flat, np.iinfo(np.int8).max // 2).astype(np.int8).reshape(len(words), _COLUMNS)


def slips_between(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbors between two words (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]
