"""What is not our own among the static files is what its record says, and the outline shows the country."""

import json
from itertools import accumulate

import pytest

from directory.cli.vendor_map import OUTLINE, RECORD, STEPS, outline, sha256_of
from directory.paths import static_folder

FOLDER = static_folder() / "vendor"
SOURCES = json.loads((FOLDER / RECORD).read_text(encoding="utf-8"))
FILES = {name: digest for package in SOURCES.values() for name, digest in package["files"].items()}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_one_that_was_taken_in(name):
    assert sha256_of(FOLDER / name) == FILES[name]


def test_nothing_lies_beside_what_is_recorded():
    assert {path.name for path in FOLDER.iterdir()} == {*FILES, RECORD}


def test_every_package_names_its_version_and_brings_its_license():
    for package, source in SOURCES.items():
        assert source["version"]
        assert source["license"] in {"BSD-2-Clause", "BSD-3-Clause", "MIT", "ISC"}
        assert "opyright" in (FOLDER / f"{package}.LICENSE.txt").read_text(encoding="utf-8")


def test_the_outline_reaches_from_coast_to_coast():
    lines = json.loads((FOLDER / OUTLINE).read_text(encoding="utf-8"))
    assert len(lines["counties"]) > len(lines["states"]) > 300
    points = [
        (lon / STEPS, lat / STEPS)
        for kind in ("states", "counties")
        for line in lines[kind]
        for lon, lat in zip(accumulate(line[::2]), accumulate(line[1::2]), strict=True)
    ]
    for place in ((-124.21, 42.0), (-67.0, 44.8), (-97.2, 49.0), (-81.8, 24.55), (-159.5, 22.2), (-66.1, 18.4)):
        assert any(abs(lon - place[0]) < 0.5 and abs(lat - place[1]) < 0.5 for lon, lat in points), place


def test_a_border_keeps_its_corners_and_drops_what_lies_on_the_way():
    topology = {
        "transform": {"scale": [0.001, 0.001], "translate": [-90, 40]},
        "objects": {"states": {"geometries": [{"arcs": [[[~0]]]}]}},
        "arcs": [[[0, 0], [100, 3], [100, -3], [0, 200]], [[5, 5], [0, 50]]],
    }
    assert outline(topology) == {
        "states": [[-22500, 10000, 50, 0, 0, 50]],
        "counties": [[-22499, 10001, 0, 13]],
    }
