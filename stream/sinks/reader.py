"""Reads `alerts` for one sink, in a consumer group of its own, and commits only what the sink has taken."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from stream import topics
from stream.settings import Settings
from stream.sinks.courier import Courier, Interrupted, Record
from stream.sinks.follower import Follower
from stream.sinks.protocol import Gone
from stream.sinks.status import SinkStatus, State
from stream.worker.connection import client_options

log = structlog.get_logger(__name__)
#: Milliseconds for which a fetch waits for news: as often open alerts may be told again.
PATIENCE_MS = 500
#: Records that are fetched at a time.
BATCH = 50
#: Seconds before a loop that broke begins anew.
PAUSE = 5.0
#: Seconds that an attempt may take, and some for what follows: partitions are not taken away in the middle of it.
LONGEST_ATTEMPT = 150.0
#: A sink that is away for days holds its place in the group.
LONGEST_AWAY_MS = 14 * 24 * 3600 * 1000


class Reader(ConsumerRebalanceListener):
    """One sink's loop."""

    def __init__(self, settings: Settings, courier: Courier, follower: Follower, status: SinkStatus, stop: asyncio.Event) -> None:
        self._settings = settings
        self._courier = courier
        self._follower = follower
        self._status = status
        self._stop = stop
        self._busy = asyncio.Lock()
        #: Partitions were dealt out anew: what others delivered meanwhile has to be read first.
        self._fresh = False
        self._consumer: Any = None
        #: The offset after the last that was dealt with, by partition of ours.
        self.next: dict[int, int] = {}

    async def run(self) -> None:
        """Until stopped. Whatever breaks: begun anew from what was committed."""
        while not self._stop.is_set():
            try:
                await self._session()
            except Gone as error:
                self._status.state, self._status.reason = State.GONE, str(error)
                log.critical(
                    "the receiver wants nothing more: nothing is sent until this process starts anew", sink=self._courier.name, reason=str(error)
                )
                await self._wait_gone()
            except Exception as error:
                log.exception("a sink's loop broke: begun anew", sink=self._courier.name)
                self._status.state, self._status.reason = State.RETRYING, f"{type(error).__name__}: {error}"
                await self._courier.hands.wait(self._stop, PAUSE)
        self._status.state = State.STOPPED

    def interrupt(self) -> None:
        """Begin nothing more."""
        self._courier.hands.interrupt.set()

    async def on_partitions_revoked(self, revoked: Any) -> None:  # noqa: ARG002 - aiokafka's
        """Let the attempt at hand end, and begin no other: who gets the partitions reads what was delivered before it goes on."""
        self._courier.hands.interrupt.set()
        async with self._busy:
            self.next.clear()

    async def on_partitions_assigned(self, assigned: Any) -> None:  # noqa: ARG002 - aiokafka's
        """Ours from now on."""
        self._fresh = True
        if not self._stop.is_set():
            self._courier.hands.interrupt.clear()

    async def _session(self) -> None:
        """With one consumer."""
        milliseconds = {
            "session_timeout_ms": self._settings.session_timeout,
            "rebalance_timeout_ms": max(self._settings.rebalance_timeout, LONGEST_ATTEMPT),
        }
        self._consumer = AIOKafkaConsumer(  # type: ignore[no-untyped-call] # aiokafka's
            **client_options(self._settings),
            **{name: int(seconds * 1000) for name, seconds in milliseconds.items()},
            group_id=group(self._settings, self._courier.name),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_interval_ms=LONGEST_AWAY_MS,
        )
        self._consumer.subscribe([self._settings.topic(topics.ALERTS)], listener=self)
        try:
            await self._consumer.start()
            while not self._stop.is_set():
                self._status.beat()
                batch = await self._consumer.getmany(timeout_ms=PATIENCE_MS, max_records=BATCH)
                async with self._busy:
                    await self._handle(batch)
        finally:
            await self._consumer.stop()

    async def _handle(self, batch: dict[TopicPartition, list[Any]]) -> None:
        try:
            if self._fresh:
                await self._begin()
            for partition, records in batch.items():
                await self._carry(partition, records)
            if not self._courier.hands.interrupt.is_set():
                await self._courier.tell_again(frozenset(tp.partition for tp in self._consumer.assignment()))
        except Interrupted:
            log.info("interrupted: what is not committed is read again", sink=self._courier.name)
        except (CommitFailedError, IllegalStateError) as error:
            log.info("partitions were dealt out anew: what is not committed is read again", sink=self._courier.name, reason=str(error))

    async def _begin(self) -> None:
        """Partitions are ours that were not, or were another's meanwhile."""
        await self._follower.caught_up()
        self.next = {tp.partition: await self._consumer.committed(tp) or 0 for tp in self._consumer.assignment()}
        if self._status.state is not State.RETRYING:
            self._courier.well()
        await self._courier.catch_up(self.next)
        self._fresh = False

    async def _carry(self, partition: TopicPartition, records: list[Any]) -> None:
        """One by one; committed after each that was delivered, so that a crash repeats no more than one."""
        for record in records:
            if partition not in self._consumer.assignment():
                return
            delivered = await self._courier.carry(
                Record(record.partition, record.offset, record.timestamp, record.key, record.value, tuple(record.headers))
            )
            self.next[record.partition] = record.offset + 1
            if delivered or record is records[-1]:
                await self._consumer.commit({partition: record.offset + 1})

    async def _wait_gone(self) -> None:
        while not self._stop.is_set():
            self._status.beat()
            await self._courier.hands.wait(self._stop, PAUSE)


def group(settings: Settings, sink: str) -> str:
    """The consumer group of a sink: its position in `alerts` is kept under this name."""
    return f"{settings.name}.forward.{sink}"
