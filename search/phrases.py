"""Phrases that mean a time, a language, a cost ... when typed, and phrases that look so and do not."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from search.analysis import words as words_of
from search.wording import Words

Only = Literal["", "end", "beside"]
_ONLY: Final[dict[str, Only]] = {"": "", "end": "end", "beside": "beside"}

KEEP = "keep"
"""The parameter of a phrase that is a name or means something else ("Just for Today", "drug free"): never taken."""

HELPING = "helping"
"""The parameter of a phrase that speaks of helping others: noted, never taken."""
NEVER_TAKEN: Final = frozenset({KEEP, HELPING})

_ANY_LANGUAGE = "{language}"
_ITS_CODE = "{code}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words, in one language, that stand for a value of a parameter.

    `only`: read only at an `end` of the text, or only `beside` another word of time ("sat 7pm", not "sat").
    """

    words: Words
    language: str
    parameter: str
    value: str
    only: Only = ""


class Phrases:
    """Every phrase, found by the words it begins with."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda phrase: -len(phrase.words)):
            self._by_first[phrase.words[0]].append(phrase)

    @classmethod
    def read(cls, phrases: Path, languages: Path) -> Self:
        """The phrases of `phrases.csv`; `{language}` in one stands for every name in `languages.csv`."""
        names = dict(_language_names(languages))
        return cls(phrase for row in _rows(phrases) for phrase in _phrases(row, names))

    def vocabulary(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for phrases in self._by_first.values() for phrase in phrases for word in phrase.words)

    def at(self, words: Sequence[str], start: int) -> Iterator[Phrase]:
        """The phrases that begin at a word, longest first."""
        for phrase in self._by_first.get(words[start], ()):
            if tuple(words[start : start + len(phrase.words)]) == phrase.words:
                yield phrase


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _language_names(path: Path) -> Iterator[tuple[str, list[str]]]:
    for row in _rows(path):
        names = [row["label_en"], row["label_es"], *row.get("words", "").split("|")]
        yield row["code"], [name for name in names if words_of(name)]


def _phrases(row: Mapping[str, str], languages: Mapping[str, Sequence[str]]) -> Iterator[Phrase]:
    if row["only"] not in _ONLY:
        raise ValueError(f"phrases.csv: {row['phrase']!r} is only {row['only']!r}; it must be end, beside or nothing.")
    language, parameter, only = row["language"], row["parameter"], _ONLY[row["only"]]
    if _ANY_LANGUAGE not in row["phrase"]:
        yield Phrase(words_of(row["phrase"]), language, parameter, row["value"], only)
        return
    for code, names in languages.items():
        for name in names:
            words = words_of(row["phrase"].replace(_ANY_LANGUAGE, name))
            yield Phrase(words, language, parameter, row["value"].replace(_ITS_CODE, code), only)
