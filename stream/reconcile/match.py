"""Do a report and an incident tell of the same event? A scored decision.

The score adds up what speaks for it (district, place name, type, toll, actor) and against it. What cannot be (another governorate, two
reports of one article, a toll out of all proportion) is refused outright. Weights were set by hand on the in-domain development set.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from stream.model import Effect, Report
from stream.reconcile.evidence import differ
from stream.reconcile.filed import Filed
from stream.reconcile.spot import Spot
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
#: What it costs that other reports of the cluster are refused.
_STRAY = -1.0


def profile(report: Report) -> str:
    """What a report looks like to those that are compared with it: two with the same profile are as good as one."""
    tolls = [report.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.KILLED_OR_WOUNDED, Effect.ABDUCTED)]
    when = [report.date, report.date_precision, report.date_end]
    where = [report.admin1, report.admin2, report.place, report.lat, report.lon, report.place_precision]
    said = repr((when, where, report.type, report.accidental, tolls, report.perpetrator, report.names, report.fingerprint))
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]


class Weighed(NamedTuple):
    """What speaks for and against one event: points by kind, in the order in which they are shown; None is a refusal."""

    #: All of it together; None where it cannot be one event.
    score: float | None
    points: dict[str, float | None]

    @property
    def rank(self) -> tuple[bool, float]:
        """Sorts the best first, and those that are refused last."""
        return self.score is None, -(sum(filter(None, self.points.values())) if self.score is None else self.score)

    @property
    def rounded(self) -> float | None:
        """The score, to be shown."""
        return None if self.score is None else round(self.score, 2)

    @property
    def shown(self) -> dict[str, float | None]:
        """Points of the kinds that say something, to be shown."""
        return {kind: value if value is None else round(value, 2) for kind, value in self.points.items() if value is None or round(value, 2)}


def weigh(candidate: Filed, faces: list[Filed], words: Words, tellers: Mapping[str, float]) -> Weighed:
    """How well a report fits a cluster, of which it sees these faces: as well as the face that it fits best.

    `tellers` says of each of the report's names in how many clusters it is told: one that many tell is no evidence.
    """
    here = Spot.of(candidate.report, words)
    pairs = [_pair(candidate, face, here, Spot.of(face.report, words), words, tellers) for face in faces]
    fitting = [pair for pair in pairs if pair.score is not None]
    # One stray disagreement in a large cluster (an early figure) is no refusal.
    if len(fitting) < 2 * (len(pairs) - len(fitting)):
        return min((pair for pair in pairs if pair.score is None), key=lambda pair: pair.rank)
    best = max(fitting, key=lambda pair: pair.score or 0.0)
    if len(fitting) == len(pairs) or best.score is None:
        return best
    return Weighed(best.score + _STRAY, {**best.points, "others": _STRAY})


def threshold(candidate: Filed) -> float:
    """The score from which on this report joins."""
    return JOIN if candidate.placed else JOIN_UNPLACED


def _pair(candidate: Filed, face: Filed, here: Spot, there: Spot, words: Words, tellers: Mapping[str, float]) -> Weighed:
    one, other = candidate.report, face.report
    apart, sure = _apart(candidate, face), bool(candidate.report.day and face.report.day)
    same_village = here.same_village(there)
    names = _named(one, other, tellers, here.names | there.names, words)
    alike = differ(one.fingerprint, other.fingerprint) <= ALIKE_BITS
    points: dict[str, float | None] = {"day": _when(apart, sure=sure), "place": here.points(there)}
    another_day = sure and apart and names < STRONG and (alike or not _on_either_day(one, other, apart, same_village=same_village))
    if another_day or apart > candidate.horizon:
        return Weighed(None, {**points, "day": None, "names": names})
    copied = COPY if alike and not (sure and apart) and _same_toll(one, other) else 0.0
    named = names + copied
    points["type"] = _what(one, other)
    points["toll"] = _how_many(one, other, same_name=same_village or named >= STRONG)
    if one.accidental is not other.accidental:
        # Only with the victim's name: what one calls an accident, and the other does not yet.
        points["accident"] = None
    refusals = sum(part is None for part in points.values())
    points |= {"actors": _who(one, other), "names": names, "text": copied}
    if refusals and named < (STRONG if refusals == 1 and points["day"] is not None else STRONGEST):
        return Weighed(None, points)
    known = {kind: REFUSED if value is None else value for kind, value in points.items()}
    return Weighed(sum(known.values()), dict(known))


def _when(apart: int, *, sure: bool) -> float | None:
    """Days apart; whoever is not sure of the day only counts for so much."""
    if sure:
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


def _named(one: Report, other: Report, tellers: Mapping[str, float], places: frozenset[str], words: Words) -> float:
    """Names that both tell, each worth the less the more events it is told of; their places are weighed elsewhere."""
    both = [name for name in set(one.names) & set(other.names) if not words.names(name) <= places]
    shared = sorted((1 / tellers.get(name, 2) for name in both), reverse=True)
    if not shared and min(len(one.names), len(other.names)) >= MANY_NAMES:
        return NO_NAME
    return min(sum(NAME * weight if rank == 0 else NAME_MORE * weight for rank, weight in enumerate(shared)), NAMES_MOST)


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
    if one.family != other.family:
        return 0.0
    if one.perpetrator and other.perpetrator:
        return 0.5 if one.perpetrator == other.perpetrator else -1.0
    return 0.0
