"""The worker as a process of its own, and the topics around it, for the tests that need a real broker."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from tests.kafka import free_port

#: Seconds after which a test gives up waiting for what it wants to see.
PATIENCE = 60.0
ROOT = Path(__file__).parent.parent


async def until(what: Callable[[], Any], wanted: str, patience: float = PATIENCE, every: float = 0.1) -> Any:
    """Ask again (`every` so many seconds) until the answer is true, and return it."""
    deadline = time.monotonic() + patience
    while True:
        answer = what()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not seen within {patience:.0f} s: {wanted}")
        await asyncio.sleep(every)


class WorkerProcess:
    """`python -m stream.worker` with settings of its own; its log is kept."""

    def __init__(self, broker: str, prefix: str, **settings: object) -> None:
        self.port = free_port()
        given = {
            "BROKERS": broker,
            "TOPIC_PREFIX": prefix,
            "NAME": f"{prefix}w",
            "WEB_PORT": self.port,
            "SESSION_TIMEOUT": 6,
            "CLOCK": "data",
            "IDLE_AFTER": 1,
            "LOG_FORMAT": "json",
        } | {name.upper(): value for name, value in settings.items()}
        base = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        self.environment = base | {f"TOCSIN_{name}": str(value) for name, value in given.items()}
        self.log = Path(tempfile.mkstemp(prefix="worker-", suffix=".jsonl")[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> WorkerProcess:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "stream.worker"], env=self.environment, stdout=log, stderr=log, cwd=ROOT)
        return self

    @property
    def code(self) -> int | None:
        """Exit code; None while it runs."""
        assert self.process is not None
        return self.process.poll()

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def ready(self) -> dict[str, Any] | None:
        """The body of /ready, whatever it says; None where nobody answers."""
        status, body = self.get("/ready")
        return json.loads(body) if status else None

    def metric(self, name: str, **labels: str) -> float:
        """One sample; 0 where it is not there."""
        wanted = {f'{key}="{value}"' for key, value in labels.items()}
        for line in self.get("/metrics")[1].splitlines():
            head, _, value = line.rpartition(" ")
            found, _, inside = head.partition("{")
            if found == name and wanted <= set(inside.rstrip("}").split(",")):
                return float(value)
        return 0.0

    async def until_ready(self, patience: float = PATIENCE) -> WorkerProcess:
        def ready() -> bool:
            assert self.code is None, f"the worker ended with {self.code}:\n{self.text()[-3000:]}"
            return self.get("/ready")[0] == 200

        await until(ready, f"ready\n{self.text()[-3000:]}", patience)
        return self

    async def until_read(self) -> None:
        """Nothing waits in any topic, twice in a row, and all partitions are ours."""
        calm = 0

        def idle() -> bool:
            nonlocal calm
            body = self.ready() or {}
            calm = calm + 1 if body.get("ready") and body["assigned"] and not body["lag"] else 0
            return calm > 15

        await until(idle, "nothing waits any more")

    def arguments(self) -> str:
        """What everybody on this machine sees of it: its command line."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/cmdline").read_text()

    def text(self) -> str:
        """The whole log."""
        return self.log.read_text(errors="replace")

    def events(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.text().splitlines() if line.startswith("{")]

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self.process is not None
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, PATIENCE)

    def end(self) -> None:
        """Whatever it does, it does it no longer."""
        if self.process is not None and self.process.poll() is None:
            self.kill()


class Topics:
    """Reads and writes the topics of one prefix."""

    def __init__(self, broker: str, prefix: str) -> None:
        self.broker = broker
        self.prefix = prefix

    @contextlib.asynccontextmanager
    async def producer(self, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
        producer = AIOKafkaProducer(bootstrap_servers=self.broker, linger_ms=5, max_request_size=12 * 1024 * 1024, **options)
        await producer.start()
        try:
            yield producer
        finally:
            await producer.stop()

    async def publish(self, articles: Iterable[dict[str, Any]]) -> None:
        """Articles, keyed by id."""
        async with self.producer() as producer:
            sent = [await producer.send(f"{self.prefix}articles", json.dumps(article).encode(), key=article["id"].encode()) for article in articles]
            await asyncio.gather(*sent)

    async def flow(self, articles: list[dict[str, Any]], rate: int, each_second: Callable[[int], Awaitable[None]] | None = None) -> None:
        """Articles at a steady rate (a second), keyed by id; `each_second` is called with the number of the second.

        A broker that is away meanwhile is waited for; an article of which it is not known whether it arrived is sent again, and changes nothing then.
        """
        async with self.producer(enable_idempotence=True) as producer:
            began = time.monotonic()
            for second, at in enumerate(range(0, len(articles), rate)):
                await asyncio.gather(*(self._surely(producer, article) for article in articles[at : at + rate]))
                if each_second is not None:
                    await each_second(second)
                await asyncio.sleep(max(0.0, began + second + 1 - time.monotonic()))

    async def _surely(self, producer: AIOKafkaProducer, article: dict[str, Any]) -> None:
        """One article, however often that takes."""
        while True:
            try:
                await producer.send_and_wait(f"{self.prefix}articles", json.dumps(article).encode(), key=article["id"].encode())
            except KafkaError as error:
                if not error.retriable:
                    raise
                await asyncio.sleep(0.5)
            else:
                return

    async def send_all(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Articles as (key, value), as they are."""
        async with self.producer() as producer:
            sent = [await producer.send(f"{self.prefix}articles", value, key=key) for key, value in records]
            await asyncio.gather(*sent)

    async def send(self, value: bytes | None, key: bytes | None = None, topic: str = "articles", **options: Any) -> Any:
        """One record, as it is; returns where it lies."""
        async with self.producer() as producer:
            return await producer.send_and_wait(f"{self.prefix}{topic}", value, key=key, **options)

    async def send_nothing(self) -> None:
        """An article without key and value, which only a batch can hold."""
        async with self.producer() as producer:
            batch = producer.create_batch()
            batch.append(key=None, value=None, timestamp=None)
            await (await producer.send_batch(batch, f"{self.prefix}articles", partition=0))

    async def read(self, topic: str, done: Callable[[list[Any]], Any], wanted: str, patience: float = PATIENCE) -> list[Any]:
        """All records from the start of a topic until `done` says that these are enough."""
        consumer = AIOKafkaConsumer(f"{self.prefix}{topic}", bootstrap_servers=self.broker, auto_offset_reset="earliest")
        await consumer.start()
        records: list[Any] = []

        async def more() -> Any:
            for found in (await consumer.getmany(timeout_ms=200)).values():
                records.extend(found)
            return done(records)

        try:
            await until(more, f"{wanted}; read {len(records)} records of {topic}", patience)
        finally:
            await consumer.stop()
        return records

    async def all(self, topic: str) -> list[Any]:
        """All records that are in a topic now, in order of partition and offset."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.broker)
        await consumer.start()
        try:
            tps = [TopicPartition(f"{self.prefix}{topic}", number) for number in await _numbers(consumer, f"{self.prefix}{topic}")]
            consumer.assign(tps)
            await consumer.seek_to_beginning(*tps)
            ends = await consumer.end_offsets(tps)
            records: list[Any] = []
            while any([await consumer.position(tp) < end for tp, end in ends.items()]):
                for found in (await consumer.getmany(timeout_ms=200)).values():
                    records.extend(found)
            return sorted(records, key=lambda record: (record.partition, record.offset))
        finally:
            await consumer.stop()

    async def last(self, topic: str) -> dict[str, dict[str, Any]]:
        """The last value of each key, as JSON; tombstoned keys are not there."""
        found: dict[str, dict[str, Any]] = {}
        for record in await self.all(topic):
            key = record.key.decode()
            found.pop(key, None)
            if record.value is not None:
                found[key] = json.loads(record.value)
        return found


async def _numbers(consumer: AIOKafkaConsumer, topic: str) -> list[int]:
    await consumer._client._wait_on_metadata(topic)
    return sorted(consumer.partitions_for_topic(topic) or [])
