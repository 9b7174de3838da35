"""Which documents have the words asked for, what that is worth, and how it came about."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.fields import BANDS
from search.hits import Hits, intersection, union
from search.layout import Mask, Rows
from search.query import Reason
from search.terms import Terms, is_among
from search.wording import Clause, Wording, Words

AS_TYPED: Final = 1.0
AS_FORM: Final = 0.9
"""Another form of the word typed: nearly as good."""
AS_SYNONYM: Final = 0.75
"""Another word for it."""
AS_PARTS: Final = 0.6
"""Its words found apart, at what they are worth on average: together they are one thing."""


def _by_weight(band: int) -> float:
    return -BANDS[band].weight


_WEIGHTIEST: Final = tuple(
    min((band for band in range(len(BANDS)) if bits >> band & 1), key=_by_weight, default=0)
    for bits in range(1 << len(BANDS))
)
"""[bits of bands] → the weightiest of them."""


@dataclass(frozen=True, eq=False)
class Matches:
    """Documents that match, ascending, and what their text is worth. `rows` of every document have no scores."""

    rows: Rows
    scores: NDArray[np.float32] | None


class WordsFound:
    """Which words of a question stand in one document, and in which bands."""

    __slots__ = ("_as_typed", "_by_band", "_marked", "_synonyms")

    def __init__(self) -> None:
        self._by_band: dict[int, list[Words]] = {}
        self._as_typed: set[Words] = set()
        self._synonyms: dict[Words, list[Words]] = {}
        self._marked: dict[str, None] = {}

    def add(self, clause: Clause, found: Words, bands: int) -> None:
        """Note words that were found for a clause, and the bits of the bands they stand in."""
        self._marked.update(dict.fromkeys(found))
        if found in clause.synonyms:
            self._synonyms.setdefault(clause.typed, []).append(found)
        else:
            self._as_typed.add(clause.typed)
        self._by_band.setdefault(_WEIGHTIEST[bands], []).append(found)

    @property
    def marked(self) -> tuple[str, ...]:
        """Words of the document to mark."""
        return tuple(self._marked)

    @property
    def reasons(self) -> Iterator[Reason]:
        """The fields the words stand in, the weightiest first, and the synonyms without which it were not found."""
        for band in sorted(self._by_band, key=_by_weight) if len(self._by_band) > 1 else self._by_band:
            words = self._by_band[band]
            yield Reason(BANDS[band].reason, " ".join(dict.fromkeys(map(" ".join, words))))
        for typed, others in self._synonyms.items():
            if typed not in self._as_typed:
                for other in dict.fromkeys(others):
                    yield Reason("synonym", f"{' '.join(typed)} > {' '.join(other)}")


class Matcher:
    """Finds the documents of the wordings of one question, each word and phrase of it once, among those `shown`."""

    def __init__(self, terms: Terms, shown: Mask, key: Hashable) -> None:
        """`key` stands for what is shown where what was found is kept."""
        self._terms = terms
        self._shown = shown
        self._key = key
        self._known: dict[tuple[Words, bool], Hits] = {}

    def matches(self, wording: Wording, *, any_clause: bool = False) -> Matches:
        """Documents in which all of `required` is found (with `any_clause` any of it) and none of `excluded`."""
        if wording.required:
            found = [self.hits(clause) for clause in wording.required]
            hits = union(found, self._shown.size, add=True) if any_clause else intersection(found, self._shown.size)
            rows, scores = hits.rows, hits.scores
        else:
            rows, scores = np.flatnonzero(self._shown).astype(np.int32), None
        if wording.excluded and rows.size:
            dropped = union([self.hits(clause) for clause in wording.excluded], self._shown.size)
            kept = ~is_among(rows, dropped.rows)
            rows, scores = rows[kept], None if scores is None else scores[kept]
        return Matches(rows, scores)

    def hits(self, clause: Clause) -> Hits:
        """Where a clause is found, each document at its best alternative's worth, once for each word typed."""
        if not all(word in self._terms for word in clause.typed):
            return self._looked_for(clause)
        return self._terms.kept.get((clause, self._key), lambda: self._looked_for(clause))

    def _looked_for(self, clause: Clause) -> Hits:
        """The alternatives are one thing said in several ways: a way that is seldom used is no rarer than the thing, or
        else an odd synonym would outweigh the word that was typed.
        """
        alternatives = [self._alternative(clause, words) for words in clause.alternatives]
        rarity = self._terms.rarity(max(hits.rows.size for hits in alternatives))
        found = [
            _scaled(hits, _worth(clause, place, words) * rarity / self._terms.rarity(hits.rows.size))
            for place, (words, hits) in enumerate(zip(clause.alternatives, alternatives, strict=True))
        ]
        if clause.parts:
            parts = [self.hits(part) for part in clause.parts]
            found.append(_scaled(intersection(parts, self._shown.size), AS_PARTS / len(parts)))
        best = union([hits for hits in found if hits.rows.size], self._shown.size)
        return _scaled(_among(best, self._shown), len(clause.typed))

    def explain(self, wordings: Iterable[Wording], rows: Rows) -> list[WordsFound]:
        """The words that each of the rows has."""
        explained = [WordsFound() for _ in range(rows.size)]
        for clause in dict.fromkeys(leaf for wording in wordings for leaf in _leaves(wording.required)):
            for place, words in enumerate(clause.alternatives):
                bands = self._bands_of(clause, words, rows)
                numbers = np.flatnonzero(bands).tolist()
                found = self._found_words(words, rows[numbers]) if place == 0 and clause.prefix else {}
                for number, bits in zip(numbers, bands[numbers].tolist(), strict=True):
                    for one in found.get(int(rows[number]), (words,)):
                        explained[number].add(clause, one, bits)
        return explained

    def _bands_of(self, clause: Clause, words: Words, rows: Rows) -> NDArray[np.uint8]:
        """For each of the rows the bits of the bands that an alternative stands in there; 0 where it does not."""
        if len(words) == 1 and not (clause.prefix and words == clause.typed):
            return self._terms.bands_of(words[0], rows)
        hits = self._alternative(clause, words)
        bands = np.zeros(rows.size, np.uint8)
        if hits.rows.size:
            places = np.minimum(hits.rows.searchsorted(rows), hits.rows.size - 1)
            bands = np.where(hits.rows.take(places) == rows, hits.bands.take(places), bands)
        return bands

    def _found_words(self, words: Words, rows: Rows) -> dict[int, list[Words]]:
        """For each row the words typed, the last one written out as each of the words it begins there."""
        found = self._terms.words_beginning(words[-1], np.sort(rows))
        return {row: [(*words[:-1], word) for word in ends] for row, ends in found.items()}

    def _alternative(self, clause: Clause, words: Words) -> Hits:
        is_open = clause.prefix and words == clause.typed
        known = self._known.get((words, is_open))
        if known is None:
            known = self._known[words, is_open] = self._looked_up(words, is_open)
        return known

    def _looked_up(self, words: Words, is_open: bool) -> Hits:
        if len(words) > 1:
            return self._terms.phrase(words, is_open=is_open)
        return self._terms.beginning(words[0]) if is_open else self._terms.word(words[0])


def either(found: Sequence[Matches], size: int) -> Matches:
    """What matches any of several ways, at its best score. `size` is the number of rows."""
    if len(found) == 1 or found[0].scores is None:
        return found[0]
    no_bands = (np.zeros(matches.rows.size, np.uint8) for matches in found)
    hits = [
        Hits(each.rows, each.scores, bands)
        for each, bands in zip(found, no_bands, strict=True)
        if each.scores is not None
    ]
    joined = union(hits, size)
    return Matches(joined.rows, joined.scores)


def _worth(clause: Clause, place: int, words: Words) -> float:
    if place == 0:
        return AS_TYPED
    return AS_SYNONYM if words in clause.synonyms else AS_FORM


def _scaled(hits: Hits, by: float) -> Hits:
    return hits if by == 1 else Hits(hits.rows, hits.scores * np.float32(by), hits.bands)


def _among(hits: Hits, shown: Mask) -> Hits:
    kept = np.flatnonzero(shown.take(hits.rows))
    if kept.size == hits.rows.size:
        return hits
    return Hits(hits.rows.take(kept), hits.scores.take(kept), hits.bands.take(kept))


def _leaves(clauses: Sequence[Clause]) -> Iterable[Clause]:
    for clause in clauses:
        yield clause
        yield from _leaves(clause.parts)
