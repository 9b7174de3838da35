"""What kind of offer a service is, from terms of our taxonomies or of others, and from its own words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from directory.errors import marked, worded
from directory.feeds.readers.text import as_line, fold
from directory.feeds.records import RowReport
from directory.hsds.objects import Tree
from directory.hsds.taxonomies import ACCESS, AUDIENCES, FIT_FACTS, KINDS, LINK_TYPES, our_terms
from directory.listings.vocabulary import Vocabulary

UNKNOWN_KIND: Final = "navigation"
"""The kind of a service of which nothing is known: somebody has to look."""
_CODE_BEFORE_NAME: Final = re.compile(r"^\d{3,5}\s+")
_FREE: Final = re.compile(r"(?:free|none|no\s+(?:fee|fees|cost|charge)|gratis|\$?0(?:\.00)?)\b(?!\s*-)", re.IGNORECASE)


@dataclass(slots=True)
class Meant:
    """What the attributes of a service come to."""

    terms: list[str] = field(default_factory=list)
    facts: dict[str, bool] = field(default_factory=dict)
    audiences: list[str] = field(default_factory=list)
    access: dict[str, bool] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    """The names of terms nobody here knows."""


def read_terms(service: Tree, location: Tree, report: RowReport) -> Meant:
    """Read what is said of a service and its location by terms."""
    meant = Meant()
    for said in (*service.get("attributes", ()), *location.get("attributes", ())):
        _take(meant, said)
    for name in as_line(service.get("keywords")).split(","):
        _take_of_others(meant, {"name": name.strip()}, {})
    for said in location.get("accessibility", ()):
        for code in _access_in(as_line(said.get("description"))):
            meant.access.setdefault(code, True)
    if not meant.terms:
        meant.terms = list(_kinds_in_name(as_line(service.get("name"))))
    if not meant.terms:
        unknown = ", ".join(meant.unknown)[:80]
        reason = marked("it has no term that is known here")
        if unknown:
            reason = worded("none of its terms is known here (%(terms)s)", terms=unknown)
        report.note("attributes", reason, marked("it is listed under “Finding the way”, for a coordinator to sort"))
        meant.terms = [UNKNOWN_KIND]
    return meant


def costs_nothing(fees: str) -> bool:
    """Whether the words for its fees say that there are none, and nothing else."""
    return (
        len(fees) <= 40
        and bool(_FREE.match(fees.strip()))
        and not re.search(r"[1-9]|donat|suggest", fees, re.IGNORECASE)
    )


def _take(meant: Meant, said: Tree) -> None:
    term = said.get("taxonomy_term")
    term = term if isinstance(term, dict) else {}
    code, link = as_line(term.get("code")), as_line(said.get("link_type"))
    vocabulary = our_terms().vocabulary
    is_so = as_line(said.get("value")).casefold() not in {"no", "false", "0"}
    if link == LINK_TYPES[KINDS] and code in vocabulary.terms:
        meant.terms.append(code)
    elif link == LINK_TYPES[FIT_FACTS] and code in vocabulary.facts:
        meant.facts[code] = is_so
    elif link == LINK_TYPES[AUDIENCES] and code in vocabulary.audiences:
        meant.audiences.append(code)
    elif link == LINK_TYPES[ACCESS] and code in vocabulary.access:
        meant.access[code] = is_so
    elif link not in LINK_TYPES.values():
        _take_of_others(meant, term, said)


def _take_of_others(meant: Meant, term: Mapping[str, Any], said: Tree) -> None:
    name = as_line(term.get("name")) or as_line(said.get("label")) or as_line(said.get("value"))
    known = _kinds_by_name().get(fold(_CODE_BEFORE_NAME.sub("", name)))
    if known:
        meant.terms += [code for code in known if code not in meant.terms]
    elif name:
        meant.unknown.append(name)


@cache
def _kinds_by_name() -> Mapping[str, tuple[str, ...]]:
    """Our kinds by every name they go by: their own, and that of the Open Eligibility term they stand for."""
    found: dict[str, tuple[str, ...]] = {}
    vocabulary = our_terms().vocabulary
    for term in vocabulary.terms.values():
        if term.open_eligibility:  # the first of those that stand for it is the widest
            found.setdefault(fold(_CODE_BEFORE_NAME.sub("", term.open_eligibility)), (term.code,))
    for term in vocabulary.terms.values():
        for label in (term.label_en, term.label_es):
            found[fold(label)] = (term.code,)
    return found


def _kinds_in_name(name: str) -> Iterator[str]:
    """The kinds whose whole name stands in the name of the service, the longest name first."""
    words = f" {fold(name)} "
    named = [(label, codes) for label, codes in _kinds_by_name().items() if label and f" {label} " in words]
    for _label, codes in sorted(named, key=lambda one: -len(one[0]))[:1]:
        yield from codes


def _access_in(words: str) -> Iterator[str]:
    folded = f" {fold(words.replace('_', ' '))} "
    for code, names in _access_by_name(our_terms().vocabulary):
        if any(f" {name} " in folded for name in names):
            yield code


def _access_by_name(vocabulary: Vocabulary) -> Iterable[tuple[str, tuple[str, ...]]]:
    for code, entry in vocabulary.access.items():
        yield code, tuple(filter(None, {fold(code.replace("_", " ")), fold(entry.label_en), fold(entry.label_es)}))
