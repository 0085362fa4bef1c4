"""Do a report and an incident tell of the same event? A scored decision.

The score adds up what speaks for it (district, place name, type, toll, actor) and against it. What cannot be (another governorate, two
reports of one article, a toll out of all proportion) is refused outright. Weights were set by hand on the in-domain development set.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stream.model import Effect, Report
from stream.reconcile.filed import Filed
from stream.reconcile.look import Look, Toll, look
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
#: The later day was only guessed, from that of publication: what so many days apart cost then, and more days than these.
_COST_GUESSED, _LONG_GUESSED = (0.0, -0.5, -0.75, -1.0), -2.0

#: Families that outlets mix up: a bomb and gunfire in one ambush, a raid that became a fight.
_MIXED = frozenset(pair for other in ("explosive", "operation", "abduction") for pair in (("attack", other), (other, "attack")))
#: Figures of so few persons more are within what early news gets wrong, whatever the ratio.
_SLACK = 3
#: Figures that are compared, and their weight; and where one report does not part the killed from the wounded.
_PARTED = ((Effect.KILLED, 1.5), (Effect.WOUNDED, 0.75), (Effect.ABDUCTED, 1.5))
_WHOLE = (_PARTED[0], _PARTED[2])
#: What it costs that other reports of the cluster are refused.
_STRAY = -1.0


def profile(report: Report) -> str:
    """What a report looks like to those that are compared with it: two with the same profile are as good as one."""
    tolls = [report.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.KILLED_OR_WOUNDED, Effect.ABDUCTED)]
    when = [report.date, report.date_precision, report.date_end, *(["guessed"] if report.guessed else [])]
    where = [report.admin1, report.admin2, report.place, report.lat, report.lon, report.place_precision]
    said = repr((when, where, report.type, report.accidental, tolls, report.perpetrator, report.names, report.fingerprint))
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]


class Evidence(NamedTuple):
    """Points by kind, in the order in which they are shown; None is a refusal, 0 says nothing."""

    day: float | None
    place: float | None
    type: float | None = 0.0
    toll: float | None = 0.0
    accident: float | None = 0.0
    actors: float = 0.0
    names: float = 0.0
    text: float = 0.0
    #: Of the cluster's other reports some are refused.
    others: float = 0.0


class Weighed(NamedTuple):
    """What speaks for and against one event."""

    #: All of it together; None where it cannot be one event.
    score: float | None
    points: Evidence

    @property
    def rank(self) -> tuple[bool, float]:
        """Sorts the best first, and those that are refused last."""
        return self.score is None, -(sum(filter(None, self.points)) if self.score is None else self.score)

    @property
    def rounded(self) -> float | None:
        """The score, to be shown."""
        return None if self.score is None else round(self.score, 2)

    @property
    def shown(self) -> dict[str, float | None]:
        """Points of the kinds that say something, to be shown."""
        points = self.points._asdict().items()
        return {kind: value if value is None else round(value, 2) for kind, value in points if value is None or round(value, 2)}


def best_of(
    candidate: Filed, clusters: Sequence[tuple[str, list[Filed]]], words: Words, tellers: Mapping[str, float]
) -> tuple[tuple[str, Weighed] | None, tuple[str, Weighed] | None]:
    """The cluster that a report joins, and the one that came next; of equals the one that is named first. A cluster is a head and the faces seen of it.

    `tellers` says of each of the report's names in how many clusters it is told: one that many tell is no evidence.
    """
    here, horizon = look(candidate, words), candidate.horizon
    found: list[tuple[str, Weighed]] = []
    refused: list[tuple[str, list[Look]]] = []
    for head, faces in clusters:
        there = [look(face, words) for face in faces]
        hopeless = _hopeless(here, there)
        if hopeless and _outvoted(len(there) - hopeless, hopeless):
            refused.append((head, there))
        else:
            found.append((head, _weigh(here, there, horizon, tellers)))
    found.sort(key=_rank)
    joined = found.pop(0) if found and (found[0][1].score or 0) >= threshold(candidate) else None
    if refused and (not found or found[0][1].score is None):
        # Nothing else came near, so what was refused is to be told; it keeps its turn among those that were weighed.
        order = {head: number for number, (head, _) in enumerate(clusters)}
        found += [(head, _weigh(here, there, horizon, tellers)) for head, there in refused]
        found.sort(key=lambda entry: (_rank(entry), order[entry[0]]))
    return joined, found[0] if found else None


def _rank(entry: tuple[str, Weighed]) -> tuple[bool, float]:
    return entry[1].rank


def _outvoted(fitting: int, refused: int) -> bool:
    """One stray disagreement in a large cluster (an early figure) is no refusal, more are."""
    return fitting < 2 * refused


def _hopeless(one: Look, faces: list[Look]) -> int:
    """How many of the faces are sure to be refused, as far as a glance tells: another day or kind of event, and no name and no text in common."""
    hopeless, names = 0, one.names.keys()
    for other in faces:
        apart = _apart(one, other)
        refused = apart and (not _near_in_time(one, other, apart) if one.sure and other.sure else apart > 1)
        if refused or one.accidental is not other.accidental or _what(one, other) is None:
            hopeless += names.isdisjoint(other.names) and not _alike(one, other)
    return hopeless


def _weigh(here: Look, faces: list[Look], horizon: int, tellers: Mapping[str, float]) -> Weighed:
    """How well a report fits a cluster: as well as the face that it fits best."""
    pairs = [_pair(here, face, horizon, tellers) for face in faces]
    if len(pairs) == 1:
        return pairs[0]
    fitting = [pair for pair in pairs if pair.score is not None]
    if _outvoted(len(fitting), len(pairs) - len(fitting)):
        return min((pair for pair in pairs if pair.score is None), key=lambda pair: pair.rank)
    best = max(fitting, key=lambda pair: pair.score or 0.0)
    if len(fitting) == len(pairs) or best.score is None:
        return best
    return Weighed(best.score + _STRAY, best.points._replace(others=_STRAY))


def threshold(candidate: Filed) -> float:
    """The score from which on this report joins."""
    return JOIN if candidate.placed else JOIN_UNPLACED


def _pair(one: Look, other: Look, horizon: int, tellers: Mapping[str, float]) -> Weighed:
    apart, sure = _apart(one, other), one.sure and other.sure
    names, alike = _named(one, other, tellers), _alike(one, other)
    place = one.spot.points(other.spot)
    late = bool(sure and apart and not alike and _told_late(one, other, apart, names, placed=bool(place)))
    another_day = sure and apart and names < STRONG and not late and (alike or not _on_either_day(one, other, apart))
    if another_day or apart > horizon:
        return Weighed(None, Evidence(None, place, names=names))
    copied = COPY if alike and not (sure and apart) and _same_toll(one.toll, other.toll) else 0.0
    named = names + copied
    day, kind, toll = _when(apart, sure=sure, late=late), _what(one, other), _how_many(one, other, strong=named >= STRONG)
    # Only with the victim's name: what one calls an accident, and the other does not yet.
    accident = 0.0 if one.accidental is other.accidental else None
    points = Evidence(day, place, kind, toll, accident, _who(one, other), names, copied)
    refusals = points.count(None)
    if refusals and named < (STRONG if refusals == 1 and day is not None else STRONGEST):
        return Weighed(None, points)
    if refusals:
        points = Evidence(*(REFUSED if value is None else value for value in points))
    return Weighed(sum(points), points)  # type: ignore[arg-type] # none of them is None any more


def _apart(one: Look, other: Look) -> int:
    """Days between them."""
    if other.first > one.last:
        return other.first - one.last
    return one.first - other.last if one.first > other.last else 0


def _alike(one: Look, other: Look) -> bool:
    """Nearly the same text."""
    return one.bits is not None and other.bits is not None and (one.bits ^ other.bits).bit_count() <= ALIKE_BITS


def _when(apart: int, *, sure: bool, late: bool) -> float | None:
    """Days apart; whoever is not sure of the day only counts for so much, and whoever tells it `late` loses little."""
    if late:
        return _COST_GUESSED[apart] if apart < len(_COST_GUESSED) else _LONG_GUESSED
    if sure:
        return None if apart >= len(_COST_APART) else _COST_APART[apart]
    return None if apart > 1 else _UNSURE


def _on_either_day(one: Look, other: Look, apart: int) -> bool:
    """One of two stated days may be wrong: midnight, a slip. A day later in the same village any toll will do, else it has to be the same one."""
    if apart == 1 and one.spot.same_village(other.spot):
        return True
    return _same_toll(one.toll, other.toll) and (_telling(one.toll, other.toll) or one.spot.same_village(other.spot))


def _near_in_time(one: Look, other: Look, apart: int) -> bool:
    """Two stated or guessed days may be of one event, also where they share no name."""
    return _on_either_day(one, other, apart) or _told_late(one, other, apart)


def _told_late(one: Look, other: Look, apart: int, names: float = 0.0, *, placed: bool = False) -> bool:
    """The later one gives no day, and was filed under that of its publication: it may well tell of the other's.

    `names` are points for names in common, `placed` says that the place speaks for one event, too.
    """
    later = one if one.first > other.first else other
    if not later.guessed:
        return False
    if apart < len(_COST_GUESSED):
        return names > 0 or one.spot.same_village(other.spot)
    return placed and names >= STRONG


def _same_toll(one: Toll, other: Toll) -> bool:
    """No figure that both give is another."""
    return (
        (one.killed == other.killed or not one.killed or not other.killed)
        and (one.wounded == other.wounded or not one.wounded or not other.wounded)
        and (one.abducted == other.abducted or not one.abducted or not other.abducted)
    )


def _telling(one: Toll, other: Toll) -> bool:
    """Both give figures that few events share."""
    shared = one.killed if one.killed == other.killed else 0
    shared += one.wounded if one.wounded == other.wounded else 0
    shared += one.abducted if one.abducted == other.abducted else 0
    return shared >= TELLING


def _named(one: Look, other: Look, tellers: Mapping[str, float]) -> float:
    """Names that both tell, each worth the less the more events it is told of; their places are weighed elsewhere."""
    both = one.names.keys() & other.names.keys()
    if both:
        places = one.spot.names | other.spot.names
        shared = sorted((1 / tellers.get(name, 2) for name in both if not one.names[name] <= places), reverse=True)
        if shared:
            return min(sum(NAME * weight if rank == 0 else NAME_MORE * weight for rank, weight in enumerate(shared)), NAMES_MOST)
    return NO_NAME if min(one.told, other.told) >= MANY_NAMES else 0.0


def _what(one: Look, other: Look) -> float | None:
    if one.family == other.family:
        return 1.0 if one.type is other.type else 0.5
    return -1.0 if (one.family, other.family) in _MIXED else None


def _how_many(one: Look, other: Look, *, strong: bool) -> float | None:
    """Early figures are low and are revised; what none of them says (0) is weak evidence. A rejected toll (None) is far out of proportion.

    `strong`: names or text say that it is one event. One that does not part the killed from the wounded is held against the sum of both.
    """
    mine, theirs = one.toll, other.toll
    if mine.unparted or theirs.unparted:
        figures = zip(_WHOLE, (mine.hit, mine.abducted), (theirs.hit, theirs.abducted), strict=True)
    else:
        figures = zip(_PARTED, mine[:3], theirs[:3], strict=True)
    total = 0.0
    for (effect, weight), here, there in figures:
        if here == there:
            total += weight * (1 + math.log2(here) / 4) if here else 0.25
            continue
        low, high = (here, there) if here < there else (there, here)
        if effect is not Effect.WOUNDED and high > 3 * low + _SLACK and not (strong or _may_grow(one, other, effect)):
            return None
        if low:
            total -= weight * (high - low) / max(high, 4)
    return total


def _may_grow(one: Look, other: Look, effect: Effect) -> bool:
    """A figure may be far from the other's: one has no upper end, one gives none at all, or they name one village."""
    return effect in one.open_ended or effect in other.open_ended or not (one.counts and other.counts) or one.spot.same_village(other.spot)


def _who(one: Look, other: Look) -> float:
    if one.family != other.family:
        return 0.0
    if one.perpetrator and other.perpetrator:
        return 0.5 if one.perpetrator == other.perpetrator else -1.0
    return 0.0
