"""Which places a name may mean, out of the configured tables and the worldwide one, and whether it is likely to be a place's name at all."""

from __future__ import annotations

from collections.abc import Sequence

from stream.places.fold import Name
from stream.places.model import Place, PlaceKind
from stream.places.world import Found

#: A place is meant by another name than its own only where it has so many times the people of those that bear the name ("Rome" in Georgia, Roma in Italy).
_TIMES_AS_LARGE = 20
#: Most candidates of a name, the likeliest first: what is left out is small and far behind.
_MOST = 16
_UNITS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1})


def candidates_of(listed: Sequence[Place], found: Sequence[Found]) -> tuple[Place, ...]:
    """The places of the configured tables, and those of the worldwide one that may be meant as well."""
    places = {place.id: place for place in listed}
    own = [item.place for item in found if not item.by_other_name]
    most = max((place.people for place in (*listed, *own)), default=0)
    settled = bool(listed or own)
    for item in found:
        if not item.by_other_name or not settled or item.place.population > _TIMES_AS_LARGE * most:
            places.setdefault(item.place.id, item.place)
        if len(places) >= _MOST + len(listed):
            break
    return tuple(places[identity] for identity in sorted(places))


def people(found: Sequence[Found]) -> int:
    """Persons in the largest place of that name; a state or province counts at its whole number. One of its lesser names counts a twentieth."""
    return max((item.place.population // (_TIMES_AS_LARGE if item.by_other_name else 1) for item in found), default=0)


def is_unit(found: Sequence[Found]) -> bool:
    """Whether a state or province bears the name."""
    return any(item.place.kind in _UNITS for item in found)


def holding(places: Sequence[Place], units: Sequence[Place]) -> tuple[Place, ...]:
    """Those of the places that lie in one of the units."""
    above = {unit.id for unit in units}
    return tuple(place for place in places if place.id not in above and not above.isdisjoint(place.units))


__all__ = ["Name", "candidates_of", "holding", "is_unit", "people"]
