"""Whether a sink is told of a revision, and what: a function of the alert, of what the sink was told before, and of the other alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stream.model import Alert, AlertState, Severity
from stream.sinks.board import Board
from stream.sinks.config import Only
from stream.sinks.memory import Memory
from stream.sinks.protocol import Message


class Passed(StrEnum):
    """Why a sink is not told; values of a metric's label."""

    #: It has this revision.
    AGAIN = "again"
    #: A newer revision lies in the topic already.
    SUPERSEDED = "superseded"
    #: It is over, and the sink never heard that it began.
    NEVER_TOLD = "never_told"
    #: Before `--no-forward-before`.
    HISTORY = "history"
    #: Not what the sink's `only` asks for.
    FILTER = "filter"
    #: An alert of a smaller region says it.
    CONTAINED = "contained"
    #: A rebuild found it: what was not told when it was news is no news now.
    REBUILT = "rebuilt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a revision lies in `alerts`."""

    partition: int
    offset: int
    #: A rebuild put it there.
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Decides for one sink."""

    sink: str
    only: Only
    board: Board
    memory: Memory
    every_revision: bool = False
    not_before: datetime | None = None

    def decide(self, alert: Alert, place: Place, now: datetime) -> Message | Passed:
        """The message that the sink gets, or why it gets none."""
        last = self.memory.get(self.sink, alert.id)
        if last is not None and (last.revision == alert.revision or (last.partition == place.partition and place.offset <= last.offset)):
            return Passed.AGAIN
        if not self.every_revision and self.board.superseded(alert.id, place.partition, place.offset):
            return Passed.SUPERSEDED
        told = last is not None and last.open
        if place.quiet and not (told and alert.state is AlertState.RESOLVED):
            return Passed.REBUILT
        if not told:
            passed = self._not_begun(alert)
            if passed is not None:
                return passed
        return Message(
            alert,
            ce_id=f"{alert.id}/{alert.revision}",
            first=not told,
            now=now,
            containing=self.board.containing(alert.id),
            kept=last.kept if last is not None else {},
        )

    def freed(self, alert: Alert) -> tuple[tuple[Alert, Place], ...]:
        """Alerts that this one spoke for, now that it is over: those that the sink has to be told of by themselves, if they are open."""
        if alert.state is not AlertState.RESOLVED:
            return ()
        return tuple(self._posted(holder) for holder in self.board.containing(alert.id))

    def _posted(self, alert: Alert) -> tuple[Alert, Place]:
        posted = self.board.posted(alert.id)
        assert posted is not None, "it was on the board a moment ago"
        return alert, Place(posted.partition, posted.offset, posted.quiet)

    def _not_begun(self, alert: Alert) -> Passed | None:
        """Why the sink is not told of an alert that it does not know."""
        if not self._wanted(alert):
            return Passed.FILTER if self._recent(alert) else Passed.HISTORY
        if alert.state is AlertState.RESOLVED and (not self.every_revision or alert.contained):
            return Passed.NEVER_TOLD
        if any(self._wanted(inner) and _speaks_for(inner, alert) for inner in self.board.contained(alert)):
            return Passed.CONTAINED
        return None

    def _wanted(self, alert: Alert) -> bool:
        return self._recent(alert) and wanted(self.only, alert)

    def _recent(self, alert: Alert) -> bool:
        return self.not_before is None or alert.updated >= self.not_before


def wanted(only: Only, alert: Alert) -> bool:
    """Whether an alert is what a filter asks for."""
    graded = list(Severity)
    return (
        graded.index(alert.severity) >= graded.index(only.severity)
        and _among(alert.rule, only.rules)
        and _among(alert.region.id, only.regions)
        and _among(alert.kind, only.kinds)
    )


def _speaks_for(inner: Alert, outer: Alert) -> bool:
    """Of two that contain each other, as equal regions may, one has to speak."""
    return outer.id not in inner.contained or inner.id < outer.id


def _among(value: str, allowed: Iterable[str]) -> bool:
    allowed = tuple(allowed)
    return not allowed or value in allowed
