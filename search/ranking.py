"""What a hit is worth and why: text, distance, soonness and trust, each a factor of its own, all constants here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.columns import NO_DAY
from search.layout import Layout, Rows
from search.moments import ALWAYS, IN_PROGRESS, Times
from search.query import Reason

Factors = NDArray[np.float32]
"""Single floats: half the memory to go through, and as exact as the keys that hits are ordered by."""

MILES_TO_HALF: Final = 8.0
"""A place so far away counts half: about as far as people go by bus for something they do every week."""
SOON_GAIN: Final = 0.5
"""What is on now counts half as much again as what has no time: sitting together, one looks for today."""
HOURS_TO_HALF_GAIN: Final = 6.0
"""The gain halves with every six hours: later today still counts, next week no more than any other day."""
CHECK_GAIN: Final = 0.25
"""What a person checked today counts a quarter more than what nobody ever did."""
DAYS_TO_HALF_CHECK: Final = 120.0
"""Half of what is known of a place is stale after some four months."""
REPORTED_WRONG: Final = 0.4
"""Shown, so that somebody can check it first, but below what nobody complained about."""
BEHIND: Final = 0.5
"""What the words are worth in listings of domains that come behind: people in need first find what helps them."""
SOON_REASON: Final = 180
"""Minutes; what begins within them is said to be soon."""
CHECKED_REASON: Final = 180
"""Days; what was checked within them is said to be checked."""

ON_NOW: Final = Reason("on_now")
IN_SPANISH: Final = Reason("language", "es")

_DAYS_OF_GAIN: Final = 60 * int(DAYS_TO_HALF_CHECK)
"""After so many days, and for what was never checked (NO_DAY), the gain is too small for any number to hold."""
_CHECK_FACTORS: Final = (1 + CHECK_GAIN * np.exp2(-np.arange(_DAYS_OF_GAIN + 1) / DAYS_TO_HALF_CHECK)).astype(
    np.float32
)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Rows to be put in order and what is known of each; all arrays are as long as `rows`."""

    rows: Rows
    text: NDArray[np.float32] | None
    """What the words are worth; None without words."""
    miles: NDArray[np.float64] | None
    """Infinite for what is only online; None without a place."""
    tier: NDArray[np.uint8] | None
    """0 for what matched as asked, up to 3 for what the ways of relaxing added; None when nothing was added."""
    haste: Factors
    """1 for what is on at the moment, halved with every HOURS_TO_HALF_GAIN until it starts, 0 for what has no time."""
    trust: Factors
    """What `trust_factors` says of each."""

    def take(self, places: NDArray[np.int64]) -> "Candidates":
        """Those at some places."""
        return Candidates(
            rows=self.rows[places],
            text=None if self.text is None else self.text[places],
            miles=None if self.miles is None else self.miles[places],
            tier=None if self.tier is None else self.tier[places],
            haste=self.haste[places],
            trust=self.trust[places],
        )


def best_scores(found: Candidates) -> Factors:
    """What `best` orders by: the product of what words, distance, time and trust say."""
    scores = soonness_factor(found.haste)
    scores *= found.trust
    if found.text is not None:
        scores *= found.text
    if found.miles is not None:
        scores *= distance_factor(found.miles)
    return scores


def distance_factor(miles: NDArray[np.float64]) -> Factors:
    """1 at the point, a half at MILES_TO_HALF; 1 for what is only online, which stands in a section of its own."""
    factor = miles.astype(np.float32)
    factor /= MILES_TO_HALF
    factor += 1
    np.divide(1, factor, out=factor)
    factor[factor == 0] = 1
    return np.asarray(factor)


def soonness_factor(haste: Factors) -> Factors:
    """1 + SOON_GAIN for what is on at the moment, less the later it starts, 1 for what has no time."""
    factor = SOON_GAIN * haste
    factor += 1
    return factor


def trust_factors(layout: Layout, today: date) -> Factors:
    """Of every row: 1 + CHECK_GAIN for what was checked today, less the longer ago; REPORTED_WRONG times that when so
    reported.
    """
    days = today.toordinal() - layout.verified_on
    factors = _CHECK_FACTORS.take(np.clip(days, 0, _DAYS_OF_GAIN, out=days))
    factors[layout.reported_wrong] *= REPORTED_WRONG
    return np.asarray(factors)


class Circumstances:
    """Why hits stand where they stand, beside their words: near, on now, soon, checked, in one's language."""

    def __init__(self, layout: Layout, language: str, today: date, times: Times) -> None:
        self._layout = layout
        self._language = language
        self._today = today.toordinal()
        self._times = times

    def of(self, rows: Rows, miles: Sequence[float | None]) -> list[tuple[Reason, ...]]:
        """Those of some rows that are so far away; the times are those of these rows."""
        moment = int(self._times.moment.timestamp())
        each = zip(
            miles,
            self._times.state.tolist(),
            ((self._times.starts - moment) // 60).tolist(),
            self._layout.verified_on.take(rows).tolist(),
            self._layout.spanish.take(rows).tolist(),
            strict=True,
        )
        return [tuple(self._reasons(*one)) for one in each]

    def _reasons(
        self, miles: float | None, state: int, minutes: int, verified: int, is_spanish: bool
    ) -> Iterator[Reason]:
        if miles is not None:
            yield Reason("near", f"{miles:.1f}")
        if state in (IN_PROGRESS, ALWAYS):
            yield ON_NOW
        elif 0 <= minutes <= SOON_REASON:
            yield Reason("soon", str(minutes))
        if verified != NO_DAY and self._today - verified <= CHECKED_REASON:
            yield _checked(verified)
        if is_spanish and self._language == "es":
            yield IN_SPANISH


@lru_cache(maxsize=2 * CHECKED_REASON)
def _checked(day: int) -> Reason:
    """Said of a listing that was checked on a day, given as its ordinal: the same of many."""
    return Reason("checked", date.fromordinal(day).isoformat())
