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

BOTH, ONE = "both", "one"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the words asked for, from `starts` up to `stops`, and the other words for it."""

    starts: int
    stops: int
    synonyms: tuple[Words, ...]


class Synonyms:
    """The other words for any word or phrase. Singular and plural ask for the same.

    Made from groups `(way, alternatives)`: with `both` every alternative finds every other; with `one` only the
    first finds the others ("detox" finds "withdrawal management", not back).
    """

    def __init__(self, groups: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        found: dict[Words, dict[Words, None]] = defaultdict(dict)
        for way, texts in groups:
            alternatives = [alternative for text in texts if (alternative := words_of(text))]
            for source in alternatives if way == BOTH else alternatives[:1]:
                found[_key(source)].update(dict.fromkeys(other for other in alternatives if other != source))
        self._found = {key: tuple(others) for key, others in found.items()}
        self._longest = max(map(len, self._found), default=0)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The groups of a CSV file: `way` is both or one, `words` are divided by `|`. Else ValueError."""
        with path.open(encoding="utf-8", newline="") as file:
            return cls([_group(row) for row in csv.DictReader(file)])

    def of(self, words: Words) -> tuple[Words, ...]:
        """The other words for exactly this word or phrase."""
        return tuple(other for other in self._found.get(_key(words), ()) if other != words)

    def expansions(self, words: Sequence[str]) -> list[Span]:
        """The spans of these words that have other words, longest first from the left; no word is in two spans."""
        return list(self._spans(tuple(words)))

    def vocabulary(self) -> frozenset[str]:
        """Every word of every group: words that exist, whatever the index holds."""
        return frozenset(word for alternatives in self._found.values() for other in alternatives for word in other)

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


def _group(row: Mapping[str, str]) -> tuple[str, list[str]]:
    if row["way"] not in (BOTH, ONE):
        raise ValueError(f"synonyms.csv: the way of {row['words']!r} is {row['way']!r}; it must be both or one.")
    return row["way"], row["words"].split("|")
