"""An extractor over a network on Kafka: several articles asked at a time, the order of a partition kept, every answer stored before it is used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from stream import topics
from stream.errors import BadRecord
from stream.extractors import Remote
from stream.extractors.ahead import in_order
from stream.model import Article, parse_article
from stream.pipeline import Answer, Pipeline
from stream.settings import Settings
from stream.worker.connection import client_options
from stream.worker.sending import Outbox, Parcel
from stream.worker.times import article_times

log = structlog.get_logger(__name__)
#: Milliseconds to wait for the next records of kept answers, and seconds before a broker that is silent is asked again.
_FETCH_MS, _PAUSE = 1_000, 1.0

Load = Callable[[int], Awaitable[dict[str, str]]]


class KeptInTopic:
    """Answers in the topic `answers`: those to the articles of one partition lie in one partition, and are read whole when they are first needed."""

    def __init__(self, settings: Settings, outbox: Callable[[], Outbox], load: Load | None = None) -> None:
        self._settings = settings
        self._outbox = outbox
        self._load = load or self._read
        self._held: dict[int, asyncio.Task[dict[str, str]]] = {}

    def of(self, partition: int) -> KeptPartition:
        """Where the answers to the articles of that partition are kept."""
        return KeptPartition(self, partition % self._settings.partitions)

    def forget(self) -> None:
        """Partitions are being dealt out anew: others may add answers before they are ours again."""
        self._held.clear()

    async def rows(self, number: int) -> dict[str, str]:
        """Digest of the question to answer."""
        task = self._held.get(number)
        if task is None:
            task = self._held[number] = asyncio.ensure_future(self._load(number))
        return await asyncio.shield(task)

    async def store(self, number: int, key: str, article_id: str, raw: str) -> None:
        """Return once the broker has it."""
        headers = [("article_id", article_id.encode())]
        parcel = Parcel(self._settings.topic(topics.ANSWERS), key.encode(), raw.encode(), number, headers)
        # Shielded: whoever is cancelled here must not cancel the record.
        await asyncio.shield(await self._outbox().hand_over(parcel))
        task = self._held.get(number)
        if task is not None:
            (await asyncio.shield(task))[key] = raw

    async def _read(self, number: int) -> dict[str, str]:
        """All that is kept in one partition, however long the broker is silent."""
        while True:
            try:
                return await self._read_once(TopicPartition(self._settings.topic(topics.ANSWERS), number))
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("cannot read the kept answers yet", partition=number, reason=str(error) or type(error).__name__)
                await asyncio.sleep(_PAUSE)

    async def _read_once(self, tp: TopicPartition) -> dict[str, str]:
        found: dict[str, str] = {}
        consumer: Any = AIOKafkaConsumer(**client_options(self._settings), enable_auto_commit=False)  # type: ignore[no-untyped-call] # aiokafka's
        await consumer.start()
        try:
            consumer.assign([tp])
            await consumer.seek_to_beginning(tp)
            end = (await consumer.end_offsets([tp]))[tp]
            while await consumer.position(tp) < end:
                for record in (await consumer.getmany(tp, timeout_ms=_FETCH_MS)).get(tp, ()):
                    found[(record.key or b"").decode()] = (record.value or b"").decode()
        finally:
            await consumer.stop()
        log.info("kept answers are read", partition=tp.partition, answers=len(found))
        return found


class KeptPartition:
    """The kept answers of one partition."""

    def __init__(self, topic: KeptInTopic, number: int) -> None:
        self._topic = topic
        self._number = number

    async def get(self, key: str) -> str | None:
        """The answer as it came."""
        return (await self._topic.rows(self._number)).get(key)

    async def put(self, key: str, article_id: str, raw: str) -> None:
        """Return once the broker has it: only then may anything follow from it."""
        await self._topic.store(self._number, key, article_id, raw)


class Asking:
    """Asks about articles before it is their turn to be handled."""

    def __init__(self, pipeline: Pipeline, remote: Remote, kept: KeptInTopic, lookahead: int, current: Callable[[Any], bool]) -> None:
        self._pipeline = pipeline
        self._remote = remote
        self._lookahead = lookahead
        #: Whether a record is still ours to handle.
        self._current = current
        self._stopped = False
        self.kept = kept

    def ahead(self, events: AsyncIterable[Any]) -> AsyncIterator[tuple[Any, Answer | None]]:
        """Each event of the topic `articles` with the answer to its article, in order; None: there is nothing to ask."""
        return in_order(events, lambda event: self.answer(event.message), self._lookahead)

    async def answer(self, message: Any) -> Answer | None:
        """The answer to the article of a record; None where it holds none, or none to ask about: it is the pipeline's to say what becomes of it."""
        question = self._question(message)
        if question is None or not self._current(message):
            return None
        try:
            if not self._stopped:
                return await self._remote.ask(question, self.kept.of(message.partition))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._stopped or (task is not None and task.cancelling()):
                raise
        except Exception:  # what is raised in an agent is lost; unanswered, the record goes to the dead letters
            log.exception("an article cannot be asked about", topic=message.topic, partition=message.partition, offset=message.offset)
            return None
        # We are being stopped: its turn never comes here, and it stays uncommitted.
        return await asyncio.Event().wait() and None

    def _question(self, message: Any) -> Article | None:
        if message.value is None:
            return None
        try:
            article = parse_article(message.value)
        except BadRecord:
            return None
        return self._pipeline.question(article, record_time=article_times(message)[1])

    def stop(self) -> None:
        """Ask nothing more; what was asked and not answered yet is asked again by whoever reads the article next."""
        self._stopped = True
        self._remote.stop()
