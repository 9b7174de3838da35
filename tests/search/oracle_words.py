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
        return self._bm25(document, lambda words, at: tuple(words[at : at + len(phrase)]) == phrase)

    def prefix_worth(self, document: Document, prefix: str) -> float:
        """BM25 of every word that begins so, taken as one word."""
        return self._bm25(document, lambda words, at: words[at].startswith(prefix))

    def _bm25(self, document: Document, is_there: Callable[[list[str], int], bool]) -> float:
        weight = self._weight(document, is_there)
        if not weight:
            return 0.0
        holders = sum(bool(self._weight(other, is_there)) for other in self.documents)
        rarity = math.log(1 + (len(self.documents) - holders + 0.5) / (holders + 0.5))
        penalty = 1 - LENGTH_PENALTY + LENGTH_PENALTY * self.length(document) / max(self.average, 1)
        return rarity * (SATURATION + 1) * weight / (weight + SATURATION * penalty)

    def _weight(self, document: Document, is_there: Callable[[list[str], int], bool]) -> float:
        fields = self._fields[document.id].items()
        return sum(WEIGHTS[band] for band, words in fields for at in range(len(words)) if is_there(words, at))

    def word_worth(self, document: Document, word: str, *, is_open: bool = False) -> float:
        """One word typed, its other form, or other words for it: the best of them."""
        typed = self.prefix_worth(document, word) if is_open else self.phrase_worth(document, (word,))
        found = [typed, AS_FORM * self._form_worth(document, word)]
        if synonym := self.language.synonyms.get((word,)):
            found.append(AS_SYNONYM * self.phrase_worth(document, synonym))
        return max(found)

    def _form_worth(self, document: Document, word: str) -> float:
        form = self.language.forms.get(word)
        return self.phrase_worth(document, (form,)) if form else 0.0

    def span_worth(self, document: Document, span: tuple[str, ...]) -> float:
        """Words that together have another word for them: side by side, apart, or that other word; once for each."""
        apart = [max(self.phrase_worth(document, (word,)), AS_FORM * self._form_worth(document, word)) for word in span]
        synonym = AS_SYNONYM * self.phrase_worth(document, self.language.synonyms[span])
        together = self.phrase_worth(document, span)
        return len(span) * max(together, synonym, AS_PARTS * sum(apart) / len(apart) if all(apart) else 0.0)

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
