"""Which configured places lie near a point: to tell that a settlement of another table is one of them, and which units a point lies in."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stream.places.model import SETTLEMENTS, Place, PlaceKind
from stream.places.units import KM_PER_DEGREE

_UNITS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2})
#: Nearer to a pole than this (degrees), every longitude is near.
_POLAR = 89.0


@dataclass(frozen=True, slots=True)
class _Point:
    """A settled place; `rank` is its place in the tables."""

    lat: float
    lon: float
    rank: int
    place: Place


class Settled:
    """Places that lie in known units, by country, from south to north."""

    def __init__(self, places: Iterable[Place]) -> None:
        points: dict[str, list[_Point]] = defaultdict(list)
        for rank, place in enumerate(places):
            if place.country and place.kind not in _UNITS and place.lat is not None and place.admin1:
                points[place.country].append(_Point(place.lat, place.lon or 0.0, rank, place))
        self._points = {country: sorted(found, key=lambda point: (point.lat, point.rank)) for country, found in points.items()}

    def units_near(self, country: str, lat: float, lon: float) -> tuple[str | None, str | None]:
        """Admin 1 and admin 2 of the country's place nearest to a point (degrees, taken as if they were square); None where no place is known.

        Of places equally near, the first of the tables. It looks north and south from the point only as far as the best one found.
        """
        points = self._points.get(country, [])
        middle = bisect_left(points, lat, key=lambda point: point.lat)
        best, nearest = (math.inf, 0), None
        for part in (points[middle:], reversed(points[:middle])):
            for point in part:
                if abs(point.lat - lat) > best[0]:
                    break
                how = math.hypot(point.lat - lat, point.lon - lon), point.rank
                if how < best:
                    best, nearest = how, point.place
        return (nearest.admin1, nearest.admin2) if nearest else (None, None)


def squares_around(places: Iterable[Place], kilometres: float) -> frozenset[tuple[str, int, int]]:
    """Every square degree, by country and south-west corner, that holds a point within so many kilometres of a settlement there."""
    found = set()
    high = kilometres / KM_PER_DEGREE
    for place in places:
        if place.kind in SETTLEMENTS and place.country and place.lat is not None and place.lon is not None:
            farthest = abs(place.lat) + high
            wide = high / math.cos(math.radians(farthest)) if farthest < _POLAR else 180.0
            for lat in range(math.floor(place.lat - high), math.floor(place.lat + high) + 1):
                for lon in range(math.floor(place.lon - wide), math.floor(place.lon + wide) + 1):
                    found.add((place.country, lat, (lon + 180) % 360 - 180))
    return frozenset(found)
