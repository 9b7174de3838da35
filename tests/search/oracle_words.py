"""What words are worth in a listing, worked out the slow way: for each listing every word of it is looked at."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from search.document import Document
from search.fields import BANDS
from search.matching import AS_FORM, AS_PARTS, AS_SYNONYM
from search.terms import LENGTH_PENALTY, SATURATION

WEIGHTS = {band.name: band.weight for band in BANDS}


IsThere = Callable[[list[str], int], bool]
"""Whether something begins at a place among the words of a field."""


@dataclass(frozen=True)
class Words:
    """The words of a question in their order: plain ones, then phrases in quotes, then words with a minus."""

    plain: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def folded(self) -> "Words":
        """As the index holds them."""
        phrases = tuple(tuple(fold(" ".join(phrase))) for phrase in self.phrases)
        return Words(tuple(fold(" ".join(self.plain))), phrases, tuple(fold(" ".join(self.dropped))))

    @property
    def text(self) -> str:
        """As somebody types them."""
        quoted = (f'"{" ".join(phrase)}"' for phrase in self.phrases)
        return " ".join([*self.plain, *quoted, *(f"-{word}" for word in self.dropped)])


@dataclass(frozen=True)
class Language:
    """What the oracle is told of words: their forms, other words for them, and what slips were meant to be."""

    forms: dict[str, str]
    synonyms: dict[tuple[str, ...], tuple[str, ...]]
    misspelt: dict[str, str]


def fold(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


class Corpus:
    """Listings with their words counted."""

    def __init__(self, documents: Sequence[Document], language: Language) -> None:
        self.documents = documents
        self.language = language
        self._fields = {
            document.id: {band: fold(getattr(document.texts, band)) for band in WEIGHTS} for document in documents
        }

    @cached_property
    def lexicon(self) -> set[str]:
        return {word for fields in self._fields.values() for words in fields.values() for word in words}

    @cached_property
    def average(self) -> float:
        return sum(map(self.length, self.documents)) / max(len(self.documents), 1)

    def length(self, document: Document) -> int:
        return sum(map(len, self._fields[document.id].values()))

    def phrase_worth(self, document: Document, phrase: tuple[str, ...]) -> float:
        """BM25 of words side by side in one field, taken as one word."""
        return self.best_worth(document, [(1.0, _side_by_side(phrase))])

    def best_worth(self, document: Document, ways: list[tuple[float, IsThere]]) -> float:
        """The best of several ways to say one thing, each at its share, all as rare as the commonest of them."""
        rarity = min(self._rarity(is_there) for _, is_there in ways)
        return max(share * rarity * self._saturation(document, is_there) for share, is_there in ways)

    def _rarity(self, is_there: IsThere) -> float:
        holders = sum(bool(self._weight(document, is_there)) for document in self.documents)
        return math.log(1 + (len(self.documents) - holders + 0.5) / (holders + 0.5))

    def _saturation(self, document: Document, is_there: IsThere) -> float:
        """BM25 of one document, but for how rare the words are."""
        weight = self._weight(document, is_there)
        penalty = 1 - LENGTH_PENALTY + LENGTH_PENALTY * self.length(document) / max(self.average, 1)
        return (SATURATION + 1) * weight / (weight + SATURATION * penalty) if weight else 0.0

    def _weight(self, document: Document, is_there: IsThere) -> float:
        fields = self._fields[document.id].items()
        return sum(WEIGHTS[band] for band, words in fields for at in range(len(words)) if is_there(words, at))

    def word_worth(self, document: Document, word: str, *, is_open: bool = False) -> float:
        """One word typed, its other form, or other words for it: the best of them."""
        ways = [(1.0, _beginning(word) if is_open else _side_by_side((word,))), *self._form(word)]
        if synonym := self.language.synonyms.get((word,)):
            ways.append((AS_SYNONYM, _side_by_side(synonym)))
        return self.best_worth(document, ways)

    def _form(self, word: str) -> list[tuple[float, IsThere]]:
        """The other form of a word as a way to say it, if it has one."""
        form = self.language.forms.get(word)
        return [(AS_FORM, _side_by_side((form,)))] if form else []

    def _form_worth(self, document: Document, word: str) -> float:
        form = self.language.forms.get(word)
        return self.phrase_worth(document, (form,)) if form else 0.0

    def span_worth(self, document: Document, span: tuple[str, ...]) -> float:
        """Words that together have another word for them: side by side, apart, or that other word; once for each."""
        apart = [self.best_worth(document, [(1.0, _side_by_side((word,))), *self._form(word)]) for word in span]
        synonym = (AS_SYNONYM, _side_by_side(self.language.synonyms[span]))
        together = self.best_worth(document, [(1.0, _side_by_side(span)), synonym])
        return len(span) * max(together, AS_PARTS * sum(apart) / len(apart) if all(apart) else 0.0)

    def worths(self, document: Document, words: Words, *, typing: bool) -> list[float]:
        """What each thing asked for is worth in a listing; 0 where it is not found."""
        asked = self.asked(words)
        is_open = typing and not words.phrases and not words.dropped
        worths = [
            self.span_worth(document, span)
            if len(span) > 1
            else self.word_worth(document, span[0], is_open=is_open and place == len(asked) - 1)
            for place, span in enumerate(asked)
        ]
        return worths + [len(phrase) * self.phrase_worth(document, phrase) for phrase in words.phrases]

    def asked(self, words: Words) -> list[tuple[str, ...]]:
        """The plain words, those together that have another word for them together."""
        spans, place = [], 0
        while place < len(words.plain):
            pair = words.plain[place : place + 2]
            spans.append(pair if len(pair) > 1 and pair in self.language.synonyms else pair[:1])
            place += len(spans[-1])
        return spans

    def text_worth(self, document: Document, words: Words, *, typing: bool, any_word: bool = False) -> float:
        """What the words are worth in a listing; 0 when it does not match."""
        for word in words.dropped:
            if self.phrase_worth(document, (word,)) or self._form_worth(document, word):
                return 0.0
        worths = self.worths(document, words, typing=typing)
        if not worths:
            return 1.0
        return sum(worths) if any(worths) and (any_word or all(worths)) else 0.0

    def respelled(self, words: Words) -> Words:
        known = self.lexicon | {word for span in self.language.synonyms.values() for word in span}
        meant = {old: new for old, new in self.language.misspelt.items() if new in known}
        return replace(words, plain=tuple(meant.get(word, word) for word in words.plain))


def _side_by_side(phrase: tuple[str, ...]) -> IsThere:
    return lambda words, at: tuple(words[at : at + len(phrase)]) == phrase


def _beginning(prefix: str) -> IsThere:
    return lambda words, at: words[at].startswith(prefix)
