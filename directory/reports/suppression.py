"""Small numbers in what is shared are hidden, and so is whatever would let a reader work them out again.

A count of 1 to 10 can point to a person, as in the cell-size policy for Medicare data. Where one is hidden beside a
total, the next larger ones are hidden with it, until what is left of the total could be anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST, LARGEST_HIDDEN = 1, 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of counts as it may be shared; None stands for a hidden count."""

    counts: tuple[int | None, ...]
    total: int | None


def is_small(count: int) -> bool:
    """Whether a count must not be shared; nothing at all may be."""
    return SMALLEST <= count <= LARGEST_HIDDEN


def shown(counts: Sequence[int]) -> Shown:
    """Return counts that add up to their total as they may be shared. The same counts always give the same answer."""
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    if not hidden:
        return Shown(tuple(counts), sum(counts))
    for place in _larger_ones(counts):
        if _is_safe(counts, hidden):
            break
        hidden.add(place)
    visible = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return Shown(visible, sum(counts) if _is_safe(counts, hidden) else None)


def shown_together(tables: Sequence[Sequence[int]]) -> tuple[Shown, ...]:
    """Return several ways to divide the same things up, as they may stand on one page.

    The total is the same in each. Where one table must not show it, no table shows anything, for any that did would
    give it away.
    """
    each = tuple(shown(counts) for counts in tables)
    if all(one.total is not None for one in each):
        return each
    return tuple(Shown(tuple(None if count else 0 for count in counts), None) for counts in tables)


def shown_beside(total: int, shares: Sequence[tuple[int, int]]) -> tuple[tuple[int, int] | None, ...]:
    """Return shares as they may stand beside each other and the total, the first ones first.

    One who may be counted in two of them is hidden as well: no two numbers that are shown differ by 1 to 10.
    """
    beside = [total]
    allowed: list[tuple[int, int] | None] = []
    for share in shares:
        is_apart = not any(is_small(abs(number - other)) for number in share for other in beside)
        allowed.append(shown_share(*share) if is_apart else None)
        if allowed[-1] is not None:
            beside += share
    return tuple(allowed)


def shown_share(part: int, whole: int) -> tuple[int, int] | None:
    """Return a share as it may be shared: not when either side of it is small, nor when it is of nothing."""
    if whole == 0 or is_small(part) or is_small(whole - part):
        return None
    return part, whole


def _larger_ones(counts: Sequence[int]) -> list[int]:
    """The places of counts that need no hiding themselves, the smallest first; nothing is hidden for being nothing."""
    return sorted((place for place, count in enumerate(counts) if count > LARGEST_HIDDEN), key=lambda p: (counts[p], p))


def _is_safe(counts: Sequence[int], hidden: set[int]) -> bool:
    """Whether the sum of the hidden counts, which the total gives away, leaves each of them open beyond ten."""
    largest_possible = sum(counts[place] for place in hidden) - (len(hidden) - 1) * SMALLEST
    return len(hidden) > 1 and largest_possible > LARGEST_HIDDEN
