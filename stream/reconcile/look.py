"""What those see of a report that compare it with others: all that matching asks of it, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from stream.model import Effect, IncidentType
from stream.reconcile.filed import Filed
from stream.reconcile.spot import Spot
from stream.reconcile.times import span
from stream.reconcile.words import Words


class Toll(NamedTuple):
    """Best figures of a report, in persons."""

    killed: int
    wounded: int
    abducted: int
    #: Where it parts no killed from wounded: the sum of both, else 0.
    unparted: int

    @property
    def hit(self) -> int:
        """Killed and wounded together."""
        return self.unparted or self.killed + self.wounded


@dataclass(slots=True)
class Look:
    """A report as it is compared."""

    #: First and last day on which its event may have happened, as numbers; and whether it states the day.
    first: int
    last: int
    sure: bool
    #: It does not state it: the day of publication, or that of what it told before, stands for it.
    guessed: bool
    spot: Spot
    type: IncidentType
    family: str
    accidental: bool
    perpetrator: str | None
    toll: Toll
    #: Effects of which it gives a figure without an upper end; and whether it gives any figure.
    open_ended: frozenset[Effect]
    counts: bool
    #: Names that it tells, each with how it sounds as a place.
    names: dict[str, frozenset[str]]
    #: How many it tells, and its text as 64 bits.
    told: int
    bits: int | None


def look(filed: Filed, words: Words) -> Look:
    """That of a report."""
    known = filed.derived.look
    if known is None or known[0] is not words:
        known = filed.derived.look = (words, _look(filed, words))
    seen: Look = known[1]
    return seen


def _look(filed: Filed, words: Words) -> Look:
    report = filed.report
    first, last = span(filed)
    killed, wounded, abducted = (report.toll(effect) for effect in (Effect.KILLED, Effect.WOUNDED, Effect.ABDUCTED))
    unparted = 0 if killed or wounded else report.toll(Effect.KILLED_OR_WOUNDED)
    return Look(
        first=first.toordinal(),
        last=last.toordinal(),
        sure=report.day is not None,
        guessed=report.guessed,
        spot=Spot.of(report, words),
        type=report.type,
        family=report.family,
        accidental=report.accidental,
        perpetrator=report.perpetrator,
        toll=Toll(killed, wounded, abducted, unparted),
        open_ended=frozenset(casualty.effect for casualty in report.casualties if casualty.high is None),
        counts=bool(report.casualties),
        names={name: words.names(name) for name in report.names},
        told=len(report.names),
        bits=None if report.fingerprint is None else int(report.fingerprint, 16),
    )
