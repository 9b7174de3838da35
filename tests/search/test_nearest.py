"""The nearest of many points is the same whether it is looked for in a band of latitude or everywhere."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search import geo
from search.nearest import Points

LATS, LONS = np.random.default_rng(1).uniform((18, -170), (72, -65), (5000, 2)).T
POINTS, VECTORS = Points(LATS, LONS), geo.vectors(LATS, LONS)
degrees = {"lat": st.floats(-90, 90) | st.floats(25, 50), "lon": st.floats(-180, 180) | st.floats(-125, -70)}


@settings(max_examples=200)
@given(**degrees)
def test_the_nearest_in_a_band_is_the_nearest_of_all(lat, lon):
    miles = geo.miles_from_vectors(lat, lon, VECTORS)
    row, nearest = POINTS.nearest(lat, lon)
    assert nearest == miles.min() == miles[row]


@settings(max_examples=100)
@given(**degrees, miles=st.floats(0, 300))
def test_every_point_within_some_miles_is_found(lat, lon, miles):
    everywhere = np.flatnonzero(geo.miles_from_vectors(lat, lon, VECTORS) <= miles)
    assert POINTS.within(lat, lon, miles).tolist() == everywhere.tolist()


def test_nothing_is_near_to_nowhere():
    assert math.isnan(POINTS.nearest(math.nan, 0)[1])
