"""Reads all of `alerts` and `deliveries`, and goes on reading: what every courier has to know, of all partitions."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import ValidationError

from stream import topics
from stream.model import Alert
from stream.settings import Settings
from stream.sinks.board import Board
from stream.sinks.memory import Delivery, Memory
from stream.worker.connection import client_options
from stream.worker.topics import partition_counts

log = structlog.get_logger(__name__)
#: Milliseconds for which a fetch waits for news.
PATIENCE_MS = 200


class Follower:
    """A consumer outside any group; it commits nothing."""

    def __init__(self, settings: Settings, board: Board, memory: Memory) -> None:
        self._settings = settings
        self._board = board
        self._memory = memory
        self._consumer: Any = None
        self._read: dict[TopicPartition, int] = {}
        self._moved = asyncio.Condition()

    async def start(self) -> None:
        """Connect, and begin at the beginning; raises KafkaError and BrokerUnavailable."""
        counts = await partition_counts(self._settings)
        names = [self._settings.topic(name) for name in (topics.ALERTS, topics.DELIVERIES)]
        self._consumer = AIOKafkaConsumer(
            **client_options(self._settings), enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=PATIENCE_MS
        )  # type: ignore[no-untyped-call] # aiokafka's
        await self._consumer.start()
        partitions = [TopicPartition(name, number) for name in names for number in range(counts[name])]
        self._consumer.assign(partitions)
        await self._consumer.seek_to_beginning(*partitions)

    async def stop(self) -> None:
        """Close the connection."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            batch = await self._consumer.getmany(timeout_ms=PATIENCE_MS)
            for partition, records in batch.items():
                for record in records:
                    self._apply(partition, record)
            self._read = {partition: await self._consumer.position(partition) for partition in self._consumer.assignment()}
            async with self._moved:
                self._moved.notify_all()

    async def caught_up(self) -> None:
        """Return once all is read that was there when this was called; raises KafkaError."""
        ends = await self._consumer.end_offsets(self._consumer.assignment())
        async with self._moved:
            await self._moved.wait_for(lambda: all(self._read.get(partition, -1) >= end for partition, end in ends.items()))

    @property
    def alert_partitions(self) -> list[tuple[str, int]]:
        """Topic and number of every partition of `alerts`."""
        alerts = self._settings.topic(topics.ALERTS)
        return sorted((tp.topic, tp.partition) for tp in self._consumer.assignment() if tp.topic == alerts)

    def _apply(self, partition: TopicPartition, record: Any) -> None:
        key = (record.key or b"").decode("utf-8", "replace")
        alerts = partition.topic == self._settings.topic(topics.ALERTS)
        if record.value is None:
            (self._board if alerts else self._memory).drop(key)
            return
        try:
            if alerts:
                self._board.put(Alert.model_validate_json(record.value), record.partition, record.offset, quiet=topics.QUIET in record.headers)
            else:
                self._memory.put(Delivery.model_validate_json(record.value))
        except ValidationError as error:
            # a courier makes a dead letter of an alert; a delivery that cannot be read is one that did not happen
            log.warning("not a record of this version", topic=partition.topic, partition=record.partition, offset=record.offset, reason=str(error))
