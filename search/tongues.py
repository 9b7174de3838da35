"""Which language a short text is in, told by its little words and the words of the vocabulary."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from search.analysis import words as words_of
from search.stop_words import ENGLISH_STOP_WORDS, SPANISH_STOP_WORDS

Language = Literal["en", "es"]

_SPANISH_LETTERS: Final = frozenset("áéíóúñ¿¡")


@dataclass(frozen=True, slots=True)
class Tongues:
    """Words, folded, that belong to one of the two languages and not to the other."""

    english: frozenset[str]
    spanish: frozenset[str]

    @classmethod
    def read(cls, terms: Path) -> Self:
        """From the labels and definitions of `terms.csv`, besides the little words of both languages."""
        with terms.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        english, spanish = (
            {word for row in rows for column in ("label", "definition") for word in words_of(row[f"{column}_{code}"])}
            for code in ("en", "es")
        )
        return cls(
            frozenset(english - spanish) | ENGLISH_STOP_WORDS,
            frozenset(spanish - english - ENGLISH_STOP_WORDS) | SPANISH_STOP_WORDS,
        )

    def language_of(self, text: str, words: Iterable[str], said: Iterable[str] = ()) -> Language:
        """The language that more of the words belong to; English when that does not tell.

        `said` are the languages, as codes, of phrases that were known.
        """
        words, said = list(words), list(said)
        spanish = sum(word in self.spanish for word in words) + said.count("es")
        english = sum(word in self.english for word in words) + said.count("en")
        spanish += bool(_SPANISH_LETTERS & set(text.lower()))
        return "es" if spanish > english else "en"
