"""Words of danger: which safety cards a text asks for. Better a card too many than one too few."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from search.analysis import APOSTROPHES
from search.analysis import words as words_of
from search.spelling import slips_between
from search.wording import Words

CARDS: Final = ("crisis", "overdose", "violence", "withdrawal")
"""In the order in which they stand above the results."""

_GAP: Final = "*"
_LONGEST_GAP: Final = 5
"""So many words may stand where a phrase has a gap: "shaking and I really cannot stop drinking"."""
_LONG_WORD: Final = 7
"""From this many letters (one more for words that need others to mean danger: shaking, sharing) a word with one slip
is read as the word of danger that it nearly is."""
_APOSTROPHE: Final = re.compile(f"[{APOSTROPHES}]")


class SafetyWords:
    """The phrases of danger, in English and Spanish, with the card of each. Reading a text is a pure function of it.

    A text that asks for a card is guarded: it is never respelt, never answered with more than was asked, and never
    offered as an unmet need.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[Words, str]]] = defaultdict(list)
        for text, card in phrases:
            words = _words_and_gaps(text)
            self._by_first[words[0]].append((words[1:], card))
        self._known = frozenset(self._words())
        self._long: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) > _LONG_WORD or (len(word) == _LONG_WORD and self._says_it_alone(word)):
                self._long[word[0], len(word)].append(word)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The phrases of `safety.csv`: columns language, phrase, card. ValueError for a card that does not exist."""
        with path.open(encoding="utf-8", newline="") as file:
            return cls([_checked(row["phrase"], row["card"]) for row in csv.DictReader(file)])

    def cards_for(self, text: str) -> tuple[str, ...]:
        """The cards that the text asks for, in their order. Never raises; most texts ask for none."""
        found: set[str] = set()
        for words in self._readings(text):
            for place, word in enumerate(words):
                for rest, card in self._by_first.get(word, ()):
                    if card not in found and _follows(rest, words[place + 1 :]):
                        found.add(card)
        return tuple(card for card in CARDS if card in found)

    def _readings(self, text: str) -> set[Words]:
        """The text as it stands, with apostrophes as gaps (od'd), and each with its slips mended."""
        apart = _APOSTROPHE.sub(" ", text)
        plain = {words_of(text)} if apart == text else {words_of(text), words_of(apart)}
        return plain | {tuple(map(self._mended, words)) for words in plain}

    def _mended(self, word: str) -> str:
        if len(word) < _LONG_WORD - 1 or word in self._known:
            return word
        lengths = (len(word), len(word) + 1, len(word) - 1)
        near = (other for length in lengths for other in self._long.get((word[0], length), ()))
        return next((other for other in near if _is_slip(word, other)), word)

    def _says_it_alone(self, word: str) -> bool:
        return any(not rest for rest, _ in self._by_first.get(word, ()))

    def _words(self) -> Iterator[str]:
        for first, phrases in self._by_first.items():
            yield first
            for rest, _ in phrases:
                yield from rest


def _is_slip(word: str, other: str) -> bool:
    """Whether a word is another mistyped; a letter more or less at the end makes another word (withdraw, withdrawl)."""
    if word.startswith(other) or other.startswith(word) or len(set(word) ^ set(other)) > 2:
        return False
    return slips_between(word, other) == 1


def _checked(phrase: str, card: str) -> tuple[str, str]:
    if card not in CARDS:
        raise ValueError(f"safety.csv: {phrase!r} has the card {card!r}; it must be one of {', '.join(CARDS)}.")
    return phrase, card


def _words_and_gaps(phrase: str) -> Words:
    return tuple(word for part in phrase.split() for word in ((_GAP,) if part == _GAP else words_of(part)))


def _follows(rest: Sequence[str], words: Sequence[str]) -> bool:
    """Whether these words begin with the rest of a phrase, with at most a few words in each of its gaps."""
    if not rest:
        return True
    if rest[0] == _GAP:
        return any(_follows(rest[1:], words[skipped:]) for skipped in range(min(_LONGEST_GAP, len(words)) + 1))
    return bool(words) and words[0] == rest[0] and _follows(rest[1:], words[1:])
