"""The worldwide table under the configured ones: the same place types, with the units named as the configured tables name them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

from stream.places.fold import Name, fold
from stream.places.model import KINDS, SETTLEMENTS, Place, PlaceKind, people_of
from stream.places.nearest import Settled, squares_around
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


class Found:
    """A place that a name may mean. It is made when it is asked for: most of the sixty called San José never are."""

    __slots__ = ("_number", "_row", "_world", "by_other_name", "ordinary", "unit")

    def __init__(self, world: World, number: int, row: int, unit: bool, ordinary: bool, by_other_name: bool) -> None:
        self._world, self._number, self._row = world, number, row
        #: It is an admin 1 or admin 2 unit.
        self.unit = unit
        #: The name is an ordinary word of English too.
        self.ordinary = ordinary
        #: The place's main name is another, and the user has not imported it with that one.
        self.by_other_name = by_other_name

    @property
    def place(self) -> Place:
        """The place."""
        return self._world.place_at(self._number, self._row)

    @property
    def kind(self) -> PlaceKind:
        """The place's kind."""
        return self._world.glance(self._number, self._row)[0]

    @property
    def population(self) -> int:
        """The place's population, 0 where not known."""
        return self._world.glance(self._number, self._row)[1]

    @property
    def people(self) -> int:
        """Persons: the population, or what is usual for the kind."""
        return people_of(*self._world.glance(self._number, self._row))


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
        self._shipped, self._imported = self._files[-1], self._files[:-1]
        self._known = _by_country_and_name(packs)
        #: Countries with configured units, by their kind.
        self._unit_kinds = {(place.country, place.kind) for place in packs.places.values() if place.kind in _UNIT_KINDS}
        self._unit_names_known: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}
        self._rows: dict[tuple[int, int], Place] = {}
        self._names: dict[Name, tuple[Found, ...]] = {}
        self._units: dict[str, dict[str, Place]] = {}
        #: The configured tables; settlements whose units no line gives have those of the worldwide table, and the id that follows from them.
        self.packs = replace(packs, places={known.id: known for known in map(self._settle, packs.places.values())})
        self._known = _by_country_and_name(self.packs)
        self._near = squares_around(self.packs.places.values(), _SAME_KM)
        self._settled = Settled(place for place in self.packs.places.values() if place.country in complete)
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
        found = [self._in_file(number, name) for number in range(len(self._files))]
        return tuple(_each_once(found) if sum(map(bool, found)) > 1 else chain.from_iterable(found))

    def _in_file(self, number: int, name: str) -> list[Found]:
        file, shipped, found = self._files[number], number == len(self._files) - 1, []
        for row, ordinary, by_other_name in file.find(name):
            country, unit = file.country_of(row)
            if country in self.packs.countries and not (unit and country in self._complete):
                found.append(Found(self, number, row, unit, ordinary, by_other_name and shipped))
        return found

    def _is_taken(self, country: str, *, unit: bool) -> bool:
        """Whether the table's places of a country count: those of countries that are known, without the units of one whose units are all configured."""
        return country in self.packs.countries and not (unit and country in self._complete)

    def holds(self, name: Name) -> bool:
        """Whether any place bears a folded name."""
        key = " ".join(name)
        return self._shipped.holds(key) or (bool(self._imported) and any(file.holds(key) for file in self._imported))

    def begins(self, one: str, two: str) -> bool:
        """Whether a name of several words may begin with these two (sometimes a wrong yes, never a wrong no)."""
        return self._shipped.begins(one, two) or (bool(self._imported) and any(file.begins(one, two) for file in self._imported))

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
            if self._is_taken(country, unit=True):
                yield from (self.place_at(number, row) for row in range(first, settled))
            if not units_only and self._is_taken(country, unit=False):
                yield from (self.place_at(number, row) for row in range(settled, end))

    def place_at(self, number: int, row: int) -> Place:
        """The place of a row of a file, made once."""
        at = number, row
        place = self._rows.get(at)
        if place is None:
            if len(self._rows) > _MOST_REMEMBERED:
                self._rows.clear()
            place = self._rows[at] = self._read(number, row)
        return place

    def glance(self, number: int, row: int) -> tuple[PlaceKind, int]:
        """Kind and population of the place of a row; the place is only made where it may be a configured one."""
        _, kind, country, _, _, lat, lon, people, _ = self._files[number].cells(row)
        if KINDS[kind] in _UNIT_KINDS or (lat and self._is_near(country, float(lat), float(lon))):
            place = self.place_at(number, row)
            return place.kind, place.population
        return KINDS[kind], int(people or 0)

    def _read(self, number: int, row: int) -> Place:
        name, kind_name, country, admin1, admin2, lat, lon, people, mark = self._files[number].cells(row)
        kind = KINDS[kind_name]
        where = (float(lat), float(lon)) if lat else None
        if country in self._complete and where:
            first, second = self._settled.units_near(country, *where)
        else:
            first, second = self._unit_names(country, admin1, admin2)
        if kind is PlaceKind.ADMIN1:
            name = first or name
        elif kind is PlaceKind.ADMIN2:
            name = second or name
        identity = place_id(country, first, second, kind, f"{name}~{mark}" if mark else name)
        known = self.packs.places.get(identity)
        if known is None and where and kind not in _UNIT_KINDS and self._is_near(country, *where):
            known = self._configured(country, name, *where)
        if known is not None:
            return known
        north, east = where or (None, None)
        own = number < len(self._files) - 1
        return Place(identity, name, kind, country, first, second, north, east, population=int(people or 0), listed=False, imported=own)

    def _is_near(self, country: str, lat: float, lon: float) -> bool:
        """Whether a configured settlement of the country may lie close enough to be the same one."""
        return (country, math.floor(lat), math.floor(lon)) in self._near

    def _configured(self, country: str, name: str, lat: float, lon: float) -> Place | None:
        """The configured place that a settlement is another row of."""
        for other in self._known.get((country, " ".join(fold(name))), ()):
            if other.kind in SETTLEMENTS and other.lat is not None and other.lon is not None:  # noqa: SIM102 - what is compared, then how far it is
                if distance_km(lat, lon, other.lat, other.lon) < _SAME_KM:
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
                first, second = self._unit_names(country, admin1, admin2)
                identity = place_id(country, first, second, place.kind, place.name)
                return replace(place, id=identity, admin1=first, admin2=second)
        return place

    def _unit_names(self, country: str, admin1: str, admin2: str) -> tuple[str | None, str | None]:
        """What the units of a row are called here; an empty name gives None."""
        key = country, admin1, admin2
        names = self._unit_names_known.get(key)
        if names is None:
            first = self._name_of_admin1(country, admin1) if admin1 else None
            second = (self._configured_unit(country, admin2, PlaceKind.ADMIN2, first) or admin2) if admin2 else None
            names = self._unit_names_known[key] = first, second
        return names

    def _name_of_admin1(self, country: str, name: str) -> str:
        same = self._same_unit.get(f"{country}/{name}", "").partition("/")[2]
        return same or self._configured_unit(country, name, PlaceKind.ADMIN1, None) or name

    def _configured_unit(self, country: str, name: str, kind: PlaceKind, admin1: str | None) -> str | None:
        if (country, kind) not in self._unit_kinds:
            return None
        known = self._known.get((country, " ".join(fold(name))), ())
        return next((place.name for place in known if place.kind is kind and (kind is PlaceKind.ADMIN1 or place.admin1 == admin1)), None)


def _each_once(found: list[list[Found]]) -> list[Found]:
    """What several tables find, each place once, as the first table has it; the one of most people first."""
    places: dict[str, Found] = {}
    for of_file in found:
        earlier = [item.place for item in places.values()]
        for item in of_file:
            if not any(_same(item.place, other) for other in earlier):
                places.setdefault(item.place.id, item)
    return sorted(places.values(), key=lambda item: -item.place.population)


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
