"""What `tocsin forward` writes to Kafka: what was delivered, and what was refused for good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from stream import topics
from stream.settings import Settings
from stream.sinks.courier import Record
from stream.sinks.memory import Delivery
from stream.worker.connection import client_options
from stream.worker.topics import MAX_RECORD

log = structlog.get_logger(__name__)
#: Seconds between two attempts to write.
PAUSE = 1.0


class Outbox:
    """Returns only once the broker has it, however long it is away; a commit after that loses nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: Any = None

    async def start(self) -> None:
        """Connect; raises KafkaError."""
        self._producer = AIOKafkaProducer(**client_options(self._settings), acks="all", max_request_size=2 * MAX_RECORD)  # type: ignore[no-untyped-call] # aiokafka's
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection."""
        if self._producer is not None:
            await self._producer.stop()

    async def keep(self, delivery: Delivery, beat: Callable[[], None]) -> None:
        """Into `deliveries`; `beat` is called while it takes."""
        await self._send(topics.DELIVERIES, delivery.key.encode(), delivery.to_json(), [], beat)

    async def bury(self, record: Record, sink: str, reason: str, message: str, beat: Callable[[], None]) -> None:
        """Into `alerts.dlq`: the record as it came, with headers that say where it comes from, for whom it was, and why it was not taken."""
        told = {
            "exception": reason,
            "message": message[:1_000],
            "topic": self._settings.topic(topics.ALERTS),
            "partition": str(record.partition),
            "offset": str(record.offset),
            "stage": f"forward.{sink}",
        }
        headers = [(f"__streams.errors.{name}", value.encode("utf-8", "backslashreplace")) for name, value in told.items()]
        await self._send(topics.ALERT_DEAD_LETTERS, record.key, record.value, [*record.headers, *headers], beat)

    async def _send(self, topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]], beat: Callable[[], None]) -> None:
        while True:
            beat()
            try:
                await self._producer.send_and_wait(self._settings.topic(topic), value, key=key, headers=headers)
            except KafkaError as error:
                log.warning("the broker does not take a record: trying again", topic=topic, reason=str(error) or type(error).__name__)
            else:
                return
            await asyncio.sleep(PAUSE)
