"""Which configured places lie near a point."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.places import Place, PlaceKind
from stream.places.nearest import Settled, squares_around
from stream.places.units import distance_km

LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


def place(name: str, lat: float, lon: float) -> Place:
    return Place(f"IQ/{name}", name, PlaceKind.TOWN, "IQ", name, f"{name} district", lat, lon)


@given(st.lists(st.tuples(st.floats(30, 38), st.floats(38, 48)), max_size=12), st.floats(30, 38), st.floats(38, 48))
def test_the_nearest_place_says_the_units(points: list[tuple[float, float]], lat: float, lon: float) -> None:
    """As if all were looked at; of places equally near the first."""
    places = [place(f"T{number}", *point) for number, point in enumerate(points)]
    nearest = min(places, key=lambda each: math.hypot((each.lat or 0) - lat, (each.lon or 0) - lon), default=None)
    expected = (nearest.admin1, nearest.admin2) if nearest else (None, None)
    assert Settled(places).units_near("IQ", lat, lon) == expected


def test_a_country_without_places_has_no_units() -> None:
    """Nothing is guessed across a border."""
    assert Settled([place("Kifri", 34.7, 45.0)]).units_near("IR", 34.7, 45.0) == (None, None)


@given(LATS, LONS, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_no_near_point_is_left_out(lat: float, lon: float, north: float, east: float) -> None:
    """Whatever is within reach of a settlement lies in its squares, at the poles and at the date line too."""
    there = max(min(lat + north, 90.0), -90.0), (lon + east + 180) % 360 - 180
    if distance_km(lat, lon, *there) < 40:
        assert ("IQ", math.floor(there[0]), math.floor(there[1])) in squares_around([place("Kifri", lat, lon)], 40)


@pytest.mark.parametrize("kind", [PlaceKind.ADMIN2, PlaceKind.MOUNTAIN])
def test_only_settlements_have_squares(kind: PlaceKind) -> None:
    """A mountain and a district are no rows of a table of towns."""
    assert squares_around([Place("IQ/A", "A", kind, "IQ", lat=34.0, lon=45.0)], 40) == frozenset()
