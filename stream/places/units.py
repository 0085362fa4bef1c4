"""Administrative units: what a place lies in, and what lies in a unit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable

from stream.places.model import Place, PlaceKind

_UNITS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2})
#: Places that stand for the part of a district around them.
_CENTRES = frozenset({PlaceKind.SUBDISTRICT, PlaceKind.CITY, PlaceKind.CAPITAL})
_EARTH_KM = 6371.0
#: Of latitude, and of longitude on the equator.
KM_PER_DEGREE = 111.2


class Units:
    """The tree of units of a gazetteer: country, admin 1, admin 2, and the places below.

    `places` are those of the configured tables; `other` finds any further place of the gazetteer by id.
    """

    def __init__(self, places: Iterable[Place], other: Callable[[str], Place | None]) -> None:
        self._other = other
        self._kinds: dict[str, PlaceKind] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._centres: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._kinds[place.id] = place.kind
            self._chains[place.id] = unit_chain(place)
            if place.kind in _CENTRES and place.lat is not None:
                for unit in self._chains[place.id][:-1]:
                    self._centres[unit].append(place)

    def chain(self, country: str | None, admin1: str | None, admin2: str | None, place: Place | None) -> tuple[str, ...]:
        """Ids from the country down to the place, of those that the gazetteer knows; empty where nothing is known."""
        if place is not None:
            return self._chains.get(place.id) or unit_chain(place)
        path = [country, f"{country}/{admin1}" if admin1 else None, f"{country}/{admin1 or '-'}/{admin2}" if admin2 else None]
        return tuple(unit for unit in path if unit is not None and (unit in self._chains or self._other(unit) is not None))

    def above(self, identity: str) -> tuple[str, ...]:
        """Ids of the units around a place or unit, the smallest first."""
        place = None if identity in self._chains else self._other(identity)
        return tuple(reversed((unit_chain(place) if place else self._chains[identity])[:-1]))

    def is_listed(self, identity: str) -> bool:
        """Whether a configured table has it."""
        return identity in self._kinds

    def is_unit(self, identity: str) -> bool:
        """Whether it is a country, admin 1 or admin 2 unit, and no place inside one."""
        return self._kind(identity) in _UNITS

    def is_district(self, identity: str) -> bool:
        """Whether it is an admin 2 unit."""
        return self._kind(identity) is PlaceKind.ADMIN2

    def _kind(self, identity: str) -> PlaceKind | None:
        place = None if identity in self._kinds else self._other(identity)
        return place.kind if place else self._kinds.get(identity)

    def nearest_part(self, unit: str, lat: float, lon: float, place: Place | None) -> str | None:
        """Id of the subdistrict or city of a unit that a point most likely belongs to (the nearest centre); None where none is known."""
        if place is not None and place.kind in _CENTRES:
            return place.id
        centres = self._centres.get(unit)
        return min(centres, key=lambda item: (distance_km(lat, lon, item.lat or 0.0, item.lon or 0.0), item.id)).id if centres else None


def unit_chain(place: Place) -> tuple[str, ...]:
    """Ids of the units that a place lies in, the largest first, and at the end its own."""
    return place.units if place.units and place.units[-1] == place.id else (*place.units, place.id)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine formula)."""
    north, east = math.radians(other_lat - lat), math.radians(other_lon - lon)
    chord = math.sin(north / 2) ** 2 + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
