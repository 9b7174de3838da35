"""Our vocabulary as HSDS taxonomies: kinds of offers, domains, fit facts, audiences and access."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final
from uuid import UUID

from directory.hsds.objects import Tree
from directory.listings.models import mint_id
from directory.listings.vocabulary import Entry, Term, Vocabulary, load_vocabulary
from directory.paths import seeds_folder

KINDS: Final = "alongside"
DOMAINS: Final = "alongside domains"
FIT_FACTS: Final = "alongside fit facts"
AUDIENCES: Final = "alongside audiences"
ACCESS: Final = "alongside access"
ABOUT: Final[Mapping[str, str]] = {
    KINDS: "What helps in recovery: six domains and the kinds of offers under them.",
    DOMAINS: "The six parts of a life in recovery that an offer serves.",
    FIT_FACTS: "What decides whether an offer is real for somebody: each is stated yes or no, or not stated.",
    AUDIENCES: "Who an offer is for.",
    ACCESS: "What helps somebody to get in and to take part: each is stated yes or no, or not stated.",
}
"""Every taxonomy of ours by its name, with what it is about."""
LINK_TYPES: Final[Mapping[str, str]] = {
    KINDS: "kind",
    DOMAINS: "domain",
    FIT_FACTS: "fit",
    AUDIENCES: "audience",
    ACCESS: "access",
}
"""What an attribute with a term of each taxonomy calls its link."""


def taxonomy_id(name: str) -> UUID:
    """Return the id of a taxonomy of ours."""
    return mint_id("taxonomy", name)


def term_id(taxonomy: str, code: str) -> UUID:
    """Return the id of a term of a taxonomy of ours."""
    return mint_id(taxonomy, code)


def taxonomy_object(name: str) -> Tree:
    """Return a taxonomy of ours as HSDS writes it."""
    return {"id": str(taxonomy_id(name)), "name": name, "description": ABOUT[name], "version": "1"}


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A term of a taxonomy of ours."""

    taxonomy: str
    entry: Entry
    parent: str = ""

    @property
    def id(self) -> UUID:
        """The id it is known by everywhere."""
        return term_id(self.taxonomy, self.entry.code)

    @property
    def parent_id(self) -> UUID | None:
        """The id of the term above it."""
        return term_id(self.taxonomy, self.parent) if self.parent else None

    def as_object(self) -> Tree:
        """Return the term as HSDS writes it."""
        said: Tree = {
            "id": str(self.id),
            "code": self.entry.code,
            "name": self.entry.label_en,
            "description": self.entry.definition_en or self.entry.label_en,
        }
        if self.parent_id:
            said["parent_id"] = str(self.parent_id)
        return said | {
            "taxonomy": self.taxonomy,
            "taxonomy_detail": taxonomy_object(self.taxonomy),
            "language": "en",
        }


@dataclass(frozen=True)
class Terms:
    """Every term of every taxonomy of ours."""

    vocabulary: Vocabulary

    @cached_property
    def by_id(self) -> Mapping[UUID, KnownTerm]:
        """The terms by their ids."""
        return {term.id: term for term in self._all()}

    @cached_property
    def parents(self) -> frozenset[UUID]:
        """The ids of terms that have others under them."""
        return frozenset(term.parent_id for term in self.by_id.values() if term.parent_id)

    @cached_property
    def objects(self) -> Mapping[tuple[str, str], Tree]:
        """Every term as HSDS writes it, by its taxonomy and its code; answers share them."""
        return {(term.taxonomy, term.entry.code): term.as_object() for term in self.by_id.values()}

    def of_taxonomy(self, key: UUID) -> tuple[KnownTerm, ...]:
        """Return the terms of a taxonomy; none where it is not of ours."""
        return tuple(term for term in self.by_id.values() if taxonomy_id(term.taxonomy) == key)

    def under(self, term: KnownTerm) -> Iterator[KnownTerm]:
        """Yield a term and every term below it."""
        yield term
        for other in self.by_id.values():
            if other.parent_id == term.id:
                yield from self.under(other)

    def _all(self) -> Iterator[KnownTerm]:
        words = self.vocabulary
        folders = ((DOMAINS, words.domains), (KINDS, words.terms), (FIT_FACTS, words.facts))
        for taxonomy, entries in (*folders, (AUDIENCES, words.audiences), (ACCESS, words.access)):
            for entry in entries.values():
                yield KnownTerm(taxonomy, entry, entry.parent if isinstance(entry, Term) else "")


@cache
def our_terms() -> Terms:
    """Return every term of the vocabulary that ships with the program."""
    return Terms(load_vocabulary(seeds_folder() / "vocabulary"))
