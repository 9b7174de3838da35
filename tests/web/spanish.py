"""What of a Spanish page is not Spanish: sentences of ours left in English, and listing text that is not marked so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from babel.dates import get_day_names, get_month_names

from directory.i18n import read_catalog
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from tests.web.judge import VOID

SHOWN = ("title", "aria-label", "placeholder", "alt", "data-refused", "data-loading", "data-failed", "data-done")
"""Attributes that a reader meets sooner or later."""
DESCRIBED = {"description", "og:description", "og:title"}
"""Kinds of `meta` whose content is shown in previews."""
SILENT = {"script", "style"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
PLACE_OF_VALUE = re.compile(r"%\(\w+\)s|%%")


@dataclass
class Said:
    """One piece of text of a page, and the language in which it is marked."""

    text: str
    language: str
    where: str
    direction: str = ""
    """`auto` where its own letters decide, whatever stands around it."""


@dataclass
class Sayings(HTMLParser):
    """Reads a page into all that it says."""

    html: str
    said: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str, str]] = []
        self.feed(self.html)

    @property
    def _language(self) -> str:
        return next((language for _, language, _ in reversed(self._open) if language), "")

    @property
    def _direction(self) -> str:
        return next((direction for _, _, direction in reversed(self._open) if direction), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        language = own.get("lang") or self._language
        shown = [own[name] for name in SHOWN if own.get(name)]
        if tag == "meta" and DESCRIBED & {own.get("name"), own.get("property")}:
            shown.append(own["content"])
        self.said += [Said(text, language, f"<{tag}>") for text in shown]
        if tag not in VOID:
            self._open.append((tag, own.get("lang", ""), own.get("dir", "auto" if tag == "bdi" else "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not SILENT & {tag for tag, _, _ in self._open}:
            where = " ".join(tag for tag, _, _ in self._open[-2:])
            self.said.append(Said(text, self._language, where, self._direction))


def said_on(html: str) -> list[Said]:
    """All that a page says, in order."""
    return Sayings(html).said


def english_words(text: str) -> list[str]:
    """The words of a text that only the English half of this site uses."""
    return [word for word in words_of(text) if word in only_english()]


def words_of(text: str) -> Iterator[str]:
    """The words of a text in small letters, without numbers, addresses of pages and places for values."""
    bare = re.sub(r"\S+://\S+|\S+@\S+|\S+\.(?:org|com|gov)\S*", " ", PLACE_OF_VALUE.sub(" ", text))
    return (word.lower().replace("’", "'") for word in WORD.findall(bare))


@cache
def only_english() -> frozenset[str]:
    """Words of our English sentences, labels and dates that stand in none of the Spanish ones."""
    english = {word for text, _ in _both() for word in words_of(text)}
    spanish = {word for _, text in _both() for word in words_of(text)}
    return frozenset(english - spanish)


@cache
def _both() -> tuple[tuple[str, str], ...]:
    """Every sentence, label and name of a date that is said in both languages."""
    return (*_sentences(), *_labels(), *_dates())


def _sentences() -> Iterator[tuple[str, str]]:
    for message in read_catalog("es"):
        english = [message.id] if isinstance(message.id, str) else message.id
        spanish = [message.string] if isinstance(message.string, str) else message.string
        yield from zip(english, spanish, strict=True)


def _labels() -> Iterator[tuple[str, str]]:
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    for entries in (
        vocabulary.domains, vocabulary.terms, vocabulary.facts, vocabulary.audiences,
        vocabulary.access, vocabulary.languages,
    ):  # fmt: skip
        for entry in entries.values():
            yield entry.label_en, entry.label_es
            yield entry.definition_en, entry.definition_es
    for fact in vocabulary.facts.values():
        yield from (fact.yes, fact.no, fact.unstated)


def _dates() -> Iterator[tuple[str, str]]:
    for names in (get_day_names, get_month_names):
        for width in ("wide", "abbreviated"):
            english, spanish = names(width, locale="en_US"), names(width, locale="es_US")
            yield from ((english[key], spanish[key]) for key in english)


def left_in_english(pieces: Iterable[Said]) -> list[str]:
    """The pieces that are marked as Spanish, or not at all, and say something in English."""
    return [
        f"{piece.where}: {piece.text[:100]!r} says {found}"
        for piece in pieces
        if piece.language != "en" and (found := english_words(piece.text))
    ]


def not_marked(pieces: Iterable[Said], words: str) -> list[str]:
    """The pieces that say these English words without being marked as English."""
    return [f"{piece.where}: {piece.text[:100]}" for piece in pieces if words in piece.text and piece.language != "en"]
