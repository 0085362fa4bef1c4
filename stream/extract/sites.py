"""A place where a sentence may lay its event, and what the names beside it say of where that place can be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stream.extract.offsets import moved, offset_before
from stream.extract.sentences import Sentence
from stream.places import Place, PlaceKind
from stream.places.units import distance_km

#: Farther from where the text says that it lies, a known place is a namesake.
_ASTRAY_KM = 50


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a sentence may lay its event (token indices); `place` None for a name that no gazetteer holds."""

    start: int
    end: int
    place: Place | None
    weight: float
    #: As written, with its village or near words.
    text: str
    #: Only near it, or some way off.
    near: bool = False
    #: A settlement of its own, by the words around it.
    settlement: bool = False
    #: Kilometres to the north and to the east of the place, where the text says how far and which way.
    shift: tuple[float, float] | None = None
    #: Somewhere along a road or front, on the outskirts: no single spot.
    stretch: bool = False
    #: The town of the same name, where the place is a unit: what "near" and "south of" it mean.
    town: Place | None = None


def contained(sentence: Sentence, site: Site, behind: Site | None, third: Site | None = None) -> Site:
    """The site, its place unknown where the text says that it lies in one that the known place of that name does not lie in: "Nida quarter of Hawija".

    In a row of places ("Arica, Iquique and Calama", `third` the last of them) none lies in the next.
    """
    if behind is None or site.place is None or behind.place is None or not _says_inside(sentence, site, behind):
        return site
    if (
        third is not None
        and sentence.word(site.end) == ","
        and all(sentence.word(at) == "," or sentence.has(at, "conjunction") for at in range(behind.end, third.start))
    ):
        return site
    off = _is_measured(sentence, site, behind)
    return site if (_may_lie_there(site.place, behind) if off else _may_lie_in(site.place, behind.place)) else replace(site, place=None)


def _says_inside(sentence: Sentence, site: Site, behind: Site) -> bool:
    """Whether the words between two places say that the first lies in the second: "of", "in the"; a comma does so before a unit, for a place of the wide world."""
    at = site.end
    comma = sentence.word(at) == ","
    at += comma
    if _is_measured(sentence, site, behind):
        return True
    if comma and _beside(sentence, at, behind.start) and site.place and behind.place:
        return site.place.admin1 != behind.place.admin1
    inside = sentence.word(at) in {"in", "of"}
    at += inside
    while at < behind.start and (sentence.has(at, "article") or sentence.has(at, "settlement") or sentence.word(at) == "of"):
        at += 1
    if at < behind.start or site.place is None or behind.place is None:
        return False
    unit = behind.place.kind in {PlaceKind.ADMIN1, PlaceKind.ADMIN2, PlaceKind.COUNTRY}
    return inside or (comma and unit and not site.place.listed)


def _is_measured(sentence: Sentence, site: Site, behind: Site) -> bool:
    """Whether the text says how far and which way from the second place the first lies: "Tabaj, 30 km north-east of Jalawla"."""
    offset = offset_before(sentence, behind.start) if behind.shift is not None and sentence.word(site.end) == "," else None
    return offset is not None and offset.start == site.end + 1


def _may_lie_there(place: Place, behind: Site) -> bool:
    """Whether a known place lies about where the text says, so far from another; True where one of them has no coordinates."""
    there = behind.place
    if there is None or behind.shift is None or there.lat is None or there.lon is None or place.lat is None or place.lon is None:
        return True
    return distance_km(place.lat, place.lon, *moved(there.lat, there.lon, behind.shift)) <= _ASTRAY_KM


def _beside(sentence: Sentence, at: int, start: int) -> bool:
    """Whether the words up to a place say that what was named before is near it: ", between Jalawla and Saadiya", ", south of Makhmur"."""
    if sentence.word(at) in {"near", "between"}:
        return at + 1 == start
    tag = sentence.tag(at, "offset")
    return tag is not None and tag[0] == start and tag[0] - at > 1


def _may_lie_in(inner: Place, outer: Place) -> bool:
    """Whether nothing that is known of two places says that the first is not in the second, or beside it in the same district."""
    levels = [(inner.country, outer.country), (inner.admin1, outer.admin1), (inner.admin2, outer.admin2)]
    return not any(one and other and one != other for one, other in levels)
