"""Places as people type them: "near 55401", "in brooklyn park", "cerca de St. Paul", "within 5 miles"."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from search.gazetteer import Gazetteer, Place
from search.geo import miles_between
from search.place_slips import MOST_WORDS, TownSpeller
from search.place_spans import PlaceSpan, place_at
from search.sentence import Sentence
from search.stop_words import STOP_WORDS

LOCAL_MILES: Final = 60.0
"""A town this near to the agency is meant even without "in" before it, when it ends the text."""
_LARGE_TOWN: Final = 100_000
"""People: the name of such a town is its own, also when it is an ordinary word (Orange, Independence)."""
_KNOWN_TOWN: Final = 20_000
"""People: the one-word name of such a town of the region is a place also where it begins the text ("edina yoga")."""
_LONG_NAME: Final = 7
"""Letters: without "in" before it, a shorter word at the end is a misspelt town too rarely (brunch, Branch)."""
_FARTHEST: Final = 100
_MORE: Final = "0"
"""Stands for words that are not free: part of no name, and it keeps a name from being the last thing said."""

_PREPOSITIONS: Final = "in near at around by en por alrededor cerca close next outside inside serca nere neer"
_BEFORE: Final = frozenset(_PREPOSITIONS.split())
"""A name after one of these (and perhaps "to", "of", "de", "the") is a place."""
_LITTLE_WORDS: Final = "to of de del the downtown from la el zip zipcode codigo postal code area"
_BETWEEN: Final = frozenset(_LITTLE_WORDS.split())
"""What may stand between those and the name, and before a ZIP code."""
_COUNTY: Final = frozenset(["county", "condado"])
_AFTER: Final = frozenset(["area", "zip", "zipcode", "county", "condado"])

_NAMES_OF_GROUPS: Final = """
new hope independence friendship recovery unity harmony liberty freedom grace faith eden victory welcome sunrise
serenity courage wisdom beginnings life living light bridge home center central park lake hill valley spring young men
women normal surprise truth consequences paradise story trust bliss defiance success early sober peace joy love family
union church path way road mobile reading orange troy sandwich converse energy
"""
_NAMES_OF_HOPE: Final = frozenset(_NAMES_OF_GROUPS.split())
"""Words of towns' names that name groups and feelings far more often."""

_FOUR_MORE: Final = re.compile(r"[0-9]{4}")
"""The rest of a ZIP+4 code, which says no more than the ZIP code about where somebody is."""

_MILES: Final = re.compile(
    r"(?:\b(?:within|less than|under|up to|in|inside|a menos de|dentro de|hasta|a unas?|a)\s+(?:an?\s+)?)?"
    r"(?<![\w.$])(?P<miles>\d{1,3}(?:\.\d)?)[\s-]*(?:mi\.?|miles?|millas?)\b"
    r"(?:[\s-]+(?:radius|a la redonda|or less|o menos|away|max))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlaceReader:
    """Finds the place in a sentence.

    `home` is where the agency is; `ordinary` are words of the vocabulary (folded), which are places only when it is
    clear that they are meant so; `known_words` are more words that are no slips of the name of a town.
    """

    gazetteer: Gazetteer
    home: Place | None = None
    ordinary: Collection[str] = frozenset()
    known_words: Collection[str] = frozenset()

    def read(self, sentence: Sentence) -> None:
        """Take at most one place out of the sentence: after "in" or "near" first, then the surest, then misspelt."""
        spans = [(start, span) for start in range(len(sentence)) if (span := self._span_at(sentence, start))]
        for is_meant in (self._is_after_preposition, self._is_unmistakable, self._is_local_end):
            for start, span in spans:
                if is_meant(sentence, start, span):
                    _take(sentence, start, self._longer(sentence, start, self._whole(sentence, start, span)))
                    return
        self._read_misspelt(sentence)

    def _read_misspelt(self, sentence: Sentence) -> None:
        """Take a misspelt town out of the sentence: after "in" or "near", or one of the region that ends the text."""
        for start in range(len(sentence)):
            is_after = _is_after(sentence, start)
            if not is_after and not sentence.is_last(start + MOST_WORDS):
                continue
            span = self._misspelt_at(sentence, start)
            if span and (is_after or self._is_misspelt_end(sentence, start, span)):
                _take(sentence, start, span)
                return

    def _longer(self, sentence: Sentence, start: int, span: PlaceSpan) -> PlaceSpan:
        """The place, or the misspelt longer name of a town that begins with it: Columbia, Columbia Hights."""
        longer = None if span.with_state else self._misspelt_at(sentence, start)
        return longer if longer and longer.count > span.count else span

    def _misspelt_at(self, sentence: Sentence, start: int) -> PlaceSpan | None:
        """The town of the region, or the large one, that words from here nearly name, with its state; the longest."""
        if sentence.words[start] in _BEFORE | _BETWEEN:
            return None
        for stop in range(start + MOST_WORDS, start, -1):
            name = self._towns.meant(sentence.words[start:stop]) if sentence.is_free(start, stop) else None
            if name:
                return self._with_state(sentence, stop, PlaceSpan(stop - start, name, "name"))
        return None

    def _with_state(self, sentence: Sentence, stop: int, span: PlaceSpan) -> PlaceSpan:
        """The place with the state that is typed behind it."""
        words = span.text.split()
        while sentence.is_free(stop, stop + 1):
            words.append(sentence.as_typed(stop))
            stop += 1
        whole = place_at(words, 0, self.gazetteer)
        if whole is None or not whole.with_state:
            return span
        return replace(whole, count=whole.count - len(span.text.split()) + span.count)

    def _is_misspelt_end(self, sentence: Sentence, start: int, span: PlaceSpan) -> bool:
        """A misspelt town of the region that ends the text."""
        is_long = len(span.text.replace(" ", "")) >= _LONG_NAME
        return is_long and sentence.is_last(start + span.count) and self._is_local(span)

    @cached_property
    def _towns(self) -> TownSpeller:
        large = self.gazetteer.towns_of(_LARGE_TOWN)
        local = self.gazetteer.towns_around(self.home.lat, self.home.lon, LOCAL_MILES) if self.home else []
        return TownSpeller([*large, *local], frozenset(self.ordinary) | frozenset(self.known_words))

    def _span_at(self, sentence: Sentence, start: int) -> PlaceSpan | None:
        """The longest place name among the free words from here; a word that is always small is none."""
        stop = start
        while sentence.is_free(stop, stop + 1):
            stop += 1
        if stop == start:
            return None
        typed = [sentence.as_typed(place).rstrip("-") for place in range(start, stop)]
        span = place_at(typed if stop == len(sentence) else [*typed, _MORE], 0, self.gazetteer)
        if span and span.count == 1 and sentence.words[start] in STOP_WORDS and not typed[0].isupper():
            return None
        return span

    def _is_after_preposition(self, sentence: Sentence, start: int, span: PlaceSpan) -> bool:
        if not _is_after(sentence, start):
            return False
        return span.with_state or not self._is_ordinary(sentence, start, span) or _is_capitalized(sentence, start)

    def _is_unmistakable(self, sentence: Sentence, start: int, span: PlaceSpan) -> bool:
        """A ZIP code, a name with its state or ZIP code behind it, a county, or a large town of the region."""
        if span.with_state or self._zip_after(sentence, start + span.count) is not None:
            return True
        if span.count > 1 and sentence.words[start + span.count - 1] in _COUNTY:
            return True
        return span.population >= _LARGE_TOWN and not self._is_ordinary(sentence, start, span) and self._is_local(span)

    def _is_local_end(self, sentence: Sentence, start: int, span: PlaceSpan) -> bool:
        """A town of the region that ends the text; one of two words, or with many people, that begins it."""
        is_known = span.population >= _KNOWN_TOWN and sentence.words[start] not in self.known_words
        begins = sentence.is_first(start) and (span.count > 1 or is_known)
        at_end = begins or sentence.is_last(start + span.count)
        return at_end and not self._is_ordinary(sentence, start, span) and self._is_local(span)

    def _is_ordinary(self, sentence: Sentence, start: int, span: PlaceSpan) -> bool:
        words = sentence.words[start : start + span.count]
        if span.population >= _LARGE_TOWN and not _NAMES_OF_HOPE.issuperset(words):
            return False
        return all(word in self.ordinary or word in _NAMES_OF_HOPE or word in STOP_WORDS for word in words)

    def _is_local(self, span: PlaceSpan) -> bool:
        if self.home is None:
            return span.population >= _LARGE_TOWN
        return any(
            miles_between(self.home.lat, self.home.lon, place.lat, place.lon) <= LOCAL_MILES
            for place in self.gazetteer.places_named(span.text)
        )

    def _whole(self, sentence: Sentence, start: int, span: PlaceSpan) -> PlaceSpan:
        """With what says more of the same place: its ZIP code, or for a neighborhood its town."""
        stop = start + span.count
        if span.kind == "zip" or (span.with_state and not self._zip_after(sentence, stop)):
            return span
        if code := self._zip_after(sentence, stop):
            return PlaceSpan(span.count + 1, f"{span.text} {code}", "zip", with_state=True)
        town = self._span_at(sentence, stop) if stop < len(sentence) else None
        if town is None or town.population <= span.population or self._is_ordinary(sentence, stop, town):
            return span
        return PlaceSpan(span.count + town.count, f"{span.text}, {town.text}", "name", with_state=town.with_state)

    def _zip_after(self, sentence: Sentence, place: int) -> str | None:
        word = sentence.words[place] if sentence.is_free(place, place + 1) else ""
        return word if self.gazetteer.zip_place(word) else None


def read_miles(sentence: Sentence) -> None:
    """Take "within 5 miles", "10 mi", "a menos de 5 millas" out of the sentence."""
    for found in _MILES.finditer(sentence.text):
        start, stop = sentence.between(*found.span())
        miles = min(float(found["miles"]), _FARTHEST)
        if miles >= 1 and sentence.is_free(start, stop):
            sentence.take(start, stop, "miles", f"{miles:g}")
            return


def _words_before(sentence: Sentence, start: int) -> list[str]:
    """The free little words right before a place: the nearest first."""
    before = []
    for word in sentence.free_before(start):
        if word not in _BEFORE and word not in _BETWEEN:
            break
        before.append(word)
    return before


def _is_after(sentence: Sentence, start: int) -> bool:
    """Whether a place stands after "in", "near" or a distance."""
    before = _words_before(sentence, start)
    return not _BEFORE.isdisjoint(before) or sentence.read_as(start - len(before) - 1) == "miles"


def _is_capitalized(sentence: Sentence, start: int) -> bool:
    return sentence.as_typed(start)[:1].isupper() and not sentence.text.isupper()


def _take(sentence: Sentence, start: int, span: PlaceSpan) -> None:
    """Take the place with the little words around it."""
    before = _words_before(sentence, start)
    stop = start + span.count
    if span.kind == "zip" and sentence.is_free(stop, stop + 1) and _FOUR_MORE.fullmatch(sentence.words[stop]):
        stop += 1
    while sentence.is_free(stop, stop + 1) and sentence.words[stop] in _AFTER:
        stop += 1
    sentence.take(start - len(before), stop, "near", span.text)
