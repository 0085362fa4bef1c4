"""The one seat in the workers' group: who has it knows that no worker works, and none can begin.

Workers deal out partitions among themselves by a protocol of Faust's. A member that speaks another is let in only where there is no worker, and while
it is in, workers are turned away: they end with code 4, and are to be started again. A seat that is lost (its process died, or hung) is free after a session.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import InconsistentGroupProtocolError

from stream.errors import StateMismatch
from stream.settings import Settings
from stream.worker.connection import client_options

#: Seconds between two attempts.
PAUSE = 1.0
#: Milliseconds without a sign of life after which the seat is free; and for which its holder may be busy.
SESSION, BUSY = 30_000, 86_400_000


@asynccontextmanager
async def seat(settings: Settings, wait: float, tell: Callable[[], None], *names: str) -> AsyncIterator[Seat]:
    """Has the seat for as long as the block lasts; all partitions of the topics `names` are the holder's to commit for.

    `tell` is called once where workers have to stop first; raises StateMismatch where they have not after `wait` seconds.
    """
    waited = 0.0
    told = False
    while True:
        client = _client(settings, *names)
        try:
            await client.start()
            await _until_dealt(client)
            break
        except InconsistentGroupProtocolError:
            await client.stop()
            if not told:
                tell()
                told = True
            if waited >= wait:
                raise StateMismatch(
                    f"workers of {settings.name!r} are still running after {wait:.0f} s: stop them all, then run it again; nothing was changed"
                ) from None
            await asyncio.sleep(PAUSE)
            waited += PAUSE
        except BaseException:
            await client.stop()
            raise
    try:
        yield Seat(client)
    finally:
        await client.stop()


class Seat:
    """Held."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def commit(self, offsets: Mapping[tuple[str, int], int]) -> None:
        """Where the workers are to begin; raises CommitFailedError where the seat was lost meanwhile."""
        await self._client.commit({TopicPartition(*partition): offset for partition, offset in offsets.items()})


def _client(settings: Settings, *names: str) -> Any:
    # What it logs of being turned away comes as an exception, and is said once.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)
    return AIOKafkaConsumer(  # type: ignore[no-untyped-call] # aiokafka's
        *names,
        **client_options(settings),
        group_id=settings.name,
        enable_auto_commit=False,
        session_timeout_ms=SESSION,
        max_poll_interval_ms=BUSY,
    )


async def _until_dealt(client: Any) -> None:
    """Until the group has given us all partitions; raises what the group says instead."""
    while not client.assignment():
        await client.getmany(timeout_ms=100)
