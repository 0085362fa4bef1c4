"""How the state was written, asked before a worker joins the group: one that cannot use it then takes no partition from those that can."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from stream.errors import BrokerUnavailable
from stream.settings import Settings
from stream.state import Row
from stream.worker.connection import ATTEMPT, client_options, started
from stream.worker.tables import meta_key
from stream.worker.topics import changelog_topic

#: Milliseconds for which a fetch waits, and bytes of a partition that are looked at: the row in question is the first that is ever written.
FETCH, ENOUGH = 200, 16_384


async def signatures(settings: Settings, table: str) -> list[Row]:
    """The rows at the head of a table's changelog that say how the others are written, of the partitions that have any.

    Where such a row is not at the head (compaction has moved it), recovery finds it. Raises BrokerUnavailable.
    """
    topic = changelog_topic(settings, table)
    options = {"request_timeout_ms": int(ATTEMPT * 1000), "max_partition_fetch_bytes": ENOUGH, "enable_auto_commit": False}
    client: Any = AIOKafkaConsumer(**client_options(settings), **options)  # type: ignore[no-untyped-call] # aiokafka's
    try:
        async with asyncio.timeout(2 * ATTEMPT), started(client):
            return await _heads(client, [TopicPartition(topic, number) for number in range(settings.partitions)])
    except (KafkaError, OSError, TimeoutError) as error:
        raise BrokerUnavailable(f"{', '.join(settings.brokers)}: {error or type(error).__name__}") from error


async def _heads(client: Any, partitions: list[TopicPartition]) -> list[Row]:
    client.assign(partitions)
    await client.seek_to_beginning(*partitions)
    starts, ends = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
    waiting = {tp for tp in partitions if starts[tp] < ends[tp]}
    found = []
    while waiting:
        for tp, records in (await client.getmany(*waiting, timeout_ms=FETCH)).items():
            found += [record.value for record in records if record.key == meta_key(tp.partition).encode() and record.value is not None][-1:]
            waiting.discard(tp)
        # of a partition that holds nothing but what compaction has taken away, nothing comes
        waiting = {tp for tp in waiting if await client.position(tp) < ends[tp]}
    return [json.loads(value) for value in found]
