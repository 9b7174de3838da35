"""One question put to one snapshot: words, place and time, and what is tried when next to nothing is found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.cells import documents_near
from search.facets import Answerable
from search.hours import Window
from search.layout import Mask, Rows
from search.matching import Matcher, either
from search.moments import Moments
from search.query import Near, Query, Relaxed
from search.relaxing import ENOUGH, respelled, wider_than
from search.snapshot import Snapshot
from search.upcoming import InWindow
from search.wording import Wording

HITS_IN_RING: Final = 10
"""Without miles given, the smallest ring that holds so many hits is taken."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the words of a question."""

    wording: Wording
    any_clause: bool = False


@dataclass(frozen=True, eq=False)
class Located:
    """Rows that words and place found; all arrays are as long as `rows`, which ascend."""

    rows: Rows
    text: NDArray[np.float32] | None
    """What the words are worth; None without words."""
    distances: NDArray[np.float64] | None
    """Miles; infinite for what is not in the circle and so only online. None without a place."""
    miles: float | None
    """The radius in use; None without a place."""

    def take(self, kept: Mask) -> "Located":
        """Those of some rows."""
        return self.at(np.flatnonzero(kept))

    def at(self, places: NDArray[np.intp]) -> "Located":
        """Those of the rows at some places."""
        return Located(
            rows=self.rows.take(places),
            text=None if self.text is None else self.text.take(places),
            distances=None if self.distances is None else self.distances.take(places),
            miles=self.miles,
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """What words and place found, and when it is on in the stretch of time asked for, if any was."""

    located: Located
    stretch: InWindow | None

    @property
    def rows(self) -> Rows:
        """The rows that words and place found."""
        return self.located.rows

    @property
    def in_time(self) -> Mask | None:
        """Which of them are in the stretch of time asked for."""
        return None if self.stretch is None else self.stretch.found

    @property
    def counted(self) -> Rows:
        """Those of them: what relaxing is decided on."""
        return self.rows if self.in_time is None else self.rows[self.in_time]

    def furthest(self) -> float:
        """Miles to the furthest row in the circle; 0 without any."""
        distances = self.located.distances
        return 0.0 if distances is None else float(max(distances[np.isfinite(distances)], default=0.0))

    def within(self, miles: float) -> int:
        """How many rows in time lie so near."""
        distances = self.located.distances
        if distances is None:
            return 0
        return int(((distances if self.in_time is None else distances[self.in_time]) <= miles).sum())

    def take(self, kept: Mask) -> "Answer":
        """Those of some rows."""
        if kept.all():
            return self
        places = np.flatnonzero(kept)
        return Answer(self.located.at(places), self.stretch_at(places))

    def stretch_at(self, places: NDArray[np.intp]) -> InWindow | None:
        """What was found of the stretch of time for the rows at some places."""
        stretch = self.stretch
        if stretch is None:
            return None
        return InWindow(stretch.found.take(places), stretch.starts.take(places), stretch.ends.take(places))


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a question read in ever more ways, and what was loosened to get there."""

    readings: tuple[Reading, ...]
    relaxed: tuple[Relaxed, ...] = ()


@dataclass(frozen=True, eq=False)
class Answered:
    """The answer to a question, how it was relaxed, and the rows that were there at each step before."""

    answer: Answer
    text: Text
    wider: tuple[Relaxed, ...] = ()
    earlier: tuple[Rows, ...] = ()

    @property
    def relaxed(self) -> tuple[Relaxed, ...]:
        """Every way in which the answer is wider than the question."""
        return self.text.relaxed + self.wider

    @property
    def count(self) -> int:
        """How many rows are in time."""
        return int(self.answer.counted.size)

    def tiers(self) -> NDArray[np.uint8] | None:
        """For each row the step that found it first: 0 for what matched as asked. None when there was no other."""
        if not self.earlier:
            return None
        tier = np.full(self.answer.rows.size, len(self.earlier), np.uint8)
        for step, rows in reversed(list(enumerate(self.earlier))):
            tier[np.isin(self.answer.rows, rows)] = step
        return tier

    def or_better(self, other: "Answered") -> "Answered":
        """The other answer, after this one, when it holds more."""
        if other.count <= self.count:
            return self
        return replace(other, earlier=(*self.earlier, self.answer.counted))


class Question:
    """A query as it is put to one snapshot at one moment."""

    def __init__(self, snapshot: Snapshot, query: Query, now: datetime) -> None:
        self.snapshot = snapshot
        self.query = query
        self.moments = Moments(snapshot.timetable, query, now)
        self.standing = snapshot.standing(query.status, now.date())
        self.matcher = Matcher(snapshot.terms, self.standing.shown, self.standing.key)

    def answered(self) -> Answered:
        """The answer, relaxed where the query lets it be and next to nothing matches as asked."""
        as_typed = Text((Reading(self._wording(self.query.words)),))
        found = Answered(self._ask(as_typed, self._miles), as_typed)
        if found.count >= ENOUGH or self.query.exact or self.query.guarded:
            return found
        looser = self._looser(as_typed)
        for text in looser:
            if found.count < ENOUGH:
                answer = self._ask(text, self._miles, holding=found.answer)
                found = found.or_better(Answered(answer, text))
        for text in dict.fromkeys((found.text, *looser[-1:])):
            if found.count < ENOUGH:
                found = self._wider(found, text)
        return found

    @property
    def _miles(self) -> float | None:
        return self.query.near.miles if self.query.near else None

    def _looser(self, as_typed: Text) -> list[Text]:
        """The words as they were probably meant; any of them. Without the steps that change nothing."""
        texts = [as_typed]
        meant = respelled(self.query.words, self.snapshot.correct)
        if meant != self.query.words:
            texts.append(_loosened(texts[-1], Reading(self._wording(meant)), "spelling", self.query.words, meant))
        wording = texts[-1].readings[-1].wording
        if len(wording.required) > 1:
            any_of = ", ".join(" ".join(clause.typed) for clause in wording.required)
            texts.append(_loosened(texts[-1], Reading(wording, any_clause=True), "any_word", meant, any_of))
        return texts[1:]

    def _wording(self, text: str) -> Wording:
        return self.snapshot.wording(text, typing=self.query.typing)

    def _wider(self, found: Answered, text: Text) -> Answered:
        """The first wider ring in which enough is found; else the first that finds the most there is."""
        asked = self._miles if self._miles is not None else float(geo.RINGS[-1])
        best = found
        for miles in wider_than(asked) if self.query.near else ():
            wider = Answered(self._ask(text, miles), text, (Relaxed("wider", f"{asked:g}", f"{miles:g}"),))
            if wider.count > best.count:
                best = found.or_better(wider)
            if best.count >= ENOUGH:
                break
        return best

    def answerable(self, answer: Answer) -> Answerable:
        """What facets need to know of an answer."""
        standing, located = self.standing, answer.located
        here = standing.here.take(answer.rows) if located.distances is None else np.isfinite(located.distances)
        counted = standing.counted if answer.rows is standing.rows else None
        return Answerable(answer.rows, answer.in_time, here, standing.online.take(answer.rows), counted)

    def _ask(self, text: Text, miles: float | None, *, holding: Answer | None = None) -> Answer:
        """The rows of any of the readings, in the circle or online.

        Without miles the ring is chosen, wide enough for what an earlier answer holds.
        """
        found = self._matched(text.readings)
        if self.query.near is None:
            return self._timed(found)
        reach = float(geo.RINGS[-1]) if miles is None else miles
        answer = self._timed(self._within(self.query.near, reach, found))
        return self._in_smallest_ring(answer, holding) if miles is None else answer

    def _timed(self, located: Located) -> Answer:
        """With when each row is on. A stretch keeps what is in it only; a day is a facet, so its others are kept."""
        answer = Answer(located, self.moments.stretch(located.rows))
        if answer.in_time is None or not isinstance(self.query.window, Window):
            return answer
        return answer.take(answer.in_time)

    def _matched(self, readings: Sequence[Reading]) -> Located:
        """Rows that may be shown and match any of the readings."""
        if not readings[0].wording:
            return Located(self.standing.rows, None, None, None)
        found = [self.matcher.matches(reading.wording, any_clause=reading.any_clause) for reading in readings]
        matches = either(found, self.standing.shown.size)
        return Located(matches.rows, matches.scores, None, None)

    def _within(self, near: Near, reach: float, found: Located) -> Located:
        """Those that lie in the circle or are online, with their miles."""
        standing = self.standing
        placed, miles = self._placed_within(near, reach, found.rows)
        nearby = np.zeros(standing.shown.size, np.bool_)
        nearby[placed] = True
        if found.rows is standing.rows:
            rows, text = np.flatnonzero(nearby | standing.online).astype(np.int32), None
        else:
            kept = found.take(nearby.take(found.rows) | standing.online.take(found.rows))
            rows, text = kept.rows, kept.text
        distances = np.full(rows.size, np.inf)
        distances[nearby.take(rows)] = miles
        return Located(rows, text, distances, reach)

    def _placed_within(self, near: Near, reach: float, rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
        """Which of the rows, ascending, lie in the circle, and their miles."""
        standing, layout = self.standing, self.snapshot.layout
        wanted = standing.here
        if rows is not standing.rows:
            wanted = np.zeros(layout.size, np.bool_)
            wanted[rows] = standing.here.take(rows)
        around = [
            documents_near(segment.columns, near.lat, near.lon, reach) + np.int32(base)
            for segment, base in zip(layout.segments, layout.bases, strict=True)
        ]
        placed = np.concatenate(around)
        placed = np.sort(placed[wanted.take(placed)])
        miles = geo.miles_from_vectors(near.lat, near.lon, layout.points.take(placed, axis=1))
        inside = np.flatnonzero(miles <= reach)
        return placed.take(inside), miles.take(inside)

    def _in_smallest_ring(self, answer: Answer, holding: Answer | None) -> Answer:
        """The answer cut to the smallest ring that holds enough hits, and every hit of the answer before."""
        least = holding.furthest() if holding else 0.0
        ring = next(
            (ring for ring in geo.RINGS if ring >= least and answer.within(ring) >= HITS_IN_RING), geo.RINGS[-1]
        )
        return self._cut(answer, float(ring))

    def _cut(self, answer: Answer, miles: float) -> Answer:
        located = answer.located
        if located.distances is None:
            return answer
        here = located.distances <= miles
        closer = replace(located, distances=np.where(here, located.distances, np.inf), miles=miles)
        return replace(answer, located=closer).take(here | self.standing.online[located.rows])


def _loosened(text: Text, reading: Reading, kind: Literal["spelling", "any_word"], before: str, after: str) -> Text:
    return Text((*text.readings, reading), (*text.relaxed, Relaxed(kind, before, after)))
