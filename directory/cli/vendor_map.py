"""Take in the map's program, style and outline (`directory/static/vendor`): a developers' command, not for run time.

    npm install --prefix DIR leaflet@1.9.4 leaflet.markercluster@1.5.3 protomaps-leaflet@5.1.0 us-atlas@3.0.1
    python -m directory.cli.vendor_map --packages DIR/node_modules --to directory/static/vendor

Beside the files it writes `SOURCES.json`: of which package, version and license each is, and its SHA-256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import hypot
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

RECORD: Final = "SOURCES.json"
OUTLINE: Final = "outline.json"
STEPS: Final = 250
"""Parts of a degree in which the outline is written: as fine as its source is."""

SLACK: Final = 3
"""How many of these parts a border may be off: less than a mile."""

Line = list[int]
Point = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """What is taken of one package, as `file there: file here`."""

    name: str
    license_file: str
    files: Mapping[str, str]


PACKAGES: Final = (
    Package("leaflet", "LICENSE", {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css"}),
    Package(
        "leaflet.markercluster",
        "MIT-LICENCE.txt",
        {
            "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
            "dist/MarkerCluster.css": "leaflet.markercluster.css",
        },
    ),
    Package("protomaps-leaflet", "LICENSE", {"dist/protomaps-leaflet.js": "protomaps-leaflet.js"}),
    Package("us-atlas", "LICENSE", {}),
)
"""The last is what the outline is made of."""


def outline(topology: Mapping[str, Any]) -> dict[str, list[Line]]:
    """The borders of states and, where no state ends, of counties: each line whole numbers of `1 / STEPS` degrees.

    A line is longitude and latitude of its first point, then by how much each further point differs from the one
    before. `topology` is the TopoJSON of `counties-10m.json`.
    """
    of_states = {_arc(number) for number in _numbers(topology["objects"]["states"])}
    lines: dict[str, list[Line]] = {"states": [], "counties": []}
    for number, arc in enumerate(topology["arcs"]):
        lines["states" if number in of_states else "counties"].append(_line(arc, topology["transform"]))
    return lines


def _numbers(thing: Any) -> Iterable[int]:
    """The numbers of every arc of a geometry, however deep they stand."""
    if isinstance(thing, int):
        yield thing
    elif isinstance(thing, list):
        for part in thing:
            yield from _numbers(part)
    else:
        yield from _numbers(thing["geometries"] if "geometries" in thing else thing["arcs"])


def _arc(number: int) -> int:
    """An arc that is walked backwards is written as its complement."""
    return ~number if number < 0 else number


def _line(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Line:
    points = _simplified(_points(arc, transform))
    before = [(0, 0), *points[:-1]]
    return [here[axis] - last[axis] for here, last in zip(points, before, strict=True) for axis in (0, 1)]


def _points(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> list[Point]:
    """The points of an arc, whose steps are added up and taken to degrees."""
    scale, origin = transform["scale"], transform["translate"]
    sums = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
    return [tuple(round(STEPS * (at[axis] * scale[axis] + origin[axis])) for axis in (0, 1)) for at in sums]


def _simplified(points: Sequence[Point]) -> list[Point]:
    """The line with the points left out that lie within `SLACK` of it (Douglas and Peucker); its ends stay."""
    (x, y), (end_x, end_y) = points[0], points[-1]
    across, length = (end_x - x, end_y - y), hypot(end_x - x, end_y - y)

    def away(point: Point) -> float:
        if not length:
            return hypot(point[0] - x, point[1] - y)
        return abs(across[0] * (point[1] - y) - across[1] * (point[0] - x)) / length

    far = max(range(1, len(points) - 1), key=lambda place: away(points[place]), default=0)
    if not far or away(points[far]) <= SLACK:
        return [points[0], points[-1]]
    return [*_simplified(points[: far + 1])[:-1], *_simplified(points[far:])]


def take_in(packages: Path, to: Path) -> dict[str, Any]:
    """Write the files of every package and the outline, and the record of them all, which is returned."""
    to.mkdir(parents=True, exist_ok=True)
    record = {package.name: _taken(package, packages / package.name, to) for package in PACKAGES}
    topology = json.loads((packages / "us-atlas" / "counties-10m.json").read_text(encoding="utf-8"))
    (to / OUTLINE).write_text(json.dumps(outline(topology), separators=(",", ":")), encoding="utf-8")
    record["us-atlas"]["files"][OUTLINE] = sha256_of(to / OUTLINE)
    (to / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return record


def _taken(package: Package, source: Path, to: Path) -> dict[str, Any]:
    about = json.loads((source / "package.json").read_text(encoding="utf-8"))
    files = {**package.files, package.license_file: f"{package.name}.LICENSE.txt"}
    for there, here in files.items():
        (to / here).write_bytes((source / there).read_bytes())
    hashes = {here: sha256_of(to / here) for here in sorted(files.values())}
    return {"version": about["version"], "license": about["license"], "files": hashes}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendor_map(
    packages: Annotated[Path, typer.Option(help="Folder into which npm installed the packages of the map.")],
    to: Annotated[Path, typer.Option(help="Folder of the static files that are not our own.")],
) -> None:
    """Take in the map's files and say what they are."""
    for name, taken in take_in(packages, to).items():
        Console().print(f"{name} {taken['version']} ({taken['license']}): {', '.join(taken['files'])}", soft_wrap=True)


if __name__ == "__main__":
    typer.run(vendor_map)
