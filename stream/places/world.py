"""The worldwide table under the configured ones: the same place types, with the units named as the configured tables name them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from stream.places.fold import Name, fold
from stream.places.model import SETTLEMENTS, Place, PlaceKind
from stream.places.packs import Packs, place_id
from stream.places.units import distance_km
from stream.places.world_file import WorldFile

#: The table that the package brings.
SHIPPED = Path(__file__).parents[1] / "data" / "world.places"
#: Two settlements of one name and country this close are the same (kilometres): tables round, and measure from different squares.
_SAME_KM = 40.0
_MOST_REMEMBERED = 50_000
_UNIT_KINDS = frozenset({PlaceKind.ADMIN1, PlaceKind.ADMIN2})


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a name may mean."""

    place: Place
    #: The name is an ordinary word of English too.
    ordinary: bool
    #: The place's main name is another.
    by_other_name: bool


@cache
def open_world(file: Path) -> WorldFile:
    """A table, read once per process: it never changes."""
    return WorldFile.open(file)


class World:
    """Places of the whole world by name, those that the configured tables hold left to them.

    `same_unit` gives configured units (ids) by the ids that the table would give them.
    In a country of `complete` the configured tables name every unit: there the table adds settlements only, in the units of the nearest configured one.
    """

    def __init__(self, file: WorldFile, packs: Packs, complete: frozenset[str], same_unit: Mapping[str, str]) -> None:
        self._file, self._complete, self._same_unit = file, complete, same_unit
        self._known = _by_country_and_name(packs)
        self._admin1: dict[tuple[str, str], str] = {}
        self._admin2: dict[tuple[str, str, str], str] = {}
        self._rows: dict[int, Place | None] = {}
        self._names: dict[Name, tuple[Found, ...]] = {}
        self._units: dict[str, dict[str, Place]] = {}
        #: The configured tables; settlements whose units no line gives have those of the worldwide table, and the id that follows from them.
        self.packs = replace(packs, places={known.id: known for known in map(self._settle, packs.places.values())})
        self._known = _by_country_and_name(self.packs)
        self._settled: dict[str, list[Place]] = defaultdict(list)
        for place in self.packs.places.values():
            if place.country in complete and place.kind not in _UNIT_KINDS and place.lat is not None and place.admin1:
                self._settled[place.country].append(place)
        #: Changes when the table does.
        self.fingerprint = file.fingerprint()

    def named(self, name: Name) -> tuple[Found, ...]:
        """Every place of that folded name, the one of most people first; a place that the configured tables hold is theirs."""
        found = self._names.get(name)
        if found is None:
            if len(self._names) > _MOST_REMEMBERED:
                self._names.clear()
            places: dict[str, Found] = {}
            for entry in self._file.find(" ".join(name)):
                place = self._place(entry.row)
                if place is not None:
                    places.setdefault(place.id, Found(place, entry.ordinary, entry.by_other_name))
            found = self._names[name] = tuple(places.values())
        return found

    def holds(self, name: Name) -> bool:
        """Whether any place bears a folded name."""
        return self._file.holds(" ".join(name))

    def begins(self, one: str, two: str) -> bool:
        """Whether a name of several words may begin with these two (sometimes a wrong yes, never a wrong no)."""
        return self._file.begins(one, two)

    def place(self, identity: str) -> Place | None:
        """The place of that id, if the table has it."""
        country, *path = identity.split("/")
        if not path or country not in self._file.countries:
            return None
        unit = self.units(country).get(identity)
        if unit is not None:
            return unit
        name = fold(path[-1].partition("~")[0])
        return next((found.place for found in self.named(name) if found.place.id == identity), None)

    def units(self, country: str) -> dict[str, Place]:
        """The admin 1 and admin 2 units by id that the table adds to a country's configured ones."""
        if country not in self._units:
            first, settled, _ = self._file.countries.get(country, (0, 0, 0))
            places = [self._place(row) for row in range(first, settled)]
            self._units[country] = {place.id: place for place in places if place is not None and place.id not in self.packs.places}
        return self._units[country]

    def places(self, country: str) -> list[Place]:
        """All places that the table adds to a country, those of complete countries left out: which unit they lie in is a guess there."""
        if country in self._complete:
            return []
        first, _, end = self._file.countries.get(country, (0, 0, 0))
        places = [self._place(row) for row in range(first, end)]
        return [place for place in places if place is not None and place.id not in self.packs.places]

    def countries_in(self, south: float, west: float, north: float, east: float) -> frozenset[str]:
        """Codes of the countries that have a place in a box (degrees)."""
        return frozenset(country for country in self._file.countries if _overlap(self._file.boxes[country], (south, west, north, east)))

    def _place(self, row: int) -> Place | None:
        if row not in self._rows:
            if len(self._rows) > _MOST_REMEMBERED:
                self._rows.clear()
            self._rows[row] = self._read(row)
        return self._rows[row]

    def _read(self, row: int) -> Place | None:
        name, kind_name, country, admin1, admin2, lat, lon, people, mark = self._file.cells(row)
        kind = PlaceKind(kind_name)
        if country not in self.packs.countries or (kind in _UNIT_KINDS and country in self._complete):
            return None
        where = (float(lat), float(lon)) if lat else None
        if country in self._complete and where:
            first, second = self._nearest_units(country, *where)
        else:
            first = self._name_of_admin1(country, admin1) if admin1 else None
            second = self._name_of_admin2(country, first, admin2) if admin2 else None
        if kind is PlaceKind.ADMIN1:
            name = first or name
        elif kind is PlaceKind.ADMIN2:
            name = second or name
        identity = place_id(country, first, second, kind, f"{name}~{mark}" if mark else name)
        north, east = where or (None, None)
        place = Place(identity, name, kind, country, first, second, north, east, population=int(people or 0), listed=False)
        return self.packs.places.get(identity) or self._configured(place) or place

    def _configured(self, place: Place) -> Place | None:
        """The configured place that this is another row of."""
        if place.kind in _UNIT_KINDS or place.lat is None or place.lon is None:
            return None
        for other in self._known.get((place.country or "", " ".join(fold(place.name))), ()):
            if other.kind in SETTLEMENTS and other.lat is not None and other.lon is not None:  # noqa: SIM102 - what is compared, then how far it is
                if distance_km(place.lat, place.lon, other.lat, other.lon) < _SAME_KM:
                    return other
        return None

    def _settle(self, place: Place) -> Place:
        if place.admin1 or place.kind not in SETTLEMENTS or place.lat is None or place.lon is None or place.country in self._complete:
            return place
        for entry in self._file.find(" ".join(fold(place.name))):
            _, kind, country, admin1, admin2, lat, lon, *_ = self._file.cells(entry.row)
            if (
                country == place.country
                and admin1
                and PlaceKind(kind) in SETTLEMENTS
                and distance_km(place.lat, place.lon, float(lat), float(lon)) < _SAME_KM
            ):
                first = self._name_of_admin1(country, admin1)
                second = self._name_of_admin2(country, first, admin2) if admin2 else None
                identity = place_id(country, first, second, place.kind, place.name)
                return replace(place, id=identity, admin1=first, admin2=second)
        return place

    def _nearest_units(self, country: str, lat: float, lon: float) -> tuple[str | None, str | None]:
        near = min(self._settled[country], key=lambda place: math.hypot((place.lat or 0) - lat, (place.lon or 0) - lon), default=None)
        return (near.admin1, near.admin2) if near else (None, None)

    def _name_of_admin1(self, country: str, name: str) -> str:
        key = country, name
        if key not in self._admin1:
            same = self._same_unit.get(f"{country}/{name}", "").partition("/")[2]
            self._admin1[key] = same or self._configured_unit(country, name, PlaceKind.ADMIN1, None) or name
        return self._admin1[key]

    def _name_of_admin2(self, country: str, admin1: str | None, name: str) -> str:
        key = country, admin1 or "", name
        if key not in self._admin2:
            self._admin2[key] = self._configured_unit(country, name, PlaceKind.ADMIN2, admin1) or name
        return self._admin2[key]

    def _configured_unit(self, country: str, name: str, kind: PlaceKind, admin1: str | None) -> str | None:
        known = self._known.get((country, " ".join(fold(name))), ())
        return next((place.name for place in known if place.kind is kind and (kind is PlaceKind.ADMIN1 or place.admin1 == admin1)), None)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _by_country_and_name(packs: Packs) -> dict[tuple[str, str], list[Place]]:
    known: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in packs.places.values():
        if place.country is not None and place.kind is not PlaceKind.COUNTRY:
            for name in {" ".join(fold(each)) for each in (place.name, *place.variants)}:
                known[place.country, name].append(place)
    return known
