"""The front page: one question, six parts of life, and what is on now."""

from dataclasses import dataclass
from urllib.parse import urlencode

from directory.i18n import Translator
from directory.listings.pages.question import Question, empty_question
from directory.listings.vocabulary import Vocabulary

ICONS = {
    "recovery": "heart",
    "social": "people",
    "volunteering": "hands",
    "school": "book",
    "work": "work",
    "essentials": "home",
}


@dataclass(frozen=True, slots=True)
class DomainTile:
    """One part of life to look around in."""

    label: str
    definition: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Example:
    """Something one could type."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the front page shows."""

    title: str
    question: Question
    examples: tuple[Example, ...]
    now_href: str
    domains: tuple[DomainTile, ...]


def home_page(vocabulary: Vocabulary, words: Translator) -> HomePage:
    """Build the front page."""
    examples = (
        words.gettext("aa meeting tonight"),
        words.gettext("free food, no ID"),
        words.gettext("GED class"),
        words.gettext("volunteer this week"),
    )
    near_me = words.gettext("near me")
    return HomePage(
        title=words.gettext("Find what is near and on"),
        question=empty_question(words),
        examples=tuple(Example(text, f"/find?{urlencode({'q': text})}") for text in examples),
        now_href=f"/find?{urlencode({'q': near_me, 'when': 'now'})}",
        domains=tuple(
            DomainTile(entry.label(words.code), entry.definition(words.code), ICONS[code], f"/find?domain={code}")
            for code, entry in vocabulary.domains.items()
        ),
    )
