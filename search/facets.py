"""What is chosen and left out among the values that listings state, and how many listings each value would leave."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.counting import Counter, without_zeros
from search.labels import Label
from search.layout import Layout, Mask, Rows
from search.query import Query

ALL_WITHIN: Final = frozenset({"need", "access"})
"""Facets of which every chosen value must hold; of the others any."""
UNSTATED_MATTERS: Final = ("language", "for", "access", "need", "free")
"""Facets about which a listing may say nothing at all."""
STATED_FACETS: Final = ("domain", "term", "language", "for", "access", "need", "free")
"""Facets counted from what is stated; format, day and verified are counted from places, hours and dates."""
VERIFIED_WITHIN: Final = (30, 90, 180, 365)
"""Days; the steps of the `verified` facet."""
WEEKDAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_HAS_WEEKDAY: Final = np.arange(128) >> np.arange(7)[:, None] & 1
"""[weekday, bits] → whether it is among them."""


@dataclass(frozen=True, eq=False)
class Answerable:
    """Rows that words and place found, and what of each matters to facets; all arrays are as long as `rows`."""

    rows: Rows
    in_time: Mask | None
    """Which are in the stretch of time asked for; None without one."""
    here: Mask
    """Which can be gone to (and, with a place, lie in its circle)."""
    online: Mask
    counted: Mapping[str, Mapping[str, int]] | None = None
    """How many of them state each value, by facet, where that is known: of all that are shown."""


class Facets:
    """The facets of one question over the rows that words and place found."""

    def __init__(self, layout: Layout, counter: Counter, query: Query, found: Answerable, today: date) -> None:
        self._layout = layout
        self._counter = counter
        self._labels = layout.labels
        self._query = query
        self._found = found
        self._today = today.toordinal()
        self._not_dropped = self._not_asking(query.excluded)
        self._masks = self._chosen_masks(unstated=query.unstated)

    def passing(self) -> Mask | None:
        """Which rows pass everything that was chosen; None for all of them where nothing was."""
        return self._passing_all(self._masks)

    def left_out_unstated(self) -> int:
        """How many rows are left out only because they do not state what was asked for."""
        if self._query.unstated or not any(facet in self._masks for facet in UNSTATED_MATTERS):
            return 0
        loose = self._rows_passing(self._chosen_masks(unstated=True))
        return loose.size - self._rows_passing(self._masks).size

    def counts(self, weekdays: Callable[[Rows], NDArray[np.uint8]]) -> Mapping[str, Mapping[str, int]]:
        """How many rows have each value, by facet; each facet's own selection ignored but for those in ALL_WITHIN."""
        of_all = self._count(self._rows_passing(self._masks))
        counts: dict[str, Mapping[str, int]] = {facet: of_all.get(facet, {}) for facet in STATED_FACETS}
        for facet in counts:
            if facet in self._masks and facet not in ALL_WITHIN:
                counts[facet] = self._count(self._rows_without(facet), only=facet).get(facet, {})
        counts["format"] = self._count_formats(self._passing_all(self._masks_without("format")))
        counts["day"] = _count_weekdays(weekdays(self._rows_without("day")))
        counts["verified"] = self._count_verified(self._rows_without("verified"))
        return counts

    def _not_asking(self, excluded: Collection[str]) -> list[Mask]:
        """For each thing that was excluded, the rows that do not state that they ask for it."""
        return [~self._labels.holds(Label("asks", "", code), self._found.rows) for code in excluded]

    def _chosen_masks(self, *, unstated: bool) -> dict[str, Mask]:
        """Which rows pass each facet of which anything was chosen."""
        masks: dict[str, Mask] = {
            facet: self._format_mask(values) if facet == "format" else self._stated_mask(facet, values, unstated)
            for facet, values in self._query.chosen.items()
            if values
        }
        if self._query.verified_days is not None:
            masks["verified"] = self._verified_within(self._found.rows, self._query.verified_days)
        if self._found.in_time is not None:
            masks["day"] = self._found.in_time
        return masks

    def _stated_mask(self, facet: str, values: frozenset[str], unstated: bool) -> Mask:
        masks = [self._says(facet, value, unstated) for value in sorted(values)]
        return np.asarray(np.logical_and.reduce(masks) if facet in ALL_WITHIN else np.logical_or.reduce(masks))

    def _says(self, facet: str, value: str, unstated: bool) -> Mask:
        rows = self._found.rows
        says = self._labels.holds(Label("stated", facet, value), rows)
        if unstated and facet in UNSTATED_MATTERS:
            silent = self._labels.holds(Label("unstated", facet, value), rows)
            says = says | silent | self._labels.holds(Label("unstated", facet, "*"), rows)
        return says

    def _format_mask(self, values: frozenset[str]) -> Mask:
        formats = {"in_person": self._found.here, "online": self._found.online}
        chosen = [formats[value] for value in values if value in formats]
        return np.asarray(np.logical_or.reduce([*chosen, np.zeros(self._found.rows.size, np.bool_)]))

    def _passing_all(self, masks: Mapping[str, Mask]) -> Mask | None:
        every = [*self._not_dropped, *masks.values()]
        return np.asarray(np.logical_and.reduce(every)) if len(every) > 1 else next(iter(every), None)

    def _masks_without(self, facet: str) -> Mapping[str, Mask]:
        return {other: mask for other, mask in self._masks.items() if other != facet}

    def _rows_passing(self, masks: Mapping[str, Mask]) -> Rows:
        """The rows themselves, not a copy, where nothing was chosen."""
        passing = self._passing_all(masks)
        return self._found.rows if passing is None else self._found.rows[passing]

    def _rows_without(self, facet: str) -> Rows:
        return self._rows_passing(self._masks_without(facet))

    def _count(self, rows: Rows, *, only: str | None = None) -> Mapping[str, Mapping[str, int]]:
        """What is stated among the rows; known already of all that are shown."""
        if self._found.counted is not None and rows is self._found.rows:
            return self._found.counted
        return self._counter.counts(rows, only=only)

    def _count_formats(self, passing: Mask | None) -> dict[str, int]:
        formats = {"in_person": self._found.here, "online": self._found.online}
        kept = formats if passing is None else {name: mask & passing for name, mask in formats.items()}
        return without_zeros({name: int(np.count_nonzero(mask)) for name, mask in kept.items()})

    def _count_verified(self, rows: Rows) -> dict[str, int]:
        verified = self._layout.verified_on.take(rows)
        return without_zeros(
            {str(days): int(np.count_nonzero(verified >= self._since(days))) for days in VERIFIED_WITHIN}
        )

    def _verified_within(self, rows: Rows, days: int) -> Mask:
        return np.asarray(self._layout.verified_on.take(rows) >= self._since(days))

    def _since(self, days: int) -> int:
        """The ordinal of so many days ago; above zero, which stands for no day."""
        return max(1, self._today - days)


def _count_weekdays(bits: NDArray[np.uint8]) -> dict[str, int]:
    by_pattern = np.bincount(bits, minlength=128)
    return without_zeros(dict(zip(WEEKDAYS, (_HAS_WEEKDAY @ by_pattern).tolist(), strict=True)))
