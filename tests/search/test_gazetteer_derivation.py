"""The rules by which the packed gazetteer is made from the open place packages."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from directory.cli import derive_places as derivation
from directory.cli.place_sources import (
    CENSUS_FILE,
    POSTAL_FILE,
    Known,
    Point,
    PostalRow,
    corrected,
    read_census_points,
    read_corrections,
    read_postal_rows,
)

CENTRAL, MOUNTAIN = "America/Chicago", "America/Denver"
VALENTINE = Known("Valentine", "NE", Point(42.87, -100.55), 2700, CENTRAL)
GORDON = Known("Gordon", "NE", Point(42.80, -102.20), 1600, MOUNTAIN)


def zip_row(code: str, town: str, lat: float, lon: float, county: str = "Cherry County") -> PostalRow:
    return PostalRow(code, town, "NE", county, Point(lat, lon))


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """The two npm packages with a few rows each, in the shape they are published in."""
    census, postal = tmp_path / CENSUS_FILE, tmp_path / POSTAL_FILE
    census.parent.mkdir(parents=True)
    census.write_text('module.exports = [\n  {"latitude":42.9,"longitude":-100.6,"zipCode":"69201"},\n];\n')
    postal.parent.mkdir(parents=True)
    postal.write_text(
        "US\t69201\tValentine\tNebraska\tNE\tCherry\t031\t\t\t42.87\t-100.55\t4\n"
        "US\t69299\tBox Town\tNebraska\tNE\tNowhere\t999\t\t\t42.50\t-101.00\t4\n"
        "US\t09001\tAPO AA\t\t\t\t\t\t\t38.11\t15.66\t\n"
    )
    return tmp_path


def test_a_zip_code_takes_the_census_point_and_else_the_postal_one(packages):
    rows = read_postal_rows(packages, read_census_points(packages), {"NE031": "Cherry County"})
    assert [(row.code, row.point, row.county) for row in rows] == [
        ("69201", Point(42.9, -100.6), "Cherry County"),
        ("69299", Point(42.5, -101.0), "Nowhere"),
    ]


def test_military_mail_is_left_out(packages):
    assert "09001" not in {row.code for row in read_postal_rows(packages, {}, {})}


def test_a_zip_code_has_the_zone_of_its_town_in_a_county_cut_in_two():
    rows = [zip_row("69201", "Valentine", 42.9, -100.6), zip_row("69343", "Gordon", 42.8, -102.1)]
    assert derivation.zip_zones(rows, [VALENTINE, GORDON], {}) == {"69201": CENTRAL, "69343": MOUNTAIN}


def test_an_unknown_town_has_the_zone_of_the_nearest_known_one_in_a_county_cut_in_two():
    rows = [
        zip_row("69201", "Valentine", 42.9, -100.6),
        zip_row("69343", "Gordon", 42.8, -102.1),
        zip_row("69218", "Merriman", 42.9, -101.9),
    ]
    assert derivation.zip_zones(rows, [VALENTINE, GORDON], {})["69218"] == MOUNTAIN


def test_an_unknown_town_has_the_zone_of_a_county_that_agrees_though_another_is_nearer():
    rows = [zip_row("69201", "Valentine", 42.9, -100.6), zip_row("69218", "Merriman", 42.9, -101.9)]
    assert derivation.zip_zones(rows, [VALENTINE, GORDON], {})["69218"] == CENTRAL


def test_a_correction_wins(tmp_path):
    (tmp_path / "zone_corrections.csv").write_text("state,town,timezone,reason\nNE,Valentine,America/Denver,a test\n")
    corrections = read_corrections(tmp_path)
    assert corrected([VALENTINE], corrections)[0].timezone == MOUNTAIN
    rows = [zip_row("69201", "Valentine", 42.9, -100.6)]
    assert derivation.zip_zones(rows, [VALENTINE], corrections)["69201"] == MOUNTAIN


def test_a_town_that_only_the_post_office_knows_stands_in_the_middle_of_its_zip_codes():
    rows = [zip_row("69210", "Ainsworth", 42.50, -99.8), zip_row("69211", "AINSWORTH", 42.60, -99.9)]
    towns = derivation.post_towns(rows, [], dict.fromkeys(("69210", "69211"), CENTRAL))
    assert towns["69210"] is towns["69211"]
    assert (towns["69210"].lat, towns["69210"].lon) == pytest.approx((42.55, -99.85))


def test_zip_codes_of_one_name_far_apart_are_two_towns():
    rows = [zip_row("69210", "Union", 42.5, -99.8), zip_row("69211", "Union", 41.0, -96.0)]
    towns = derivation.post_towns(rows, [], dict.fromkeys(("69210", "69211"), CENTRAL))
    assert towns["69210"] is not towns["69211"]


def test_a_zip_code_belongs_to_the_known_town_of_its_name_or_alias(tmp_path):
    (tmp_path / "aliases.csv").write_text("alias,town,state\nVal,Valentine,NE\n")
    rows = [zip_row("69201", "VALENTINE", 42.9, -100.6), zip_row("69202", "Val", 42.9, -100.6)]
    known = derivation.with_aliases(derivation.known_towns([VALENTINE], rows), tmp_path)
    towns = derivation.post_towns(rows, known, dict.fromkeys(("69201", "69202"), CENTRAL))
    assert towns["69201"] is towns["69202"] is known[0]


def test_a_town_is_in_the_county_of_most_of_its_zip_codes():
    rows = [
        zip_row("69201", "Valentine", 42.9, -100.6, county="Cherry County"),
        zip_row("69202", "Valentine", 42.9, -100.6, county="Cherry County"),
        zip_row("69203", "Valentine", 42.87, -100.55, county="Keya Paha County"),
    ]
    assert derivation.known_towns([VALENTINE], rows)[0].county == "Cherry County"


def test_a_county_stands_in_the_middle_of_its_zip_codes_and_one_far_away_does_not_move_it():
    rows = [zip_row("96813", "Honolulu", 21.3, -157.8), zip_row("96814", "Honolulu", 21.4, -157.9),
            zip_row("96898", "Wake Island", 19.3, 166.6)]  # fmt: skip
    zones = dict.fromkeys(("96813", "96814", "96898"), "Pacific/Honolulu")
    towns = derivation.post_towns(rows, [], zones)
    county = derivation.county_rows(derivation.zip_rows(rows, towns, zones), [])[0]
    assert (county.lat, county.lon, county.kind) == (21.3, -157.8, "county")


def test_packages_that_are_not_there_are_named_in_one_sentence(tmp_path):
    app = derivation.typer.Typer()
    app.command()(derivation.derive_places)
    outcome = CliRunner().invoke(app, ["--packages", str(tmp_path), "--to", str(tmp_path)])
    assert outcome.exit_code == 2
    assert "npm install" in outcome.output
