"""In which order hits come: by one number each, the least first, of which only the first are ever sorted.

The number holds the section (4 bits) and the key (32 bits); the row's place among all ids (28 bits) is added to those
that may be shown, so that ties fall to the id and pages never overlap.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from search.earliest import NEVER
from search.layout import Layout
from search.moments import Times
from search.query import Sort
from search.ranking import Candidates, best_scores

Places = NDArray[np.intp]
Keys = NDArray[np.uint64]

_SAMPLED: Final = 64
"""Of so many numbers one is looked at to guess where the least of them end."""
_ROWS_A_GROUP: Final = 4
"""So many rows are looked at for each group wanted, and twice as many each time they are too few."""
_KEY_BITS: Final = 32
_RANK_BITS: Final = np.uint64(28)
_LARGEST_KEY: Final = (1 << _KEY_BITS) - 1
_SPANISH_BIT, _ONLINE_BIT, _TIER_BIT = (np.uint64(_KEY_BITS + bit) for bit in range(3))


def order_keys(layout: Layout, found: Candidates, sort: Sort, language: str, times: Times | None) -> Keys:
    """One number per row, the least first. `nearest` without a place is `best`; `soonest` needs the times."""
    if times is not None and sort == "soonest":
        keys = _ascending_moments(times)
    elif sort == "nearest" and found.miles is not None:
        keys = _as_bits(np.where(np.isinf(found.miles), 0.0, found.miles)).astype(np.uint64)
    else:
        keys = (~_as_bits(best_scores(found))).astype(np.uint64)
        if language == "es":
            keys |= (~layout.spanish.take(found.rows)).astype(np.uint64) << _SPANISH_BIT
    if found.miles is not None:
        keys |= np.isinf(found.miles).astype(np.uint64) << _ONLINE_BIT
    if found.tier is not None:
        keys |= found.tier.astype(np.uint64) << _TIER_BIT
    return keys


def first_places(layout: Layout, found: Candidates, keys: Keys, skipped: int, wanted: int) -> Places:
    """The places of the rows after the first `skipped`, in order."""
    return _sorted_least(layout, found, keys, skipped + wanted)[skipped : skipped + wanted]


def first_groups(layout: Layout, found: Candidates, keys: Keys, skipped: int, wanted: int) -> Places:
    """The place of the first row of each group after the first `skipped` groups, in order."""
    needed, rows = skipped + wanted, _ROWS_A_GROUP * (skipped + wanted)
    while True:
        places = _sorted_least(layout, found, keys, rows)
        firsts = np.sort(np.unique(layout.group.take(found.rows[places]), return_index=True)[1])
        if firsts.size >= needed or places.size == keys.size:
            return places[firsts[skipped:needed]]
        rows *= 2


def _sorted_least(layout: Layout, found: Candidates, keys: Keys, needed: int) -> Places:
    """The places of the least so many numbers, and of some more, in order."""
    few = _least(keys, min(needed, keys.size))
    whole = keys[few] << _RANK_BITS
    whole |= layout.rank.take(found.rows[few]).astype(np.uint64)
    if needed < few.size:
        least = np.argpartition(whole, needed)[:needed]
        few, whole = few[least], whole[least]
    return few[np.argsort(whole)]


def _least(keys: Keys, needed: int) -> Places:
    """The places of fewer numbers, the needed least and all that equal them among them: a sample tells where they
    probably end.
    """
    sample = keys[::_SAMPLED]
    last = 2 * (needed // _SAMPLED + 1)
    if last < sample.size:
        least = np.flatnonzero(keys <= np.partition(sample, last)[last])
        if least.size >= needed:
            return least
    return np.arange(keys.size)


def _ascending_moments(times: Times) -> Keys:
    """Seconds from the moment in 32 bits, good for 68 years; the last two for nothing left and by appointment."""
    moments = times.soonest_first()
    half = 1 << (_KEY_BITS - 1)
    away = np.clip(moments - int(times.moment.timestamp()), -half, half - 3) + half
    has_none = moments >= NEVER - 1
    return np.where(has_none, _LARGEST_KEY - (NEVER - moments), away).astype(np.uint64)


def _as_bits(numbers: NDArray[np.floating[Any]]) -> NDArray[np.uint32]:
    """Numbers not below zero as 32 bits that sort as they do: IEEE single floats do."""
    return numbers.astype(np.float32, copy=False).view(np.uint32)
