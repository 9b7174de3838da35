"""The index as it stands at one moment: everything a question needs, and nothing that changes."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

import numpy as np

from search.counting import Counter
from search.layout import Layout, Mask, Rows
from search.names import NameFound, Names, Prominence
from search.parsing import parse_words
from search.query import StatusAsked
from search.ranking import HOURS_TO_HALF_GAIN, Factors, trust_factors
from search.rows import Shown
from search.spelling import Speller
from search.stems import Stems
from search.synonyms import Synonyms
from search.terms import Terms
from search.timetable import Timetable
from search.trust import standing
from search.wording import Wording, Words


@dataclass(frozen=True, eq=False)
class Standing:
    """Who may be shown on one day for one status asked."""

    shown: Mask
    here: Mask
    """Shown, and somewhere one can go."""
    online: Mask
    """Shown, and to be joined from anywhere."""
    rows: Rows
    """Those shown, ascending."""
    counted: Mapping[str, Mapping[str, int]]
    """How many of them state each value, by facet."""
    groups: int
    """How many groups they are of."""
    key: Hashable
    """The status and the day."""


class Snapshot:
    """One state of the index, with what is made of it only once. Safe to share between threads."""

    def __init__(self, layout: Layout, synonyms: Synonyms) -> None:
        self.layout = layout
        self.terms = Terms(layout)
        self.timetable = Timetable(layout.hours)
        self._synonyms = synonyms
        self._stems = _StemsOfAll([segment.stems for segment in layout.segments])
        self.standing = lru_cache(maxsize=16)(self._standing)
        self.trust = lru_cache(maxsize=2)(self._trust_on)
        self._prominence = lru_cache(maxsize=2)(self._prominence_on)

    def __len__(self) -> int:
        return int(self.layout.live.sum())

    def wording(self, text: str, *, typing: bool = False) -> Wording:
        """What a text asks for, by the forms this index knows."""
        return parse_words(text, self._stems, self._synonyms, typing=typing)

    def correct(self, word: str) -> str | None:
        """The word probably meant; None for one of which any form is known, or when nothing is near."""
        return None if word in self.terms or self._stems.mates(word) else self.speller.correct(word)

    def names_beginning(self, words: Words, today: date, most: int) -> list[NameFound]:
        """The names, of most listings first, that have all these words, the last as a beginning."""
        found = self.names.beginning(words, self._prominence(today), most)
        shown = self.shown(np.array([row for row, _ in found], np.int32))
        return [NameFound(one.card, count) for one, (_, count) in zip(shown, found, strict=True)]

    @cached_property
    def counter(self) -> Counter:
        """Made when facets are first counted."""
        return Counter(self.layout.labels)

    @cached_property
    def names(self) -> Names:
        """Made at the first question that is still being typed."""
        return Names(self.layout)

    @cached_property
    def speller(self) -> Speller:
        """Made of every word of the index."""
        letters = [segment.letters for segment in self.layout.segments]
        return Speller(self.terms, self._synonyms.vocabulary(), letters)

    def prepare(self, now: datetime) -> None:
        """Make what most questions of this minute need, so that none of them has to wait for it."""
        today = now.date()
        self.standing("active", today)
        self.trust(today)
        self._prominence(today)
        self.timetable.prepare(now, HOURS_TO_HALF_GAIN)
        self.correct("prepared")
        self._stems.mates("prepared")
        for column in ("rank", "group", "points", "spanish"):
            getattr(self.layout, column)

    def stated_counts(self, facet: str, today: date) -> Mapping[str, int]:
        """How many listings shown by default on a day state each value of a facet."""
        return self.standing("active", today).counted.get(facet, {})

    def shown(self, rows: Rows, *, with_cards: bool = True) -> list[Shown]:
        """What a result shows of each of some rows."""
        return [segment.shown(document, with_card=with_cards) for segment, document in self.layout.documents(rows)]

    def digest(self) -> str:
        """A fingerprint of all documents, whatever their order: how many, and the sum of the fingerprint of each."""
        sums = self.layout.column("content")[:, self.layout.live].sum(axis=1, dtype=np.uint64)
        return f"{len(self)}-{int(sums[0]):016x}{int(sums[1]):016x}"

    def _prominence_on(self, today: date) -> Prominence:
        return self.names.prominence(self.standing("active", today).shown)

    def _trust_on(self, today: date) -> Factors:
        return trust_factors(self.layout, today)

    def _standing(self, status: StatusAsked, today: date) -> Standing:
        on_day = standing(self.layout, status, today)
        rows = np.flatnonzero(on_day.shown).astype(np.int32)
        return Standing(
            shown=on_day.shown,
            here=on_day.shown & on_day.here,
            online=on_day.shown & self.layout.online,
            rows=rows,
            counted=self.counter.counts(rows),
            groups=self.layout.groups_among(rows),
            key=(status, today),
        )


class _StemsOfAll(Stems):
    """The stems of several segments as one; those of a segment are made once however often the index moves on."""

    def __init__(self, parts: Sequence[Stems]) -> None:
        self._parts = parts

    def mates(self, word: str) -> tuple[str, ...]:
        """Words of any segment that share a light stem with this one, in order, without the word itself."""
        return tuple(sorted({mate for part in self._parts for mate in part.mates(word)}))
