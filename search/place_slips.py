"""Misspelt names of towns: "minneapolls", "st pual", "brooklin park"."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from search.gazetteer import Place
from search.place_names import folded
from search.spelling import Speller, slips_between

MOST_WORDS: Final = 3
"""No misspelt name is looked for in more words."""
_SHORTEST: Final = 6
"""Letters, without spaces: shorter words are a slip away from too many names."""
_SHORTEST_NAME: Final = 5
_TWO_SLIPS_FROM: Final = 10
"""Letters from which a second slip is forgiven."""
_SAINT: Final = "saint"


class TownSpeller:
    """Which of some towns a few words nearly name. `known_words` (folded) are words, not slips, and are left alone."""

    def __init__(self, towns: Iterable[Place], known_words: Collection[str]) -> None:
        people: dict[str, int] = {}
        self._names: dict[str, str] = {}
        for town in sorted(towns, key=lambda town: town.population):
            for joined in _spellings(town.name):
                people[joined] = town.population
                self._names[joined] = town.name
        self._known = known_words
        self._speller = Speller(people, [word for word in known_words if word not in people])

    def meant(self, words: Sequence[str]) -> str | None:
        """The name of the town; None when these words are known, name a town as they stand, or nearly name none."""
        joined = _joined(" ".join(words))
        if len(joined) < _SHORTEST or all(folded(word) in self._known for word in words):
            return None
        if joined in self._names:
            name = self._names[joined]
            return name if folded(name) != folded(" ".join(words)) else None
        nearest = self._speller.correct(joined) or ""
        return self._names.get(nearest) if _is_slip(joined, nearest) else None


def _is_slip(joined: str, other: str) -> bool:
    """Whether letters are another name mistyped; more letters at the end make another word: enterprises."""
    slips = 2 if len(joined) >= _TWO_SLIPS_FROM else 1
    return not joined.startswith(other) and slips_between(joined, other) <= slips


def _spellings(name: str) -> list[str]:
    joined = _joined(name)
    both = [joined, "st" + joined.removeprefix(_SAINT)] if joined.startswith(_SAINT) else [joined]
    return [spelling for spelling in both if spelling.isalpha() and len(spelling) >= _SHORTEST_NAME]


def _joined(name: str) -> str:
    """A name without its spaces, so that "saintpaul" and "St. Paul" are one."""
    return folded(name).replace(" ", "")
