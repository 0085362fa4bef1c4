"""`tocsin rebuild` on Kafka: a new edition of the state beside the old one, and one record that swaps it in.

Everything of the new edition is written to topics of its own, which nobody reads yet. What it has to say to the public topics lies there, too. Then
one record, in the topic `editions`, makes it the state: a crash before that leaves the old edition as it was, one after it leaves the new one whole, and
whatever was not published yet is published by the next `tocsin rebuild`, before any worker begins.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from stream import topics
from stream.errors import BrokerUnavailable, StateMismatch
from stream.model import Edition, Extraction
from stream.pipeline import Pipeline
from stream.rebuild import Anew, Report, Today, compare
from stream.settings import Settings
from stream.worker import topics as broker_topics
from stream.worker.connection import ATTEMPT, client_options
from stream.worker.editions import read_edition, write_edition
from stream.worker.kafka import MAX_REQUEST
from stream.worker.past import Past, PastReader
from stream.worker.seat import Seat, seat
from stream.worker.sending import Parcel
from stream.worker.signatures import signatures
from stream.worker.staging import staged, unwrapped

log = structlog.get_logger(__name__)
#: Records that are under way at the same time.
AT_ONCE = 5_000
#: Milliseconds for which a fetch waits.
FETCH = 500
Say = Callable[[str], None]


class Source(StrEnum):
    """What the state is computed from."""

    #: The ledger anew, and all that follows from it.
    EXTRACTIONS = "extractions"
    #: Only what watch makes of the incidents as they were published.
    INCIDENTS = "incidents"


@dataclass(slots=True)
class Rebuild:
    """One run. `say` gets a line for whoever waits for it."""

    settings: Settings
    pipeline: Pipeline
    today: Today
    source: Source
    say: Say

    async def run(self, *, dry_run: bool, wait: float) -> tuple[Report, Past]:
        """What is other than it was published; without `dry_run`, it is swapped in. Raises StateMismatch and BrokerUnavailable, with the way out."""
        await broker_topics.create(self.settings, [broker_topics.editions(self.settings)])
        edition, _ = await read_edition(self.settings)
        if edition.owed and not dry_run:
            await self._pay(edition, wait)
            edition, _ = await read_edition(self.settings)
        old = self.settings.under(edition)
        await self._check(old, edition)
        reader = PastReader(old)
        try:
            await reader.start()
            anew = self._anew()
            past = await reader.catch_up()
            self._feed(anew, past)
            self._refuse_nothing(past)
            if dry_run:
                anew.finish(past.marks)
                return compare(anew, past.published), past
            new = await self._create(edition)
            async with seat(self.settings, wait, self._ask_to_stop, new.topic(topics.EXTRACTIONS), new.topic(topics.REGION_CHANGES)) as held:
                self._feed(anew, await reader.catch_up())
                anew.finish(past.marks)
                report = compare(anew, past.published)
                await self._stage(new, anew, past, report)
                await self._swap(new, held, report)
            await self._remove(new)
        finally:
            await reader.stop()
        return report, past

    def _ask_to_stop(self) -> None:
        self.say(f"All is computed. Stop the workers of {self.settings.name!r} now: what they read meanwhile is taken along.")

    async def _check(self, old: Settings, edition: Edition) -> None:
        """What cannot be done from incidents alone."""
        counts = await broker_topics.partition_counts(old)
        self.pipeline.limits = replace(self.pipeline.limits, articles_partitions=counts[old.topic(topics.ARTICLES)])
        if self.source is Source.EXTRACTIONS:
            return
        found = counts[old.topic(topics.REPORTS)]
        if found != self.settings.partitions:
            raise StateMismatch(f"the ledger has {found} partitions, TOCSIN_PARTITIONS is {self.settings.partitions}: rebuild --from extractions")
        made_with = {row.get("regions") for row in await signatures(old, broker_topics.RECONCILE_TABLE)}
        if not {edition.regions, *made_with} <= {None, self.pipeline.regions.version}:
            raise StateMismatch("regions are others than the incidents were made with: rebuild --from extractions")

    def _anew(self) -> Anew:
        numbers = list(range(self.settings.partitions))
        partitioner: Any = DefaultPartitioner()

        def partition_of(key: str) -> int:
            return int(partitioner(key.encode(), numbers, numbers))

        return Anew(self.pipeline, partition_of, with_ledger=self.source is Source.EXTRACTIONS)

    def _feed(self, anew: Anew, past: Past) -> None:
        for record in past.drain(self.pipeline.limits.lateness, with_ledger=anew.with_ledger):
            anew.feed(self.today.extraction(record) if isinstance(record, Extraction) else record, past.marks)

    def _refuse_nothing(self, past: Past) -> None:
        """An empty topic is no reason to retract all that was ever published."""
        if not past.extractions:
            name = self.settings.topic(topics.EXTRACTIONS)
            raise StateMismatch(
                f"{name} holds nothing to rebuild from: put the articles into {self.settings.topic(topics.ARTICLES)} again, and let a worker read them"
            )

    async def _create(self, edition: Edition) -> Settings:
        """The topics of the next edition; numbers of runs that were cut off are passed over."""
        counts = await broker_topics.every_topic(self.settings)
        number = max([edition.ledger, edition.watch, *broker_topics.editions_in(counts, self.settings)]) + 1
        ledger = number if self.source is Source.EXTRACTIONS else edition.ledger
        new = self.settings.under(Edition(ledger=ledger, watch=number, regions=self.pipeline.regions.version, made=datetime.now(UTC)))
        await broker_topics.create(new, broker_topics.of_edition(new))
        return new

    async def _stage(self, new: Settings, anew: Anew, past: Past, report: Report) -> None:
        """Rows, extractions and what is to be published, each in the topic where nobody reads it yet."""
        async with _producer(new) as producer:
            await _send_all(producer, staged(new, anew, past, report, self.today))

    async def _swap(self, new: Settings, held: Seat, report: Report) -> None:
        if self.source is Source.EXTRACTIONS:
            await held.commit(await _ends(new, topics.EXTRACTIONS))
        else:
            await held.commit({})
        await write_edition(new, new.edition.model_copy(update={"owed": len(report.sends)}))
        self.say(f"Swapped in: edition {new.edition.watch}.")
        await self._publish(new)
        await write_edition(new, new.edition)

    async def _pay(self, edition: Edition, wait: float) -> None:
        """What an earlier run had still to say when it was cut off."""
        self.say(f"An earlier rebuild was cut off before all {edition.owed} records of it were published: publishing them.")
        settings = self.settings.under(edition.model_copy(update={"owed": 0}))
        async with seat(self.settings, wait, self._ask_to_stop, settings.topic(topics.REGION_CHANGES)):
            await self._publish(settings)
            await write_edition(settings, settings.edition)

    async def _publish(self, new: Settings) -> None:
        """All that lies in the topic `rebuilt`; what was published before a crash is published again, the same."""
        tp = TopicPartition(new.topic(topics.REBUILT), 0)
        client: Any = AIOKafkaConsumer(**client_options(new), request_timeout_ms=int(ATTEMPT * 1000))  # type: ignore[no-untyped-call] # aiokafka's
        await client.start()
        try:
            client.assign([tp])
            await client.seek_to_beginning(tp)
            end = (await client.end_offsets([tp]))[tp]
            async with _producer(new) as producer:
                while await client.position(tp) < end:
                    for records in (await client.getmany(tp, timeout_ms=FETCH)).values():
                        await _send_all(producer, (unwrapped(record.value) for record in records))
        finally:
            await client.stop()

    async def _remove(self, new: Settings) -> None:
        """Topics of all other editions, also of runs that were cut off; where we may not, they only take room."""
        stale = broker_topics.other_editions(await broker_topics.every_topic(new), new)
        try:
            await broker_topics.delete(new, stale)
        except BrokerUnavailable as error:
            self.say(f"Topics that nobody reads any more were not deleted ({error}): {', '.join(stale)}")


@asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[Any]:
    client: Any = AIOKafkaProducer(**client_options(settings), acks="all", linger_ms=10, max_request_size=MAX_REQUEST)  # type: ignore[no-untyped-call] # aiokafka's
    await client.start()
    try:
        yield client
    finally:
        await client.stop()


async def _send_all(producer: Any, parcels: Iterable[Parcel]) -> None:
    """Returns once the broker has all; raises KafkaError."""
    under_way = []
    for parcel in parcels:
        timestamp = None if parcel.timestamp is None else int(parcel.timestamp * 1000)
        under_way.append(
            await producer.send(
                parcel.topic, parcel.value, key=parcel.key, partition=parcel.partition, timestamp_ms=timestamp, headers=parcel.headers or []
            )
        )
        if len(under_way) >= AT_ONCE:
            for future in under_way:
                await future
            under_way.clear()
    for future in under_way:
        await future


async def _ends(settings: Settings, topic: str) -> dict[tuple[str, int], int]:
    client: Any = AIOKafkaConsumer(**client_options(settings), request_timeout_ms=int(ATTEMPT * 1000))  # type: ignore[no-untyped-call] # aiokafka's
    await client.start()
    try:
        found = await client.end_offsets([TopicPartition(settings.topic(topic), number) for number in range(settings.partitions)])
    finally:
        await client.stop()
    return {(tp.topic, tp.partition): offset for tp, offset in found.items()}
