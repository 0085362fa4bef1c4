"""The worker's own agents on a broker of lists, so that a crash can be put at any single send or row."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from aiokafka.partitioner import DefaultPartitioner
from faust.types import TP

from stream import topics
from stream.pipeline import Pipeline
from stream.settings import Settings
from stream.worker.agents import Worker
from stream.worker.kafka import create_app
from stream.worker.metrics import Metrics
from stream.worker.sending import Outbox, pack
from stream.worker.status import Status
from stream.worker.topics import TABLES, changelog_topic
from tests.faults.outcome import Outcome

#: Milliseconds since 1970 of the first record; each later one comes a second after.
BEGIN = 1_640_000_000_000


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Lists:
    """A broker: topics as lists of records by partition; every append is counted, and one of them can be the last."""

    partitions: int
    records: dict[tuple[str, int], list[Any]] = field(default_factory=lambda: defaultdict(list))
    committed: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    #: Of topics that have another number of partitions.
    counts: dict[str, int] = field(default_factory=dict)
    appended: int = 0
    crash_at: int | None = None

    def append(self, topic: str, key: bytes | None, value: bytes | None, partition: int | None = None, headers: Any = None) -> Any:
        if partition is None:
            numbers = list(range(self.counts.get(topic, self.partitions)))
            partition = DefaultPartitioner()(key, numbers, numbers)
        if self.appended == self.crash_at:
            self.crash_at = None
            raise Crash
        log = self.records[topic, partition]
        record = SimpleNamespace(
            topic=topic,
            partition=partition,
            offset=len(log),
            key=key,
            value=value,
            headers=headers or [],
            timestamp=(BEGIN + self.appended * 1000) / 1000,
            tp=TP(topic, partition),
            generation_id=0,
        )
        log.append(record)
        self.appended += 1
        return record

    async def send(self, topic: str, key: Any, value: Any, partition: Any, timestamp: Any, headers: Any) -> Any:
        """As Faust's producer has it."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(self.append(topic, key, value, partition, headers))
        return done

    def last(self, topic: str) -> list[dict[str, Any]]:
        """The last value of each key."""
        found: dict[bytes, Any] = {}
        for (name, _), log in sorted(self.records.items()):
            if name == topic:
                found |= {record.key: record.value for record in log}
        return [json.loads(value) for value in found.values() if value is not None]


def outcome_of(simulation: Simulation) -> Outcome:
    """What its topics hold."""
    return Outcome.of(*(simulation.broker.last(topic) for topic in (topics.INCIDENTS, topics.TALLIES, topics.ALERTS)))


class Simulation:
    """One worker over all partitions, started again after each crash; offsets are committed every few records."""

    def __init__(
        self,
        pipeline: Pipeline,
        settings: Settings,
        *,
        commit_every: int = 5,
        seed: int | None = None,
        crash_at: int | None = None,
        crash_at_commit: int | None = None,
    ) -> None:
        self.pipeline = pipeline
        self.settings = settings
        self.commit_every = commit_every
        self.broker = Lists(settings.partitions)
        #: The write that is not done any more (the articles count too), and the commit, counted from 0.
        self.crash_at = crash_at
        self.crash_at_commit = crash_at_commit
        self.commits = 0
        self.crashes = 0
        #: Where the wall clock stands; None: only articles move the clock.
        self.wall: datetime | None = None
        #: Picks the next partition to read from, where the order is to be left to chance.
        self.choose = None if seed is None else random.Random(seed)

    def publish(self, key: str, article: dict[str, Any] | None) -> None:
        self.broker.append(topics.ARTICLES, key.encode(), None if article is None else json.dumps(article).encode())

    def same(self, **options: Any) -> Simulation:
        """A new one that is given the same articles."""
        other = Simulation(self.pipeline, self.settings, **options)
        logs = [self.broker.records[topics.ARTICLES, partition] for partition in range(self.settings.partitions)]
        for record in sorted((record for log in logs for record in log), key=lambda record: record.timestamp):
            other.broker.append(topics.ARTICLES, record.key, record.value)
        other.broker.crash_at = other.crash_at
        return other

    async def run(self) -> None:
        """Until all is read, and silence was told."""
        for _ in range(2):
            while not await self._life():
                self.crashes += 1

    async def _life(self) -> bool:
        """From a start to a crash (False) or to the end of all topics, and of the silence that follows (True)."""
        worker = self.start()
        positions = dict(self.broker.committed)
        try:
            await self._read(worker, positions)
            for partition in range(self.settings.partitions):
                for send in worker.clocks.silent(partition, 0, self.wall):
                    await worker.outbox.hand_over(pack(send, self.settings))
            await self._read(worker, positions)
            self._commit(positions)
        except Crash:
            return False
        return True

    def _commit(self, positions: dict[tuple[str, int], int]) -> None:
        number, self.commits = self.commits, self.commits + 1
        if number == self.crash_at_commit:
            raise Crash
        self.broker.committed.update(positions)

    async def _read(self, worker: Worker, positions: dict[tuple[str, int], int]) -> None:
        for handled in itertools.count(1):
            waiting = [
                (step, record)
                for step in worker.steps
                for partition in range(self.settings.partitions)
                for topic in [self.settings.topic(step.topic)]
                for record in self.broker.records[topic, partition][positions.get((topic, partition), 0) :][:1]
            ]
            if not waiting:
                return
            step, record = self.choose.choice(waiting) if self.choose else waiting[handled % len(waiting)]
            await worker.handle(step, record)
            positions[record.tp] = record.offset + 1
            if handled % self.commit_every == 0:
                self._commit(positions)

    def start(self) -> Worker:
        """A worker with what the changelogs hold."""
        status, metrics = Status(), Metrics()
        app = create_app(self.settings, status, metrics)
        app.outbox = Outbox(metrics, lambda: self.broker)
        worker = Worker(app, self.pipeline, self.settings, status, metrics, probe=None)  # type: ignore[arg-type] # nothing asks it here
        app.consumer_generation_id = app.flowing_generation = 0
        for table in TABLES:
            for partition in range(self.settings.partitions):
                held = worker.tables[table].partition(partition)
                for record in self.broker.records[changelog_topic(self.settings, table), partition]:
                    if record.value is not None:
                        held.rows[record.key.decode()] = json.loads(record.value)
                    elif record.key.decode() in held.rows:
                        del held.rows[record.key.decode()]
        return worker
