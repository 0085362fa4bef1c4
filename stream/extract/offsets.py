"""How far from a named place, and which way: "15 km (9 miles) southwest of Erbil", "fifteen miles from Hawija", "between Dibis and Altun Kupri"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stream.extract.quantities import number_at
from stream.extract.sentences import Sentence
from stream.places import Place

_DISTANCES = frozenset({"kilometre", "mile"})
_KM_PER_MILE = 1.609
_KM_PER_DEGREE = 111.2
#: Farther off than this, a place says whereabouts and no more ("Rawah, 250 km northwest of Baghdad").
_FARTHEST_KM = 60
#: Tokens of "(9 miles)" between a distance and its bearing, and of the longest number ("one hundred and twenty-five").
_BRACKET, _LONGEST_NUMBER = 5, 5


@dataclass(frozen=True, slots=True)
class Offset:
    """How far off a place something is; `start` is the token where that begins."""

    start: int
    #: Kilometres to the north and to the east; None where the text does not say which way, or too far off for the place to say more than whereabouts.
    shift: tuple[float, float] | None


def offset_before(sentence: Sentence, begin: int) -> Offset | None:
    """The distance that stands right before a place's name, with or without a bearing; None where none does."""
    while sentence.has(begin - 1, "article") or sentence.has(begin - 1, "settlement"):
        begin -= 1
    for width in (3, 2):
        bearing = sentence.tag(begin - width, "bearing")
        if bearing is not None and bearing[0] == begin:
            return _distance(sentence, begin - width, float(bearing[1]))
    away = sentence.has(begin - 1, "away") and begin - 1 - (sentence.word(begin - 2) == "away")
    return _distance(sentence, away, None) if away else None


def _distance(sentence: Sentence, end: int, bearing: float | None) -> Offset | None:
    """The distance that ends at a token, a second one in brackets ("15 km (9 miles)") left aside."""
    if sentence.word(end - 1) == ")":
        end = next((at for at in range(end - 2, max(end - _BRACKET, 0), -1) if sentence.word(at) == "("), end)
    unit = end - 1
    if not sentence.has_any(unit, _DISTANCES):
        return None
    found = _number(sentence, unit)
    if found is None:
        return None
    start, number = found
    length = number * (_KM_PER_MILE if sentence.has(unit, "mile") else 1.0)
    if length > _FARTHEST_KM:
        return None
    return Offset(start, None if bearing is None else _towards(length, bearing))


def _number(sentence: Sentence, end: int) -> tuple[int, float] | None:
    """Where the longest number that ends at a token begins, and its value."""
    word = sentence.word(end - 1)
    if word[:1].isdigit():
        parts = word.split(".")
        whole = word.isascii() and len(parts) <= 2 and all(part.isdigit() for part in parts)
        return (end - 1, float(word)) if whole else None
    for start in range(max(end - _LONGEST_NUMBER, 0), end):
        number = number_at(sentence, start)
        if number and number[1] == end:
            return start, float(number[0])
    return None


def _towards(length: float, bearing: float) -> tuple[float, float]:
    angle = math.radians(bearing)
    return length * math.cos(angle), length * math.sin(angle)


def halfway(one: Place, other: Place) -> tuple[float, float] | None:
    """Kilometres to the north and to the east from a place to the middle between it and another; None where a place has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    north, east = (other.lat - one.lat) / 2, (other.lon - one.lon) / 2
    return north * _KM_PER_DEGREE, east * _KM_PER_DEGREE * math.cos(math.radians(one.lat + north))


def moved(lat: float, lon: float, shift: tuple[float, float]) -> tuple[float, float]:
    """A point moved by kilometres to the north and to the east (degrees on a sphere, to a hundredth)."""
    north, east = shift
    there = lat + north / _KM_PER_DEGREE
    return round(there, 2), round(lon + east / (_KM_PER_DEGREE * math.cos(math.radians(there))), 2)
