"""The few facts on a card that decide whether a place fits, and the one that is not stated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Literal, NamedTuple

from directory.i18n import Translator
from directory.listings.asking import FindForm
from directory.listings.vocabulary import Fact, Language, Vocabulary

Tone = Literal["yes", "ask", "unknown"]
MOST_KNOWN = 4
ASKED_ABOUT_FIRST = ("fee", "id")
"""What people ask first: does it cost, do I need papers."""
MATTERS_IN_RECOVERY = ("medication_friendly", "children_welcome")
MATTERS_ELSEWHERE = ("children_welcome",)


class FitChip(NamedTuple):
    """A short fact: `yes` it offers it, `ask` it asks for it, `unknown` it does not say."""

    label: str
    tone: Tone


_Answer = tuple[str, bool]
"""The code of a fact or of a kind of access, and what is stated of it."""
_Told = tuple[int, FitChip]
"""A chip, behind its place in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a listing states that may fit somebody or not: codes only."""

    facts: Mapping[str, bool]
    access: Mapping[str, bool]
    audiences: Sequence[str]
    domains: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Wording:
    """Every chip there may be in one language, with its place in the order in which they are told; made once."""

    facts: Mapping[tuple[str, bool], _Told]
    """What it asks; that it asks neither money nor papers; what it offers; behind access, what it does not ask."""
    access: Mapping[tuple[str, bool], _Told]
    audiences: Mapping[str, FitChip]
    silent: Mapping[str, FitChip]
    """A fact that is not stated."""


@lru_cache(maxsize=8)
def _wording(vocabulary: Vocabulary, language: Language) -> _Wording:
    asks = [fact for fact in vocabulary.facts.values() if fact.kind == "ask"]
    offers = [fact for fact in vocabulary.facts.values() if fact.kind == "offer"]
    not_asked = [((fact.code, False), FitChip(fact.chip(stated=False, language=language), "yes")) for fact in asks]
    first = [
        *(((fact.code, True), FitChip(fact.chip(stated=True, language=language), "ask")) for fact in asks),
        *(told for told in not_asked if told[0][0] in ASKED_ABOUT_FIRST),
        *(told for fact in offers for told in _offered(fact, language)),
    ]
    access = [((code, True), FitChip(entry.label(language), "yes")) for code, entry in vocabulary.access.items()]
    return _Wording(
        facts=_numbered(not_asked, len(first) + len(access)) | _numbered(first, 0),
        access=_numbered(access, len(first)),
        audiences={code: FitChip(entry.label(language), "yes") for code, entry in vocabulary.audiences.items()},
        silent={code: FitChip(fact.chip(None, language), "unknown") for code, fact in vocabulary.facts.items()},
    )


def _numbered(told: Sequence[tuple[_Answer, FitChip]], first: int) -> dict[_Answer, _Told]:
    return {answer: (number, chip) for number, (answer, chip) in enumerate(told, first)}


def _offered(fact: Fact, language: Language) -> Iterator[tuple[_Answer, FitChip]]:
    """The answers worth telling: every yes; a no only where somebody looks for it, or may come in vain."""
    for is_so in (True, False):
        if is_so or not fact.need_when or fact.code == "open_meeting":
            yield (fact.code, is_so), FitChip(fact.chip(is_so, language), "yes" if is_so is fact.need_when else "ask")


def fit_chips(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> tuple[FitChip, ...]:
    """What was asked for first, then who it is for, what it asks and offers; last what it does not say."""
    wording = _wording(vocabulary, words.code)
    known = dict.fromkeys(chain(_needed(stated, asked, vocabulary, words), _known(stated, wording)))
    unknown = _asked_in_vain(stated, asked, vocabulary, words) or _most_important_silence(stated, wording)
    return (*islice(known, MOST_KNOWN), *unknown)


def _needed(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> list[FitChip]:
    needed = [vocabulary.needs[code] for code in asked.need]
    met = [fact for fact in needed if fact.code in stated.facts]
    return [FitChip(fact.chip(stated.facts[fact.code], words.code), "yes") for fact in met]


def _known(stated: Stated, wording: _Wording) -> list[FitChip]:
    """What few facts it states are looked up, rather than looking for each of those there are."""
    told = [wording.facts[answer] for answer in stated.facts.items() if answer in wording.facts]
    told += [wording.access[answer] for answer in stated.access.items() if answer in wording.access]
    return [
        *(wording.audiences[code] for code in stated.audiences if code in wording.audiences),
        *[chip for _, chip in sorted(told)],
    ]


def _asked_in_vain(stated: Stated, asked: FindForm, vocabulary: Vocabulary, words: Translator) -> list[FitChip]:
    """What was asked for and is not stated."""
    silent = [vocabulary.needs[code].code for code in asked.need]
    missing = [_wording(vocabulary, words.code).silent[code] for code in silent if code not in stated.facts]
    for code in asked.access:
        if code not in stated.access:
            label = words.gettext("%(what)s: not stated") % {"what": vocabulary.access[code].label(words.code)}
            missing.append(FitChip(label, "unknown"))
    return missing


def _most_important_silence(stated: Stated, wording: _Wording) -> list[FitChip]:
    """When nothing was asked, the one fact not stated that matters most here."""
    matters: Iterable[str] = MATTERS_IN_RECOVERY if "recovery" in stated.domains else MATTERS_ELSEWHERE
    silent = [code for code in matters if code not in stated.facts and code in wording.silent]
    return [wording.silent[code] for code in silent[:1]]
