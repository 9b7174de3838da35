"""Which of many points is nearest, and which lie within some miles: looked for in a band of latitude at first."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from search import geo

MILES_OF_A_DEGREE: Final = 68.6
"""No degree of latitude is shorter, so what lies outside of a band is at least so far away for each degree."""
BANDS: Final = (0.06, 0.5, 4.0, 180.0)
"""Degrees to each side that are tried in turn; the last one is the whole earth."""


class Points:
    """Points in degrees, ordered by latitude. Rows are numbered as they were handed in."""

    def __init__(self, lats: geo.Floats, lons: geo.Floats) -> None:
        self._rows = np.argsort(lats, kind="stable")
        self._lats = lats[self._rows]
        self._vectors = geo.vectors(self._lats, lons[self._rows])

    def nearest(self, lat: float, lon: float) -> tuple[int, float]:
        """The row of the nearest point and its miles; NaN miles from a point that is nowhere."""
        for degrees in BANDS:
            rows, miles = self._in_band(lat, lon, degrees)
            if miles.size:
                place = int(np.argmin(miles))
                if miles[place] <= degrees * MILES_OF_A_DEGREE or degrees == BANDS[-1]:
                    return int(rows[place]), float(miles[place])
        return 0, float("nan")

    def within(self, lat: float, lon: float, miles: float) -> NDArray[np.intp]:
        """The rows of the points that lie so near, ascending."""
        rows, distances = self._in_band(lat, lon, miles / MILES_OF_A_DEGREE)
        return np.sort(rows[distances <= miles])

    def _in_band(self, lat: float, lon: float, degrees: float) -> tuple[NDArray[np.intp], geo.Floats]:
        """The rows of the points at most so many degrees to the north or south, and their miles."""
        first = int(np.searchsorted(self._lats, lat - degrees))
        last = int(np.searchsorted(self._lats, lat + degrees, side="right"))
        return self._rows[first:last], geo.miles_from_vectors(lat, lon, self._vectors[:, first:last])
