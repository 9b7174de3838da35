"""The few facts on a card that decide whether a place fits, and the one that is not stated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from directory.i18n import Translator
from directory.listings.asking import FindForm
from directory.listings.vocabulary import Vocabulary

Tone = Literal["yes", "ask", "unknown"]
MOST_KNOWN = 4
ASKED_ABOUT_FIRST = ("fee", "id")
"""What people ask first: does it cost, do I need papers."""
MATTERS_IN_RECOVERY = ("medication_friendly", "children_welcome")
MATTERS_ELSEWHERE = ("children_welcome",)


@dataclass(frozen=True, slots=True)
class FitChip:
    """A short fact: `yes` it offers it, `ask` it asks for it, `unknown` it does not say."""

    label: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Stated:
    """What a listing states that may fit somebody or not: codes only."""

    facts: Mapping[str, bool]
    access: Mapping[str, bool]
    audiences: Sequence[str]
    domains: Sequence[str]


def fit_chips(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> tuple[FitChip, ...]:
    """What was asked for first, then who it is for, what it asks and offers; last what it does not say."""
    known: dict[FitChip, None] = {}
    for chip in _known(stated, asked, vocabulary, words):
        known[chip] = None
        if len(known) == MOST_KNOWN:
            break
    return (*known, *_unknown(stated, asked, vocabulary, words))


def _known(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> Iterator[FitChip]:
    for code in asked.need:
        fact = vocabulary.needs[code]
        if fact.code in stated.facts:
            yield FitChip(fact.chip(stated.facts[fact.code], words.code), "yes")
    for code in stated.audiences:
        if code in vocabulary.audiences:
            yield FitChip(vocabulary.audiences[code].label(words.code), "yes")
    asks = list(_facts_of("ask", stated, vocabulary, words))
    yield from (fact.chip for fact in asks if fact.chip.tone == "ask")
    yield from (fact.chip for fact in asks if fact.chip.tone == "yes" and fact.code in ASKED_ABOUT_FIRST)
    yield from (fact.chip for fact in _facts_of("offer", stated, vocabulary, words))
    for code, entry in vocabulary.access.items():
        if stated.access.get(code):
            yield FitChip(entry.label(words.code), "yes")
    yield from (fact.chip for fact in asks if fact.chip.tone == "yes")


@dataclass(frozen=True, slots=True)
class _Told:
    code: str
    chip: FitChip


def _facts_of(kind: str, stated: Stated, vocabulary: Vocabulary, words: Translator) -> Iterator[_Told]:
    for code, fact in vocabulary.facts.items():
        if fact.kind != kind or code not in stated.facts:
            continue
        is_so = stated.facts[code]
        if kind == "ask":
            yield _Told(code, FitChip(fact.chip(is_so, words.code), "ask" if is_so else "yes"))
        elif is_so or not fact.need_when or code == "open_meeting":
            yield _Told(code, FitChip(fact.chip(is_so, words.code), "yes" if is_so is fact.need_when else "ask"))


def _unknown(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> list[FitChip]:
    """What was asked for and is not stated; when nothing was asked, the one fact that matters most here."""
    silent = [vocabulary.needs[code].code for code in asked.need]
    missing = [
        FitChip(vocabulary.facts[code].chip(None, words.code), "unknown") for code in silent if code not in stated.facts
    ]
    for code in asked.access:
        if code not in stated.access:
            label = words.gettext("%(what)s: not stated") % {"what": vocabulary.access[code].label(words.code)}
            missing.append(FitChip(label, "unknown"))
    return missing or _most_important_silence(stated, vocabulary, words)


def _most_important_silence(stated: Stated, vocabulary: Vocabulary, words: Translator) -> list[FitChip]:
    matters: Iterable[str] = MATTERS_IN_RECOVERY if "recovery" in stated.domains else MATTERS_ELSEWHERE
    silent = [code for code in matters if code not in stated.facts and code in vocabulary.facts]
    return [FitChip(vocabulary.facts[code].chip(None, words.code), "unknown") for code in silent[:1]]
