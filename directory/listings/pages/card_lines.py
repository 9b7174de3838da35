"""Two lines of a card in few words: what it is and where, and where the words asked for stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.i18n import Translator
from directory.listings.pages.matches import Piece, has_any, pieces, stretch_around
from directory.listings.pages.voices import Line
from directory.listings.vocabulary import Term, Vocabulary
from search.query import Hit

MOST_KINDS = 2
LONGEST_DOOR = 40
"""A longer way to the door stands on the listing's own page only."""
ONLY_GATHER = frozenset({"meeting_style", "volunteering_kind"})
"""Terms that hold others together and say nothing of a listing by themselves."""


def telling_terms(codes: Sequence[str], vocabulary: Vocabulary) -> list[Term]:
    """The terms that say most: none that another of them already says, and no general one beside a special one."""
    terms = [vocabulary.terms[code] for code in codes if code in vocabulary.terms and code not in ONLY_GATHER]
    said = frozenset().union(*[vocabulary.above[term.code] for term in terms])
    special = [term for term in terms if term.code not in said and term.parent]
    return (special or terms)[:MOST_KINDS]


def what_line(card: Mapping[str, Any], vocabulary: Vocabulary, words: Translator) -> Line:
    """`Newcomer meeting · Westminster Hall, Door on 12th St`; who runs it only where there is no place to name."""
    kinds = ", ".join(short_label(term.label(words.code)) for term in telling_terms(card["terms"], vocabulary))
    where = _where(card) if card["in_person"] else ""
    return Line(kinds, where or _runs_it(card))


def short_label(label: str) -> str:
    """A label without the abbreviation that stands behind it in brackets."""
    return label.partition(" (")[0]


def _where(card: Mapping[str, Any]) -> str:
    street = card["address"].partition(",")[0]
    place = street if card["place"] and card["place"] in card["name"] else card["place"]
    door = card["door"].rstrip(".")
    parts = (place or card["address"] or card["area"], door if len(door) <= LONGEST_DOOR else "")
    return ", ".join(part for part in parts if part)


def paper_line(card: Mapping[str, Any]) -> str:
    """Where to go, whole, for a list on paper: `Westminster Hall, 83 12th Street South, Minneapolis, MN 55403`."""
    parts = (card["place"], card["address"] or card["area"]) if card["in_person"] else ()
    return ", ".join(part for part in parts if part)


def _runs_it(card: Mapping[str, Any]) -> str:
    organization: str = card["organization"]
    return "" if organization in card["name"] else organization


@dataclass(frozen=True, slots=True)
class MatchLine:
    """Where the words asked for stand, when the name does not show it: `In the description: … first ninety days`."""

    label: str
    pieces: tuple[Piece, ...]
    language: str


def match_line(hit: Hit, shown: str, vocabulary: Vocabulary, words: Translator) -> MatchLine | None:
    """Say it where neither the name nor what the card shows anyway (`shown`) has the words; None where nothing is."""
    found = {reason.code for reason in hit.reasons}
    if not hit.matched or "name" in found or has_any(shown, hit.matched):
        return None
    for code, label, text in _places_of_words(hit.card, vocabulary, words):
        if code in found and has_any(text, hit.matched):
            language = words.code if code == "term" else hit.card["text_language"]
            return MatchLine(label, pieces(stretch_around(text, hit.matched), hit.matched), language)
    return None


def _places_of_words(
    card: Mapping[str, Any], vocabulary: Vocabulary, words: Translator
) -> Iterator[tuple[str, str, str]]:
    yield "alternate_name", words.gettext("Also called:"), card["alternate_name"]
    for code in card["terms"]:
        if code in vocabulary.terms:
            yield "term", words.gettext("Kind:"), vocabulary.terms[code].label(words.code)
    yield "organization", words.gettext("Run by:"), card["organization"]
    yield "description", words.gettext("In the description:"), card["summary"]
