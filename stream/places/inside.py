"""What a region holds: the places inside, those that may be, and those around, for people who check what they drew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stream.places.gazetteer import Gazetteer
from stream.places.model import Place, PlaceKind, precision_of
from stream.places.regions import Region, Regions

_UNITS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2})


@dataclass(frozen=True, slots=True)
class Located:
    """A place that has coordinates, and which of some regions (ids) surely hold it, and which only may."""

    place: Place
    lat: float
    lon: float
    sure: tuple[str, ...]
    possible: tuple[str, ...]


def locate(gazetteer: Gazetteer, regions: Regions, chosen: Sequence[Region]) -> list[Located]:
    """Every place of the countries that the chosen regions touch, units left out, the one of most people first."""
    countries = frozenset().union(*(countries_of(gazetteer, region) for region in chosen))
    wanted = {region.id for region in chosen}
    found = [_located(place, regions, wanted) for place in _places(gazetteer, countries)]
    return sorted((item for item in found if item is not None), key=lambda item: (-item.place.people, item.place.id))


def countries_of(gazetteer: Gazetteer, region: Region) -> frozenset[str]:
    """Codes of the countries that a region touches."""
    members = (gazetteer.place(member) for member in region.members)
    found = {place.country for place in members if place is not None and place.country}
    if region.area is not None:
        west, south, east, north = region.area.bounds
        found |= gazetteer.countries_in(south, west, north, east)
    return frozenset(found)


def _places(gazetteer: Gazetteer, countries: frozenset[str]) -> Iterable[Place]:
    listed = (place for place in gazetteer.places() if place.country in countries)
    return (place for place in (*listed, *gazetteer.wide_places_of(countries)) if place.kind not in _UNITS)


def _located(place: Place, regions: Regions, wanted: set[str]) -> Located | None:
    if place.lat is None or place.lon is None:
        return None
    sure, possible = regions.holding(
        country=place.country, admin1=place.admin1, admin2=place.admin2, lat=place.lat, lon=place.lon, precision=precision_of(place), place=place
    )
    return Located(place, place.lat, place.lon, tuple(sorted(wanted.intersection(sure))), tuple(sorted(wanted.intersection(possible))))
