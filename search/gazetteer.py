"""Where the ZIP codes, towns and counties of the United States are."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np

from search.gazetteer_pack import UNITS_PER_DEGREE, Column, Pack, read_pack
from search.nearest import Points
from search.place_names import folded, state_code
from search.place_starts import Bias, PlaceStarts

Precision = Literal["point", "zip", "town", "county"]

KNOWN_GROUND: Final = 100.0
"""Miles: a point farther than this from everything known (open sea, abroad) is near no place and has no zone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name: what "near" can mean.

    `lat` and `lon` are degrees of the middle of the ZIP code, town or county, or of the point itself (`precision`
    says which). `timezone` is an IANA name, None where nothing known is near. Texts that are not known are empty.
    """

    name: str
    lat: float
    lon: float
    precision: Precision
    timezone: str | None = None
    state: str = ""
    county: str = ""
    zip: str = ""
    population: int = 0
    """People in the town, or in the known towns of the county; 0 where not known, and for ZIP codes and points."""

    @property
    def label(self) -> str:
        """The place as a page names it, which finds it again: "Minneapolis, MN", "Minneapolis, MN 55401"."""
        if not self.state:
            return self.name
        return f"{self.name}, {self.state} {self.zip}".rstrip()

    @property
    def full_label(self) -> str:
        """The place with its county, for towns of one name in one state: "Georgetown, Floyd County, IN"."""
        if not self.county or self.precision != "town":
            return self.label
        return f"{self.name}, {self.county}, {self.state}"


class Gazetteer:
    """Lookups over one pack, all in memory, none over a millisecond. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @staticmethod
    @lru_cache(maxsize=4)
    def load(folder: Path) -> "Gazetteer":
        """The gazetteer kept in a folder (`seeds/places`), read once and shared by everyone who asks.

        FileNotFoundError when there is none; ValueError when the file is not a gazetteer.
        """
        return Gazetteer(read_pack(folder))

    def zip_place(self, code: str) -> Place | None:
        """The middle of a five-digit ZIP code, named by its post town."""
        if not (len(code) == 5 and code.isascii() and code.isdigit()):
            return None
        row = int(np.searchsorted(self._pack.zip_code, int(code)))
        if row == len(self._pack.zip_code) or self._pack.zip_code[row] != int(code):
            return None
        return self._zip_at(row)

    def places_named(self, name: str, *, state: str = "", county: str = "") -> list[Place]:
        """Every town and county of this name, largest town first. `state` is a USPS code; `county` a name."""
        rows = self._rows_named(folded(name))
        places = [self._town_at(int(row)) for row in rows]
        return [
            place
            for place in places
            if (not state or place.state == state) and (not county or folded(place.county) == folded(county))
        ]

    def knows_name(self, folded_name: str, *, state: str = "") -> bool:
        """Whether a name, folded already, is that of a place (of that state)."""
        rows = self._rows_named(folded_name)
        return len(rows) > 0 if not state else any(self._state_of(int(row)) == state for row in rows)

    def knows_start(self, folded_start: str) -> bool:
        """Whether the name of any place begins so."""
        return self._pack.names.has_start(folded_start)

    def places_starting(self, text: str, most: int, *, bias: Bias | None = None) -> list[Place]:
        """Places in whose names these words begin, or ZIP codes these digits: what somebody still typing may mean.

        Those within the widest ring around `bias` (degrees) first, then the largest town; ZIP codes ascending.
        """
        if zips := self._starts.zip_codes(text.strip(), most):
            return [self._zip_at(row) for row in zips]
        return [self._town_at(row) for row in self._starts.towns(text, most, bias)]

    def nearest_zip(self, lat: float, lon: float) -> Place | None:
        """The ZIP code whose middle is nearest to a point in degrees; None off the known ground."""
        row, miles = self._zips.nearest(lat, lon)
        return self._zip_at(row) if miles <= KNOWN_GROUND else None

    def nearest_town(self, lat: float, lon: float) -> Place | None:
        """The town or neighborhood whose middle is nearest to a point in degrees; None off the known ground."""
        row, miles = self._towns.nearest(lat, lon)
        return self._town_at(int(self._town_rows[row])) if miles <= KNOWN_GROUND else None

    def towns_around(self, lat: float, lon: float, miles: float) -> list[Place]:
        """The towns and neighborhoods whose middle lies so near to a point in degrees."""
        return [self._town_at(int(row)) for row in self._town_rows[self._towns.within(lat, lon, miles)]]

    def towns_of(self, population: int) -> list[Place]:
        """The towns with at least so many people."""
        large = self._pack.town_population[self._town_rows] >= population
        return [self._town_at(int(row)) for row in self._town_rows[large]]

    def zone_at(self, lat: float, lon: float) -> str | None:
        """The IANA zone of a point in degrees: that of the nearest ZIP code or town; None off the known ground."""
        zip_row, zip_miles = self._zips.nearest(lat, lon)
        town_row, town_miles = self._towns.nearest(lat, lon)
        if not min(zip_miles, town_miles) <= KNOWN_GROUND:
            return None
        if zip_miles <= town_miles:
            return self._pack.zones[int(self._pack.zip_zone[zip_row])]
        return self._pack.zones[int(self._pack.town_zone[self._town_rows[town_row]])]

    def centroid_of(self, *, code: str = "", town: str = "", state: str = "") -> tuple[float, float] | None:
        """The middle of a ZIP code, or else of a town, in degrees: all that may be told of a private address.

        `state` may be a code or a name. None when neither the ZIP code nor the town is known.
        """
        place = self.zip_place(code[:5]) or self._largest_town(town, state_code(state) or "")
        return (place.lat, place.lon) if place else None

    def _largest_town(self, town: str, state: str) -> Place | None:
        if not town or not state:
            return None
        towns = [place for place in self.places_named(town, state=state) if place.precision == "town"]
        return towns[0] if towns else None

    def _rows_named(self, folded_name: str) -> Column:
        row = self._pack.names.row_of(folded_name)
        if row is None:
            return self._pack.found_rows[:0]
        starts = int(self._pack.found_ends[row - 1]) if row else 0
        return self._pack.found_rows[starts : int(self._pack.found_ends[row])]

    def _state_of(self, town_row: int) -> str:
        return self._pack.states[int(self._pack.town_state[town_row])]

    def _zip_at(self, row: int) -> Place:
        pack = self._pack
        town_row = int(pack.zip_town[row])
        return Place(
            name=pack.town_names[town_row],
            lat=int(pack.zip_lat[row]) / UNITS_PER_DEGREE,
            lon=int(pack.zip_lon[row]) / UNITS_PER_DEGREE,
            precision="zip",
            timezone=pack.zones[int(pack.zip_zone[row])],
            state=self._state_of(town_row),
            county=pack.counties[int(pack.zip_county[row])],
            zip=f"{int(pack.zip_code[row]):05}",
        )

    def _town_at(self, row: int) -> Place:
        pack = self._pack
        return Place(
            name=pack.town_names[row],
            lat=int(pack.town_lat[row]) / UNITS_PER_DEGREE,
            lon=int(pack.town_lon[row]) / UNITS_PER_DEGREE,
            precision="county" if pack.town_is_county[row] else "town",
            timezone=pack.zones[int(pack.town_zone[row])],
            state=self._state_of(row),
            county=pack.counties[int(pack.town_county[row])],
            population=int(pack.town_population[row]),
        )

    @cached_property
    def _starts(self) -> PlaceStarts:
        return PlaceStarts(self._pack)

    @cached_property
    def _town_rows(self) -> Column:
        return np.flatnonzero(~self._pack.town_is_county)

    @cached_property
    def _towns(self) -> Points:
        """The middles of the towns, numbered as in `_town_rows`."""
        rows = self._town_rows
        return Points(self._pack.town_lat[rows] / UNITS_PER_DEGREE, self._pack.town_lon[rows] / UNITS_PER_DEGREE)

    @cached_property
    def _zips(self) -> Points:
        return Points(self._pack.zip_lat / UNITS_PER_DEGREE, self._pack.zip_lon / UNITS_PER_DEGREE)
