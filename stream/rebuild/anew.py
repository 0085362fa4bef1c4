"""The steps after extract, over all that the topics hold, in one process: every partition's tables as they stand at the end.

The clock follows the newest article fed, but passes no clock that the worker's own marks have reached: at the end it stands where the worker's does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from stream import topics
from stream.clock import SourceClock
from stream.model import Alert, Contained, Extraction, Grounds, Incident, Mark, Reading, Record, RegionChange, Ruled, Statement, Tally
from stream.pipeline import Pipeline
from stream.reconcile import contributions
from stream.state import Changes, Row, Send

#: Names of the tables, one a step.
ARTICLES, LEDGER, REGIONS = "articles", "ledger", "regions"


@dataclass(slots=True)
class Anew:
    """Feeds records through register, reconcile and watch. `partition_of` is the broker's answer for a key; `with_ledger` false: incidents are fed, not made."""

    pipeline: Pipeline
    partition_of: Callable[[str], int]
    with_ledger: bool = True
    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    tables: dict[tuple[str, int], dict[str, Row]] = field(init=False)
    _clock: SourceClock = field(init=False)
    _told: datetime | None = None
    #: Day of the first article that is left; None: there is none.
    first: date | None = None

    def __post_init__(self) -> None:
        """Start with empty tables."""
        limits = self.pipeline.limits
        self.tables = {(name, number): {} for name in (ARTICLES, LEDGER, REGIONS) for number in range(limits.partitions)}
        self._clock = SourceClock(0, limits.lateness)

    def feed(self, record: Extraction | Ruled | Incident, marks: Mapping[int, Mark]) -> None:
        """One record. `marks`: the last that the worker has sent of each `articles` partition."""
        if isinstance(record, Extraction):
            self._drive([Send(topics.EXTRACTIONS, record.article_id, record)])
            self._clock.observe(record)
            day = record.reported.date()
            self.first = min(self.first or day, day)
            self._move(marks)
        elif isinstance(record, Ruled):
            if self.with_ledger:
                self._drive([Send(topics.REPORTS, record.id.partition("/")[0], record)])
        else:
            self.incidents[record.id] = record
            self._drive([Send(topics.REGION_CHANGES, change.region, change) for change in contributions(record)])

    def finish(self, marks: Mapping[int, Mark]) -> None:
        """All is fed: the clocks stand as the worker's, and it is told that nothing else is to come for now."""
        for _ in range(2):
            self._tell([self._last(number, marks) for number in range(self.pipeline.limits.articles_partitions)])

    def _last(self, number: int, marks: Mapping[int, Mark]) -> Mark:
        """A partition that was never heard of holds nobody up."""
        return marks.get(number) or Mark(partition=number, clock=None, idle=True)

    def _move(self, marks: Mapping[int, Mark]) -> None:
        """The rules only know days: a mark a day is enough."""
        clock = self._clock.clock
        if clock is None or (self._told is not None and clock.astimezone(UTC).date() <= self._told.astimezone(UTC).date()):
            return
        self._told = clock
        mark = self._clock.due()
        assert mark is not None, "the clock moved on by a day"
        told = []
        for number in range(self.pipeline.limits.articles_partitions):
            last = self._last(number, marks)
            reached = clock if last.clock is None or last.idle else min(clock, last.clock)
            told.append(mark.model_copy(update={"partition": number, "clock": reached}))
        self._tell(told)

    def _tell(self, marks: list[Mark]) -> None:
        for mark in marks:
            self._drive([Send(topics.EXTRACTIONS, f"mark/{mark.partition}", mark, number) for number in range(self.pipeline.limits.partitions)])

    def _drive(self, sends: list[Send]) -> None:
        """Each record is handled in the order in which it was sent."""
        queue = deque(sends)
        while queue:
            queue.extend(self._handle(queue.popleft()))

    def _handle(self, send: Send) -> list[Send]:
        record = send.record
        number = self.partition_of(send.key) if send.partition is None else send.partition
        match send.topic:
            case topics.EXTRACTIONS:
                return self._step(ARTICLES, number, self.pipeline.register, record)
            case topics.REPORTS:
                # What becomes of the reports is known where incidents are fed; clocks and what was read go on.
                passed_over = not self.with_ledger and isinstance(record, Statement | Ruled)
                return [] if passed_over else self._step(LEDGER, number, self.pipeline.reconcile, record)
            case topics.REGION_CHANGES:
                return self._step(REGIONS, number, self.pipeline.watch, record)
            case topics.INCIDENTS:
                assert isinstance(record, Incident)
                self.incidents[record.id] = record
            case topics.TALLIES:
                assert isinstance(record, Tally)
                self.tallies[record.id] = record
            case topics.ALERTS:
                assert isinstance(record, Alert)
                self.alerts[record.id] = record
        return []

    def _step(self, table: str, number: int, step: Callable[[Changes, Any], None], record: Record | None) -> list[Send]:
        assert isinstance(record, Extraction | Statement | Ruled | RegionChange | Mark | Reading | Grounds | Contained)
        changes = Changes(self.tables[table, number], number)
        step(changes, record)
        changes.apply()
        return changes.sends

    def rows(self, table: str, key: str) -> dict[str, Row]:
        """The rows of the partition in which a record of that key is handled."""
        return self.tables[table, self.partition_of(key)]

    @property
    def clock(self) -> datetime | None:
        """Where the watch's clock stands, at the least of all partitions."""
        found = [self.tables[REGIONS, number].get(f"clock/{number}", {}).get("clock") for number in range(self.pipeline.limits.partitions)]
        known = [datetime.fromisoformat(clock) for clock in found if clock is not None]
        return min(known, default=None)

    @property
    def horizon(self) -> date | None:
        """What happened before that day is not kept any more."""
        return None if self.clock is None else (self.clock - self.pipeline.limits.retention).date()
