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


def candidates_of(listed: Sequence[Place], found: Sequence[Found]) -> tuple[Place, ...]:
    """The places of the configured tables, and those of the worldwide one that may be meant as well."""
    places = {place.id: place for place in listed}
    least = -1
    for item in found:
        if item.by_other_name and least < 0:
            least = _least_by_other_name(listed, found)
        if not item.by_other_name or item.place.population > least:
            places.setdefault(item.place.id, item.place)
        if len(places) >= _MOST + len(listed):
            break
    return tuple(places[identity] for identity in sorted(places))


def _least_by_other_name(listed: Sequence[Place], found: Sequence[Found]) -> int:
    """The population that a place must exceed to be meant by another name than its own; below any where nothing bears the name as its own."""
    own = [item for item in found if not item.by_other_name]
    settled = [item for item in own if not item.unit]
    # Settlements come by their people, those of unknown number last: no other than the first and the last of them can be the largest.
    told = [place.people for place in listed] + [item.people for item in (*settled[:1], *settled[1:][-1:], *(each for each in own if each.unit))]
    return _TIMES_AS_LARGE * max(told, default=-1)


def people(found: Sequence[Found]) -> int:
    """Persons in the largest place of that name; a state or province counts at its whole number. One of its lesser names counts a twentieth."""
    own = next((item.population for item in found if not item.by_other_name), 0)
    other = next((item.population for item in found if item.by_other_name), 0)
    return max(own, other // _TIMES_AS_LARGE)


def is_unit(found: Sequence[Found]) -> bool:
    """Whether a state or province bears the name."""
    return any(item.unit and item.kind is PlaceKind.ADMIN1 for item in found)


def holding(places: Sequence[Place], units: Sequence[Place]) -> tuple[Place, ...]:
    """Those of the places that lie in one of the units."""
    above = {unit.id for unit in units}
    return tuple(place for place in places if place.id not in above and not above.isdisjoint(place.units))


__all__ = ["Name", "candidates_of", "holding", "is_unit", "people"]
