"""The recovery vocabulary that ships in `seeds/vocabulary/`: terms, facts, audiences, access and languages by code."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from search.document import Facet

Language = Literal["en", "es"]
E = TypeVar("E", bound="Entry")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with its words in both languages."""

    code: str
    label_en: str
    label_es: str
    definition_en: str = ""
    definition_es: str = ""

    def label(self, language: Language) -> str:
        """The words for the code."""
        return self.label_es if language == "es" else self.label_en

    def definition(self, language: Language) -> str:
        """What the code means, in a plain sentence."""
        return self.definition_es if language == "es" else self.definition_en


@dataclass(frozen=True, slots=True)
class Term(Entry):
    """A kind of offer in the taxonomy: one domain, at most one parent."""

    parent: str = ""
    domain: str = ""
    open_eligibility: str = ""


@dataclass(frozen=True, slots=True)
class Fact(Entry):
    """A fit fact: what a listing may state, and which filters its yes or no answers.

    `need` is the value of `need=` that it fulfils when stated as `need_when`; `asks` the value of `not=` that drops
    a stated yes. `yes`, `no` and `unstated` are the short words of each answer, English and Spanish.
    """

    kind: str = ""
    yes: tuple[str, str] = ("", "")
    no: tuple[str, str] = ("", "")
    unstated: tuple[str, str] = ("", "")
    need: str = ""
    need_when: bool = True
    asks: str = ""

    def chip(self, stated: bool | None, language: Language) -> str:
        """The short words for the fact as stated: yes, no, or None for not stated."""
        words = self.unstated if stated is None else self.yes if stated else self.no
        return words[1 if language == "es" else 0]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Every code a listing or a question may use. Read once, so that it is the same only as itself."""

    domains: Mapping[str, Entry]
    terms: Mapping[str, Term]
    facts: Mapping[str, Fact]
    audiences: Mapping[str, Entry]
    access: Mapping[str, Entry]
    languages: Mapping[str, Entry]

    def lineage(self, code: str) -> Iterator[Term]:
        """A term and its ancestors, nearest first; a code that is not of this vocabulary has none."""
        term = self.terms.get(code)
        while term is not None:
            yield term
            term = self.terms.get(term.parent)

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """The codes above each term in the tree, without its own."""
        return {code: frozenset(term.code for term in self.lineage(self.terms[code].parent)) for code in self.terms}

    def domains_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The domains of some terms, in the order of the vocabulary."""
        found = {term.domain for code in codes for term in self.lineage(code)}
        return tuple(domain for domain in self.domains if domain in found)

    @cached_property
    def needs(self) -> Mapping[str, Fact]:
        """What `need=` may say, with the fact that answers it."""
        return {fact.need: fact for fact in self.facts.values() if fact.need}

    @cached_property
    def asks(self) -> Mapping[str, Fact]:
        """What `not=` may say, with the fact that answers it."""
        return {fact.asks: fact for fact in self.facts.values() if fact.asks}

    def codes(self, facet: Facet) -> Iterable[str]:
        """The values a facet may be asked for."""
        return {
            "domain": self.domains,
            "term": self.terms,
            "format": ("in_person", "online"),
            "language": self.languages,
            "for": self.audiences,
            "access": self.access,
            "need": self.needs,
            "free": ("1",),
        }[facet]


@lru_cache(maxsize=4)
def load_vocabulary(folder: Path) -> Vocabulary:
    """Read the vocabulary files of `folder`; they ship with the program and are held right by its tests."""
    return Vocabulary(
        domains=_entries(folder / "domains.csv"),
        terms=_by_code(_terms(folder / "terms.csv")),
        facts=_by_code(_facts(folder / "fit_facts.csv")),
        audiences=_entries(folder / "audiences.csv"),
        access=_entries(folder / "access.csv"),
        languages=_entries(folder / "languages.csv"),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _words(row: Mapping[str, str]) -> dict[str, str]:
    names = ("code", "label_en", "label_es", "definition_en", "definition_es")
    return {name: row[name] for name in names if name in row}


def _by_code(entries: Iterable[E]) -> dict[str, E]:
    return {entry.code: entry for entry in entries}


def _entries(path: Path) -> dict[str, Entry]:
    return _by_code(Entry(**_words(row)) for row in _rows(path))


def _terms(path: Path) -> Iterator[Term]:
    for row in _rows(path):
        yield Term(**_words(row), parent=row["parent"], domain=row["domain"], open_eligibility=row["open_eligibility"])


def _facts(path: Path) -> Iterator[Fact]:
    for row in _rows(path):
        yield Fact(
            **_words(row),
            kind=row["kind"],
            yes=(row["yes_en"], row["yes_es"]),
            no=(row["no_en"], row["no_es"]),
            unstated=(row["unstated_en"], row["unstated_es"]),
            need=row["need"],
            need_when=row["need_when"] != "no",
            asks=row["not"],
        )
