"""In which order hits come, and why: text, distance, soonness and trust for `best`; one number each for the others.

An order is one 64-bit number per row, the least first: the section (4 bits), the key (32 bits) and the row's
place among all ids (28 bits), so that ties fall to the id and pages never overlap.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.columns import NO_DAY
from search.earliest import NEVER
from search.layout import Layout, Rows
from search.moments import ALWAYS, IN_PROGRESS, Times
from search.query import Reason, Sort

Factors = NDArray[np.float64]

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

_DAYS_OF_GAIN: Final = 60 * int(DAYS_TO_HALF_CHECK)
"""After so many days, and for what was never checked (NO_DAY), the gain is too small for any number to hold."""
_CHECK_FACTORS: Final = 1 + CHECK_GAIN * np.exp2(-np.arange(_DAYS_OF_GAIN + 1) / DAYS_TO_HALF_CHECK)

_SAMPLED: Final = 64
"""Of so many numbers one is looked at to guess where the least of them end."""
_KEY_BITS, _RANK_BITS = 32, 28
_LARGEST_KEY: Final = (1 << _KEY_BITS) - 1
_RANK_MASK: Final = (1 << _RANK_BITS) - 1


@dataclass(frozen=True, eq=False)
class Candidates:
    """Rows to be put in order and what is known of each; all arrays are as long as `rows`."""

    rows: Rows
    text: NDArray[np.float32] | None
    """What the words are worth; None without words."""
    miles: NDArray[np.float64] | None
    """Infinite for what is only online; None without a place."""
    tier: NDArray[np.uint8]
    """0 for what matched as asked, up to 3 for what the ways of relaxing added."""
    times: Times

    def miles_to(self, place: int) -> float | None:
        """Miles to one of them; None for what is only online, and without a place."""
        miles = np.inf if self.miles is None else float(self.miles[place])
        return None if np.isinf(miles) else miles

    def take(self, places: NDArray[np.int64]) -> "Candidates":
        """Those at some places."""
        return Candidates(
            rows=self.rows[places],
            text=None if self.text is None else self.text[places],
            miles=None if self.miles is None else self.miles[places],
            tier=self.tier[places],
            times=self.times.take(places),
        )


def order_keys(layout: Layout, found: Candidates, sort: Sort, language: str, today: date) -> NDArray[np.uint64]:
    """One number per row, the least first. `nearest` without a place is `best`."""
    section = found.tier.astype(np.uint64) << np.uint64(2)
    if found.miles is not None:
        section |= np.isinf(found.miles).astype(np.uint64) << np.uint64(1)
    if sort == "soonest":
        key = _ascending_moments(found.times)
    elif sort == "nearest" and found.miles is not None:
        key = _as_bits(np.where(np.isinf(found.miles), 0.0, found.miles))
    else:
        if language == "es":
            section |= ~layout.spanish.take(found.rows)
        key = np.uint64(_LARGEST_KEY) - _as_bits(best_scores(layout, found, today))
    keys = section << np.uint64(_KEY_BITS)
    keys |= key
    keys <<= np.uint64(_RANK_BITS)
    keys |= layout.rank.take(found.rows).astype(np.uint64)
    return keys


def ranks_of(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place among all ids that each number of `order_keys` ends with."""
    return (keys & np.uint64(_RANK_MASK)).astype(np.int64)


def first_keys(keys: NDArray[np.uint64], skipped: int, wanted: int) -> NDArray[np.uint64]:
    """The least numbers after the first `skipped`, in order."""
    needed = min(skipped + wanted, keys.size)
    keys = _least(keys, needed)
    if needed < keys.size:
        keys = np.partition(keys, needed)[:needed]
    return np.sort(keys)[skipped:needed]


def _least(keys: NDArray[np.uint64], needed: int) -> NDArray[np.uint64]:
    """Fewer numbers, the needed least among them: a sample tells where they probably end."""
    sample = keys[::_SAMPLED]
    last = 2 * (needed // _SAMPLED + 1)
    if last >= sample.size:
        return keys
    least = keys[keys <= np.partition(sample, last)[last]]
    return least if least.size >= needed else keys


def best_scores(layout: Layout, found: Candidates, today: date) -> Factors:
    """What `best` orders by: the product of what words, distance, time and trust say."""
    scores = np.ones(found.rows.size) if found.text is None else found.text.astype(np.float64)
    if found.miles is not None:
        scores *= distance_factor(found.miles)
    return scores * soonness_factor(found.times) * trust_factor(layout, found.rows, today)


def distance_factor(miles: NDArray[np.float64]) -> Factors:
    """1 at the point, a half at MILES_TO_HALF; 1 for what is only online, which stands in a section of its own."""
    return 1 / (1 + np.where(np.isinf(miles), 0.0, miles) / MILES_TO_HALF)


def soonness_factor(times: Times) -> Factors:
    """1 + SOON_GAIN for what is on at the moment, less the later it starts, 1 for what has no time."""
    hours = np.maximum(times.starts - int(times.moment.timestamp()), 0) / 3600
    hours[times.state == ALWAYS] = 0.0
    # NEVER is so many hours away that nothing is gained.
    factor = np.exp2(hours / -HOURS_TO_HALF_GAIN)
    factor *= SOON_GAIN
    factor += 1
    return np.asarray(factor)


def trust_factor(layout: Layout, rows: Rows, today: date) -> Factors:
    """1 + CHECK_GAIN for what was checked today, less the longer ago; REPORTED_WRONG times that when so reported."""
    days = today.toordinal() - layout.verified_on.take(rows)
    factor = _CHECK_FACTORS.take(np.clip(days, 0, _DAYS_OF_GAIN, out=days))
    factor[layout.reported_wrong.take(rows)] *= REPORTED_WRONG
    return np.asarray(factor)


def circumstances(layout: Layout, found: Candidates, place: int, language: str, today: date) -> tuple[Reason, ...]:
    """Why the hit at a place stands where it stands, beside its words: near, on now, soon, checked, one's language."""
    row, times, miles = int(found.rows[place]), found.times, found.miles_to(place)
    reasons = []
    if miles is not None:
        reasons.append(Reason("near", f"{miles:.1f}"))
    state, starts = int(times.state[place]), int(times.starts[place])
    if state in (IN_PROGRESS, ALWAYS):
        reasons.append(Reason("on_now"))
    elif starts != NEVER:
        minutes = (starts - int(times.moment.timestamp())) // 60
        if 0 <= minutes <= SOON_REASON:
            reasons.append(Reason("soon", str(minutes)))
    verified = int(layout.verified_on[row])
    if verified != NO_DAY and today.toordinal() - verified <= CHECKED_REASON:
        reasons.append(Reason("checked", date.fromordinal(verified).isoformat()))
    if language == "es" and layout.spanish[row]:
        reasons.append(Reason("language", "es"))
    return tuple(reasons)


def _ascending_moments(times: Times) -> NDArray[np.uint64]:
    """Seconds from the moment in 32 bits, good for 68 years; the last two for nothing left and by appointment."""
    moments = times.soonest_first()
    half = 1 << (_KEY_BITS - 1)
    away = np.clip(moments - int(times.moment.timestamp()), -half, half - 3) + half
    has_none = moments >= NEVER - 1
    return np.where(has_none, _LARGEST_KEY - (NEVER - moments), away).astype(np.uint64)


def _as_bits(numbers: Factors) -> NDArray[np.uint64]:
    """Numbers not below zero as 32 bits that sort as they do: IEEE single floats do."""
    return numbers.astype(np.float32).view(np.uint32).astype(np.uint64)
