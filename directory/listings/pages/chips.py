"""The row of chips above the results: what was understood, each with a way to take it back, and what would narrow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from directory.i18n import Translator
from directory.listings.asking import REPEATABLE
from directory.listings.find import Found
from directory.listings.pages.address import Address
from directory.listings.pages.labels import STATUS, miles_label, time_label, value_label
from directory.listings.vocabulary import Vocabulary

MOST_OFFERED = 4
OFFERED = (
    ("format", "in_person"),
    ("format", "online"),
    ("free", "1"),
    ("language", "es"),
    ("access", "wheelchair"),
    ("need", "medication_friendly"),
    ("need", "children_welcome"),
)
"""What is offered for narrowing with one tap, in this order."""
TIME_PARAMETERS = ("when", "at", "within", "day", "from", "to")


@dataclass(frozen=True, slots=True)
class Chip:
    """One tap: takes something out of the question (`is_on`) or adds it, with how many listings that leaves."""

    label: str
    href: str
    is_on: bool = False
    count: int | None = None


def chips(found: Found, address: Address, vocabulary: Vocabulary, words: Translator) -> tuple[Chip, ...]:
    """What is on first, then what would narrow."""
    return (
        *chips_on(found, address, vocabulary, words),
        *_offered(found, address, vocabulary, words),
    )


def chips_on(found: Found, address: Address, vocabulary: Vocabulary, words: Translator) -> Iterator[Chip]:
    """Everything the question asks beside its words and its place, as chips that take it back."""
    question = found.question
    when = time_label(question, found.now, words)
    if when:
        yield Chip(when, address.without(*TIME_PARAMETERS).href, is_on=True)
    if question.miles is not None:
        yield Chip(miles_label(question.miles, words), address.without("miles").href, is_on=True)
    for name, value in address.pairs:
        if name in REPEATABLE:
            label = value_label(name, value, vocabulary, words)
            if name == "not":
                label = words.gettext("Hidden: %(what)s") % {"what": label}
            yield Chip(label, address.without_value(name, value).href, is_on=True)
    yield from _single(found, address, words)


def _single(found: Found, address: Address, words: Translator) -> Iterator[Chip]:
    question = found.question
    if question.free:
        yield Chip(words.gettext("Free"), address.without("free").href, is_on=True)
    if question.verified:
        label = words.ngettext("Checked within %(count)s day", "Checked within %(count)s days", question.verified)
        yield Chip(label % {"count": question.verified}, address.without("verified").href, is_on=True)
    if question.unstated:
        yield Chip(words.gettext("Also where not stated"), address.without("unstated").href, is_on=True)
    if question.exact:
        yield Chip(words.gettext("Only exactly this"), address.without("exact").href, is_on=True)
    if question.status in STATUS:
        yield Chip(STATUS[question.status](words), address.without("status").href, is_on=True)


def _offered(found: Found, address: Address, vocabulary: Vocabulary, words: Translator) -> list[Chip]:
    facets: Mapping[str, Mapping[str, int]] = found.results.facets if found.results else {}
    total = found.results.total if found.results else 0
    taken = {name for name, _ in address.pairs}
    offers = []
    for name, value in OFFERED:
        count = facets.get(name, {}).get(value, 0)
        if 0 < count < total and name not in taken - {"need", "access"} and (name, value) not in address.pairs:
            label = words.gettext("Free") if name == "free" else value_label(name, value, vocabulary, words)
            offers.append(Chip(label, address.also(name, value).href, count=count))
    return offers[:MOST_OFFERED]
