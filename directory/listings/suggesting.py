"""What somebody who is still typing may mean: kinds of offer, names of listings, places. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from directory.i18n import Translator
from directory.listings.find import Finder
from directory.listings.term_starts import plain_label
from search.analysis import words as words_of
from search.gazetteer import Place
from search.geocoding import Ambiguous, find_place
from search.index import IndexUnusable
from search.names import NameFound
from search.stop_words import STOP_WORDS
from search.understanding import Understanding

MOST: Final = 8
SHARES: Final = {"term": 3, "name": 3, "place": 2}
"""How many of each kind when there are more than fit; what one kind leaves free the next ones take, in this order."""
MOST_PLACES: Final = 4
"""More towns that begin alike help nobody: another letter does."""
FEWEST_CHARACTERS: Final = 2
MOST_CHARACTERS: Final = 60
ANY_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Which words of a text are read as something else does not depend on the moment."""
LONGEST_ASKED: Final = 190
"""Letters of a name that are asked for: a question is read up to 200."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant, in the reader's language."""

    kind: Literal["term", "name", "place"]
    text: str
    """What goes into the field, and finds it."""
    label: str
    detail: str
    """A few words that tell it from others."""
    parameter: Literal["q", "near"]
    count: int | None
    """How many listings it stands for; None for places."""


def suggest(finder: Finder, typed: str, words: Translator, *, now: datetime) -> list[Suggestion]:
    """At most eight suggestions: terms, then names, then places, each kind with the most prominent first.

    Text of fewer than two letters, or longer than anything one would go on typing, suggests nothing. Never raises.
    """
    typed = typed.strip()
    asked = words_of(typed)
    if not FEWEST_CHARACTERS <= len(typed) <= MOST_CHARACTERS or sum(map(len, asked)) < FEWEST_CHARACTERS:
        return []
    local_now = now.astimezone(ZoneInfo(finder.zone))
    places = _places(finder, typed, words)
    try:
        names = _names(finder, asked, words, local_now)
    except IndexUnusable:  # the follower builds it anew
        names = []
    return _shared_out(_terms(finder, asked, words, local_now), names, places)


def _shared_out(*kinds: Sequence[Suggestion]) -> list[Suggestion]:
    """The first of each kind by its share, and further ones where others leave room."""
    counts = [min(len(kind), share) for kind, share in zip(kinds, SHARES.values(), strict=True)]
    for number, kind in enumerate(kinds):
        counts[number] += min(len(kind) - counts[number], MOST - sum(counts))
    return [suggestion for kind, count in zip(kinds, counts, strict=True) for suggestion in kind[:count]]


def _terms(finder: Finder, asked: tuple[str, ...], words: Translator, now: datetime) -> list[Suggestion]:
    """Kinds of offer that listings state, a whole word before a beginning; all of them while there is no index."""
    counts = finder.index.stated_counts("term", now.date()) if finder.index else None
    may_be_whole = asked[-1] not in STOP_WORDS
    found = [
        (not (is_whole and may_be_whole), -(counts[term.code] if counts else 0), term.label(words.code), term)
        for term, is_whole in finder.term_starts.find(asked).items()
        if counts is None or term.code in counts
    ]
    return [
        Suggestion(
            kind="term",
            text=_in_words(finder.understanding, label),
            label=label,
            detail=finder.vocabulary.domains[term.domain].label(words.code),
            parameter="q",
            count=None if counts is None else -fewer,
        )
        for _, fewer, label, term in sorted(found, key=lambda one: one[:3])[:MOST]
    ]


def _names(finder: Finder, asked: tuple[str, ...], words: Translator, now: datetime) -> list[Suggestion]:
    found = finder.index.names_beginning(asked, now.date(), MOST) if finder.index else []
    return [
        Suggestion(
            kind="name",
            text=_exactly(name.card["name"]),
            label=name.card["name"],
            detail=_where(name, words),
            parameter="q",
            count=name.listings,
        )
        for name in found
    ]


def _where(name: NameFound, words: Translator) -> str:
    """The town of a name that one listing bears, else how many bear it."""
    if name.listings > 1:
        return words.ngettext("%(count)s listing", "%(count)s listings", name.listings) % {"count": name.listings}
    if not name.card["in_person"] and name.card["online"]:
        return words.gettext("Online")
    return str(name.card["city"])


def _exactly(name: str) -> str:
    """A name as the one box must be told it, so that no time, town or exclusion is read from its words."""
    plain = " ".join(name.replace('"', " ").split())
    if len(plain) > LONGEST_ASKED:
        plain = plain[:LONGEST_ASKED].rpartition(" ")[0]
    return f'"{plain}"'


@lru_cache(maxsize=2048)
def _in_words(understanding: Understanding, label: str) -> str:
    """A kind of offer as the one box must be told it: "Free meal" is quoted, since "free" would be read as a cost."""
    plain = plain_label(label)
    return f'"{plain}"' if understanding.understand(plain, now=ANY_MOMENT).taken else plain


def _places(finder: Finder, typed: str, words: Translator) -> list[Suggestion]:
    bias = (finder.home.lat, finder.home.lon) if finder.home else None
    places = {place.full_label: place for place in finder.gazetteer.places_starting(typed, MOST_PLACES, bias=bias)}
    return [_place(finder, place, words) for place in places.values()]


def _place(finder: Finder, place: Place, words: Translator) -> Suggestion:
    details = {"zip": words.gettext("ZIP code"), "county": words.gettext("County")}
    is_clear = not isinstance(find_place(place.label, finder.gazetteer), Ambiguous)
    label = place.label if is_clear else place.full_label
    detail = details.get(place.precision, words.pgettext("kind of place", "Town"))
    return Suggestion(kind="place", text=label, label=label, detail=detail, parameter="near", count=None)


def suggestions_json(suggestions: Sequence[Suggestion], words: Translator) -> dict[str, Any]:
    """The answer of `/api/suggest`; `said` is for those who hear the page: how many there are."""
    count = len(suggestions)
    said = words.ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return {"suggestions": [asdict(suggestion) for suggestion in suggestions], "said": said if count else ""}
