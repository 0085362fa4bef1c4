"""The worldwide table under the configured ones: the same place types, with the units named as the configured tables name them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
#: How the names of imported tables end, in the directory of the place tables.
IMPORTED = ".places"
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
    #: The place's main name is another, and the user has not imported it with that one.
    by_other_name: bool


@cache
def open_world(file: Path) -> WorldFile:
    """A table, read once per process: it never changes."""
    return WorldFile.open(file)


class World:
    """Places of the whole world by name, those that the configured tables hold left to them.

    `files` are the tables that a user has imported, and at the end the shipped one: what two of them hold is the first one's.

    `same_unit` gives configured units (ids) by the ids that the table would give them.
    In a country of `complete` the configured tables name every unit: there the table adds settlements only, in the units of the nearest configured one.
    """

    def __init__(self, files: Sequence[WorldFile], packs: Packs, complete: frozenset[str], same_unit: Mapping[str, str]) -> None:
        self._files, self._complete, self._same_unit = tuple(files), complete, same_unit
        self._shipped = self._files[-1]
        self._known = _by_country_and_name(packs)
        #: Countries with configured units, by their kind.
        self._unit_kinds = {(place.country, place.kind) for place in packs.places.values() if place.kind in _UNIT_KINDS}
        self._admin1: dict[tuple[str, str], str] = {}
        self._admin2: dict[tuple[str, str, str], str] = {}
        self._rows: dict[tuple[int, int], Place | None] = {}
        self._names: dict[Name, tuple[Found, ...]] = {}
        self._units: dict[str, dict[str, Place]] = {}
        #: The configured tables; settlements whose units no line gives have those of the worldwide table, and the id that follows from them.
        self.packs = replace(packs, places={known.id: known for known in map(self._settle, packs.places.values())})
        self._known = _by_country_and_name(self.packs)
        self._settled: dict[str, list[Place]] = defaultdict(list)
        for place in self.packs.places.values():
            if place.country in complete and place.kind not in _UNIT_KINDS and place.lat is not None and place.admin1:
                self._settled[place.country].append(place)
        #: Changes when a table does.
        self.fingerprint = "+".join(file.fingerprint() for file in self._files)

    def named(self, name: Name) -> tuple[Found, ...]:
        """Every place of that folded name, the one of most people first; a place that the configured tables hold is theirs."""
        found = self._names.get(name)
        if found is None:
            if len(self._names) > _MOST_REMEMBERED:
                self._names.clear()
            found = self._names[name] = self._look_up(" ".join(name))
        return found

    def _look_up(self, name: str) -> tuple[Found, ...]:
        places: dict[str, Found] = {}
        for number, file in enumerate(self._files):
            earlier = [found.place for found in places.values()]
            for entry in file.find(name):
                place = self._place(number, entry.row)
                if place is not None and not any(_same(place, other) for other in earlier):
                    places.setdefault(place.id, Found(place, entry.ordinary, entry.by_other_name and not place.imported))
        if len(self._files) == 1:
            return tuple(places.values())
        return tuple(sorted(places.values(), key=lambda found: -found.place.population))

    def holds(self, name: Name) -> bool:
        """Whether any place bears a folded name."""
        key = " ".join(name)
        return self._shipped.holds(key) or any(file.holds(key) for file in self._files[:-1])

    def begins(self, one: str, two: str) -> bool:
        """Whether a name of several words may begin with these two (sometimes a wrong yes, never a wrong no)."""
        return self._shipped.begins(one, two) or any(file.begins(one, two) for file in self._files[:-1])

    def place(self, identity: str) -> Place | None:
        """The place of that id, if the table has it."""
        country, *path = identity.split("/")
        if not path or not any(country in file.countries for file in self._files):
            return None
        unit = self.units(country).get(identity)
        if unit is not None:
            return unit
        name = fold(path[-1].partition("~")[0])
        return next((found.place for found in self.named(name) if found.place.id == identity), None)

    def unit_called(self, identity: str) -> Place | None:
        """The first-level unit of the id that the worldwide table would give it, however the configured tables call it."""
        country, _, name = identity.partition("/")
        known = f"{country}/{self._name_of_admin1(country, name)}" if name else ""
        return self.packs.places.get(known) or self.place(known)

    def units(self, country: str) -> dict[str, Place]:
        """The admin 1 and admin 2 units by id that the table adds to a country's configured ones."""
        if country not in self._units:
            places = self._in(country, units_only=True)
            self._units[country] = {place.id: place for place in places if place.id not in self.packs.places}
        return self._units[country]

    def places(self, country: str) -> list[Place]:
        """All places that the table adds to a country, those of complete countries left out: which unit they lie in is a guess there."""
        if country in self._complete:
            return []
        places = {place.id: place for place in self._in(country)}
        return [place for place in places.values() if place.id not in self.packs.places]

    def countries_in(self, south: float, west: float, north: float, east: float) -> frozenset[str]:
        """Codes of the countries that have a place in a box (degrees)."""
        return frozenset(country for file in self._files for country, box in file.boxes.items() if _overlap(box, (south, west, north, east)))

    def _in(self, country: str, *, units_only: bool = False) -> Iterator[Place]:
        """The places of a country, of the user's tables first; a place may come twice."""
        for number, file in enumerate(self._files):
            first, settled, end = file.countries.get(country, (0, 0, 0))
            found = (self._place(number, row) for row in range(first, settled if units_only else end))
            yield from (place for place in found if place is not None)

    def _place(self, number: int, row: int) -> Place | None:
        at = number, row
        if at not in self._rows:
            if len(self._rows) > _MOST_REMEMBERED:
                self._rows.clear()
            self._rows[at] = self._read(number, row)
        return self._rows[at]

    def _read(self, number: int, row: int) -> Place | None:
        name, kind_name, country, admin1, admin2, lat, lon, people, mark = self._files[number].cells(row)
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
        own = number < len(self._files) - 1
        place = Place(identity, name, kind, country, first, second, north, east, population=int(people or 0), listed=False, imported=own)
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
        name = " ".join(fold(place.name))
        for cells in (file.cells(entry.row) for file in self._files for entry in file.find(name)):
            _, kind, country, admin1, admin2, lat, lon, *_ = cells
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
        if (country, kind) not in self._unit_kinds:
            return None
        known = self._known.get((country, " ".join(fold(name))), ())
        return next((place.name for place in known if place.kind is kind and (kind is PlaceKind.ADMIN1 or place.admin1 == admin1)), None)


def _same(one: Place, other: Place) -> bool:
    """Whether two tables mean one settlement."""
    if one.country != other.country or one.kind not in SETTLEMENTS or other.kind not in SETTLEMENTS:
        return False
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    return distance_km(one.lat, one.lon, other.lat, other.lon) < _SAME_KM


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _by_country_and_name(packs: Packs) -> dict[tuple[str, str], list[Place]]:
    known: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in packs.places.values():
        if place.country is not None and place.kind is not PlaceKind.COUNTRY:
            for name in {" ".join(fold(each)) for each in (place.name, *place.variants)}:
                known[place.country, name].append(place)
    return known
