"""The area that a polygon encloses: which points lie in it, and which units whole or in part."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from stream.places.model import Place, PlaceKind
from stream.places.units import unit_chain

#: How far "near X" may be from X (kilometres): further out than this, it is not inside.
_NEAR_KM = 10.0
_KM_PER_DEGREE = 111.2
#: A unit counts as wholly inside only when at least so many of its places are known: one capital does not stand for a country.
_PLACES_FOR_WHOLE = {PlaceKind.COUNTRY: 3, PlaceKind.ADMIN1: 3}


#: A polygon of shapely, which publishes no types: this module is the only one that knows it.
Polygon = Any


@cache
def _shapely() -> Any:
    """Loaded at the first polygon, because it takes 0.2 s that a configuration without polygons need not spend."""
    return import_module("shapely")


class BadPolygon(ValueError):  # noqa: N818 - a polygon is bad; which file and line it stands in, the reader says
    """A geometry that encloses no area: `field` of it is wrong, `expected` would be right."""

    def __init__(self, field: str, message: str, expected: str = "a Polygon or MultiPolygon of [longitude, latitude] in degrees") -> None:
        self.field, self.expected = field, expected
        super().__init__(message)


def polygon_of(geometry: Any) -> Polygon:
    """The polygon of a decoded GeoJSON geometry (RFC 7946); raises BadPolygon where it is none, crosses itself or leaves the earth."""
    try:
        polygon = import_module("shapely.geometry").shape(geometry)
    except (ValueError, TypeError, AttributeError, LookupError, _shapely().errors.ShapelyError) as error:
        raise BadPolygon("geometry", f"cannot be read: {error}") from error
    if polygon.geom_type not in {"Polygon", "MultiPolygon"}:
        raise BadPolygon("geometry.type", f"found {polygon.geom_type!r}")
    if polygon.is_empty:
        raise BadPolygon("geometry.coordinates", "is empty")
    west, south, east, north = polygon.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadPolygon("geometry.coordinates", f"reaches from {west}, {south} to {east}, {north}")
    if not polygon.is_valid:
        raise BadPolygon("geometry.coordinates", f"found {_shapely().is_valid_reason(polygon)}", "a ring that does not cross or touch itself")
    return polygon


class Area:
    """A polygon in WGS 84 (longitude, latitude), with what it holds of a gazetteer."""

    def __init__(self, polygon: Polygon, places: Iterable[Place]) -> None:
        self.polygon = polygon
        _shapely().prepare(polygon)
        #: West, south, east and north (degrees).
        self.bounds: tuple[float, float, float, float] = polygon.bounds
        whole, part = _units_inside(polygon, list(places))
        #: Changes when the polygon does, or what is known to lie in it.
        self.fingerprint = hashlib.sha256(_shapely().to_wkb(polygon) + f"{sorted(whole)}{sorted(part)}".encode()).hexdigest()
        #: Ids of units all of whose known places lie inside.
        self.whole_units = whole
        #: Ids of units some of whose known places lie inside, and some outside.
        self.part_units = part

    def holds(self, lat: float, lon: float, *, fuzzy: bool) -> tuple[bool, bool]:
        """Whether a point (degrees) lies inside, and, where it is fuzzy ("near X"), whether it may."""
        if _shapely().contains_xy(self.polygon, lon, lat):
            return True, True
        return False, fuzzy and bool(_shapely().dwithin(self.polygon, _shapely().Point(lon, lat), _NEAR_KM / _KM_PER_DEGREE))


def _units_inside(polygon: Polygon, places: list[Place]) -> tuple[frozenset[str], frozenset[str]]:
    located = [place for place in places if place.lat is not None and place.lon is not None and place.kind not in _PLACES_FOR_WHOLE]
    inside = _shapely().contains_xy(polygon, [place.lon for place in located], [place.lat for place in located])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, within in zip(located, inside, strict=True):
        for unit in unit_chain(place):
            counts[unit][0] += bool(within)
            counts[unit][1] += 1
    kinds = {place.id: place.kind for place in places}
    whole = {unit for unit, (hits, total) in counts.items() if hits == total >= _PLACES_FOR_WHOLE.get(kinds[unit], 1)}
    part = {unit for unit, (hits, _) in counts.items() if hits and unit not in whole}
    return frozenset(whole), frozenset(part)
