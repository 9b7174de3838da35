"""Other words for the same thing: abbreviations, everyday words and common misspellings, from one vocabulary file."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from search.analysis import words as words_of
from search.stems import singular
from search.wording import Words

BOTH, ONE, SLIP = "both", "one", "slip"
_NEXT_LEADER = ";"
"""Divides the first words of a group of which each finds the others: "my mom;my dad|family and friends"."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the words asked for, from `starts` up to `stops`, and the other words for it."""

    starts: int
    stops: int
    synonyms: tuple[Words, ...]


class Synonyms:
    """The other words for any word or phrase. Singular and plural ask for the same.

    Made from groups `(way, alternatives)`: with `both` every alternative finds every other; with `one` only the
    first finds the others ("detox" finds "withdrawal management", not back), and so does a `slip`, a word misspelt.
    """

    def __init__(self, groups: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        found: dict[Words, dict[Words, None]] = defaultdict(dict)
        leading: dict[Words, dict[Words, None]] = defaultdict(dict)
        words: set[str] = set()
        for way, texts in groups:
            alternatives = [alternative for text in texts if (alternative := words_of(text))]
            words.update(word for other in alternatives[way == SLIP :] for word in other)
            for source in alternatives if way == BOTH else alternatives[:1]:
                others = [other for other in alternatives if other != source]
                found[_key(source)].update(dict.fromkeys(others))
                for other in others:
                    leading[_key(other)][source] = None
        self._words = frozenset(words)
        self._found = {key: tuple(others) for key, others in found.items()}
        self._leading = {key: tuple(sources) for key, sources in leading.items()}
        self._longest = max(map(len, self._found), default=0)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The groups of a CSV file: `way` is both, one or slip, `words` are divided by `|`. Else ValueError.

        The first of them may be several, divided by `;`: each finds the others.
        """
        with path.open(encoding="utf-8", newline="") as file:
            return cls([group for row in csv.DictReader(file) for group in _groups(row)])

    def of(self, words: Words) -> tuple[Words, ...]:
        """The other words for exactly this word or phrase."""
        return tuple(other for other in self._found.get(_key(words), ()) if other != words)

    def leading_to(self, words: Words) -> tuple[Words, ...]:
        """The words and phrases that also find exactly this word or phrase."""
        return self._leading.get(_key(words), ())

    def expansions(self, words: Sequence[str]) -> list[Span]:
        """The spans of these words that have other words, longest first from the left; no word is in two spans."""
        return list(self._spans(tuple(words)))

    def vocabulary(self) -> frozenset[str]:
        """Every word of every group that is not misspelt: words that exist, whatever the index holds."""
        return self._words

    def _spans(self, words: Words) -> Iterator[Span]:
        start = 0
        while start < len(words):
            for stop in range(min(start + self._longest, len(words)), start, -1):
                if others := self.of(words[start:stop]):
                    yield Span(start, stop, others)
                    start = stop - 1
                    break
            start += 1


def _key(words: Words) -> Words:
    return tuple(map(singular, words))


def _groups(row: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    if row["way"] not in (BOTH, ONE, SLIP):
        raise ValueError(f"synonyms.csv: the way of {row['words']!r} is {row['way']!r}; it must be both, one or slip.")
    first, *others = row["words"].split("|")
    for leader in first.split(_NEXT_LEADER):
        yield row["way"], [leader, *others]
