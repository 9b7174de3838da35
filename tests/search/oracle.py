"""What the engine must answer, worked out the slow way: one listing after the other, no index, no arrays.

It knows the rules of `docs/search.md` and the tables of weights, and shares no code with the engine but the pure
hours (`search.hours`, `search.windows`), which have a slow walk of their own to be judged by. Distances are geopy's.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from geopy.distance import geodesic

from search import ranking
from search.document import Document
from search.hours import LOOK_AHEAD, Hours, Occurrence, TimeState, Window, occurrences, state_at
from search.query import Query
from search.windows import next_day_window, overlapping, overlapping_day
from tests.search.oracle_words import Corpus, Language, Words

RINGS = (5.0, 10.0, 25.0, 60.0)
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
SILENT = ("language", "for", "access", "need", "free")
EDGE = 0.002
"""Miles; so near to the edge of a circle the two formulas for distance may disagree."""


@dataclass
class Place:
    """One listing in the answer: in which step it came, how far it is, and what its text is worth."""

    document: Document
    text: float
    miles: float
    tier: int = 0
    occurrence: Occurrence | None = None


@dataclass
class Expected:
    """What the engine must answer; `order` holds every hit, each with the key it is sorted by."""

    total: int
    groups: int
    facets: dict[str, dict[str, int]]
    miles: float | None
    unstated: int
    relaxed: list[str]
    order: list[tuple[tuple[float, ...], Place]] = field(default_factory=list)
    near_edge: bool = False


class Oracle:
    """Answers one query after the other over the same listings."""

    def __init__(self, documents: Sequence[Document], language: Language) -> None:
        self._corpus = Corpus(documents, language)

    def answer(self, query: Query, words: Words, now: datetime) -> Expected:
        return _Answer(self._corpus, query, words.folded, now).expected()


class _Answer:
    def __init__(self, corpus: Corpus, query: Query, words: Words, now: datetime) -> None:
        self.corpus, self.query, self.words, self.now = corpus, query, words, now
        self.today = now.date()
        self.near_edge = False
        self.relaxed: list[str] = []
        self.steps = 0

    def expected(self) -> Expected:
        places, miles = self._relaxed_places()
        passing = [place for place in places if self._is_in_time(place.document) and self._passes(place)]
        loose = replace(self.query, unstated=True)
        left_out = [place for place in places if self._is_in_time(place.document) and self._passes(place, query=loose)]
        return Expected(
            total=len(passing),
            groups=len({place.document.group for place in passing}),
            facets=self._facets(places),
            miles=miles,
            unstated=0 if self.query.unstated else len(left_out) - len(passing),
            relaxed=self.relaxed,
            order=sorted(((self._key(place), place) for place in passing), key=lambda each: each[0]),
            near_edge=self.near_edge,
        )

    # Words, place, time and relaxing

    def _relaxed_places(self) -> tuple[list[Place], float | None]:
        given = self.query.near.miles if self.query.near else None
        texts = self._texts()
        places, miles = self._places(texts[0][0], given)
        used = texts[0]
        if self.query.exact or self.query.guarded:
            return places, miles
        for text in texts[1:]:
            if self._count(places) < 3:
                tried, ring = self._places(text[0], given, places)
                if self._adopted(tried, places):
                    places, miles, used, self.relaxed = tried, ring, text, text[1]
        asked = RINGS[-1] if given is None else given
        for text in (used, texts[-1]) if self.query.near else ():
            if self._count(places) < 3 and (text == used or len(texts) > 1):
                tried, ring = self._widest(text[0], asked, self._count(places))
                if self._adopted(tried, places):
                    places, miles, self.relaxed = tried, ring, [*text[1], "wider"]
        return places, miles

    def _texts(self) -> list[tuple[list[tuple[Words, bool]], list[str]]]:
        """The words as typed, as they were meant, and any of them; with what each step is called."""
        texts: list[tuple[list[tuple[Words, bool]], list[str]]] = [([(self.words, False)], [])]
        meant = self.corpus.respelled(self.words)
        if meant != self.words:
            texts.append(([*texts[-1][0], (meant, False)], ["spelling"]))
        if len(self.corpus.asked(meant)) + len(meant.phrases) > 1:
            texts.append(([*texts[-1][0], (meant, True)], [*texts[-1][1], "any_word"]))
        return texts

    def _widest(self, readings: list[tuple[Words, bool]], asked: float, count: int) -> tuple[list[Place], float | None]:
        best: tuple[list[Place], float | None] = ([], None)
        for ring in (ring for ring in (*RINGS, 100.0) if ring > asked):
            places, _ = self._places(readings, ring)
            if self._count(places) > max(count, self._count(best[0])):
                best = (places, ring)
            if self._count(best[0]) >= 3:
                break
        return best

    def _adopted(self, tried: list[Place], places: list[Place]) -> bool:
        """Whether a step found more; then what it added comes after what was there."""
        if self._count(tried) <= self._count(places):
            return False
        before = {place.document.id: place.tier for place in places if self._is_in_time(place.document)}
        self.steps += 1
        for place in tried:
            place.tier = before.get(place.document.id, self.steps)
        return True

    def _count(self, places: Iterable[Place]) -> int:
        return sum(self._is_in_time(place.document) for place in places)

    def _places(
        self, readings: Sequence[tuple[Words, bool]], miles: float | None, held: Iterable[Place] = ()
    ) -> tuple[list[Place], float | None]:
        found = []
        for document in self.corpus.documents:
            typing = self.query.typing
            text = max(
                self.corpus.text_worth(document, words, typing=typing, any_word=any_word)
                for words, any_word in readings
            )
            if text and self._is_shown(document):
                found.append(Place(document, text, self._miles(document)))
        if self.query.near is None:
            return found, None
        reach = miles if miles is not None else self._ring(found, held)
        self.near_edge |= any(abs(place.miles - reach) < EDGE for place in found)
        for place in found:
            place.miles = place.miles if place.miles <= reach else math.inf
        return [place for place in found if place.miles < math.inf or place.document.online], reach

    def _ring(self, found: Sequence[Place], held: Iterable[Place]) -> float:
        least = max((place.miles for place in held if place.miles < math.inf), default=0.0)
        in_time = [place.miles for place in found if self._is_in_time(place.document)]
        self.near_edge |= any(abs(miles - ring) < EDGE for miles in in_time for ring in RINGS)
        return next((ring for ring in RINGS if ring >= least and sum(m <= ring for m in in_time) >= 10), RINGS[-1])

    def _miles(self, document: Document) -> float:
        near = self.query.near
        if near is None or not self._is_here(document) or document.lat is None or document.lon is None:
            return math.inf
        return float(geodesic((near.lat, near.lon), (document.lat, document.lon)).miles)

    def _reopened(self, document: Document) -> bool:
        return document.closed_until is not None and document.closed_until < self.today

    def _is_here(self, document: Document) -> bool:
        closed = document.venue_closed and not self._reopened(document)
        return document.in_person and not (closed and document.online)

    def _is_shown(self, document: Document) -> bool:
        if self.query.status == "any":
            return True
        venue_closed = document.venue_closed and not self._reopened(document)
        closed = document.status == "temporarily_closed" and not self._reopened(document)
        closed = (closed and not (venue_closed and document.online)) or (venue_closed and not document.online)
        gone = document.status in ("inactive", "defunct")
        verified, due = document.verified_on, document.due_on
        overdue = bool(verified and due and self.today > due + (due - verified) and not document.live_source)
        wanted = {
            "active": not closed and not overdue,
            "temporarily_closed": closed,
            "overdue": overdue and not closed,
        }
        return not gone and wanted[self.query.status]

    def _occurrence(self, document: Document) -> Occurrence | None:
        """What falls in the stretch of time asked for."""
        if isinstance(self.query.window, Window):
            return overlapping(document.hours, self.query.window)
        assert self.query.window is not None
        return overlapping_day(document.hours, self.query.window, self.now, str(self.now.tzinfo))

    def _is_in_time(self, document: Document) -> bool:
        return self.query.window is None or self._occurrence(document) is not None

    # Facets

    def _passes(self, place: Place, *, without: str = "", query: Query | None = None) -> bool:
        query, document = query or self.query, place.document
        if document.asks & query.excluded:
            return False
        days = None if without == "verified" else query.verified_days
        if days is not None and not self._is_verified_within(document, days):
            return False
        chosen = {facet: values for facet, values in query.chosen.items() if values and facet != without}
        for facet, values in chosen.items():
            says = [self._says(place, facet, value, unstated=query.unstated) for value in values]
            if not (all(says) if facet in ("need", "access") else any(says)):
                return False
        return True

    def _says(self, place: Place, facet: str, value: str, *, unstated: bool) -> bool:
        document = place.document
        if facet == "format":
            return self._is_at_hand(place) if value == "in_person" else value == "online" and document.online
        if value in document.stated.get(facet, ()):
            return True
        return unstated and facet in SILENT and bool({value, "*"} & set(document.unstated.get(facet, ())))

    def _is_at_hand(self, place: Place) -> bool:
        return self._is_here(place.document) if self.query.near is None else place.miles < math.inf

    def _is_verified_within(self, document: Document, days: int) -> bool:
        return document.verified_on is not None and document.verified_on >= self.today - timedelta(days=days)

    def _facets(self, places: Sequence[Place]) -> dict[str, dict[str, int]]:
        counts: dict[str, Counter[str]] = {}
        for facet in ("domain", "term", "language", "for", "access", "need", "free", "format", "day", "verified"):
            counts[facet] = Counter()
            for place in places:
                without = "" if facet in ("need", "access") else facet
                in_time = self._is_in_time(place.document) or (
                    facet == "day" and not isinstance(self.query.window, Window)
                )
                if in_time and self._passes(place, without=without):
                    counts[facet].update(self._values(facet, place))
        return {facet: dict(counted) for facet, counted in counts.items()}

    def _values(self, facet: str, place: Place) -> Iterable[str]:
        document = place.document
        if facet == "format":
            return [value for value in ("in_person", "online") if self._says(place, "format", value, unstated=False)]
        if facet == "day":
            return [WEEKDAYS[day] for day in weekdays_left(document.hours, self.now)]
        if facet == "verified":
            return [str(days) for days in (30, 90, 180, 365) if self._is_verified_within(document, days)]
        return document.stated.get(facet, frozenset())

    # Order

    def _key(self, place: Place) -> tuple[float, ...]:
        """The numbers a hit is sorted by, the least first; ids break ties."""
        online = float(self.query.near is not None and place.miles == math.inf)
        state, place.occurrence = self.shown(place.document)
        if self.query.sort == "soonest":
            return place.tier, online, self._soonest(state, place.occurrence)
        if self.query.sort == "nearest" and self.query.near:
            return place.tier, online, 0.0 if online else place.miles
        foreign = float(self.query.language == "es" and place.document.text_language != "es")
        return place.tier, online, foreign, -self._best(place, state)

    @property
    def moment(self) -> datetime:
        """The later of now and the opening of the stretch asked for."""
        if self.query.window is None:
            return self.now
        if isinstance(self.query.window, Window):
            return max(self.now, self.query.window.opens_at)
        return next_day_window(self.query.window, self.now, str(self.now.tzinfo)).opens_at

    def shown(self, document: Document) -> tuple[TimeState, Occurrence | None]:
        window = self.query.window
        if window is None or (isinstance(window, Window) and window.opens_at < self.now):
            return state_at(document.hours, self.now)
        if document.hours.always:
            return TimeState.ALWAYS, None
        found = self._occurrence(document)
        assert found is not None
        return (TimeState.IN_PROGRESS if found.covers(self.now) else TimeState.UPCOMING), found

    def _soonest(self, state: TimeState, occurrence: Occurrence | None) -> float:
        if occurrence is not None:
            return occurrence.starts_at.timestamp()
        return {TimeState.ALWAYS: math.floor(self.moment.timestamp()), TimeState.BY_APPOINTMENT: 9e18}.get(state, 8e18)

    def _best(self, place: Place, state: TimeState) -> float:
        near = 1 / (1 + place.miles / ranking.MILES_TO_HALF) if place.miles < math.inf else 1.0
        return place.text * near * self._soonness(state, place.occurrence) * self._trust(place.document)

    def _soonness(self, state: TimeState, occurrence: Occurrence | None) -> float:
        if state is TimeState.ALWAYS:
            return 1 + ranking.SOON_GAIN
        if occurrence is None:
            return 1.0
        hours = max((occurrence.starts_at.astimezone(UTC) - self.moment).total_seconds(), 0) / 3600
        return 1 + ranking.SOON_GAIN * 0.5 ** (hours / ranking.HOURS_TO_HALF_GAIN)

    def _trust(self, document: Document) -> float:
        factor = 1.0
        if document.verified_on:
            days = max((self.today - document.verified_on).days, 0)
            factor += ranking.CHECK_GAIN * 0.5 ** (days / ranking.DAYS_TO_HALF_CHECK)
        return factor * (ranking.REPORTED_WRONG if document.reported_wrong else 1)


def weekdays_left(hours: Hours, now: datetime) -> set[int]:
    """On which weekdays a listing still is: those of every schedule of which anything is left within 400 days."""
    if hours.always:
        return set(range(7))
    found: set[int] = set()
    for schedule in () if hours.by_appointment else hours.schedules:
        following = next(occurrences(Hours((schedule,)), after=now, before=now + LOOK_AHEAD), None)
        if following and schedule.weekdays:
            found |= {day.weekday for day in schedule.weekdays}
        elif following:
            found.add(following.starts_at.weekday())
    return found
