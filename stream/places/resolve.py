"""Which place a name means: evidence that adds up, over all the names of a text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from stream.places.model import Mention, Place, PlaceKind, Resolved

#: Persons that a place counts as whose population the tables do not give.
_USUAL_POPULATION = {
    PlaceKind.COUNTRY: 30_000_000,
    PlaceKind.ADMIN1: 3_000_000,
    PlaceKind.ADMIN2: 300_000,
    PlaceKind.CAPITAL: 2_000_000,
    PlaceKind.CITY: 300_000,
    PlaceKind.SUBDISTRICT: 50_000,
    PlaceKind.TOWN: 20_000,
}
_POPULATION_ELSE = 2_000
#: Weights, in units of a tenfold population.
_PER_TENFOLD = 0.5
_COUNTRY_SHARE, _ADMIN1_SHARE, _ADMIN2_SHARE = 3.0, 1.5, 1.0
_HOME = 1.0
_CONTAINED = 3.0
#: Code points between "Kifri" and "Diyala" in "Kifri, in the province of Diyala" for one to say where the other is.
_CONTAINED_WITHIN = 30
_NEAR, _NEAR_KM = 1.0, 60.0


def resolve(mentions: Sequence[Mention], *, home: str | None) -> list[Resolved]:
    """The best candidate of each mention; a tie goes to the first id, so that the answer is always the same."""
    names = _distinct(mentions)
    support = _support(names)
    answers = []
    for index, mention in enumerate(mentions):
        if mention.adjective or not mention.candidates:
            continue
        scored = [(_score(place, mention, index, mentions, support, home), place) for place in mention.candidates]
        best = max(scored, key=lambda item: item[0])
        answers.append(Resolved(mention, best[1], round(best[0], 3)))
    return answers


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    return list({tuple(place.id for place in mention.candidates): mention for mention in mentions}.values())


def _support(names: list[Mention]) -> dict[str, float]:
    """Share of the text's distinct names that may lie in each unit (id), a name of several units divided among them."""
    support: dict[str, float] = defaultdict(float)
    for mention in names:
        units: dict[str, None] = {}
        for place in mention.candidates:
            units.update(dict.fromkeys(_units(place)))
        countries = len({place.country for place in mention.candidates}) or 1
        for unit in units:
            support[unit] += 1 / countries
    total = len(names) or 1
    return {unit: weight / total for unit, weight in support.items()}


def _units(place: Place) -> list[str]:
    """Ids of the units that a place is or lies in."""
    found = [place.country] if place.country else []
    if place.admin1:
        found.append(f"{place.country}/{place.admin1}")
    if place.admin2:
        found.append(f"{place.country}/{place.admin1 or '-'}/{place.admin2}")
    return found


def _score(place: Place, mention: Mention, index: int, mentions: Sequence[Mention], support: dict[str, float], home: str | None) -> float:
    score = _PER_TENFOLD * math.log10(place.population or _USUAL_POPULATION.get(place.kind, _POPULATION_ELSE))
    for unit, weight in zip(_units(place), (_COUNTRY_SHARE, _ADMIN1_SHARE, _ADMIN2_SHARE), strict=False):
        score += weight * support.get(unit, 0.0)
    if home is not None and place.country == home:
        score += _HOME
    for other in (*mentions[max(index - 1, 0) : index], *mentions[index + 1 : index + 2]):
        gap = max(other.start - mention.end, mention.start - other.end)
        if 0 <= gap <= _CONTAINED_WITHIN and any(candidate.id != place.id and candidate.id in _units(place) for candidate in other.candidates):
            score += _CONTAINED
            break
    return score
