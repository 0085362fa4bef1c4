"""Looks at the worker once a second: lag, clocks, silence of partitions, the broker's answers; and ends what hangs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from aiokafka.errors import KafkaError
from faust.types import TP

from stream import topics
from stream.clock import read_clock
from stream.settings import ClockKind, Settings
from stream.state import Changes
from stream.worker.agents import Worker
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.metrics import Metrics
from stream.worker.probe import Probe
from stream.worker.sending import pack
from stream.worker.status import Status
from stream.worker.tables import RowTable

log = structlog.get_logger(__name__)
#: Seconds between two looks.
EVERY = 1.0
#: Seconds that the broker may take to answer before /ready says that it does not.
PATIENCE = 5.0
#: Seconds for which a worker may neither work nor restore, while the broker answers: a consumer that hangs after a rebalance.
STUCK_AFTER = 300.0


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Watchdog:
    """Runs until cancelled. `wall` is the clock that silent partitions follow with `TOCSIN_CLOCK=wall`; it may jump."""

    def __init__(
        self, worker: Worker, settings: Settings, status: Status, metrics: Metrics, probe: Probe, wall: Callable[[], datetime] = utc_now
    ) -> None:
        self._worker = worker
        self._wall = wall
        self._settings = settings
        self._status = status
        self._metrics = metrics
        self._probe = probe
        self._trouble_since: float | None = None
        self._restored = 0

    async def run(self) -> None:
        """Look, again and again."""
        while True:
            await self._guard(self._look)
            await asyncio.sleep(EVERY)

    async def _guard(self, look: Callable[[], Awaitable[None]]) -> None:
        """A broker that does not answer is told, not raised."""
        try:
            async with asyncio.timeout(PATIENCE):
                await look()
        except (KafkaError, OSError, TimeoutError) as error:
            why = str(error) or f"no answer within {PATIENCE:.0f} s"
            if self._status.broker is None:
                log.warning("the broker does not answer", reason=why)
            self._status.broker = why
        else:
            if self._status.broker is not None:
                log.info("the broker answers")
            self._status.broker = None
        self._end_what_hangs()

    async def _look(self) -> None:
        """The ends of our partitions, and what follows from them; at least one is asked for, to hear from the broker at all."""
        ours = self._ours()
        ends = await self._probe.ends(ours or {(self._settings.topic(topics.ARTICLES), 0)})
        if not self._status.recovered:
            return
        self._status.assigned = {partition for topic, partition in ours if topic == self._settings.topic(topics.ARTICLES)}
        self._metrics.recovery.set(self._status.restored_in)
        self._metrics.partitions.set(len(self._status.assigned))
        self._worker.clocks.keep(self._status.assigned)
        self._metrics.windows.keep({partition for topic, partition in ours if topic == self._settings.topic(topics.REGION_CHANGES)})
        lags = {tp: self._lag(tp, end) for tp, end in ends.items() if tp in ours}
        self._status.lag = sum(lags.values())
        if not self._status.lag:
            self._status.progressed()
        for (topic, partition), lag in lags.items():
            self._metrics.lag.labels(topic, partition).set(lag)
        self._read_clocks(ours)
        for partition in sorted(self._status.assigned):
            if not lags.get((self._settings.topic(topics.ARTICLES), partition), 1):
                await self._tell_silence(partition)

    def _ours(self) -> set[tuple[str, int]]:
        """Topics and partitions that our agents read."""
        if not self._status.joined:
            return set()
        read = {self._settings.topic(step.topic) for step in self._worker.steps}
        return {(tp.topic, tp.partition) for tp in self._worker.consumer.assignment() if tp.topic in read}

    def _lag(self, tp: tuple[str, int], end: int) -> int:
        """Records that wait; those before the first commit are all of them."""
        position = self._worker.consumer.next_offset(TP(*tp))
        return max(0, end - (position or 0))

    async def _tell_silence(self, partition: int) -> None:
        wall = self._wall() if self._settings.clock is ClockKind.WALL else None
        for send in self._worker.clocks.silent(partition, self._settings.idle_after, wall):
            await self._worker.outbox.hand_over(pack(send, self._settings))

    def _read_clocks(self, ours: set[tuple[str, int]]) -> None:
        clocks = {"extract": self._worker.clocks.read()}
        for step in self._worker.steps:
            if step.table is not None:
                held = sorted(partition for topic, partition in ours if topic == self._settings.topic(step.topic))
                clocks[step.stage] = {number: clock for number in held if (clock := _clock(step.table, number)) is not None}
        self._status.clocks = {stage: {number: clock.isoformat() for number, clock in found.items()} for stage, found in clocks.items()}
        for stage, found in clocks.items():
            for number, clock in found.items():
                self._metrics.clock.labels(stage, str(number)).set(clock.timestamp())

    def _end_what_hangs(self) -> None:
        """Hanging: not recovered, or records wait and none is handled, for STUCK_AFTER seconds while the broker answers."""
        status = self._status
        now = status.monotonic()
        if self._worker.outbox.age() > self._settings.request_timeout:
            end_at_once(
                WorkerExit.BROKEN, "records could not be sent", oldest=round(self._worker.outbox.age()), outstanding=self._worker.outbox.outstanding
            )
        at_work = status.recovered and (not status.lag or status.idle_for() < EVERY + PATIENCE)
        if at_work or status.broker is not None or status.refusal is not None or status.stopping or self._recovering():
            self._trouble_since = None
            return
        self._trouble_since = self._trouble_since or now
        if now - self._trouble_since > STUCK_AFTER:
            end_at_once(WorkerExit.BROKEN, "nothing moves", lag=status.lag, recovered=status.recovered, seconds=round(now - self._trouble_since))

    def _recovering(self) -> bool:
        """Rows were restored since the last look."""
        restored = self._worker.restored()
        moved, self._restored = restored != self._restored, restored
        return moved and not self._status.recovered


def _clock(table: RowTable, number: int) -> datetime | None:
    """Where a step's clock stands in one partition."""
    return read_clock(Changes(table.partition(number).rows, number))[0]
