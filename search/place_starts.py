"""Places by the beginnings of the words of their names, for somebody who is still typing one."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from search import geo
from search.gazetteer_pack import UNITS_PER_DEGREE, Column, Pack
from search.place_names import STATES, folded

FEWEST_DIGITS: Final = 3
"""Fewer digits begin the ZIP codes of half a state."""
_ZIP_DIGITS: Final = 5
_PAST_EVERY_LETTER: Final = chr(0x10FFFF)
_PAST_ITSELF: Final = "\0"
_STATES_FOLDED: Final = {code: (code.lower(), folded(name)) for code, name in STATES.items()}

Bias = tuple[float, float]


class PlaceStarts:
    """The beginnings of one pack. Rows answered are those of its towns and of its ZIP codes."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._begins = np.concatenate([np.zeros(1, np.int64), pack.found_ends[:-1].astype(np.int64)])
        starts = sorted((start, row) for row in range(len(pack.names)) for start in self._beginnings(row))
        self._starts = [start for start, _ in starts]
        self._rows = np.array([row for _, row in starts], np.int64)
        self._state_numbers = {pack.states[number]: number for number in range(len(pack.states))}
        self._local_towns = lru_cache(maxsize=4)(self._find_local_towns)

    def towns(self, text: str, most: int, bias: Bias | None) -> list[int]:
        """Towns and counties in whose names these words begin, the largest first.

        With `bias` (degrees) those within the widest ring around it come before all others.
        The last words may also begin a state: "rochester m", "st paul minn".
        """
        written = folded(text)
        towns = self._towns_from(written, written + _PAST_EVERY_LETTER) if written else self._pack.found_rows[:0]
        if towns.size < most:
            towns = np.concatenate([towns, self._towns_of_state(written)])
        return self._nearest_first(np.unique(towns), most, bias)

    def zip_codes(self, digits: str, most: int) -> list[int]:
        """ZIP codes that begin with these digits, ascending."""
        if not (FEWEST_DIGITS <= len(digits) <= _ZIP_DIGITS and digits.isascii() and digits.isdigit()):
            return []
        scale = 10 ** (_ZIP_DIGITS - len(digits))
        first, last = np.searchsorted(self._pack.zip_code, [int(digits) * scale, (int(digits) + 1) * scale]).tolist()
        return list(range(first, min(last, first + most)))

    def _beginnings(self, row: int) -> Iterator[str]:
        """A name from each of its words on; only as a whole when it is a further name that no place is labeled with."""
        name = self._pack.names[row]
        yield name
        if " " in name and self._is_a_label(row, name):
            yield from (name[place + 1 :] for place, letter in enumerate(name) if letter == " ")

    def _is_a_label(self, row: int, name: str) -> bool:
        towns = self._pack.found_rows[self._begins[row] : self._pack.found_ends[row]]
        return any(folded(self._pack.town_names[int(town)]) == name for town in towns)

    def _towns_of_state(self, written: str) -> Column:
        """The towns of a whole name in the states that the last word, or the last two, begin."""
        words = written.split()
        for count in (1, 2):
            name, begun = " ".join(words[:-count]), " ".join(words[-count:])
            states = [code for code, spellings in _STATES_FOLDED.items() if any(s.startswith(begun) for s in spellings)]
            towns = self._towns_from(name, name + _PAST_ITSELF) if name and states else self._pack.found_rows[:0]
            inside = np.isin(self._pack.town_state[towns], [self._state_numbers.get(code, -1) for code in states])
            if inside.any():
                return towns[inside]
        return self._pack.found_rows[:0]

    def _towns_from(self, first: str, end: str) -> Column:
        """The towns found by the beginnings from the first up to an end; a town may come twice."""
        rows = self._rows[bisect_left(self._starts, first) : bisect_left(self._starts, end)]
        begins = self._begins[rows]
        sizes = self._pack.found_ends[rows].astype(np.int64) - begins
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if ends.size else 0) + np.repeat(begins - (ends - sizes), sizes)
        return np.asarray(self._pack.found_rows[places])

    def _nearest_first(self, towns: Column, most: int, bias: Bias | None) -> list[int]:
        if bias is None:
            return [int(town) for town in towns[:most]]
        local = self._local_towns(bias)[towns]
        return [int(town) for town in np.concatenate([towns[local], towns[~local]])[:most]]

    def _find_local_towns(self, bias: Bias) -> Column:
        """Which towns lie within the widest ring around a point in degrees."""
        lats, lons = self._pack.town_lat / UNITS_PER_DEGREE, self._pack.town_lon / UNITS_PER_DEGREE
        return np.asarray(geo.miles_from_vectors(*bias, geo.vectors(lats, lons)) <= geo.RINGS[-1])
