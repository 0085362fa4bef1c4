"""Where the partitions end, asked over a connection of its own.

Faust's consumer asks over the connection on which its fetches wait for news, up to 1.5 s each; and what looks after the worker must not hang with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from stream.errors import BrokerUnavailable
from stream.settings import Settings
from stream.worker.connection import client_options


class Probe:
    """A consumer that consumes nothing. All questions raise KafkaError, OSError or TimeoutError where no answer comes within `patience` seconds."""

    def __init__(self, settings: Settings, patience: float) -> None:
        self._patience = patience
        self._client: Any = AIOKafkaConsumer(**client_options(settings), request_timeout_ms=int(patience * 1000))  # type: ignore[no-untyped-call] # aiokafka's

    async def start(self) -> None:
        """Connect; raises BrokerUnavailable where no broker answers."""
        try:
            async with asyncio.timeout(2 * self._patience):
                await self._client.start()
        except (KafkaError, OSError, TimeoutError) as error:
            await self._client.stop()
            raise BrokerUnavailable(str(error) or type(error).__name__) from error

    async def stop(self) -> None:
        """Close the connection."""
        await self._client.stop()

    async def ends(self, partitions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The offset after the last record of each partition."""
        async with asyncio.timeout(self._patience):
            found = await self._client.end_offsets([TopicPartition(*partition) for partition in partitions])
        return {(tp.topic, tp.partition): offset for tp, offset in found.items()}

    async def starts(self, partitions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The offset of the first record of each partition that is still there."""
        async with asyncio.timeout(self._patience):
            found = await self._client.beginning_offsets([TopicPartition(*partition) for partition in partitions])
        return {(tp.topic, tp.partition): offset for tp, offset in found.items()}
