"""What kind of offer a row is, in our terms: from the words that somebody else uses for it."""

from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from directory.feeds.readers.text import fold
from directory.listings.vocabulary import Vocabulary

LIKE_ENOUGH: Final = 88
"""Of 100: how alike a word and a label must be to mean the same."""


def terms_meant(words: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the terms that these words name, by code or by a label in either language; others are left out."""
    labels = _labels(vocabulary)
    found = [_term(fold(word), labels) for word in words]
    return tuple(dict.fromkeys(code for code in found if code))


def _labels(vocabulary: Vocabulary) -> dict[str, str]:
    named = {fold(label): code for code, term in vocabulary.terms.items() for label in (term.label_es, term.label_en)}
    return named | {fold(code): code for code in vocabulary.terms}


def _term(word: str, labels: Mapping[str, str]) -> str:
    if not word or word in labels:
        return labels.get(word, "")
    best = process.extractOne(word, labels.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH)
    return labels[best[0]] if best else ""


def asked_term(options: Mapping[str, object], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the term that a source says its rows are, when there is one."""
    code = str(options.get("term", ""))
    return (code,) if code in vocabulary.terms else ()
