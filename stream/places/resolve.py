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

# Weights, all in the unit of the first; chosen by hand, not fitted.
#: A tenfold population.
_PER_TENFOLD = 0.5
#: All other names of the text lying in the country, the admin 1 and the admin 2 unit of a candidate.
_SHARES = (4.0, 2.0, 1.5)
#: The outlet's own country.
_HOME = 1.0
#: The unit it lies in is named beside it: "Kifri, Diyala".
_CONTAINED = 3.0
#: Code points between the two names of "Kifri, in the province of Diyala".
_CONTAINED_WITHIN = 30
#: Right beside a place that is no doubt meant; falls to nothing over the distance.
_NEAR, _NEAR_KM = 1.5, 150.0
_KM_PER_DEGREE = 111.2

_Key = tuple[str, ...]


def resolve(mentions: Sequence[Mention], *, home: str | None) -> list[Resolved]:
    """The best candidate of each mention, in their order; a tie goes to the first id, so that the answer is always the same.

    No answer for adjectives, nor for a name found by its sound only, in a text where nothing else (and not `home`) speaks of its country.
    """
    names = {_key(mention): mention for mention in mentions}
    countries = {place.country for mention in names.values() if mention.exact for place in mention.candidates} | {home}
    distinct = list(names.values())
    support, anchors = _support(distinct), _anchors(distinct)
    scores = {
        key: [_alone(place, support, _weight(mention, distinct), anchors, home) for place in mention.candidates] for key, mention in names.items()
    }
    answers = []
    for index, mention in enumerate(mentions):
        if mention.adjective or not (mention.exact or any(place.country in countries for place in mention.candidates)):
            continue
        beside = [
            other for other in (*mentions[max(index - 1, 0) : index], *mentions[index + 1 : index + 2]) if _gap(mention, other) <= _CONTAINED_WITHIN
        ]
        scored = [score + _contained(place, beside) for place, score in zip(mention.candidates, scores[_key(mention)], strict=True)]
        best = max(scored)
        answers.append(Resolved(mention, _surely(mention, mention.candidates[scored.index(best)]), round(best, 3)))
    return answers


def _surely(mention: Mention, best: Place) -> Place:
    """The governorate, where its bare name is also that of a district or town inside ("Kirkuk"): only so much is said."""
    units = (place for place in mention.candidates if place.kind is PlaceKind.ADMIN1)
    return next((unit for unit in units if unit.id in best.units), best) if mention.said_kind is None else best


def _key(mention: Mention) -> _Key:
    return tuple(place.id for place in mention.candidates)


def _support(names: Sequence[Mention]) -> dict[str, float]:
    """Share of the text's names that may lie in each unit (id); a name that may lie in several countries is divided among them."""
    support: dict[str, float] = defaultdict(float)
    for mention in names:
        weight = _weight(mention, names)
        for unit in {unit for place in mention.candidates for unit in place.units}:
            support[unit] += weight
    return support


def _weight(mention: Mention, names: Sequence[Mention]) -> float:
    return 1 / len({place.country for place in mention.candidates}) / len(names)


def _anchors(names: Sequence[Mention]) -> list[Place]:
    """The places that are no doubt meant: names of one place only, smaller than a country."""
    only = (mention.candidates[0] for mention in names if mention.exact and len(mention.candidates) == 1)
    return [place for place in only if place.kind is not PlaceKind.COUNTRY and place.lat is not None]


def _alone(place: Place, support: dict[str, float], own: float, anchors: Sequence[Place], home: str | None) -> float:
    """What speaks for a candidate wherever in the text its name stands; `own` is the name's own part in the support."""
    score = _PER_TENFOLD * math.log10(place.population or _USUAL_POPULATION.get(place.kind, _POPULATION_ELSE))
    for unit, weight in zip(place.units, _SHARES, strict=False):
        score += weight * (support[unit] - own)
    if home is not None and place.country == home:
        score += _HOME
    distances = [_distance_km(place, anchor) for anchor in anchors if anchor.id != place.id]
    return score + (_NEAR * max(0.0, 1 - min(distances) / _NEAR_KM) if distances else 0.0)


def _distance_km(one: Place, other: Place) -> float:
    """Rough distance in kilometres, on a flat map (good to a few per cent within the reach of `_NEAR_KM`); infinite where a place has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    return _KM_PER_DEGREE * math.hypot(one.lat - other.lat, (one.lon - other.lon) * math.cos(math.radians(one.lat)))


def _gap(mention: Mention, other: Mention) -> int:
    return max(other.start - mention.end, mention.start - other.end)


def _contained(place: Place, beside: Sequence[Mention]) -> float:
    return _CONTAINED if any(other.id != place.id and other.id in place.units for mention in beside for other in mention.candidates) else 0.0
