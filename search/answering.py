"""From what was found to what is shown: the page of hits, the totals and the facets of one question."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from search.evaluate import Answer, Answered, Question
from search.facets import Facets
from search.labels import Label
from search.layout import Mask
from search.matching import Explanation
from search.query import Hit, Query, Results
from search.ranking import BEHIND, Candidates, best_scores, circumstances, first_keys, order_keys, ranks_of
from search.recurrence import STATES
from search.snapshot import Snapshot


def answer(snapshot: Snapshot, query: Query, now: datetime) -> Results:
    """The answer of a snapshot to a query at the aware moment `now`, whose date in its own zone is today."""
    question = Question(snapshot, query, now)
    found = question.answered()
    facets = Facets(snapshot.layout, query, question.answerable(found.answer), now.date())
    passing = facets.passing()
    page = _Page(question, found, passing, now)
    return Results(
        hits=page.hits(),
        total=int(np.count_nonzero(passing)),
        groups=page.groups,
        facets=facets.counts(question.moments.weekdays),
        relaxed=found.relaxed,
        miles=found.answer.located.miles,
        unstated=facets.left_out_unstated(),
        now=now,
    )


class _Page:
    """The rows that passed everything, put in order, and those of the page asked for."""

    def __init__(self, question: Question, found: Answered, passing: Mask, now: datetime) -> None:
        self._question = question
        self._found = found
        self._today = now.date()
        self._layout = question.snapshot.layout
        self._candidates = _candidates(question, found, passing)
        self._group_of = self._layout.group.take(self._candidates.rows)
        sizes = np.bincount(self._group_of)
        self._group_sizes = sizes
        self.groups = int(np.count_nonzero(sizes))

    def hits(self) -> tuple[Hit, ...]:
        """The hits of the page, in order."""
        candidates, query = self._candidates, self._question.query
        places = self._places(query)
        rows = candidates.rows[places]
        wordings = [reading.wording for reading in self._found.text.readings]
        words = self._question.matcher.explain(wordings, rows)
        scores = best_scores(self._layout, candidates.take(places), self._today).tolist()
        return tuple(
            self._hit(place, score, explained)
            for place, score, explained in zip(places.tolist(), scores, words, strict=True)
        )

    def _places(self, query: Query) -> NDArray[np.int64]:
        """Where among the candidates the rows of the page stand, in order."""
        keys = order_keys(self._layout, self._candidates, query.sort, query.language, self._today)
        if query.grouped:
            best = np.full(self._group_sizes.size, np.iinfo(np.uint64).max, np.uint64)
            np.minimum.at(best, self._group_of, keys)
            wanted = best[self._group_sizes > 0]
        else:
            wanted = keys
        chosen = first_keys(wanted, (query.page - 1) * query.per_page, query.per_page)
        return np.searchsorted(self._candidates.rows, self._layout.by_id[ranks_of(chosen)])

    def _hit(self, place: int, score: float, words: Explanation) -> Hit:
        candidates, times = self._candidates, self._candidates.times
        row = int(candidates.rows[place])
        shown = self._question.snapshot.shown(row)
        starts, ends = int(times.starts[place]), int(times.ends[place])
        language = self._question.query.language
        return Hit(
            id=shown.id,
            group=shown.group,
            score=score,
            miles=candidates.miles_to(place),
            state=STATES[times.state[place]],
            occurrence=self._question.snapshot.timetable.occurrence(row, starts, ends),
            matched=words.marked,
            reasons=(*words.reasons, *circumstances(self._layout, self._candidates, place, language, self._today)),
            card=shown.card,
            others=int(self._group_sizes[self._group_of[place]]) - 1 if self._question.query.grouped else 0,
        )


def _candidates(question: Question, found: Answered, passing: Mask) -> Candidates:
    """The rows that passed, with what their order is made of."""
    answer = found.answer.take(passing)
    return Candidates(
        rows=answer.rows,
        text=_text(question, answer),
        miles=answer.located.distances,
        tier=found.tiers()[passing],
        times=question.moments.times(answer.rows, answer.stretch),
    )


def _text(question: Question, answer: Answer) -> NDArray[np.float32] | None:
    """What the words are worth in each row, less in those of the domains that come behind."""
    text, behind = answer.located.text, question.query.behind
    if text is None or not behind:
        return text
    labels = question.snapshot.layout.labels
    masks = [labels.holds(Label("stated", "domain", code), answer.rows) for code in sorted(behind)]
    return text * np.where(np.logical_or.reduce(masks), np.float32(BEHIND), np.float32(1))
