"""Faust as we run it: an app whose commits overtake nothing, and whose offsets move only past what was handled.

What is overridden here, and why, stands in docs/faust.md: each is a defect of Faust 0.15.3 that loses records.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.transports import TransportT
from yarl import URL

from stream import topics
from stream.settings import Settings, StoreKind
from stream.worker import batches
from stream.worker.connection import ssl_context
from stream.worker.membership import Membership, gate
from stream.worker.metrics import Metrics
from stream.worker.recovery import Tables
from stream.worker.sending import Outbox
from stream.worker.status import Status

log = structlog.get_logger(__name__)
#: Seconds between two looks whether a partition is to be read.
LOOK_AGAIN = 0.05
#: Seconds after records begin to flow when it is looked whether some were dropped before.
LOOK_BACK = 1.0
#: Largest record that is taken along to the dead letter topic, and some room for its headers.
MAX_REQUEST = 16 * 1_048_576


class HeldProducer(driver.Producer):
    """A producer that sends only while our partitions are ours, and whose flush waits for all that was handed over."""

    logger = driver.logger
    mundane_level = "debug"

    def _new_producer(self, transactional_id: str | None = None) -> Any:
        producer = super()._new_producer(transactional_id)
        gate(producer._message_accumulator, cast("KafkaApp", self.app).membership)  # noqa: SLF001 - see there
        return producer

    async def flush(self) -> None:
        """Return when every record handed over so far is with the broker."""
        await cast("KafkaApp", self.app).outbox.settle()
        await super().flush()


class HeldThread(driver.AIOKafkaConsumerThread):
    """A consumer thread that tells how its heartbeats fare."""

    async def on_start(self) -> None:
        """Listen from the first heartbeat on."""
        await super().on_start()
        cast("KafkaApp", self.app).membership.watch(self._ensure_consumer()._coordinator)  # noqa: SLF001 - Faust's own way to reach it

    async def never_fetch(self, tps: set[TP]) -> None:
        """Not in this generation."""
        await self.call_thread(self._pause, tps)

    async def _pause(self, tps: set[TP]) -> None:
        consumer: Any = self._ensure_consumer()
        consumer.pause(*driver.ensure_aiokafka_TPset(tps))

    async def committed(self) -> dict[TP, int]:
        """Where the group goes on in those of our partitions in which it has handled anything, asked for at once."""
        found: dict[TP, int] = await self.call_thread(self._committed)
        return found

    async def _committed(self) -> dict[TP, int]:
        consumer: Any = self._ensure_consumer()
        found = await consumer._coordinator.fetch_committed_offsets(list(consumer.assignment()))  # noqa: SLF001 - `committed` asks for each alone
        return {TP(tp.topic, tp.partition): known.offset for tp, known in found.items() if known.offset > 0}


class _Forgetful(dict[TP, Any]):
    """In the place of Faust's memory of what it read, by which it drops what is read again: that is ours to know."""

    def __getitem__(self, key: TP) -> None:
        return None


class HeldConsumer(driver.Consumer):
    """A consumer that commits only what was marked as handled.

    Faust acks records that it skips or that were cancelled half way, and commits past a record that is missing at the head of its list.
    """

    logger = driver.logger
    mundane_level = "debug"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        #: The offset after the last record that was handled in this generation, by partition.
        self.handled: dict[TP, int] = {}
        #: Where this generation began, by partition.
        self.starts: dict[TP, int] = {}
        #: The record before which others are missing, where they were asked for again.
        self._asked_again: dict[TP, int] = {}
        #: Partitions of which a record came through since this generation began.
        self._reached: set[TP] = set()
        super().__init__(*args, **kwargs)
        self._read_offset = _Forgetful()

    def _new_consumer_thread(self) -> HeldThread:
        return HeldThread(self, loop=self.loop, beacon=self.beacon)

    def current(self, message: Any) -> bool:
        """The record's partition is still ours, in the generation in which it was read.

        Once this is false for a record, it is so for all that follow it in its generation: none is skipped that a later one would hide.
        """
        generation = message.generation_id
        return bool(generation == self.app.consumer_generation_id and generation != cast("KafkaApp", self.app).lost_generation)

    def flows(self, message: Any) -> bool:
        """The record's generation has begun.

        Before, Faust hands out records while it goes back to what is committed, and then clears its queues: had some of them been handled, those
        dropped behind them would be hidden, where gaps are no sign of anything.
        """
        return bool(message.generation_id == cast("KafkaApp", self.app).flowing_generation)

    def mark_handled(self, message: Any) -> None:
        """All that follows from the record was handed over; records of a partition are marked in their order."""
        if self.current(message):
            self.handled[message.tp] = message.offset + 1

    def next_offset(self, tp: TP) -> int | None:
        """Offset of the next record to be handled; None where that is not known yet."""
        return self.handled.get(tp, self.starts.get(tp))

    async def in_order(self, message: Any) -> bool:
        """No record before this one was passed over; else they are asked for again, and this one will come once more.

        A gap before a record that comes first a second time is real: compaction, transactions, retention.
        """
        tp, offset = message.tp, message.offset
        self._reached.add(tp)
        if offset < self.handled.get(tp, 0):
            # Asked for again while it was on its way.
            return False
        awaited, expected = self._asked_again.get(tp), self.next_offset(tp)
        compacted = tp.topic in cast("KafkaApp", self.app).compacted
        if expected is None or offset <= expected or offset == awaited or (compacted and tp in self.handled):
            self._asked_again.pop(tp, None)
            return True
        if awaited is not None and offset > awaited:
            # Still of what was read before it was asked again.
            return False
        log.warning("records were passed over: reading them again", topic=tp.topic, partition=tp.partition, expected=expected, found=offset)
        self._asked_again[tp] = offset
        await self.seek_wait({tp: expected})
        return False

    async def perform_seek(self) -> None:
        """Go back to what was committed; where nothing was, to the start: Faust leaves those where they are, past records that it dropped.

        Faust asks for each partition alone, and waits for where they start behind fetches that wait for news.
        """
        committed = await self._held_thread.committed()
        ours = {TP(tp.topic, tp.partition) for tp in self.assignment() if not self._is_changelog_tp(tp)}
        starts = {tp: offset for tp, offset in committed.items() if tp in ours}
        if fresh := ours - starts.keys():
            starts |= await self._earliest(fresh)
        await self.seek_wait(starts)
        self._committed_offset.update(committed)
        self.starts = starts

    async def _earliest(self, tps: set[TP]) -> dict[TP, int]:
        """Where partitions start, however long the broker is silent."""
        while True:
            try:
                found = await cast("KafkaApp", self.app).starts({(tp.topic, tp.partition) for tp in tps})
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("cannot tell yet where a topic starts", reason=str(error) or type(error).__name__)
                await asyncio.sleep(1)
            else:
                return {TP(*place): offset for place, offset in found.items()}

    async def never_fetch(self, tps: set[TP]) -> None:
        """Leave these alone in this generation, though they are ours."""
        await self._held_thread.never_fetch(tps)

    @property
    def _held_thread(self) -> HeldThread:
        thread: Any = self._thread
        assert isinstance(thread, HeldThread)
        return thread

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's
        """Faust looks once a second whether there is a partition to be read."""
        while self.flow_active and not self._get_active_partitions() and not self.should_stop:  # noqa: ASYNC110 - Faust sets no event of it
            await asyncio.sleep(LOOK_AGAIN)
        return await super()._wait_next_records(timeout)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """What was handled is known to the group only as far as it was committed."""
        await super().on_partitions_revoked(revoked)
        self._begin_anew()

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """A new generation begins with what is committed."""
        self._begin_anew()
        cast("KafkaApp", self.app).lost_generation = None
        cast("KafkaApp", self.app).membership.heard()
        await super().on_partitions_assigned(assigned, generation_id)

    def _begin_anew(self) -> None:
        self.handled.clear()
        self.starts.clear()
        self._asked_again.clear()
        self._reached.clear()

    async def read_passed_over(self) -> None:
        """Read again where Faust has gone on behind what was committed and no record came through.

        It fetches before the generation has begun, and what it hands out then is dropped: where no other record follows, none would show the gap.
        """
        behind: dict[TP, int] = {}
        for tp, start in list(self.starts.items()):
            position = None if tp in self._reached else await self.position(tp)
            if position is not None and position > start and tp not in self._reached:
                behind[tp] = start
        if behind:
            log.warning("records were passed over at the start: reading them again", partitions=sorted(f"{tp.topic}/{tp.partition}" for tp in behind))
            await self.seek_wait(behind)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in list(self.handled) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        self._acked[tp].clear()
        self._acked_index[tp].clear()
        return self.handled.get(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Gaps (compaction, transactions) need no care: only what was handled counts."""


class HeldTransport(driver.Transport):
    """Our consumer and producer."""

    Consumer = HeldConsumer
    Producer = HeldProducer


class KafkaApp(faust.App):
    """The Faust app; its `outbox` is the only way to the broker."""

    logger = driver.logger
    mundane_level = "debug"
    outbox: Outbox
    status: Status
    membership: Membership
    #: The generation whose partitions are being taken away, until the next has begun.
    lost_generation: int | None = None
    #: The generation whose records flow; None: its tables are still being restored, and Faust drops part of what it hands out.
    flowing_generation: int | None = None
    #: Where partitions start, asked over another connection than the one on which fetches wait for news. Raises as `Probe` does.
    starts: Callable[[Iterable[tuple[str, int]]], Awaitable[Mapping[tuple[str, int], int]]]
    keeps_files: bool = False
    _dealing_since: float = 0.0
    #: Topics in which offsets may be missing.
    compacted: frozenset[str] = frozenset()

    def _new_transport(self) -> TransportT:
        return HeldTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> TransportT:
        return HeldTransport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """Only RocksDB needs a disk; the container's is read-only."""
        if self.keeps_files:
            self.conf.datadir.mkdir(parents=True, exist_ok=True)
            super()._create_directories()

    def on_rebalance_start(self) -> None:
        """Partitions are being dealt out anew."""
        self.status.joined = self.status.recovered = False
        self.flowing_generation = None
        self.lost_generation = self.consumer_generation_id
        self._dealing_since = self.status.monotonic()
        super().on_rebalance_start()

    def on_rebalance_end(self) -> None:
        """The tables of all our partitions are restored, and records flow."""
        super().on_rebalance_end()
        tables: Any = self.tables
        self.flowing_generation = None if tables.overtaken(self.consumer_generation_id) else self.consumer_generation_id
        self.status.joined = self.status.recovered = True
        self.status.restored_in = self.status.monotonic() - self._dealing_since
        if self.flowing_generation is not None:
            log.info("records flow", generation=self.flowing_generation, seconds=round(self.status.restored_in, 1))
            self.add_future(self._look_back(self.flowing_generation))
        self.status.progressed()

    async def _look_back(self, generation: int) -> None:
        """Once records flow: were some dropped before?"""
        await self.sleep(LOOK_BACK)
        if self.flowing_generation == generation:
            await cast("HeldConsumer", self.consumer).read_passed_over()


def create_app(settings: Settings, status: Status, metrics: Metrics) -> KafkaApp:
    """The app as DESIGN has it; agents and tables are still to be added. Must be called where its event loop runs."""
    batches.guard()
    # the broker's answer to a fetch may take as long as a session
    request_timeout = max(90.0, 2 * settings.session_timeout)
    app = KafkaApp(
        settings.name,
        broker=[URL(f"kafka://{broker}") for broker in settings.brokers],
        broker_credentials=credentials(settings),
        broker_client_id=settings.name,
        broker_commit_interval=1.0,
        broker_max_poll_records=500,
        broker_session_timeout=settings.session_timeout,
        # by its answers a worker hears that partitions are dealt out anew, and until all have heard it nothing moves
        broker_heartbeat_interval=min(1.0, settings.session_timeout / 3),
        broker_rebalance_timeout=settings.rebalance_timeout,
        broker_request_timeout=request_timeout,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_request_timeout=settings.request_timeout,
        producer_linger=0.01,
        producer_max_request_size=MAX_REQUEST,
        topic_partitions=settings.partitions,
        topic_replication_factor=settings.replication,
        topic_allow_declare=False,
        topic_disable_leader=True,
        reply_create_topic=False,
        stream_buffer_maxsize=1_000,
        stream_wait_empty=False,
        store="memory://",
        datadir=Path(settings.data_dir),
        autodiscover=False,
        TableManager=Tables,
        web_enabled=False,
        web_tables_enabled=False,
        web_router_enabled=False,
        web_stats_enabled=False,
    )
    app.status = status
    app.membership = Membership(settings.session_timeout)
    app.compacted = frozenset({settings.topic(topics.EXTRACTIONS), settings.topic(topics.RULINGS)})
    app.keeps_files = settings.store is StoreKind.ROCKSDB
    app.outbox = Outbox(metrics, lambda: app.producer, lambda: app.membership.evicted)
    return app


def credentials(settings: Settings) -> Any:
    """Faust's form of what proves who we are; None for plain text."""
    context = ssl_context(settings)
    if settings.security_protocol.with_password:
        assert settings.sasl_password is not None, "the settings see to it"
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism.value,
            ssl_context=context,
        )
    return None if context is None else faust.SSLCredentials(context)
