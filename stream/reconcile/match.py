"""Do a report and an incident tell of the same event? A scored decision.

The score adds up what speaks for it (district, place name, type, toll, actor) and against it. What cannot be (another governorate, two
reports of one article, a toll out of all proportion) is refused outright. Weights were set by hand on the in-domain development set.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping

from stream.model import Effect, PlacePrecision, Report
from stream.reconcile.evidence import differ
from stream.reconcile.filed import Filed
from stream.reconcile.times import span
from stream.reconcile.words import Words

#: A report joins at this score or above.
JOIN = 3.0
#: One that says not where needs so much.
JOIN_UNPLACED = 4.0

#: Two that share the name of a person (or street, or school) that no other event has.
NAME, NAME_MORE, NAMES_MOST = 5.0, 2.0, 8.0
#: Both tell so many names, and none is the other's.
MANY_NAMES, NO_NAME = 4, -1.5
#: With so much of names, no single disagreement is a refusal: it costs this.
STRONG, REFUSED = 3.5, -2.5
#: Two disagreements, or another day altogether, take so much.
STRONGEST = 6.0
#: One text is a copy of the other, with some words changed.
ALIKE_BITS, COPY = 12, 4.0
#: Persons that are counted alike by reports of two days, where that is to be more than chance.
TELLING = 6
#: What it costs to be so many days apart, and not to be sure of the day.
_COST_APART = (0.0, -1.0, -1.5, -2.0)
_UNSURE = -1.5

#: Families that outlets mix up: a bomb and gunfire in one ambush, a raid that became a fight.
_MIXED = frozenset({frozenset({"attack", "explosive"}), frozenset({"attack", "operation"}), frozenset({"attack", "abduction"})})
#: Figures of so few persons more are within what early news gets wrong, whatever the ratio.
_SLACK = 3
#: One of them only says in which governorate.
GOVERNORATE = 1.25
#: What it costs that two reports of one district name two villages.
_ELSEWHERE = 1.5


def profile(report: Report) -> str:
    """What a report looks like to those that are compared with it: two with the same profile are as good as one."""
    tolls = [report.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.KILLED_OR_WOUNDED, Effect.ABDUCTED)]
    when = [report.date, report.date_precision, report.date_end]
    where = [report.admin1, report.admin2, report.place, report.lat, report.lon, report.place_precision]
    said = repr((when, where, report.type, report.accidental, tolls, report.perpetrator, report.names, report.fingerprint))
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]


def score(candidate: Filed, faces: list[Filed], words: Words, tellers: Mapping[str, int]) -> float | None:
    """How well a report fits a cluster, of which it sees these faces; None where it cannot belong to it.

    `tellers` says of each of the report's names in how many clusters it is told: one that many tell is no evidence.
    """
    scores = [_pair(candidate, face, words, tellers) for face in faces]
    known = [value for value in scores if value is not None]
    if not known:
        return None
    if len(known) < len(scores):
        # One stray disagreement in a large cluster (an early figure) is no refusal.
        return max(known) - 1 if len(known) >= 2 * (len(scores) - len(known)) else None
    return max(known)


def threshold(candidate: Filed) -> float:
    """The score from which on this report joins."""
    return JOIN if candidate.placed else JOIN_UNPLACED


def _pair(candidate: Filed, face: Filed, words: Words, tellers: Mapping[str, int]) -> float | None:
    one, other = candidate.report, face.report
    places = words.names(one.place) | words.names(other.place)
    named = _named(one, other, tellers, places, words)
    same_village = _same_village(one, other, words)
    apart = _apart(candidate, face)
    alike = differ(one.fingerprint, other.fingerprint) <= ALIKE_BITS
    if candidate.report.day and face.report.day and apart:
        if named < STRONG and (alike or not _on_either_day(one, other, apart, same_village=same_village)):
            return None
    elif alike and _same_toll(one, other):
        named += COPY
    when = _when(candidate, face, apart)
    where = _where(one, other, words)
    what = _what(one, other)
    how_many = _how_many(one, other, same_name=same_village or named >= STRONG)
    # Only with the victim's name: what one calls an accident, and the other does not yet.
    mishap = 0.0 if one.accidental is other.accidental else None
    parts = (when, where, what, how_many, mishap)
    refusals = sum(part is None for part in parts)
    if refusals and named < (STRONG if refusals == 1 and when is not None else STRONGEST):
        return None
    who = _who(one, other) if one.family == other.family else 0.0
    return named + who + sum(REFUSED if part is None else part for part in parts)


def _when(candidate: Filed, face: Filed, apart: int) -> float | None:
    """Days apart; whoever is not sure of the day only counts for so much."""
    if candidate.report.day and face.report.day:
        return None if apart >= len(_COST_APART) else _COST_APART[apart]
    return None if apart > 1 else _UNSURE


def _apart(candidate: Filed, face: Filed) -> int:
    (first, last), (other_first, other_last) = span(candidate), span(face)
    return max((other_first - last).days, (first - other_last).days, 0)


def _on_either_day(one: Report, other: Report, apart: int, *, same_village: bool) -> bool:
    """One of two stated days may be wrong: midnight, a slip. A day later in the same village any toll will do, else it has to be the same one."""
    return (same_village and apart == 1) or (_same_toll(one, other) and (same_village or _telling(one, other)))


def _same_toll(one: Report, other: Report) -> bool:
    """No figure that both give is another."""
    tolls = [(one.toll(effect), other.toll(effect)) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED)]
    return all(low == high or not low or not high for low, high in tolls)


def _telling(one: Report, other: Report) -> bool:
    """Both give figures that few events share."""
    shared = [one.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED) if one.toll(effect) == other.toll(effect)]
    return sum(shared) >= TELLING


def _same_village(one: Report, other: Report, words: Words) -> bool:
    """Both name the same place below the district, which many events share."""
    units = words.names(one.admin2) | words.names(one.admin1) | words.names(other.admin2) | words.names(other.admin1)
    here, there = words.names(one.place) - units, words.names(other.place) - units
    return bool(here & there) or bool(here and there and _same_point(one, other))


def _same_point(one: Report, other: Report) -> bool:
    """Both were found on the map, at one point: Jalawla, Jalula."""
    exact = one.place_precision is PlacePrecision.POINT and other.place_precision is PlacePrecision.POINT
    return exact and one.lat is not None and (one.lat, one.lon) == (other.lat, other.lon)


def _named(one: Report, other: Report, tellers: Mapping[str, int], places: frozenset[str], words: Words) -> float:
    """Names that both tell, each worth the less the more events it is told of; their places are weighed elsewhere."""
    both = [name for name in set(one.names) & set(other.names) if not words.names(name) <= places]
    shared = sorted((1 / tellers.get(name, 2) for name in both), reverse=True)
    if not shared and min(len(one.names), len(other.names)) >= MANY_NAMES:
        return NO_NAME
    return min(sum(NAME * weight if rank == 0 else NAME_MORE * weight for rank, weight in enumerate(shared)), NAMES_MOST)


def _where(one: Report, other: Report, words: Words) -> float | None:
    names = bool(words.names(one.place) & words.names(other.place)) or _same_point(one, other)
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        return 2.0 if names and not (one.admin2 and other.admin2) else None
    if one.admin2 and other.admin2:
        if one.admin2 != other.admin2:
            return 2.0 if names else None
        return 4.0 if names else 2.5 - (_ELSEWHERE if _named_apart(one, other, words) else 0)
    if names:
        return 3.0
    return GOVERNORATE if one.admin1 and one.admin1 == other.admin1 else 0.0


def _named_apart(one: Report, other: Report, words: Words) -> bool:
    """Both name a place of their own, beyond the district's and governorate's names."""
    units = words.names(one.admin2) | words.names(one.admin1)
    return bool(words.names(one.place) - units) and bool(words.names(other.place) - units)


def _what(one: Report, other: Report) -> float | None:
    if one.type is other.type:
        return 1.0
    if one.family == other.family:
        return 0.5
    return -1.0 if frozenset({one.family, other.family}) in _MIXED else None


def _how_many(one: Report, other: Report, *, same_name: bool) -> float | None:
    """Early figures are low and are revised; what none of them says (0) is weak evidence. A rejected toll (None) is far out of proportion."""
    total = 0.0
    for effect, weight, tolls in _tolls(one, other):
        low, high = sorted(tolls)
        if low == high:
            total += weight * (1 + math.log2(high) / 4) if high else 0.25
            continue
        grown = high if same_name or _open_ended(one, other, effect) or not (one.casualties and other.casualties) else 0
        if effect is not Effect.WOUNDED and high > 3 * low + _SLACK + grown:
            return None
        if low:
            total -= weight * (high - low) / max(high, 4)
    return total


def _tolls(one: Report, other: Report) -> Iterator[tuple[Effect, float, tuple[int, int]]]:
    """The figures to be compared, each with its weight; one that does not part the killed from the wounded is held against the sum of both."""
    hit = [(report.toll(Effect.KILLED), report.toll(Effect.WOUNDED)) for report in (one, other)]
    unparted = [report.toll(Effect.KILLED_OR_WOUNDED) if not any(parts) else 0 for report, parts in zip((one, other), hit, strict=True)]
    if any(unparted):
        sums = [whole or sum(parts) for whole, parts in zip(unparted, hit, strict=True)]
        yield Effect.KILLED, 1.5, (sums[0], sums[1])
    else:
        yield Effect.KILLED, 1.5, (hit[0][0], hit[1][0])
        yield Effect.WOUNDED, 0.75, (hit[0][1], hit[1][1])
    yield Effect.ABDUCTED, 1.5, (one.toll(Effect.ABDUCTED), other.toll(Effect.ABDUCTED))


def _open_ended(one: Report, other: Report, effect: Effect) -> bool:
    return any(c.high is None for report in (one, other) for c in report.casualties if c.effect is effect)


def _who(one: Report, other: Report) -> float:
    if one.perpetrator and other.perpetrator:
        return 0.5 if one.perpetrator == other.perpetrator else -1.0
    return 0.0
