"""The fit facts of one listing, said plainly: what it offers, what it asks for, and what it does not say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from directory.i18n import Translator
from directory.listings.forms import ListingDraft
from directory.listings.vocabulary import Fact, Vocabulary

Tone = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: what is said, in a word, and what that means."""

    said: str
    meaning: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class FactRows:
    """All facts in three lists, and the names of those about which nothing is said."""

    offers: tuple[FactRow, ...]
    asks: tuple[FactRow, ...]
    access: tuple[FactRow, ...]
    silent: tuple[str, ...]


def fact_rows(draft: ListingDraft, vocabulary: Vocabulary, words: Translator) -> FactRows:
    """Sort what the listing states; nothing that is not stated is taken as a no."""
    return FactRows(
        offers=tuple(_stated("offer", draft.facts, vocabulary, words)),
        asks=tuple(_stated("ask", draft.facts, vocabulary, words)),
        access=tuple(_access(draft.access, vocabulary, words)),
        silent=tuple(_silent(draft, vocabulary, words)),
    )


def _stated(kind: str, facts: Mapping[str, bool], vocabulary: Vocabulary, words: Translator) -> Iterator[FactRow]:
    for code, fact in vocabulary.facts.items():
        if fact.kind == kind and code in facts:
            is_good = facts[code] is (fact.need_when if kind == "offer" else False)
            yield FactRow(
                fact.chip(facts[code], words.code), _meaning(fact, facts[code], words), "yes" if is_good else "no"
            )


def _meaning(fact: Fact, is_so: bool, words: Translator) -> str:
    return fact.definition(words.code) if is_so else ""


def _access(access: Mapping[str, bool], vocabulary: Vocabulary, words: Translator) -> Iterator[FactRow]:
    for code, entry in vocabulary.access.items():
        if code not in access:
            continue
        label = entry.label(words.code)
        said = label if access[code] else words.gettext("%(what)s: no") % {"what": label}
        yield FactRow(said, "", "yes" if access[code] else "no")


def _silent(draft: ListingDraft, vocabulary: Vocabulary, words: Translator) -> Iterator[str]:
    for code, fact in vocabulary.facts.items():
        if code not in draft.facts:
            yield fact.label(words.code)
    if draft.in_person:
        yield from (
            entry.label(words.code)
            for code, entry in vocabulary.access.items()
            if code == "wheelchair" and code not in draft.access
        )
