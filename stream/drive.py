"""The steps after extract in one process, without a broker: every partition's tables in memory, each record handled in the order in which it was sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from stream import topics
from stream.model import Alert, Contained, Extraction, Grounds, Incident, Mark, Reading, RegionChange, Ruled, Statement, Tally
from stream.pipeline import Pipeline
from stream.state import Changes, Fact, Row, Send

#: Names of the tables, one a step.
ARTICLES, LEDGER, REGIONS = "articles", "ledger", "regions"


def _nothing(_: list[Fact]) -> None:
    """Nobody counts."""


@dataclass(slots=True)
class Drive:
    """Register, reconcile and watch. `partition_of` is the broker's answer for a key; `alert` gets every record of an alert, `count` the facts."""

    pipeline: Pipeline
    partition_of: Callable[[str], int]
    alert: Callable[[Alert], None]
    #: As last published, by id.
    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    count: Callable[[list[Fact]], None] = _nothing
    #: Whether reports and rulings become incidents; clocks and what was read go on all the same.
    with_ledger: bool = True
    #: Rows by table and partition.
    tables: dict[tuple[str, int], dict[str, Row]] = field(init=False)

    def __post_init__(self) -> None:
        """Start with empty tables."""
        self.tables = {(name, number): {} for name in (ARTICLES, LEDGER, REGIONS) for number in range(self.pipeline.limits.partitions)}

    def run(self, sends: Iterable[Send]) -> None:
        """Handle these records, and all that they lead to: depth of the pipeline, breadth of the step."""
        queue = deque(sends)
        while queue:
            queue.extend(self._handle(queue.popleft()))

    def _handle(self, send: Send) -> list[Send]:
        record = send.record
        match send.topic:
            case topics.EXTRACTIONS:
                return self._step(ARTICLES, self.pipeline.register, send)
            case topics.REPORTS:
                passed_over = not self.with_ledger and isinstance(record, Statement | Ruled)
                return [] if passed_over else self._step(LEDGER, self.pipeline.reconcile, send)
            case topics.REGION_CHANGES:
                return self._step(REGIONS, self.pipeline.watch, send)
            case topics.INCIDENTS:
                assert isinstance(record, Incident)
                self.incidents[record.id] = record
            case topics.TALLIES:
                assert isinstance(record, Tally)
                self.tallies[record.id] = record
            case topics.ALERTS:
                assert isinstance(record, Alert)
                self.alert(record)
        return []

    def _step(self, table: str, step: Callable[[Changes, Any], None], send: Send) -> list[Send]:
        record = send.record
        assert isinstance(record, Extraction | Statement | Ruled | RegionChange | Mark | Reading | Grounds | Contained)
        number = self.partition_of(send.key) if send.partition is None else send.partition
        changes = Changes(self.tables[table, number], number)
        step(changes, record)
        changes.apply()
        self.count(changes.facts)
        return changes.sends
