"""What kind of offer a row is, in our terms: from the words that somebody else uses for it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from directory.feeds.readers.text import fold
from directory.listings.vocabulary import Vocabulary

LIKE_ENOUGH: Final = 88
"""Of 100: how alike a word and a label must be to mean the same."""
LONGEST_KIND: Final = 80
"""Characters that are looked at of what somebody calls a kind."""


class _Same:
    """A vocabulary as the key of what was found out about it: the same one, not an equal one."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.vocabulary is self.vocabulary


def terms_meant(words: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the terms that these words name, by code or by a label in either language; others are left out."""
    found = [_term(fold(word[:LONGEST_KIND]), _Same(vocabulary)) for word in words]
    return tuple(dict.fromkeys(code for code in found if code))


@lru_cache(maxsize=2)
def _labels(of: _Same) -> dict[str, str]:
    terms = of.vocabulary.terms
    named = {fold(label): code for code, term in terms.items() for label in (term.label_es, term.label_en)}
    return named | {fold(code): code for code in terms}


@lru_cache(maxsize=2000)
def _term(word: str, of: _Same) -> str:
    labels = _labels(of)
    if not word or word in labels:
        return labels.get(word, "")
    best = process.extractOne(word, labels.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH)
    return labels[best[0]] if best else ""


def asked_term(options: Mapping[str, object], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the term that a source says its rows are, when there is one."""
    code = str(options.get("term", ""))
    return (code,) if code in vocabulary.terms else ()
