"""Distances agree with the geodesic, and a box never leaves out what is within its circle."""

import math

import numpy as np
import pytest
from geopy.distance import geodesic
from geopy.point import Point
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from search import geo

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
bearings = st.floats(0, 360)


def reached(lat: float, lon: float, bearing: float, miles: float) -> tuple[float, float]:
    """The point so many miles away by geopy's geodesic."""
    there = geodesic(miles=miles).destination(Point(lat, lon), bearing)
    return there.latitude, there.longitude


@settings(max_examples=300)
@given(lats, lons, bearings, st.floats(0, 100))
@example(90.0, 0.0, 180.0, 100.0)
@example(-90.0, 12.0, 0.0, 100.0)
@example(89.9, 0.0, 0.0, 60.0)
@example(0.0, 180.0, 90.0, 100.0)
@example(51.9, -179.99, 270.0, 100.0)
@example(0.0, 0.0, 0.0, 100.0)
@example(0.0, 0.0, 90.0, 100.0)
def test_miles_agree_with_the_geodesic_to_a_thousandth_up_to_a_hundred(lat, lon, bearing, miles):
    there = reached(lat, lon, bearing, miles)
    assert geo.miles_between(lat, lon, *there) == pytest.approx(geodesic((lat, lon), there).miles, abs=0.001)


@settings(max_examples=200)
@given(lats, lons, bearings, st.floats(100, 9000))
def test_miles_stay_within_half_a_percent_of_the_geodesic_up_to_nine_thousand(lat, lon, bearing, miles):
    there = reached(lat, lon, bearing, miles)
    assert geo.miles_between(lat, lon, *there) == pytest.approx(geodesic((lat, lon), there).miles, rel=0.005)


@given(lats, lons)
def test_the_far_side_of_the_earth_has_a_distance_too(lat, lon):
    assert geo.miles_between(lat, lon, -lat, lon + 180) == pytest.approx(12_430, rel=0.05)


@given(lats, lons)
def test_a_point_is_no_miles_from_itself(lat, lon):
    assert geo.miles_between(lat, lon, lat, lon) == 0


@given(lats)
def test_the_antimeridian_is_one_line_and_not_two(lat):
    assert geo.miles_between(lat, 180, lat, -180) == pytest.approx(0, abs=1e-6)


def test_many_points_are_measured_at_once_and_each_as_it_would_be_alone():
    lats, lons = np.array([44.98, 44.95, 40.71]), np.array([-93.27, -93.09, -74.0])
    at_once = geo.miles_from(44.97, -93.25, lats, lons)
    alone = [geo.miles_between(44.97, -93.25, lat, lon) for lat, lon in zip(lats, lons, strict=True)]
    assert at_once.tolist() == alone
    assert geo.miles_from_vectors(44.97, -93.25, geo.vectors(lats, lons)).tolist() == alone


def test_a_point_without_coordinates_has_no_distance():
    assert math.isnan(geo.miles_from(44.97, -93.25, [math.nan], [math.nan])[0])


def test_no_points_have_no_distances():
    assert geo.miles_from(44.97, -93.25, [], []).shape == (0,)


@settings(max_examples=300)
@given(lats, lons, bearings, st.floats(0, 500), st.floats(0, 1))
@example(89.5, 10.0, 0.0, 60.0, 1.0)
@example(60.0, 179.9, 90.0, 60.0, 1.0)
@example(60.0, -179.9, 270.0, 60.0, 1.0)
@example(45.0, 0.0, 90.0, 0.0, 0.0)
def test_a_box_holds_every_point_of_its_circle(lat, lon, bearing, miles, share):
    there = reached(lat, lon, bearing, miles * share)
    assume(geo.miles_between(lat, lon, *there) <= miles)
    assert geo.box_around(lat, lon, miles).holds(*there)


def test_a_box_over_the_antimeridian_leaves_out_the_other_side_of_the_earth():
    box = geo.box_around(51.9, 179.9, 60)
    assert box.west > box.east
    assert box.holds([51.9, 51.9, 51.9], [-179.8, 179.5, 0.0]).tolist() == [True, True, False]


def test_a_box_at_a_pole_goes_all_the_way_round():
    box = geo.box_around(89.9, 10, 60)
    assert (box.north, box.west, box.east) == (90, -180, 180)


def test_a_box_is_not_much_larger_than_its_circle():
    box = geo.box_around(44.98, -93.27, 25)
    assert geo.miles_between(44.98, -93.27, box.north, -93.27) == pytest.approx(25, rel=0.03)
    assert geo.miles_between(44.98, -93.27, 44.98, box.east) == pytest.approx(25, rel=0.03)


@pytest.mark.parametrize(
    ("lat", "lon", "fits"),
    [
        (90, 180, True),
        (-90, -180, True),
        (90.1, 0, False),
        (0, 180.5, False),
        (math.nan, 0, False),
        (0, math.inf, False),
    ],
)
def test_only_points_on_the_earth_are_degrees(lat, lon, fits):
    assert geo.are_degrees(lat, lon) is fits


def test_the_rings_grow():
    assert list(geo.RINGS) == sorted(geo.RINGS)
