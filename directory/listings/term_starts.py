"""Kinds of offer by the beginnings of the words people have for them, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from directory.listings.vocabulary import Term, Vocabulary
from search.analysis import words as words_of
from search.beginnings import Beginnings
from search.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class TermStarts:
    """The terms of the vocabulary, found by their labels and by every other word and abbreviation for them."""

    vocabulary: Vocabulary
    beginnings: Beginnings

    @classmethod
    def of(cls, vocabulary: Vocabulary, synonyms: Synonyms) -> Self:
        """The terms with the words of both languages and their synonyms."""
        texts = ((text, term.code) for term in vocabulary.terms.values() for text in _texts(term, synonyms))
        return cls(vocabulary, Beginnings(texts))

    def find(self, words: tuple[str, ...]) -> dict[Term, bool]:
        """The terms for which these folded words are said, the last still unfinished; True where it is a whole word."""
        return {self.vocabulary.terms[code]: whole for code, whole in self.beginnings.find(words).items()}


def plain_label(label: str) -> str:
    """A label without the abbreviations that follow it in parentheses."""
    return label.partition(" (")[0]


def _texts(term: Term, synonyms: Synonyms) -> Iterator[str]:
    for label in (term.label_en, term.label_es):
        yield label
        for name in _names(label):
            yield from (" ".join(words) for words in synonyms.leading_to(words_of(name)))


def _names(label: str) -> Iterator[str]:
    """What a label calls its thing: the plain label and each abbreviation."""
    plain, _, abbreviations = label.partition(" (")
    yield plain
    yield from filter(None, abbreviations.rstrip(")").split(", "))
