"""The four steps on Kafka: each record through the pure core, then sends, then rows, and what is bad to the dead letter topic."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from stream import topics
from stream.errors import BadRecord
from stream.extractors import Remote
from stream.model import (
    Alert,
    AlertState,
    RegionChange,
    Version,
    explain,
    extraction_record,
    ledger_of_ruling,
    parse_article,
    region_record,
    statement_record,
)
from stream.pipeline import Answer, Pipeline
from stream.settings import Settings
from stream.state import Changes, Fact, Send
from stream.worker.asking import Asking, KeptInTopic
from stream.worker.batches import Unreadable
from stream.worker.clocks import Clocks
from stream.worker.kafka import HeldConsumer, KafkaApp
from stream.worker.metrics import Metrics
from stream.worker.probe import Probe
from stream.worker.rows import Partition, encode_key, encode_row
from stream.worker.rulings import ruled_of
from stream.worker.sending import Outbox, Parcel, dead_letter, pack
from stream.worker.status import Status
from stream.worker.tables import RowTable, meta_key, meta_row
from stream.worker.times import article_times
from stream.worker.topics import MAX_RECORD, RECONCILE_TABLE, REGISTER_TABLE, WATCH_TABLE

log = structlog.get_logger(__name__)
#: Longest id of an article (the contract's).
MAX_ID = 200


class Abandoned(Exception):  # noqa: N818 - no error: the record is another's to handle now
    """The partition was taken away while its record was being handled: it is handled again by whoever has it."""


class InFlight:
    """How many records are between their first send and their last row."""

    def __init__(self) -> None:
        self._count = 0
        self.none = asyncio.Event()
        self.none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """One record is being handled in this block."""
        self._count += 1
        self.none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self.none.set()


@dataclass(slots=True)
class Work:
    """What one record leads to."""

    sends: list[Send]
    changes: Changes | None = None
    facts: list[Fact] | None = None
    #: Wall clock (ms) when its article reached the broker; 0 unknown.
    ingested: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where its records come from, and what makes work of them (raises BadRecord, or anything)."""

    stage: str
    topic: str
    work: Callable[[Any], Work | None]
    table: RowTable | None = None


class Worker:
    """Drives the steps of a pipeline with the records of an app."""

    def __init__(
        self, app: KafkaApp, pipeline: Pipeline, settings: Settings, status: Status, metrics: Metrics, probe: Probe, edition_seen: int = 0
    ) -> None:
        self.app = app
        self.pipeline = pipeline
        self.settings = settings
        self.status = status
        self.metrics = metrics
        self.in_flight = InFlight()
        self.clocks = Clocks(pipeline.limits.lateness, settings.partitions)
        self.tables = {
            name: RowTable(app, settings, name, regions=pipeline.regions.version, status=status, probe=probe, edition_seen=edition_seen)
            for name in (REGISTER_TABLE, RECONCILE_TABLE, WATCH_TABLE)
        }
        self.steps = [
            Step("extract", topics.ARTICLES, self._extract),
            Step("rule", topics.RULINGS, self._rule),
            self._keyed("register", topics.EXTRACTIONS, REGISTER_TABLE, extraction_record, pipeline.register),
            self._keyed("reconcile", topics.REPORTS, RECONCILE_TABLE, statement_record, pipeline.reconcile),
            self._keyed("watch", topics.REGION_CHANGES, WATCH_TABLE, region_record, pipeline.watch),
        ]
        self._older_rules_told: set[int] = set()
        self._draining = False
        self.asking: Asking | None = None
        if isinstance(pipeline.extractor, Remote):
            kept = KeptInTopic(settings, lambda: self.outbox)
            self.asking = Asking(pipeline, pipeline.extractor, kept, settings.extractor_lookahead, self._is_ours)
        for table in self.tables.values():
            app.tables.add(table)
        for step in self.steps:
            self._add_agent(step)
        app.on_partitions_revoked.connect(self._let_go)

    @property
    def outbox(self) -> Outbox:
        """The way to the broker."""
        return self.app.outbox

    @property
    def consumer(self) -> HeldConsumer:
        """The consumer, which is told what was handled."""
        consumer: Any = self.app.consumer
        assert isinstance(consumer, HeldConsumer)
        return consumer

    def restored(self) -> int:
        """Rows of the changelogs that were read, counted by their offsets: grows while tables are being restored."""
        return sum(held.offset for table in self.tables.values() for held in table.held.values())

    async def drain(self) -> None:
        """Take nothing new, finish what was begun, commit, leave the group."""
        # Clearing the queues drops what waits in them, but not what is on its way into them: handled and committed, it would hide the others.
        self._draining = True
        app = self.app
        if self.asking is not None:
            self.asking.stop()
        if self.status.recovered:
            self.consumer.stop_flow()
            app.flow_control.suspend()
            app.flow_control.clear()
            await self.in_flight.none.wait()
            await self.consumer.commit()
        await app.stop()

    async def _let_go(self, *_: Any, **__: Any) -> None:
        """Partitions are being taken away: the next owner must find all that we did, and we show none of it any more."""
        self.metrics.rebalances.inc()
        await self._until_arrived()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.session_timeout / 3):
                await self.consumer.commit()
        self.metrics.drop()
        self.clocks.keep(())
        if self.asking is not None:
            self.asking.kept.forget()

    async def _until_arrived(self) -> None:
        """Without limit: what has not arrived yet must not arrive after the next owner has begun. Where he may have begun, this process ends."""
        while self.outbox.outstanding or not self.in_flight.none.is_set():
            self.outbox.end_if_evicted()
            await asyncio.sleep(0.02)

    def _add_agent(self, step: Step) -> None:
        source = self.app.topic(self.settings.topic(step.topic), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

        async def agent(stream: Any) -> None:
            async for event in stream.events():
                await self.handle(step, event.message)

        async def asking_agent(stream: Any) -> None:
            assert self.asking is not None, "else the other one reads"
            async for event, answer in self.asking.ahead(stream.events()):
                await self.handle(step, event.message, answer)

        self.app.agent(source, name=step.stage)(asking_agent if self.asking is not None and step.topic == topics.ARTICLES else agent)

    async def handle(self, step: Step, message: Any, answer: Answer | None = None) -> None:
        """One record to its end; nothing is raised, for what an agent raises is lost. `answer`: what an extractor over a network says of its article."""
        if self._draining or not self.consumer.flows(message) or not self.consumer.current(message) or not await self.consumer.in_order(message):
            return
        if isinstance(message.value, Unreadable) and message.value.ours:
            await self._refuse(message)
        with self.in_flight.one():
            started = time.perf_counter()
            try:
                await self._attempt(step if answer is None else replace(step, work=partial(self._extract, answer=answer)), message)
            except Abandoned:
                log.info("a record is left to whoever has its partition now", stage=step.stage, partition=message.partition, offset=message.offset)
                return
            self.consumer.mark_handled(message)
        self.metrics.step.labels(step.stage).observe(time.perf_counter() - started)
        self.metrics.handled.labels(step.stage).inc()
        self.status.progressed()

    async def _attempt(self, step: Step, message: Any) -> None:
        await self._sign(step, message.partition)
        try:
            work = _work(step, message)
            if work is None:
                self.metrics.ignored.labels(step.stage).inc()
                return
            parcels = [pack(send, self.settings) for send in work.sends]
            rows = self._rows(step, work.changes, message.partition)
        except BadRecord as error:
            await self._bury(step, message, error)
        except Exception as error:  # what is raised in an agent is lost
            log.exception("a record cannot be handled", stage=step.stage, topic=message.topic, partition=message.partition, offset=message.offset)
            await self._bury(step, message, error)
        else:
            await self._deliver(step, message, parcels, rows)
            facts = [*(work.facts or ()), *(work.changes.facts if work.changes else ())]
            self.metrics.count(facts, message.partition)
            self._tell_older_rules(facts, message.partition)
            self._measure_alerts(work)

    async def _deliver(self, step: Step, message: Any, parcels: list[Parcel], rows: list[tuple[str, Any, Parcel]]) -> None:
        """Sends first, rows last, each in the order of the core; a crash leaves the records and a prefix of the rows."""
        for parcel in parcels:
            await self.outbox.hand_over(parcel)
            self._still_ours(message)
        if step.table is None:
            return
        partition = step.table.partition(message.partition)
        for key, value, parcel in rows:
            await self.outbox.hand_over(parcel, partition.acknowledged)
            if value is not None:
                partition.rows[key] = value
            elif key in partition.rows:
                del partition.rows[key]
            self._still_ours(message)

    async def _sign(self, step: Step, number: int) -> None:
        """The first row of all says how the state is written: no record is committed of a partition that holds no row at all."""
        if step.table is None:
            return
        held: Partition = step.table.partition(number)
        if held.signed:
            return
        row = meta_row(self.settings, self.pipeline.regions.version)
        if held.rows.get(meta_key(number)) != row:
            parcel = Parcel(step.table.changelog_topic_name, encode_key(meta_key(number)), encode_row(row), number)
            await self.outbox.hand_over(parcel, held.acknowledged)
            held.rows[meta_key(number)] = row
        held.signed = True

    def _rows(self, step: Step, changes: Changes | None, number: int) -> list[tuple[str, Any, Parcel]]:
        """Rows to write with their changelog records."""
        if step.table is None or changes is None:
            return []
        found = []
        for key, value in changes.writes.items():
            raw = encode_row(value)
            if raw is not None and len(raw) > MAX_RECORD:
                raise BadRecord("too_large", f"would write a row {key!r} of {len(raw)} bytes, more than {MAX_RECORD}")
            found.append((key, value, Parcel(step.table.changelog_topic_name, encode_key(key), raw, number)))
        return found

    def _is_ours(self, message: Any) -> bool:
        return self.consumer.current(message)

    def _still_ours(self, message: Any) -> None:
        if not self._is_ours(message):
            raise Abandoned

    async def _refuse(self, message: Any) -> None:
        """Go no further in this partition, and so nowhere: /ready and the log say why, and the process ends (stream.worker.runner)."""
        self.status.refusal = f"{message.topic} {message.partition}: {message.value.why}"
        await asyncio.Event().wait()

    async def _bury(self, step: Step, message: Any, error: Exception) -> None:
        """To the dead letter topic, and wait until it lies there."""
        reason = error.reason if isinstance(error, BadRecord) else "error"
        log.warning(
            "dead letter",
            stage=step.stage,
            reason=reason,
            detail=str(error)[:300],
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
        )
        parcel = dead_letter(self.settings.topic(topics.DEAD_LETTERS), message, step.stage, error)
        await (await self.outbox.hand_over(parcel))
        self.metrics.dead_letters.labels(step.stage, reason).inc()
        if step.stage == "extract":
            self.metrics.count([Fact("articles", ("dead_letter",))])

    def _tell_older_rules(self, facts: list[Fact], partition: int) -> None:
        """Once a partition: a rolling update ends soon, and one that was forgotten is to be found in the log."""
        if partition not in self._older_rules_told and any(fact.name == "rules_older" for fact in facts):
            self._older_rules_told.add(partition)
            log.warning("our rules are older than the state's: alerts are left alone", partition=partition, version=self.pipeline.rules.version)

    def _measure_alerts(self, work: Work) -> None:
        if not work.ingested:
            return
        for send in work.sends:
            if isinstance(send.record, Alert) and send.record.state is not AlertState.RESOLVED:
                self.metrics.alert_latency.observe(max(0.0, time.time() - work.ingested / 1000))

    def _extract(self, message: Any, answer: Answer | None = None) -> Work | None:
        """Step 1 has no table: an article in, its extraction out, and a mark after it where the clock moved on."""
        ingested, record_time = article_times(message)
        version = Version(ingested, message.partition, message.offset)
        if message.value is None:
            if not message.key:
                self.metrics.count([Fact("articles", ("ignored",))])
                return None
            extraction = self.pipeline.withdraw(_article_id(message.key), version, record_time=record_time)
            facts = [Fact("articles", ("withdrawn",))]
        else:
            article = parse_article(message.value)
            extraction, facts = self.pipeline.extract(article, version, record_time=record_time, ingested=ingested, answer=answer)
        marks = self.clocks.observe(message.partition, extraction)
        return Work([Send(topics.EXTRACTIONS, extraction.article_id, extraction), *marks], facts=facts)

    def _rule(self, message: Any) -> Work:
        """A ruling goes to the partition of its ledger, in order with the reports there."""
        ruled = ruled_of(message)
        return Work([Send(topics.REPORTS, ledger_of_ruling(ruled.id), ruled)])

    def _keyed(self, stage: str, topic: str, table: str, adapter: TypeAdapter[Any], core: Callable[[Changes, Any], None]) -> Step:
        """A step that keeps state: its record, validated, with the rows of its partition."""

        def work(message: Any) -> Work | None:
            if message.value is None:
                return None
            try:
                record = adapter.validate_json(message.value)
            except ValidationError as error:
                raise BadRecord("invalid", explain(error)) from error
            changes = Changes(self.tables[table].partition(message.partition).rows, message.partition)
            core(changes, record)
            return Work(changes.sends, changes, ingested=record.ingested if isinstance(record, RegionChange) else 0)

        return Step(stage, topic, work, self.tables[table])


def _work(step: Step, message: Any) -> Work | None:
    if isinstance(message.value, Unreadable):
        raise BadRecord("unreadable_batch", message.value.why)
    return step.work(message)


def _article_id(key: bytes) -> str:
    try:
        name = key.decode()
    except UnicodeDecodeError as error:
        raise BadRecord("not_utf8", f"the key of a tombstone is an article's id, and not UTF-8: {error}") from error
    if len(name) > MAX_ID:
        raise BadRecord("invalid", f"the key of a tombstone is an article's id: at most {MAX_ID} characters, found {len(name)}")
    return name
