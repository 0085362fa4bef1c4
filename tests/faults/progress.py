"""Whether every partition moves while records wait in it, by what the group commits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

#: Seconds between two looks, and the longest that an answer may take.
EVERY, PATIENCE = 0.5, 3.0
Offsets = Mapping[tuple[str, int], int]


@dataclass
class Stalls:
    """For how long each partition stood still while records waited in it. Times in seconds, on a clock that never goes back."""

    #: The longest so far.
    longest: dict[tuple[str, int], float] = field(default_factory=dict)
    _moved: dict[tuple[str, int], float] = field(default_factory=dict)
    _seen: dict[tuple[str, int], int] = field(default_factory=dict)
    _waiting: set[tuple[str, int]] = field(default_factory=set)

    #: The longest that none moved while records waited.
    nothing_moved: float = 0.0
    _any_moved: float | None = None

    def see(self, committed: Offsets, ends: Offsets, now: float) -> None:
        """The group's offsets and the ends of the partitions, as they are now."""
        waiting = False
        self._any_moved = now if self._any_moved is None else self._any_moved
        before = dict(self._seen)
        for place, end in ends.items():
            offset = committed.get(place, 0)
            if offset < end or place in self._waiting:
                self._note(place, now)
            if offset >= end or offset != self._seen.get(place):
                self._moved[place] = now
            (self._waiting.add if offset < end else self._waiting.discard)(place)
            waiting = waiting or offset < end
            self._seen[place] = offset
        self.nothing_moved = max(self.nothing_moved, now - self._any_moved)
        if self._seen != before or not waiting:
            self._any_moved = now

    def _note(self, place: tuple[str, int], now: float) -> None:
        stood = now - self._moved.setdefault(place, now)
        self.longest[place] = max(self.longest.get(place, 0.0), stood)

    def worst(self) -> tuple[float, str]:
        """Seconds, and where."""
        (topic, partition), stood = max(self.longest.items(), key=lambda item: item[1])
        return round(stood, 1), f"{topic}/{partition}"


@asynccontextmanager
async def watched(broker: str, group: str, topics: Mapping[str, int]) -> AsyncIterator[Stalls]:
    """Look while the block lasts; `topics`: their partitions. A broker that does not answer is no look: the time goes on."""
    stalls = Stalls()
    places = [TopicPartition(topic, number) for topic, count in topics.items() for number in range(count)]
    # A consumer that joins nothing: with a group and partitions of its own choice it may ask what the group committed.
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, group_id=group, enable_auto_commit=False, request_timeout_ms=int(PATIENCE * 1000))
    await consumer.start()
    consumer.assign(places)

    async def look() -> None:
        while True:
            with suppress(KafkaError, OSError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    committed = {place: await consumer.committed(place) or 0 for place in places}
                    ends = await consumer.end_offsets(places)
                    stalls.see(_plain(committed), _plain(ends), time.monotonic())
            await asyncio.sleep(EVERY)

    task = asyncio.create_task(look())
    try:
        yield stalls
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await consumer.stop()


def _plain(offsets: Mapping[TopicPartition, int]) -> dict[tuple[str, int], int]:
    return {(place.topic, place.partition): offset for place, offset in offsets.items()}
