"""The question as a form: what is typed, where and when, with a sentence beside whatever cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.i18n import Translator
from directory.listings.pages.address import Address, Pair
from directory.listings.pages.labels import FILTERS, WHEN

ASKED_IN_FORM = ("q", "near", "when")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, and where that field is on the page (empty: it has none)."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Question:
    """The search form with its values, its faults, and what it carries along hidden."""

    q: str
    near: str
    whens: tuple[Choice, ...]
    carried: tuple[Pair, ...]
    faults: tuple[Fault, ...] = ()
    needs_place: bool = False

    def fault(self, field: str) -> str:
        """The sentence beside a field; empty when it is fine."""
        return next((fault.sentence for fault in self.faults if fault.field == field), "")


def asked_question(q: str, near: str, when: str, address: Address, words: Translator, *, needs_place: bool) -> Question:
    """The form filled with a question that was understood."""
    return Question(q, near, _whens(when, words), address.beside(ASKED_IN_FORM), needs_place=needs_place)


def empty_question(words: Translator) -> Question:
    """The form before anything was asked."""
    return Question("", "", _whens("", words), ())


def refused_question(parameters: Iterable[Pair], sentences: Mapping[str, str], words: Translator) -> Question:
    """The form with everything that was sent, and a sentence for each parameter that cannot be used."""
    sent = tuple(parameters)
    last = dict(sent)
    wrong = frozenset(sentences)
    return Question(
        q=last.get("q", ""),
        near=last.get("near", ""),
        whens=_whens(last.get("when", ""), words),
        carried=tuple(pair for pair in sent if pair[0] not in {*ASKED_IN_FORM, *wrong, "page"}),
        faults=tuple(Fault(name, fault_sentence(name, words)) for name in sentences),
    )


def fault_sentence(name: str, words: Translator) -> str:
    """What to do about a parameter that cannot be used, for people; programs get the exact reason."""
    sentences = {
        "miles": words.gettext("Write a distance from 1 to 100 miles."),
        "near": words.gettext("Write a ZIP code or a town, with at most 120 letters."),
        "when": words.gettext("Choose one of the times in the list."),
        "at": words.gettext("The moment asked for cannot be read. Write it like 2026-12-01T18:00."),
        "within": words.gettext("Write minutes as a number."),
        "day": words.gettext("The day or its hours cannot be read."),
        "from": words.gettext("Write the hour like 18:00."),
        "to": words.gettext("Write the hour like 21:00."),
        "page": words.gettext("There is no such page of results."),
    }
    said = words.gettext("The filter “%(name)s” has a value that is not known here.")
    return sentences.get(name) or said % {"name": FILTERS[name](words) if name in FILTERS else name}


def _whens(chosen: str, words: Translator) -> tuple[Choice, ...]:
    any_time = Choice("", words.gettext("Any time"), is_chosen=chosen not in WHEN)
    return (any_time, *(Choice(value, say(words), value == chosen) for value, say in WHEN.items()))
