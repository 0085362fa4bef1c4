"""`tocsin forward` from the first check to the last commit: one process, one loop a sink, and nothing that one does holds up another."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from stream import topics
from stream.errors import BrokerUnavailable
from stream.settings import Settings
from stream.sinks.board import Board
from stream.sinks.config import SinkText
from stream.sinks.courier import Courier, Hands
from stream.sinks.decide import Desk
from stream.sinks.follower import Follower
from stream.sinks.memory import Memory
from stream.sinks.metrics import Metrics
from stream.sinks.outbox import Outbox
from stream.sinks.protocol import Sink
from stream.sinks.reader import Reader, group
from stream.sinks.status import SinkStatus, Status
from stream.worker import connection
from stream.worker import topics as broker_topics
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.health import HealthServer
from stream.worker.logs import configure
from stream.worker.probe import Probe

log = structlog.get_logger(__name__)
#: Seconds between two looks at the broker, and for its answer.
EVERY, PATIENCE = 5.0, 10.0


def run(settings: Settings, sinks: Mapping[str, tuple[SinkText, Sink]], not_before: datetime | None) -> int:
    """Run until SIGTERM or Ctrl-C, and return the exit code (stream.worker.exits). A second signal ends the process at once."""
    configure(settings.log_format, settings.log_level)
    return int(asyncio.run(_Forward(settings, sinks, not_before).main()))


class _Forward:
    """One run."""

    def __init__(self, settings: Settings, sinks: Mapping[str, tuple[SinkText, Sink]], not_before: datetime | None) -> None:
        self.settings = settings
        self.sinks = sinks
        self.stop = asyncio.Event()
        self.status = Status(sinks={name: SinkStatus() for name in sinks})
        self.metrics = Metrics(sinks)
        self.health = HealthServer(self.status, self.metrics, settings.web_host, settings.web_port)
        self.board, self.memory = Board(), Memory()
        self.outbox = Outbox(settings)
        self.follower = Follower(settings, self.board, self.memory)
        self.readers = {name: self._reader(name, text, sink, not_before) for name, (text, sink) in sinks.items()}

    async def main(self) -> WorkerExit:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled, signal.Signals(number).name)
        try:
            await self.health.start()
        except OSError as error:
            log.critical("cannot serve /live, /ready and /metrics", host=self.settings.web_host, port=self.settings.web_port, reason=str(error))
            return WorkerExit.CONFIGURATION
        try:
            return await self._work()
        except BrokerUnavailable as error:
            log.critical("no broker", reason=str(error))
            return WorkerExit.BROKER
        except Exception:
            log.exception("forwarding broke")
            return WorkerExit.BROKEN
        finally:
            for _, sink in self.sinks.values():
                await sink.close()
            await self.health.stop()

    def _reader(self, name: str, text: SinkText, sink: Sink, not_before: datetime | None) -> Reader:
        status = self.status.sinks[name]
        hands = Hands(
            keep=lambda delivery: self.outbox.keep(delivery, status.beat),
            bury=lambda record, to, reason, message: self.outbox.bury(record, to, reason, message, status.beat),
        )
        desk = Desk(name, text.only, self.board, self.memory, sink.every_revision, not_before)
        courier = Courier(sink, desk, hands, status, self.metrics, settle=text.settle_seconds, give_up_after=text.give_up_hours * 3600)
        return Reader(self.settings, courier, self.follower, status, self.stop)

    def _signalled(self, name: str) -> None:
        if self.stop.is_set():
            end_at_once(WorkerExit.HURRIED, "stopped at once", signal=name)
        log.info("stopping", signal=name, within_seconds=self.settings.drain_timeout)
        self.status.stopping = True
        self.stop.set()
        for reader in self.readers.values():
            reader.interrupt()

    async def _work(self) -> WorkerExit:
        stopped = asyncio.create_task(self.stop.wait())
        tasks: list[asyncio.Task[Any]] = []
        try:
            starting = asyncio.create_task(connection.patiently(self.settings, self._tell_broker, self._start))
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                return WorkerExit.OK
            starting.result()
            tasks = [asyncio.create_task(self.follower.run()), asyncio.create_task(self._watch())]
            loading = asyncio.create_task(self.follower.caught_up())
            await asyncio.wait({loading, stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            self.status.loaded = loading.done() and not loading.cancelled() and loading.exception() is None
            log.info("forwarding", sinks=sorted(self.sinks), groups=[group(self.settings, name) for name in sorted(self.sinks)])
            loops = [asyncio.create_task(reader.run()) for reader in self.readers.values()]
            await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            return await self._drain(loops, tasks)
        finally:
            for task in (stopped, *tasks):
                task.cancel()
            await asyncio.gather(stopped, *tasks, return_exceptions=True)
            await self.follower.stop()
            await self.outbox.stop()

    async def _drain(self, loops: list[asyncio.Task[None]], tasks: list[asyncio.Task[Any]]) -> WorkerExit:
        """Let every sink's attempt end; a task that broke ends the process, which is to be started again."""
        broken = [task.exception() for task in tasks if task.done() and not task.cancelled() and task.exception() is not None]
        if broken:
            end_at_once(WorkerExit.BROKEN, "forwarding broke", reason=f"{type(broken[0]).__name__}: {broken[0]}")
        _, left = await asyncio.wait(loops, timeout=self.settings.drain_timeout)
        if left:
            end_at_once(WorkerExit.HURRIED, "not drained in time", seconds=self.settings.drain_timeout)
        log.info("stopped")
        return WorkerExit.OK

    async def _start(self) -> None:
        await broker_topics.create(self.settings)
        try:
            await self.outbox.start()
            await self.follower.start()
        except (KafkaError, OSError) as error:
            await self.outbox.stop()
            await self.follower.stop()
            raise BrokerUnavailable(str(error) or type(error).__name__) from error

    def _tell_broker(self, why: str | None) -> None:
        self.status.broker = why

    async def _watch(self) -> None:
        """Whether the broker answers, and how much waits for whom."""
        while True:
            probe = Probe(self.settings, PATIENCE)
            try:
                await probe.start()
                while True:
                    await self._look(probe)
                    await asyncio.sleep(EVERY)
            except BrokerUnavailable as error:
                self._tell_broker(str(error))
            finally:
                await probe.stop()
            await asyncio.sleep(EVERY)

    async def _look(self, probe: Probe) -> None:
        try:
            ends = await probe.ends(self.follower.alert_partitions)
            self._measure(ends, await probe.starts(self.follower.alert_partitions))
        except (KafkaError, OSError, TimeoutError) as error:
            self._tell_broker(str(error) or type(error).__name__)
        else:
            self._tell_broker(None)

    def _measure(self, ends: Mapping[tuple[str, int], int], starts: Mapping[tuple[str, int], int]) -> None:
        alerts = self.settings.topic(topics.ALERTS)
        for name, reader in self.readers.items():
            lag = sum(
                max(0, ends[alerts, number] - max(at, starts[alerts, number])) for number, at in reader.next.items() if (alerts, number) in ends
            )
            self.status.sinks[name].lag = lag
            self.metrics.lag.labels(name).set(lag)
