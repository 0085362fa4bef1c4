"""The steps after extract, over all that the topics hold, in one process: every partition's tables as they stand at the end.

The clock follows the newest article fed, but passes no clock that the worker's own marks have reached: at the end it stands where the worker's does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from stream import topics
from stream.clock import SourceClock
from stream.drive import REGIONS, Drive
from stream.model import Alert, Extraction, Incident, Mark, Ruled, Tally
from stream.pipeline import Pipeline
from stream.reconcile import contributions
from stream.state import Row, Send


@dataclass(slots=True)
class Anew:
    """Feeds records through register, reconcile and watch. `partition_of` is the broker's answer for a key; `with_ledger` false: incidents are fed, not made."""

    pipeline: Pipeline
    partition_of: Callable[[str], int]
    with_ledger: bool = True
    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    _steps: Drive = field(init=False)
    _clock: SourceClock = field(init=False)
    _told: datetime | None = None
    #: Day of the first article that is left; None: there is none.
    first: date | None = None

    def __post_init__(self) -> None:
        """Start with empty tables."""
        self._steps = Drive(self.pipeline, self.partition_of, self._alert, self.incidents, self.tallies, with_ledger=self.with_ledger)
        self._clock = SourceClock(0, self.pipeline.limits.lateness)

    def feed(self, record: Extraction | Ruled | Incident, marks: Mapping[int, Mark]) -> None:
        """One record. `marks`: the last that the worker has sent of each `articles` partition."""
        if isinstance(record, Extraction):
            self._steps.run([Send(topics.EXTRACTIONS, record.article_id, record)])
            self._clock.observe(record)
            day = record.reported.date()
            self.first = min(self.first or day, day)
            self._move(marks)
        elif isinstance(record, Ruled):
            self._steps.run([Send(topics.REPORTS, record.id.partition("/")[0], record)])
        else:
            self.incidents[record.id] = record
            self._steps.run([Send(topics.REGION_CHANGES, change.region, change) for change in contributions(record)])

    def finish(self, marks: Mapping[int, Mark]) -> None:
        """All is fed: the clocks stand as the worker's, and it is told that nothing else is to come for now."""
        last = (self._last(number, marks) for number in range(self.pipeline.limits.articles_partitions))
        self._tell([mark.model_copy(update={"quiet": True}) for mark in last])

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
            self._steps.run([Send(topics.EXTRACTIONS, f"mark/{mark.partition}", mark, number) for number in range(self.pipeline.limits.partitions)])

    def _alert(self, alert: Alert) -> None:
        self.alerts[alert.id] = alert

    @property
    def tables(self) -> dict[tuple[str, int], dict[str, Row]]:
        """Rows by table and partition."""
        return self._steps.tables

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
