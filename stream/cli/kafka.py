"""Plain aiokafka clients for the commands, with the settings' addresses and secrets; broker trouble in one word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from stream.errors import BrokerUnavailable
from stream.settings import Settings
from stream.worker.connection import client_options, started
from stream.worker.topics import partition_counts

T = TypeVar("T")
#: aiokafka carries no types: its clients and records go by these names.
Producer = Any
Consumer = Any
Record = Any

#: Seconds for one request, and to find out that nobody answers.
TIMEOUT = 15


def run(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; raises BrokerUnavailable in place of whatever aiokafka or the network raise."""
    try:
        return asyncio.run(work)
    except (KafkaError, TimeoutError, ConnectionError) as error:
        detail = str(error) or type(error).__name__
        raise BrokerUnavailable(f"{','.join(settings.brokers)}: {detail} (TOCSIN_BROKERS or --brokers names the brokers)") from error


def options(settings: Settings) -> dict[str, Any]:
    """What every client of the commands needs to reach the brokers."""
    return client_options(settings) | {"request_timeout_ms": TIMEOUT * 1000}


def producer(settings: Settings) -> AbstractAsyncContextManager[Producer]:
    """A producer that waits for all replicas, keeps the order of each key, and is flushed at the end."""
    return started(AIOKafkaProducer(**options(settings), acks="all", linger_ms=10))  # type: ignore[no-untyped-call] # aiokafka's


def consumer(settings: Settings, *topics: str, group: str | None = None) -> AbstractAsyncContextManager[Consumer]:
    """A consumer in a group, from the beginning where that has no offsets yet, or outside any; offsets are committed by hand."""
    made = AIOKafkaConsumer(  # type: ignore[no-untyped-call] # aiokafka's
        *topics, **options(settings), group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    return started(made)


@asynccontextmanager
async def reader(settings: Settings, *topics: str, from_beginning: bool) -> AsyncIterator[Consumer]:
    """A consumer of all partitions of these topics, outside any group; raises BrokerUnavailable where one is missing."""
    async with consumer(settings) as client:
        found = await partitions(settings, *topics)
        client.assign(found)
        await (client.seek_to_beginning if from_beginning else client.seek_to_end)(*found)
        yield client


async def partitions(settings: Settings, *topics: str) -> list[TopicPartition]:
    """All partitions of topics of ours; raises BrokerUnavailable where one is missing."""
    counts = await partition_counts(settings)
    for topic in topics:
        if topic not in counts:
            raise BrokerUnavailable(f"there is no topic {topic!r}: `tocsin topics create` makes it")
    return [TopicPartition(topic, number) for topic in topics for number in range(counts[topic])]


async def records(client: Consumer, *, follow: bool) -> AsyncIterator[Record]:
    """Records as they come; without `follow`, until the end that each partition had when this began."""
    if follow:
        async for record in client:
            yield record
        return
    ends = await client.end_offsets(client.assignment())
    while any([await client.position(partition) < end for partition, end in ends.items()]):
        batch = await client.getmany(timeout_ms=500)
        for partition, some in batch.items():
            for record in some:
                if record.offset >= ends[partition]:
                    # Come since; a commit must not pass it.
                    client.seek(partition, ends[partition])
                    break
                yield record
