"""The worker from the first check of its configuration to its last commit."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import replace
from typing import Any

import structlog

from stream import topics
from stream.config import collect
from stream.errors import BrokerUnavailable, ConfigurationError, StateMismatch
from stream.extractors import for_worker
from stream.pipeline import Pipeline, load_pipeline
from stream.settings import Settings
from stream.worker import connection
from stream.worker import topics as broker_topics
from stream.worker.agents import Worker
from stream.worker.editions import read_edition
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.health import HealthServer
from stream.worker.heartbeat import Heart
from stream.worker.kafka import create_app
from stream.worker.limits import limits
from stream.worker.logs import configure
from stream.worker.metrics import Metrics
from stream.worker.probe import Probe
from stream.worker.signatures import signatures
from stream.worker.status import Status
from stream.worker.tables import mismatch
from stream.worker.watchdog import PATIENCE, Watchdog

log = structlog.get_logger(__name__)
#: Seconds between two looks whether a rebuild is over.
EDITION_AGAIN = 1.0
#: Seconds for which /ready shows why we refuse to work, before the process ends.
REFUSAL_SHOWN = 10.0


def run(settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C, and return the exit code (stream.worker.exits).

    A second signal ends the process at once. Raises ConfigurationError with all mistakes in rules, regions and certificates, before anything is done.
    """
    configure(settings.log_format, settings.log_level)
    pipeline, _ = collect(
        lambda: load_pipeline(settings.config_dir, limits(settings), extractor=for_worker(settings)), lambda: connection.ssl_context(settings)
    )
    return int(asyncio.run(_Run(settings, pipeline).main()))


class _Run:
    """One run of the worker."""

    def __init__(self, settings: Settings, pipeline: Pipeline) -> None:
        self.settings = settings
        self.pipeline = pipeline
        self.status = Status()
        self.metrics = Metrics()
        self.stop = asyncio.Event()
        #: Offset in `editions` after the record by which we work.
        self.edition_seen = 0
        self.health = HealthServer(self.status, self.metrics, settings.web_host, settings.web_port)

    async def main(self) -> WorkerExit:
        self._listen()
        try:
            await self.health.start()
        except OSError as error:
            log.critical("cannot serve /live, /ready and /metrics", host=self.settings.web_host, port=self.settings.web_port, reason=str(error))
            return WorkerExit.CONFIGURATION
        try:
            return await self._work()
        except Exception:
            log.exception("the worker broke")
            return WorkerExit.BROKEN
        finally:
            await self.health.stop()

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled, signal.Signals(number).name)

    def _signalled(self, name: str) -> None:
        if self.stop.is_set():
            end_at_once(WorkerExit.HURRIED, "stopped at once", signal=name)
        log.info("stopping", signal=name, within_seconds=self.settings.drain_timeout)
        self.status.stopping = True
        self.stop.set()

    async def _work(self) -> WorkerExit:
        try:
            ready = await self._until_stop(self._prepare())
        except BrokerUnavailable as error:
            log.critical("no broker", reason=str(error))
            return WorkerExit.BROKER
        except StateMismatch as error:
            self.status.refusal = str(error)
            return await self._refuse()
        if ready is None:
            return WorkerExit.OK
        if not ready:
            return await self._refuse()
        return await self._stream()

    async def _until_stop(self, work: Any) -> Any:
        """The result of `work`, or None where we are to stop first."""
        task, stop = asyncio.ensure_future(work), asyncio.ensure_future(self.stop.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            return task.result()
        task.cancel()
        return None

    async def _prepare(self) -> bool:
        """Wait for the broker, create and compare topics; False where we cannot work with them."""
        await self._choose_edition()
        differences, counts = await connection.patiently(self.settings, self._tell_broker, self._topics)
        for difference in differences:
            (log.error if difference.grave else log.warning)("a topic is not as it should be", difference=str(difference))
        grave = [str(difference) for difference in differences if difference.grave]
        if grave:
            way_out = (
                "set TOCSIN_PARTITIONS back to what the topics have, or run `tocsin rebuild`, which computes the state anew with as many as it says"
            )
            self.status.refusal = f"{'; '.join(grave)}: {way_out}"
            return False
        self.status.refusal = await self._unusable()
        if self.status.refusal is not None:
            return False
        articles = counts[self.settings.topic(topics.ARTICLES)]
        if articles != self.settings.partitions:
            log.info("articles has its own number of partitions: its clocks are as many", found=articles, others=self.settings.partitions)
        self.pipeline.limits = replace(self.pipeline.limits, articles_partitions=articles)
        return True

    async def _choose_edition(self) -> None:
        """The state that is in force; one whose rebuild is still about to say what it found is not yet."""
        edition, seen = await connection.patiently(self.settings, self._tell_broker, lambda: read_edition(self.settings))
        while edition.owed:
            if self.status.waiting is None:
                self.status.waiting = "a rebuild is about to publish what it found; if none runs, it was cut off: `tocsin rebuild` finishes it"
                log.warning("waiting", reason=self.status.waiting, records=edition.owed)
            await asyncio.sleep(EDITION_AGAIN)
            edition, seen = await connection.patiently(self.settings, self._tell_broker, lambda: read_edition(self.settings))
        self.status.waiting = None
        self.settings = self.settings.under(edition)
        self.edition_seen = seen

    async def _unusable(self) -> str | None:
        """Why the state cannot be used, told before we join the group: else partitions would go to and fro while old and new workers take turns."""
        regions = self.pipeline.regions.version
        found = await connection.patiently(self.settings, self._tell_broker, lambda: signatures(self.settings, broker_topics.WATCH_TABLE))
        return next((why for row in found if (why := mismatch(row, self.settings, regions)) is not None), None)

    async def _topics(self) -> tuple[list[broker_topics.Difference], dict[str, int]]:
        await broker_topics.create(self.settings)
        return await broker_topics.check(self.settings), await broker_topics.partition_counts(self.settings)

    def _tell_broker(self, why: str | None) -> None:
        self.status.broker = why

    async def _refuse(self) -> WorkerExit:
        """Let /ready say why for a while."""
        log.critical("refusing to work", reason=self.status.refusal)
        await self._until_stop(asyncio.sleep(REFUSAL_SHOWN))
        return WorkerExit.STATE

    async def _stream(self) -> WorkerExit:
        probe = Probe(self.settings, PATIENCE)
        await probe.start()
        app = create_app(self.settings, self.status, self.metrics)
        app.starts = probe.starts
        worker = Worker(app, self.pipeline, self.settings, self.status, self.metrics, probe, self.edition_seen)
        watchdog = asyncio.create_task(Watchdog(worker, self.settings, self.status, self.metrics, probe).run())
        heart = asyncio.create_task(Heart(worker.outbox, self.settings, self.status, self.pipeline.rules.version).run())
        starting = asyncio.create_task(app.start())
        try:
            while not self.stop.is_set():
                await self._until_stop(asyncio.sleep(0.2))
                self._end_what_crashed(app.crash_reason, starting, watchdog, heart)
                if self.status.refusal is not None:
                    code = await self._refuse()
                    end_at_once(code, "refused", reason=self.status.refusal)
            # what it would still send, nobody waits for
            watchdog.cancel()
            heart.cancel()
            async with asyncio.timeout(self.settings.drain_timeout):
                await worker.drain()
                starting.cancel()
        except TimeoutError:
            end_at_once(WorkerExit.HURRIED, "not drained in time", seconds=self.settings.drain_timeout)
        finally:
            watchdog.cancel()
            heart.cancel()
            await probe.stop()
        log.info("stopped")
        return WorkerExit.OK

    def _end_what_crashed(self, reason: BaseException | None, *tasks: asyncio.Task[Any]) -> None:
        """Whatever broke: out, and start again. Nothing is lost that way; what goes on half broken may lose."""
        for task in tasks:
            if task.done() and not task.cancelled() and task.exception() is not None:
                reason = task.exception()
        if reason is not None:
            end_at_once(WorkerExit.BROKEN, "the worker broke", reason=f"{type(reason).__name__}: {reason}")


def complain(error: ConfigurationError) -> str:
    """All mistakes, one a line, for standard error."""
    count = len(error.problems)
    return "\n".join([*(str(problem) for problem in error.problems), f"{count} mistake{'s' if count != 1 else ''}: nothing was started"])
