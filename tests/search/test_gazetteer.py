"""The gazetteer knows the country's ZIP codes, towns and zones, in little room and at once."""

import csv
import gc
import re
import time
import tracemalloc
from pathlib import Path
from zoneinfo import available_timezones

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import geo
from search.gazetteer import Gazetteer
from search.gazetteer_pack import FILE_NAME, TownRow, ZipRow, read_pack, write_pack

PLACES = Path(__file__).parents[2] / "seeds" / "places"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(PLACES)


@pytest.fixture(scope="module")
def pack():
    return read_pack(PLACES)


# What it holds


def test_it_holds_the_zip_codes_and_towns_it_promises(pack):
    assert len(pack.zip_code) >= 33_000
    assert np.count_nonzero(~pack.town_is_county) >= 20_000


def test_it_takes_little_room_in_the_repository():
    assert (PLACES / FILE_NAME).stat().st_size < 3_000_000


def test_it_takes_little_room_in_memory_also_once_everything_was_asked():
    gc.collect()
    tracemalloc.start()
    try:
        loaded = Gazetteer(read_pack(PLACES))
        loaded.zone_at(44.98, -93.27)
        loaded.places_named("Springfield")
        in_use, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert in_use < 15_000_000


def test_the_readme_states_the_rows_of_every_file(pack):
    stated = (PLACES / "README.md").read_text(encoding="utf-8")
    towns, counties = np.count_nonzero(~pack.town_is_county), np.count_nonzero(pack.town_is_county)
    assert f"{len(pack.zip_code):,} ZIP codes, {towns:,} towns and neighborhoods, {counties:,} counties" in stated
    for table in PLACES.glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            rows = len(list(csv.DictReader(file)))
        assert re.search(rf"\| `{table.name}` \|[^|]*\| {rows} \|", stated), table.name


def test_every_zone_is_one_the_world_knows(pack):
    assert {pack.zones[row] for row in range(len(pack.zones))} <= available_timezones()


def test_every_point_is_on_the_earth_and_in_the_american_hemisphere_or_the_pacific(pack):
    lats, lons = pack.town_lat / 1e5, pack.town_lon / 1e5
    assert ((lats > -15) & (lats < 72)).all()
    assert ((lons < -64) | (lons > 144)).all()


def test_lookups_take_less_than_a_millisecond(gazetteer):
    gazetteer.zone_at(44.98, -93.27)
    asked = [
        lambda: gazetteer.zip_place("55401"),
        lambda: gazetteer.places_named("Springfield"),
        lambda: gazetteer.centroid_of(town="Minneapolis", state="MN"),
        lambda: gazetteer.knows_start("brooklyn p"),
    ]
    for lookup in asked:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            lookup()
            taken.append(time.perf_counter() - began)
        assert min(taken) < 0.001


# Where things are: well-known points, in degrees, from common reference works

KNOWN_ZIPS = [
    ("55401", (44.985, -93.270), "Minneapolis", "MN"),
    ("10001", (40.750, -73.997), "New York City", "NY"),
    ("10458", (40.863, -73.889), "The Bronx", "NY"),
    ("11201", (40.694, -73.990), "Brooklyn", "NY"),
    ("90210", (34.101, -118.415), "Beverly Hills", "CA"),
    ("60614", (41.922, -87.649), "Chicago", "IL"),
    ("02139", (42.365, -71.104), "Cambridge", "MA"),
    ("20500", (38.898, -77.036), "Washington", "DC"),
    ("33139", (25.785, -80.140), "Miami Beach", "FL"),
    ("98101", (47.611, -122.334), "Seattle", "WA"),
    ("80202", (39.749, -104.999), "Denver", "CO"),
    ("70116", (29.968, -90.064), "New Orleans", "LA"),
    ("99501", (61.217, -149.876), "Anchorage", "AK"),
    ("96815", (21.281, -157.827), "Honolulu", "HI"),
    ("00901", (18.466, -66.107), "San Juan", "PR"),
]
KNOWN_TOWNS = [
    ("Minneapolis", "MN", 44.978, -93.265),
    ("Saint Paul", "MN", 44.954, -93.090),
    ("Duluth", "MN", 46.787, -92.100),
    ("Rochester", "NY", 43.157, -77.615),
    ("Springfield", "IL", 39.782, -89.650),
    ("Albuquerque", "NM", 35.084, -106.650),
    ("El Paso", "TX", 31.762, -106.485),
    ("Boise", "ID", 43.615, -116.202),
    ("Nashville", "TN", 36.163, -86.782),
    ("Charleston", "WV", 38.350, -81.633),
    ("Fargo", "ND", 46.877, -96.790),
    ("Burlington", "VT", 44.476, -73.212),
    ("Tucson", "AZ", 32.222, -110.975),
    ("Key West", "FL", 24.555, -81.780),
    ("Juneau", "AK", 58.302, -134.420),
    ("Hagåtña", "GU", 13.475, 144.750),
]


@pytest.mark.parametrize(("code", "point", "town", "state"), KNOWN_ZIPS)
def test_a_zip_code_is_where_it_is(gazetteer, code, point, town, state):
    place = gazetteer.zip_place(code)
    assert (place.name, place.state, place.zip, place.precision) == (town, state, code, "zip")
    assert geo.miles_between(*point, place.lat, place.lon) < 3


@pytest.mark.parametrize(("town", "state", "lat", "lon"), KNOWN_TOWNS)
def test_a_town_is_where_it_is(gazetteer, town, state, lat, lon):
    place = gazetteer.places_named(town, state=state)[0]
    assert geo.miles_between(lat, lon, place.lat, place.lon) < 5


@pytest.mark.parametrize("code", ["00000", "99999", "5540", "554011", "abcde", "", "５５４０１", "²²²²²"])
def test_what_is_no_zip_code_has_no_place(gazetteer, code):
    assert gazetteer.zip_place(code) is None


@pytest.mark.parametrize(
    ("name", "state"),
    [("Bronx", "NY"), ("Brooklyn", "NY"), ("Queens", "NY"), ("Staten Island", "NY"), ("Harlem", "NY"),
     ("Manhattan", "NY"), ("Flushing", "NY"), ("North Minneapolis", "MN"), ("Skid Row", "CA"), ("Roxbury", "MA")],
)  # fmt: skip
def test_neighborhoods_of_large_cities_are_places(gazetteer, name, state):
    assert gazetteer.places_named(name, state=state)


def test_a_village_that_only_the_post_office_names_is_a_place(gazetteer):
    village = gazetteer.places_named("Schroeder", state="MN")[0]
    assert geo.miles_between(47.543, -90.894, village.lat, village.lon) < 10
    assert village.timezone == "America/Chicago"


def test_towns_of_one_name_come_largest_first(gazetteer):
    people = [place.population for place in gazetteer.places_named("Springfield")]
    assert people == sorted(people, reverse=True)
    assert len(people) > 20


# Time zones, where states are cut in two or keep their own time


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("46204", "America/Indiana/Indianapolis"),
        ("46402", "America/Chicago"),  # Gary: the northwest of Indiana
        ("47708", "America/Chicago"),  # Evansville: the southwest
        ("47591", "America/Indiana/Vincennes"),
        ("46534", "America/Indiana/Knox"),
        ("40202", "America/Kentucky/Louisville"),
        ("42101", "America/Chicago"),  # Bowling Green, Kentucky
        ("42001", "America/Chicago"),  # Paducah
        ("37201", "America/Chicago"),  # Nashville
        ("37902", "America/New_York"),  # Knoxville
        ("37402", "America/New_York"),  # Chattanooga
        ("32501", "America/Chicago"),  # Pensacola
        ("32401", "America/Chicago"),  # Panama City
        ("32301", "America/New_York"),  # Tallahassee
        ("83702", "America/Boise"),
        ("83814", "America/Los_Angeles"),  # Coeur d'Alene
        ("97914", "America/Boise"),  # Ontario, in Malheur County of Oregon
        ("97201", "America/Los_Angeles"),
        ("85003", "America/Phoenix"),
        ("86503", "America/Denver"),  # Chinle, in the Navajo Nation
        ("79901", "America/Denver"),  # El Paso
        ("75201", "America/Chicago"),
        ("99501", "America/Anchorage"),
        ("99546", "America/Adak"),
        ("99801", "America/Juneau"),
        ("00901", "America/Puerto_Rico"),
        ("00802", "America/St_Thomas"),
        ("96910", "Pacific/Guam"),
        ("96950", "Pacific/Saipan"),
        ("96799", "Pacific/Pago_Pago"),
        ("96813", "Pacific/Honolulu"),
        ("48226", "America/Detroit"),
        ("49858", "America/Menominee"),
        ("57701", "America/Denver"),  # Rapid City
        ("57104", "America/Chicago"),  # Sioux Falls
        ("67735", "America/Denver"),  # Goodland, Kansas
        ("69361", "America/Denver"),  # Scottsbluff, Nebraska
        ("58601", "America/Denver"),  # Dickinson, North Dakota
    ],
)  # fmt: skip
def test_a_zip_code_keeps_the_time_of_its_place(gazetteer, code, zone):
    place = gazetteer.zip_place(code)
    assert (place.timezone if place else None) == zone


def test_every_zip_code_has_a_zone(pack):
    assert "" not in {pack.zones[row] for row in set(pack.zip_zone.tolist())}


def test_a_point_has_the_zone_of_the_ground_it_is_on(gazetteer):
    assert gazetteer.zone_at(44.98, -93.27) == "America/Chicago"
    assert gazetteer.zone_at(31.76, -106.49) == "America/Denver"
    assert gazetteer.zone_at(51.88, -176.65) == "America/Adak"


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-90, 0), (0, 0), (48.85, 2.35), (30, -40), (float("nan"), 0)])
def test_a_point_off_the_known_ground_has_no_zone_and_no_place(gazetteer, lat, lon):
    assert gazetteer.zone_at(lat, lon) is None
    assert gazetteer.nearest_zip(lat, lon) is None
    assert gazetteer.nearest_town(lat, lon) is None


@settings(max_examples=60)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_no_point_on_the_earth_makes_it_fail(lat, lon):
    gazetteer = Gazetteer.load(PLACES)
    assert (gazetteer.zone_at(lat, lon) is None) == (
        gazetteer.nearest_zip(lat, lon) is None and gazetteer.nearest_town(lat, lon) is None
    )


# Middles, which are all that may be told of a private address


def test_the_middle_of_a_zip_code_stands_for_a_private_address(gazetteer):
    place = gazetteer.zip_place("55401")
    assert gazetteer.centroid_of(code="55401", town="Duluth", state="MN") == (place.lat, place.lon)
    assert gazetteer.centroid_of(code="55401-1234") == (place.lat, place.lon)


def test_the_middle_of_the_town_stands_in_when_the_zip_code_is_not_known(gazetteer):
    town = gazetteer.places_named("Duluth", state="MN")[0]
    assert gazetteer.centroid_of(code="", town="duluth", state="Minnesota") == (town.lat, town.lon)
    assert gazetteer.centroid_of(code="00000", town="Duluth", state="MN") == (town.lat, town.lon)


@pytest.mark.parametrize(
    ("town", "state"), [("Narnia", "MN"), ("Minneapolis", ""), ("", "MN"), ("Hennepin County", "MN")]
)
def test_what_is_no_town_of_a_state_has_no_middle(gazetteer, town, state):
    assert gazetteer.centroid_of(town=town, state=state) is None


def test_the_nearest_zip_code_and_town_of_a_point(gazetteer):
    assert gazetteer.nearest_zip(44.985, -93.270).zip == "55401"
    assert gazetteer.nearest_town(44.954, -93.090).name == "Saint Paul"


# The file


def test_it_is_read_once_and_shared(gazetteer):
    assert Gazetteer.load(PLACES) is gazetteer


def test_rows_written_are_the_rows_read(tmp_path):
    town = TownRow(
        "Saint Élan", "MN", "Elan County", 44.5, -93.25, "America/Chicago", 1200, aliases=frozenset({"Elanville"})
    )
    write_pack(tmp_path, [ZipRow("00501", 44.51, -93.26, "Elan County", "America/Chicago", town)], [town])
    small = Gazetteer(read_pack(tmp_path))
    assert [place.label for place in small.places_named("st elan")] == ["Saint Élan, MN"]
    assert small.places_named("ELANVILLE")[0].population == 1200
    code = small.zip_place("00501")
    assert (code.lat, code.lon, code.county, code.label) == (44.51, -93.26, "Elan County", "Saint Élan, MN 00501")


def test_the_same_rows_make_the_same_bytes(tmp_path):
    towns = [TownRow(name, "MN", "", 44.5, -93.25, "America/Chicago", 10) for name in ("Ash", "Birch", "Cedar")]
    first = write_pack(tmp_path, [], towns).read_bytes()
    assert write_pack(tmp_path, [], towns[::-1]).read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 torn"])
def test_a_file_that_is_no_gazetteer_says_so(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ValueError, match="is not a gazetteer"):
        read_pack(tmp_path)


def test_an_archive_of_something_else_says_so(tmp_path):
    np.savez(tmp_path / FILE_NAME, zip_code=np.zeros(3))
    with pytest.raises(ValueError, match="is not a gazetteer"):
        read_pack(tmp_path)


def test_a_folder_without_a_gazetteer_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_pack(tmp_path)
