"""Clients of a broker of lists, as `tocsin rebuild` uses aiokafka's: so that a crash can be put at any single thing that it changes at the broker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from stream.worker import connection, editions, past, rebuild, seat, signatures
from tests.unit.worker.simulation import Crash, Lists


class Changed:
    """Counts what is changed at the broker besides records: topics and offsets; one of all these changes can be the last."""

    def __init__(self, broker: Lists, crash_at: int | None = None) -> None:
        self.broker = broker
        self.crash_at = crash_at
        #: What was changed, in order: the first word says how.
        self.log: list[str] = []

    def about_to(self, what: str) -> None:
        """Not if the process ends before."""
        if len(self.log) == self.crash_at:
            raise Crash
        self.log.append(what)


class _Client:
    """What all clients have in common."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self._broker = changed.broker

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def close(self) -> None: ...


class Admin(_Client):
    """Topics: made, named, deleted."""

    async def list_topics(self) -> list[str]:
        return list(self._broker.counts)

    async def describe_topics(self) -> list[dict[str, Any]]:
        return [{"topic": name, "error_code": 0, "partitions": range(count)} for name, count in self._broker.counts.items()]

    async def create_topics(self, wanted: Iterable[Any]) -> Any:
        for topic in wanted:
            self._changed.about_to(f"create {topic.name}")
            self._broker.counts[topic.name] = topic.num_partitions
        return SimpleNamespace(topic_errors=[(topic.name, 0) for topic in wanted])

    async def delete_topics(self, names: list[str]) -> Any:
        for name in names:
            self._changed.about_to(f"delete {name}")
            for number in range(self._broker.counts.pop(name)):
                self._broker.records.pop((name, number), None)
        return SimpleNamespace(topic_error_codes=[(name, 0) for name in names])


class Producer(_Client):
    """Records, one after the other; each lies there once it is sent."""

    async def send(
        self, topic: str, value: bytes | None, key: bytes, partition: int | None, timestamp_ms: int | None = None, headers: Any = ()
    ) -> Any:
        self._changed.about_to(f"send {topic}")
        record = self._broker.append(topic, key, value, partition, headers)
        record.timestamp = record.timestamp if timestamp_ms is None else timestamp_ms / 1000
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(record)
        return done

    async def send_and_wait(self, topic: str, value: bytes, key: bytes, partition: int) -> None:
        await self.send(topic, value, key, partition)


class Consumer(_Client):
    """Reads whatever it is told to; the only member of its group, where it is in one."""

    def __init__(self, changed: Changed, *names: str) -> None:
        super().__init__(changed)
        self._positions = {TopicPartition(name, number): 0 for name in names for number in range(self._broker.counts[name])}

    def assign(self, partitions: Iterable[TopicPartition]) -> None:
        self._positions = dict.fromkeys(partitions, 0)

    def assignment(self) -> set[TopicPartition]:
        return set(self._positions)

    async def seek_to_beginning(self, *partitions: TopicPartition) -> None: ...

    async def beginning_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 0)

    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return {tp: len(self._broker.records[tp]) for tp in partitions}

    async def position(self, tp: TopicPartition) -> int:
        return self._positions[tp]

    async def getmany(self, *partitions: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        found = {tp: self._broker.records[tp][self._positions[tp] :] for tp in partitions or self._positions}
        for tp, records in found.items():
            self._positions[tp] += len(records)
        return {tp: [_InMilliseconds(record) for record in records] for tp, records in found.items()}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        self._changed.about_to("commit")
        self._broker.committed.update({(tp.topic, tp.partition): offset for tp, offset in offsets.items()})


class _InMilliseconds:
    """A record as aiokafka hands it on."""

    def __init__(self, record: Any) -> None:
        self.__dict__ |= vars(record) | {"timestamp": int(record.timestamp * 1000)}


def connect(patched: pytest.MonkeyPatch, changed: Changed) -> None:
    """From now on the clients of the worker's rooms reach this broker."""
    for module in (rebuild, past, editions, seat, signatures):
        patched.setattr(module, "AIOKafkaConsumer", lambda *names, **_: Consumer(changed, *names))
    for module in (rebuild, editions):
        patched.setattr(module, "AIOKafkaProducer", lambda **_: Producer(changed))
    patched.setattr(connection, "AIOKafkaAdminClient", lambda **_: Admin(changed))
