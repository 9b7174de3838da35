"""From what was found to what is shown: the page of hits, the totals and the facets of one question."""

from datetime import date, datetime
from math import isinf

import numpy as np
from numpy.typing import NDArray

from search.evaluate import Answer, Answered, Question
from search.facets import Facets
from search.labels import Label
from search.layout import Mask
from search.ordering import first_groups, first_places, order_keys
from search.query import Hit, Query, Results
from search.ranking import BEHIND, HOURS_TO_HALF_GAIN, Candidates, Circumstances, best_scores
from search.recurrence import STATES
from search.snapshot import Snapshot


def answer(snapshot: Snapshot, query: Query, now: datetime) -> Results:
    """The answer of a snapshot to a query at the aware moment `now`, whose date in its own zone is today."""
    question = Question(snapshot, query, now)
    found = question.answered()
    facets = Facets(snapshot.layout, snapshot.counter, query, question.answerable(found.answer), now.date())
    passing = facets.passing()
    page = _Page(question, found, passing, now)
    return Results(
        hits=page.hits(),
        total=page.total,
        groups=page.groups,
        facets=facets.counts(question.moments.weekdays),
        relaxed=found.relaxed,
        miles=found.answer.located.miles,
        unstated=facets.left_out_unstated(),
        now=now,
    )


class _Page:
    """The rows that passed everything, put in order, and those of the page asked for."""

    def __init__(self, question: Question, found: Answered, passing: Mask | None, now: datetime) -> None:
        self._question = question
        self._found = found
        self._today = now.date()
        self._layout = question.snapshot.layout
        self._answer = found.answer if passing is None else found.answer.take(passing)
        self._candidates = _candidates(question, found, self._answer, passing, self._today)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return int(self._candidates.rows.size)

    @property
    def groups(self) -> int:
        """How many groups the rows are of."""
        standing, rows = self._question.standing, self._candidates.rows
        return standing.groups if rows is standing.rows else self._layout.groups_among(rows)

    def hits(self) -> tuple[Hit, ...]:
        """The hits of the page, in order."""
        query, snapshot = self._question.query, self._question.snapshot
        places = self._places(query)
        shown = self._candidates.take(places)
        times = self._question.moments.times(shown.rows, self._answer.stretch_at(places))
        wordings = [reading.wording for reading in self._found.text.readings]
        miles = [None] * shown.rows.size if shown.miles is None else _finite(shown.miles)
        why = Circumstances(self._layout, query.language, self._today, times)
        return tuple(
            Hit(
                *(name, group, score, far, STATES[state], when),
                *(found.marked, (*found.reasons, *reasons), card, others, said),
            )
            for (name, group, said, card), score, far, state, when, found, reasons, others in zip(
                snapshot.shown(shown.rows, with_cards=query.with_cards),
                best_scores(shown).tolist(),
                miles,
                times.state.tolist(),
                snapshot.timetable.occurrences(shown.rows, times.starts, times.ends),
                self._question.matcher.explain(wordings, shown.rows),
                why.of(shown.rows, miles),
                self._others(places) if query.grouped else [0] * shown.rows.size,
                strict=True,
            )
        )

    def _places(self, query: Query) -> NDArray[np.intp]:
        """Where among the candidates the rows of the page stand, in order."""
        found, layout = self._candidates, self._layout
        times = self._question.moments.times(found.rows, self._answer.stretch) if query.sort == "soonest" else None
        keys = order_keys(layout, found, query.sort, query.language, times)
        first = first_groups if query.grouped else first_places
        return first(layout, found, keys, (query.page - 1) * query.per_page, query.per_page)

    def _others(self, places: NDArray[np.intp]) -> list[int]:
        """How many other rows the group of each of these has."""
        group_of = self._layout.group.take(self._candidates.rows)
        others: list[int] = (np.bincount(group_of).take(group_of.take(places)) - 1).tolist()
        return others


def _finite(miles: NDArray[np.float64]) -> list[float | None]:
    return [None if isinf(one) else one for one in miles.tolist()]


def _candidates(question: Question, found: Answered, answer: Answer, passing: Mask | None, today: date) -> Candidates:
    """The rows that passed, with what their order is made of."""
    tiers = found.tiers()
    return Candidates(
        rows=answer.rows,
        text=_text(question, answer),
        miles=answer.located.distances,
        tier=tiers if tiers is None or passing is None else tiers[passing],
        haste=question.moments.haste(answer.rows, answer.stretch, HOURS_TO_HALF_GAIN),
        trust=question.snapshot.trust(today).take(answer.rows),
    )


def _text(question: Question, answer: Answer) -> NDArray[np.float32] | None:
    """What the words are worth in each row, less in those of the domains that come behind."""
    text, behind = answer.located.text, question.query.behind
    if text is None or not behind:
        return text
    labels = question.snapshot.layout.labels
    masks = [labels.holds(Label("stated", "domain", code), answer.rows) for code in sorted(behind)]
    return text * np.where(np.logical_or.reduce(masks), np.float32(BEHIND), np.float32(1))
