"""Regions: which of them surely hold a place, and which only may."""

from __future__ import annotations

import builtins
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from stream.errors import ConfigurationError, Problem
from stream.model import PlacePrecision
from stream.places.area import Area, Polygon
from stream.places.fold import slug
from stream.places.gazetteer import Gazetteer
from stream.places.model import Place, PlaceKind
from stream.places.region_files import DrawnRegion, RegionSet, read_regions
from stream.places.units import Units


class RegionKind(StrEnum):
    """Where a region comes from: made from a unit of the gazetteer, or drawn by a user."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world that rules watch: the places and units that belong to it (ids of the gazetteer), and what a polygon holds."""

    id: str
    name: str
    kind: RegionKind
    members: frozenset[str]
    aliases: tuple[str, ...] = ()
    area: Area | None = None


class Regions:
    """All regions, generated and drawn, and the named sets of them."""

    def __init__(self, regions: Iterable[Region], sets: dict[str, tuple[str, ...]], gazetteer: Gazetteer) -> None:
        self._regions = {region.id: region for region in regions}
        self._sets = sets
        self._gazetteer = gazetteer
        #: Regions made of units that only the worldwide table has, by country, where they were asked for.
        self._made: dict[str, dict[str, Region]] = {}
        self._sizes: dict[str, int] = {}
        self._units = Units(gazetteer.places(), gazetteer.place)
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._areas = tuple((region.id, region.area) for region in self._regions.values() if region.area is not None)
        for region in self._regions.values():
            self._index(region)
        #: A hash of which regions there are and what they are made of: with another, a region may be new, and has no past. Names and sets do not
        #: matter, nor does a settlement, unless it decides what a polygon holds whole.
        self.version = _version(self._regions.values(), gazetteer)

    @classmethod
    def load(cls, config_dir: Path, gazetteer: Gazetteer, drawn_in: Path | None = None) -> Regions:
        """Generate a region for each country, admin 1 and admin 2 unit, and read `regions/*.yaml` and `regions/*.geojson`.

        With `drawn_in` (a file or a directory) the drawn ones come from there instead.

        Raises ConfigurationError with every mistake: unknown member or set, doubled id, polygon that crosses itself, empty region.
        """
        generated = _generated(gazetteer)
        drawn, sets = read_regions(drawn_in or config_dir / "regions", gazetteer)
        wide = {country: _wide(gazetteer, country) for country in {_country_of(item.id) for item in drawn}}
        taken = generated.keys() | {identity for made in wide.values() for identity in made}
        problems = [item.problem("id", f"{item.id!r} is the id of a generated region", "another id") for item in drawn if item.id in taken]
        regions = {**generated, **{item.id: _drawn(item, gazetteer) for item in drawn}}
        named, wrong = _sets(sets, regions, gazetteer)
        if problems + wrong:
            raise ConfigurationError(problems + wrong)
        return cls(regions.values(), named, gazetteer)

    def holding(
        self,
        *,
        country: str | None,
        admin1: str | None,
        admin2: str | None,
        lat: float | None,
        lon: float | None,
        precision: PlacePrecision,
        place: Place | None,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of the regions that SURELY hold a place, and of those that only may; both sorted, without overlap.

        The units are the gazetteer's own names; `place` is the gazetteer's entry where it has one. A place that is known only as a unit may lie in
        whatever has a part of that unit. Of generated regions only the next smaller unit counts as possible: "Iraq" may be any governorate, and names no district;
        and only where a configured table lists it: nobody watches each county of the world for what may have happened there.
        """
        chain = self._units.chain(country, admin1, admin2, place)
        sure = {region for unit in chain for region in self._holders.get(unit, ())}
        sure |= {_id_of(unit) for unit in chain if not self._units.is_listed(unit) and self._units.is_unit(unit)}
        possible = self._may_hold(chain, place, lat, lon) if chain else set()
        if self._areas and precision is not PlacePrecision.UNKNOWN:
            self._by_area(chain, lat, lon, precision, sure, possible)
        return tuple(sorted(sure)), tuple(sorted(possible - sure))

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer that they are made of."""
        return self._gazetteer

    def get(self, region_id: str) -> Region:
        """A region by id; raises KeyError."""
        region = self._found(region_id)
        if region is None:
            raise KeyError(region_id)
        return region

    def has(self, region_id: str) -> bool:
        """Whether there is such a region: drawn, or made of a unit of any country."""
        return self._found(region_id) is not None

    def name(self, region_id: str) -> str:
        """What people call it; the id itself where it is not configured (any more)."""
        region = self._found(region_id)
        return region.name if region else region_id

    def size(self, region_id: str) -> int:
        """How large it is, to tell the smaller of two: hundredths of a unit that lies in it whole (country, governorates, districts).

        A district that lies in it in part counts half, a place by itself a hundredth. 0 where the region is not configured (any more).
        """
        region = self._found(region_id)
        if region is None:
            return 0
        if region_id not in self._sizes:
            self._sizes[region_id] = self._measured(region)
        return self._sizes[region_id]

    def _measured(self, region: Region) -> int:
        whole = region.members | (region.area.whole_units if region.area else frozenset())
        countries = {member.split("/", maxsplit=1)[0] for member in whole}
        known = (unit.id for country in countries for unit in self._gazetteer.units_of(country))
        below = {unit for unit in known if any(unit.startswith(f"{member}/") for member in whole)}
        units = below | {member for member in whole if self._units.is_unit(member)}
        part = [unit for unit in (region.area.part_units if region.area else ()) if self._units.is_district(unit)]
        return 100 * len(units) + 50 * len(part) + len(whole - units)

    def ids(self) -> tuple[str, ...]:
        """Ids of all drawn regions and of those made of configured units, sorted; those of the worldwide table are found by `of_country`."""
        return tuple(sorted(self._regions))

    def of_country(self, country: str) -> tuple[Region, ...]:
        """All regions made of a country (alpha-2) and its units, in order of their ids."""
        prefix = country.lower()
        listed = {region.id: region for region in self._regions.values() if region.kind is not RegionKind.DRAWN and _country_of(region.id) == country}
        return tuple(region for _, region in sorted({**self._wide(country), **listed}.items()) if region.id.split("-")[0] == prefix)

    def set(self, name: str) -> tuple[str, ...]:
        """Ids of a named set ("iq-districts"), sorted; raises KeyError."""
        country, _, kind = name.partition("-")
        wanted = _GENERATED_SETS.get(kind)
        wide = [region.id for region in self._wide(country.upper()).values() if region.kind is wanted] if wanted else []
        if not wide:
            return self._sets[name]
        return tuple(sorted({*wide, *self._sets.get(name, ())}))

    def sets(self) -> tuple[str, ...]:
        """Names of all sets, sorted."""
        return tuple(sorted(self._sets))

    def drawn_sets(self) -> tuple[str, ...]:
        """Names of the sets that files define, sorted."""
        return tuple(name for name in self.sets() if name != _COUNTRIES and not _is_generated(name))

    def sets_with(self, region_id: str) -> tuple[str, ...]:
        """Names of the sets that hold a region, sorted."""
        country = _country_of(region_id).lower()
        names = {*self._sets, *(f"{country}-{kind}" for kind in _GENERATED_SETS if self._wide(country.upper()))}
        return tuple(sorted(name for name in names if region_id in self.set(name)))

    def spelled_like(self, name: str) -> tuple[str, ...]:
        """Ids that are spelled nearly so, or belong to a name that is: for whoever mistyped one."""
        ids = {**{slug(region.name): identity for identity, region in self._regions.items()}, **{identity: identity for identity in self._regions}}
        return tuple(dict.fromkeys(ids[near] for near in get_close_matches(slug(name), ids, 3)))

    def _found(self, region_id: str) -> Region | None:
        return self._regions.get(region_id) or self._wide(_country_of(region_id)).get(region_id)

    def _wide(self, country: str) -> dict[str, Region]:
        if country not in self._made:
            self._made[country] = {identity: region for identity, region in _wide(self._gazetteer, country).items() if identity not in self._regions}
        return self._made[country]

    def _index(self, region: Region) -> None:
        for member in region.members:
            self._holders[member].add(region.id)
            for above in self._units.above(member)[: 1 if region.kind is not RegionKind.DRAWN else None]:
                self._parts[above].add(region.id)

    def _may_hold(self, chain: tuple[str, ...], place: Place | None, lat: float | None, lon: float | None) -> builtins.set[str]:
        finest = chain[-1]
        if place is not None and place.id == finest and not self._units.is_unit(finest):
            finest = chain[-2] if len(chain) > 1 else finest
        parts: Iterable[str] = self._parts.get(finest, ())
        if lat is None or lon is None or self._units.is_unit(chain[-1]) or not self._units.is_district(finest):
            return {*parts}
        nearest = self._units.nearest_part(finest, lat, lon, place)
        return {region for region in parts if nearest is None or nearest in self._regions[region].members}

    def _by_area(
        self,
        chain: tuple[str, ...],
        lat: float | None,
        lon: float | None,
        precision: PlacePrecision,
        sure: builtins.set[str],
        possible: builtins.set[str],
    ) -> None:
        for region_id, area in self._areas:
            if precision in {PlacePrecision.POINT, PlacePrecision.AREA} and lat is not None and lon is not None:
                inside, near = area.holds(lat, lon, fuzzy=precision is PlacePrecision.AREA)
            else:
                inside, near = (chain[-1] in area.whole_units, chain[-1] in area.part_units) if chain else (False, False)
            if inside:
                sure.add(region_id)
            elif near:
                possible.add(region_id)


def region_id(place: Place) -> str:
    """The stable id of the region made from a unit: its id as a slug, "iq-kirkuk-dibis"."""
    return _id_of(place.id)


def _id_of(identity: str) -> str:
    return "-".join(slug(part) for part in identity.split("/") if part != "-")


def _country_of(region: str) -> str:
    """The country (alpha-2) whose generated regions an id may be one of."""
    return region.split("-", maxsplit=1)[0].upper()


_KINDS = {PlaceKind.COUNTRY: RegionKind.COUNTRY, PlaceKind.ADMIN1: RegionKind.ADMIN1, PlaceKind.ADMIN2: RegionKind.ADMIN2}
_COUNTRIES = "countries"
_GENERATED_SETS = {"governorates": RegionKind.ADMIN1, "districts": RegionKind.ADMIN2}


def _is_generated(name: str) -> bool:
    country, _, kind = name.partition("-")
    return len(country) == 2 and kind in _GENERATED_SETS


def _wide(gazetteer: Gazetteer, country: str) -> dict[str, Region]:
    """Regions of a country's units that only the worldwide table has, by id."""
    return {region_id(unit): Region(region_id(unit), _name(unit), _KINDS[unit.kind], frozenset({unit.id})) for unit in gazetteer.wide_units(country)}


def _generated(gazetteer: Gazetteer) -> dict[str, Region]:
    regions: dict[str, Region] = {}
    problems = []
    for place in gazetteer.places():
        if place.kind in _KINDS:
            region = Region(region_id(place), _name(place), _KINDS[place.kind], frozenset({place.id}))
            if region.id in regions:
                other = ", ".join(regions[region.id].members)
                problems.append(
                    Problem(
                        "places/*.tsv", None, place.id, f"makes the region {region.id!r}, as {other} does", "names that differ in letters or digits"
                    )
                )
            regions[region.id] = region
    if problems:
        raise ConfigurationError(problems)
    return regions


def _name(place: Place) -> str:
    """What people call the unit; a district of its governorate's name is told from it."""
    return f"{place.name} district" if place.kind is PlaceKind.ADMIN2 and place.name == place.admin1 else place.name


def _drawn(item: DrawnRegion, gazetteer: Gazetteer) -> Region:
    area = (
        Area(item.polygon, [*gazetteer.places(), *gazetteer.wide_places_of(_countries_near(item.polygon, gazetteer))])
        if item.polygon is not None
        else None
    )
    return Region(item.id, item.name, RegionKind.DRAWN, _closed(item.members, gazetteer), item.aliases, area)


def _countries_near(polygon: Polygon, gazetteer: Gazetteer) -> frozenset[str]:
    """Countries any of whose places lies in the box around a polygon."""
    west, south, east, north = polygon.bounds
    return gazetteer.countries_in(south, west, north, east)


def _closed(members: frozenset[str], gazetteer: Gazetteer) -> frozenset[str]:
    """The members, and each admin 1 unit all of whose admin 2 units are members."""
    below: dict[str, set[str]] = defaultdict(set)
    for place in gazetteer.places():
        if place.kind is PlaceKind.ADMIN2:
            below[f"{place.country}/{place.admin1}"].add(place.id)
    return members | {unit for unit, parts in below.items() if parts <= members}


def _sets(given: list[RegionSet], regions: dict[str, Region], gazetteer: Gazetteer) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    named: dict[str, list[str]] = defaultdict(list)
    for place in gazetteer.places():
        if place.kind is PlaceKind.COUNTRY:
            named[_COUNTRIES].append(region_id(place))
        elif place.kind is PlaceKind.ADMIN1:
            named[f"{slug(place.country or '')}-governorates"].append(region_id(place))
        elif place.kind is PlaceKind.ADMIN2:
            named[f"{slug(place.country or '')}-districts"].append(region_id(place))
    problems = []
    for item in given:
        unknown = [member for member in item.members if member not in regions and member not in _wide(gazetteer, _country_of(member))]
        problems += [item.problem(f"found {member!r}, which is no region", "the id of a region") for member in unknown]
        if item.name in named:
            problems.append(item.problem(f"{item.name!r} is given twice, or is a generated set", "another name"))
        named[item.name] = list(item.members)
    return {name: tuple(sorted(set(members))) for name, members in named.items()}, problems


def _version(regions: Iterable[Region], gazetteer: Gazetteer) -> str:
    digest = hashlib.sha256()
    for region in sorted(regions, key=lambda item: item.id):
        digest.update(f"{region.id}\t{sorted(region.members)}\t{region.area.fingerprint if region.area else ''}\n".encode())
    digest.update(gazetteer.wide_fingerprint.encode())
    return digest.hexdigest()[:16]


__all__ = ["Region", "RegionKind", "Regions", "region_id"]
