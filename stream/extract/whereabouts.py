"""The places of an article: what its names mean, read together, and the country that it is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from stream.places import SETTLEMENTS, Gazetteer, Place, PlaceKind, Resolved


@dataclass(frozen=True, slots=True)
class Named:
    """A place name in a field of the article (code point offsets) and the place that it means."""

    start: int
    end: int
    place: Place
    #: The town of the same name, where the place is a unit.
    town: Place | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The places of an article: by field, in the order of the text, and how often each country is spoken of by its places and adjectives."""

    by_field: dict[str, list[Named]]
    countries: Counter[str]


def resolve_all(gazetteer: Gazetteer, title: str, text: str, home: str | None = None) -> Whereabouts:
    """The places of an article; both fields are read together, because one tells what the other means. `home` is the outlet's country (alpha-2)."""
    found: dict[str, list[Named]] = {"title": [], "text": []}
    countries: Counter[str] = Counter()
    offset = len(title) + 2
    mentions = gazetteer.find(f"{title}\n\n{text}", adjectives=True)
    for item in gazetteer.resolve(mentions, home=home):
        start, end = item.mention.start, item.mention.end
        field, moved = ("title", 0) if start < len(title) else ("text", offset)
        found[field].append(Named(start - moved, end - moved, item.place, _town(item)))
        if item.place.country:
            countries[item.place.country] += 1
    countries.update(
        mention.candidates[0].country for mention in mentions if mention.adjective and len(mention.candidates) == 1 and mention.candidates[0].country
    )
    return Whereabouts(found, countries)


def _town(item: Resolved) -> Place | None:
    """The largest settlement inside a unit that the same name may mean."""
    if item.place.kind not in {PlaceKind.ADMIN1, PlaceKind.ADMIN2}:
        return None
    towns = (other for other in item.mention.candidates if other.kind in SETTLEMENTS and item.place.id in other.units)
    return max(towns, key=lambda town: town.people, default=None)


def home_of(gazetteer: Gazetteer, whereabouts: Whereabouts) -> Place | None:
    """The country that the article is about: that of most of its places and adjectives ("Colombian"); None where none has the half of them."""
    countries = whereabouts.countries
    if not countries:
        return None
    code, most = max(countries.items(), key=lambda item: (item[1], item[0]))
    return gazetteer.place(code) if 2 * most > countries.total() else None
