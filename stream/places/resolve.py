"""Which place a name means: evidence that adds up, over all the names of a text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stream.places.fold import fold
from stream.places.model import Mention, Place, PlaceKind, Resolved

# Weights, all in the unit of the first; chosen by hand, not fitted.
#: A tenfold population.
_PER_TENFOLD = 0.5
#: Countries and capitals are spoken of more than their people alone would tell.
_OF_KIND = {PlaceKind.COUNTRY: 0.5, PlaceKind.CAPITAL: 0.5}
#: What an analyst has listed in a configured table, before what only the worldwide table has.
_LISTED = 1.0
#: What a user has imported, before the rest of the world.
_IMPORTED = 0.5
#: The bare name of a district or county that nobody has listed, as a town mostly bears it too.
_BARE_DISTRICT = -0.5
#: All other names of the text lying in the country, the admin 1 and the admin 2 unit of a candidate.
_SHARES = (4.0, 4.0, 2.0)
#: The outlet's own country.
_HOME = 1.0
#: The unit it lies in is named right beside it ("Kifri, Diyala"), or within some words, and so wherever else its name stands.
_CONTAINED, _CONTAINED_NEARBY = 3.0, 2.0
#: What of it counts for the same name elsewhere in the text.
_ELSEWHERE = 0.8
#: Code points between "Kifri" and "Diyala", or "Diyala's" and "Kifri".
_RIGHT_BESIDE = 3
#: A namesake of the unit that is so unlikely does not contain anything: "California" beside "Washington" is no town in Washington County.
_UNIT_SHARE = 0.3
#: Code points between the two names of "Kifri, in the province of Diyala".
_CONTAINED_WITHIN = 30
#: Right beside a place that is no doubt meant; falls to nothing over the distance.
_NEAR, _NEAR_KM = 1.5, 150.0
_KM_PER_DEGREE = 111.2

#: "California", beside Washington or Pennsylvania, seldom is a town there: what becomes of that evidence for the namesakes of countries and states.
_OF_A_UNIT = 0.25
_FIRST_UNITS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1})

#: What the other names of a text must say for a name that is only likely to be a place's: a tenth of them in its country.
_LEAST_SUPPORT = 0.4

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a candidate was taken or not: what each kind of evidence adds to its score."""

    place: Place
    prior: float
    units: float
    home: float
    contained: float
    near: float

    @property
    def score(self) -> float:
        """All of it together."""
        return self.prior + self.units + self.home + self.contained + self.near


def resolve(mentions: Sequence[Mention], *, home: str | None) -> list[Resolved]:
    """The best candidate of each mention, in their order; a tie goes to the first id, so that the answer is always the same.

    No answer for adjectives, nor for a name found by its sound only, or by a preposition before it ("of Ignacio"), in a text where hardly anything else
    (and not `home`) speaks of its country.
    """
    answers = []
    countries = {place.country for mention in mentions if mention.exact for place in mention.candidates} | {home}
    for mention, weighed in zip(mentions, weigh(mentions, home=home), strict=True):
        if mention.adjective or not (mention.exact or any(place.country in countries for place in mention.candidates)):
            continue
        best = max(weighed, key=lambda evidence: evidence.score)
        if not mention.exact and best.units < _LEAST_SUPPORT and best.place.country != home:
            continue
        answers.append(Resolved(mention, _surely(mention, best.place), round(best.score, 3)))
    return answers


def weigh(mentions: Sequence[Mention], *, home: str | None) -> list[list[Evidence]]:
    """What speaks for each candidate of each mention, in their order."""
    keys = [_key(mention) for mention in mentions]
    names = {key: _name(mention) for key, mention in dict(zip(keys, mentions, strict=True)).items()}
    support, anchors = _support(names.values()), _anchors([name.mention for name in names.values()])
    pairs: dict[tuple[_Key, _Key, bool], dict[str, float]] = {}
    beside = [_beside(index, mentions, keys, names, pairs) for index in range(len(mentions))]
    contained: dict[_Key, dict[str, float]] = defaultdict(dict)
    for key, told in zip(keys, beside, strict=True):
        known = contained[key]
        for identity, strength in told.items():
            known[identity] = max(known.get(identity, 0.0), _ELSEWHERE * strength)
    alone = {
        key: [
            Evidence(
                place,
                before,
                _by_units(place, support, name.inside, len(names)),
                _HOME if home is not None and place.country == home else 0.0,
                contained[key].get(place.id, 0.0),
                _nearness(place, anchors),
            )
            for place, before in zip(name.mention.candidates, name.priors, strict=True)
        ]
        for key, name in names.items()
    }
    # A name that is told again with the same beside it is weighed once.
    known_here: dict[tuple[_Key, tuple[tuple[str, float], ...]], list[Evidence]] = {}
    weighed = []
    for key, told in zip(keys, beside, strict=True):
        here = key, tuple(told.items())
        if here not in known_here:
            known_here[here] = [_told_here(evidence, told) for evidence in alone[key]]
        weighed.append(known_here[here])
    return weighed


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the text, and what is known of its candidates before anything else is read."""

    mention: Mention
    priors: list[float]
    #: How likely each candidate is, together 1.
    shares: list[float]
    #: How likely the name lies in each unit (id) that any of its candidates lies in.
    inside: dict[str, float]


def _name(mention: Mention) -> _Name:
    priors = [prior(place) for place in mention.candidates]
    weights = [10**before for before in priors]
    total = sum(weights)
    shares = [weight / total for weight in weights]
    inside: dict[str, float] = defaultdict(float)
    for place, share in zip(mention.candidates, shares, strict=True):
        for unit in place.units:
            inside[unit] += share
    return _Name(mention, priors, shares, inside)


def _beside(
    index: int, mentions: Sequence[Mention], keys: Sequence[_Key], names: dict[_Key, _Name], pairs: dict[tuple[_Key, _Key, bool], dict[str, float]]
) -> dict[str, float]:
    """Candidates (ids) of a mention that lie in what is named beside it, and how much that says; `pairs` keeps what two names say of each other."""
    mention, told = mentions[index], dict[str, float]()
    for neighbour in (index - 1, index + 1):
        if not 0 <= neighbour < len(mentions):
            continue
        other = mentions[neighbour]
        gap = _gap(mention, other)
        if gap <= _CONTAINED_WITHIN:
            pair = keys[index], keys[neighbour], gap <= _RIGHT_BESIDE
            if pair not in pairs:
                pairs[pair] = {}
                for identity, strength in _contained(mention, other, names[keys[neighbour]].shares):
                    pairs[pair][identity] = max(pairs[pair].get(identity, 0.0), strength)
            for identity, strength in pairs[pair].items():
                told[identity] = max(told.get(identity, 0.0), strength)
    return told


def _told_here(evidence: Evidence, told: dict[str, float]) -> Evidence:
    contained = told.get(evidence.place.id, 0.0)
    if contained <= evidence.contained:
        return evidence
    return Evidence(evidence.place, evidence.prior, evidence.units, evidence.home, contained, evidence.near)


def prior(place: Place) -> float:
    """What speaks for a place before anything is read: how many live there, of what kind it is, and whether the configured tables list it."""
    return _by_people(place) + _OF_KIND.get(place.kind, 0.0) + _by_table(place)


def prior_of(place: Place) -> tuple[tuple[str, float], ...]:
    """The parts of `prior`, each with what it stands for, in words."""
    people = f"{place.people:,} people" if place.population else f"some {place.people:,} people, as is usual for its kind"
    table = "in a configured table" if place.listed else "in an imported table" if place.imported else "a district's bare name"
    return (people, _by_people(place)), (f"is a {place.kind}", _OF_KIND.get(place.kind, 0.0)), (table, _by_table(place))


def _by_people(place: Place) -> float:
    return _PER_TENFOLD * math.log10(place.people)


def _by_table(place: Place) -> float:
    if place.listed:
        return _LISTED
    return (_IMPORTED if place.imported else 0.0) + (_BARE_DISTRICT if place.kind is PlaceKind.ADMIN2 else 0.0)


def _surely(mention: Mention, best: Place) -> Place:
    """The governorate, where its bare name is also that of a district or town inside ("Kirkuk"): only so much is said."""
    units = (place for place in mention.candidates if place.kind is PlaceKind.ADMIN1 and place.listed and _bears(place, mention.text))
    return next((unit for unit in units if unit.id in best.units), best) if mention.said_kind is None else best


def _bears(place: Place, name: str) -> bool:
    """Whether a place is called so in its table: "New York" is not the state's name there."""
    return fold(name) in {fold(each) for each in (place.name, *place.variants)}


def _key(mention: Mention) -> _Key:
    return tuple([place.id for place in mention.candidates])


def _support(names: Iterable[_Name]) -> dict[str, float]:
    """How many of the text's names lie in each unit (id), a name that may lie in several divided among them."""
    support: dict[str, float] = defaultdict(float)
    for name in names:
        for unit, share in name.inside.items():
            support[unit] += share
    return support


def _by_units(place: Place, support: dict[str, float], own: dict[str, float], names: int) -> float:
    """The share of all other names that lie in its units."""
    return sum(weight * (support[unit] - own[unit]) / names for unit, weight in zip(place.units, _SHARES, strict=False))


def _anchors(names: Sequence[Mention]) -> list[Place]:
    """The places that are no doubt meant: names of one place only, smaller than a country."""
    only = (mention.candidates[0] for mention in names if mention.exact and len(mention.candidates) == 1)
    return [place for place in only if place.kind is not PlaceKind.COUNTRY and place.lat is not None]


def _nearness(place: Place, anchors: Sequence[Place]) -> float:
    """How near the nearest anchor lies."""
    distances = [distance_of(place, anchor) for anchor in anchors if anchor.id != place.id]
    return _NEAR * max(0.0, 1 - min(distances) / _NEAR_KM) if distances else 0.0


def distance_of(one: Place, other: Place) -> float:
    """Rough distance in kilometres, on a flat map (good to a few per cent within the reach of `_NEAR_KM`); infinite where a place has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    return _KM_PER_DEGREE * math.hypot(one.lat - other.lat, (one.lon - other.lon) * math.cos(math.radians(one.lat)))


def _gap(mention: Mention, other: Mention) -> int:
    return max(other.start - mention.end, mention.start - other.end)


def _contained(mention: Mention, other: Mention, shares: list[float]) -> Iterator[tuple[str, float]]:
    """Ids of the candidates that lie in a unit whose name stands beside, and how much that says. A country is in no other, whatever villages bear its name."""
    strength = _CONTAINED if _gap(mention, other) <= _RIGHT_BESIDE else _CONTAINED_NEARBY
    country = any(place.kind is PlaceKind.COUNTRY for place in mention.candidates)
    if any(place.kind in _FIRST_UNITS and place.listed for place in mention.candidates):
        strength *= _OF_A_UNIT
    for unit, share in zip(other.candidates, shares, strict=True):
        if not (country and unit.kind is PlaceKind.COUNTRY):
            for place in mention.candidates:
                if place.id != unit.id and unit.id in place.units:
                    yield place.id, strength * min(1.0, share / _UNIT_SHARE)
