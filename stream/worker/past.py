"""All that the topics hold, for `tocsin rebuild`: read once from the beginning, then what came since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import ValidationError

from stream import topics
from stream.errors import BadRecord, BrokerUnavailable
from stream.model import Alert, Extraction, Incident, Mark, Record, Ruled, Tally, explain, extraction_record
from stream.rebuild import Published, as_it_came, as_published
from stream.settings import Settings
from stream.worker.connection import ATTEMPT, client_options
from stream.worker.rulings import ruled_of
from stream.worker.topics import partition_counts

log = structlog.get_logger(__name__)
R = TypeVar("R", bound=Record)
#: Milliseconds for which a fetch waits, and most records of one.
FETCH, MOST = 500, 5_000


@dataclass(slots=True)
class Timed:
    """An extraction with the time (ms since 1970) that the broker keeps it by."""

    extraction: Extraction
    timestamp: int


@dataclass(slots=True)
class Past:
    """What was read, the newest of each key, and what of it has not been fed yet."""

    extractions: dict[str, Timed] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    rulings: dict[str, Ruled] = field(default_factory=dict)
    published: Published = field(default_factory=Published)
    fresh_extractions: list[Extraction] = field(default_factory=list)
    fresh_rulings: list[Ruled] = field(default_factory=list)
    fresh_incidents: dict[str, Incident] = field(default_factory=dict)
    #: Records that are none of ours, each as a line for whoever runs it.
    unreadable: list[str] = field(default_factory=list)

    def drain(self, lateness: timedelta, *, with_ledger: bool) -> Sequence[Extraction | Ruled | Incident]:
        """What was read since the last call, in the order in which it is to be fed: extractions with rulings, or with the incidents that they had led to."""
        extractions, rulings, incidents = self.fresh_extractions, self.fresh_rulings, self.fresh_incidents
        self.fresh_extractions, self.fresh_rulings, self.fresh_incidents = [], [], {}
        return as_it_came([*extractions, *rulings], lateness) if with_ledger else as_published(extractions, incidents.values())


class PastReader:
    """A consumer outside any group."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Any = AIOKafkaConsumer(  # type: ignore[no-untyped-call] # aiokafka's
            **client_options(settings), request_timeout_ms=int(ATTEMPT * 1000), enable_auto_commit=False
        )
        self._take: dict[str, Callable[[Past, Any], None]] = {
            settings.topic(topics.EXTRACTIONS): _take_extraction,
            settings.topic(topics.RULINGS): _take_ruling,
            settings.topic(topics.INCIDENTS): _into(Incident, lambda past: past.published.incidents, lambda past: past.fresh_incidents),
            settings.topic(topics.TALLIES): _into(Tally, lambda past: past.published.tallies),
            settings.topic(topics.ALERTS): _into(Alert, lambda past: past.published.alerts),
        }
        self.past = Past()

    async def start(self) -> None:
        """Connect, and begin at the beginning; raises BrokerUnavailable where a topic is missing, and KafkaError."""
        await self._client.start()
        counts = await partition_counts(self._settings)
        missing = sorted(self._take.keys() - counts.keys())
        if missing:
            raise BrokerUnavailable(f"there is no topic {missing[0]!r} to rebuild from: `tocsin topics create` makes it, empty")
        partitions = [TopicPartition(name, number) for name in self._take for number in range(counts[name])]
        self._client.assign(partitions)
        await self._client.seek_to_beginning(*partitions)

    async def stop(self) -> None:
        """Close the connection."""
        await self._client.stop()

    async def catch_up(self) -> Past:
        """Read on to where the topics end now."""
        ends = await self._client.end_offsets(self._client.assignment())
        while any([await self._client.position(partition) < end for partition, end in ends.items()]):
            for records in (await self._client.getmany(timeout_ms=FETCH, max_records=MOST)).values():
                for record in records:
                    self._read(record)
        return self.past

    def _read(self, record: Any) -> None:
        try:
            self._take[record.topic](self.past, record)
        except (ValidationError, BadRecord, UnicodeDecodeError) as error:
            why = explain(error) if isinstance(error, ValidationError) else str(error)
            self.past.unreadable.append(f"{record.topic}/{record.partition}@{record.offset}: {why}")


def _take_extraction(past: Past, record: Any) -> None:
    if record.value is None:
        past.extractions.pop((record.key or b"").decode(), None)
        past.fresh_extractions = [one for one in past.fresh_extractions if one.article_id != (record.key or b"").decode()]
        return
    found = extraction_record.validate_json(record.value)
    if isinstance(found, Mark):
        known = past.marks.get(found.partition)
        if known is None or known.clock is None or (found.clock is not None and found.clock >= known.clock):
            past.marks[found.partition] = found
        return
    known_one = past.extractions.get(found.article_id)
    if known_one is None or known_one.extraction.version <= found.version:
        past.extractions[found.article_id] = Timed(found, record.timestamp)
    past.fresh_extractions.append(found)


def _take_ruling(past: Past, record: Any) -> None:
    """With the time in seconds: aiokafka gives it in ms."""
    ruled = ruled_of(_InSeconds(record))
    past.rulings[ruled.id] = ruled
    past.fresh_rulings.append(ruled)


class _InSeconds:
    """A record as Faust hands it on."""

    def __init__(self, record: Any) -> None:
        self.key, self.value, self.partition, self.offset = record.key, record.value, record.partition, record.offset
        self.timestamp = record.timestamp / 1000


def _into(model: type[R], known: Callable[[Past], dict[str, R]], fresh: Callable[[Past], dict[str, R]] | None = None) -> Callable[[Past, Any], None]:
    """Takes the newest of each id; a tombstone forgets it."""

    def take(past: Past, record: Any) -> None:
        key = (record.key or b"").decode()
        if record.value is None:
            known(past).pop(key, None)
            return
        found = model.model_validate_json(record.value)
        known(past)[key] = found
        if fresh is not None:
            fresh(past)[key] = found

    return take
