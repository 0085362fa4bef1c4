"""Handing records to the broker: not waited for one by one, but none is ever forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from faust.exceptions import ProducerSendError

from stream import topics
from stream.errors import BadRecord
from stream.model import Alert, Heartbeat, Incident, Record, Tally
from stream.settings import Settings
from stream.state import Send
from stream.worker.exits import WorkerExit, end_at_once
from stream.worker.metrics import Metrics
from stream.worker.topics import MAX_RECORD

log = structlog.get_logger(__name__)
Headers = list[tuple[str, bytes]]
#: Seconds between two looks at whether we are still in the group, while the broker is silent.
LOOK_AGAIN = 0.1


@dataclass(frozen=True, slots=True)
class Parcel:
    """A record as the broker gets it."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: Headers | None = None
    #: Seconds since 1970; None: the time of sending.
    timestamp: float | None = None


class Outbox:
    """Hands parcels to Faust's producer, and ends the process where one cannot be delivered."""

    def __init__(self, metrics: Metrics, producer: Callable[[], Any], evicted: Callable[[], bool] = lambda: False) -> None:
        self._metrics = metrics
        self._producer = producer
        #: Our partitions may be another's now.
        self._evicted = evicted
        #: With the time at which each was handed over, oldest first.
        self._outstanding: dict[asyncio.Future[Any], float] = {}

    async def hand_over(self, parcel: Parcel, acknowledged: Callable[[int], None] | None = None) -> asyncio.Future[Any]:
        """Return as soon as the producer has it; `acknowledged` gets its offset once the broker has it.

        Waits where the producer is full. Does not return where sending has failed for good: nothing may be committed after that.
        """
        try:
            future: asyncio.Future[Any] = await self._producer().send(
                parcel.topic, parcel.key, parcel.value, parcel.partition, parcel.timestamp, parcel.headers
            )
        except ProducerSendError as error:
            self._lost(parcel.topic, error)
        self._outstanding[future] = time.monotonic()
        future.add_done_callback(lambda done: self._done(parcel.topic, done, acknowledged))
        self._metrics.sent.labels(parcel.topic).inc()
        return future

    async def settle(self) -> None:
        """Return once the broker has all that was handed over before this call. Where it may not have it any more, the process ends."""
        outstanding = list(self._outstanding)
        while outstanding:
            self.end_if_evicted()
            _, pending = await asyncio.wait(outstanding, timeout=LOOK_AGAIN)
            outstanding = list(pending)

    def end_if_evicted(self) -> None:
        """Whoever was put out of the group must send nothing more: its partitions' next owner has restored their tables already."""
        if self._evicted():
            end_at_once(WorkerExit.BROKEN, "partitions were given away before all had arrived", outstanding=self.outstanding)

    @property
    def outstanding(self) -> int:
        """Records that were handed over and not acknowledged yet."""
        return len(self._outstanding)

    def age(self) -> float:
        """Seconds for which the oldest of them has been waiting."""
        oldest = next(iter(self._outstanding.values()), None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    def _done(self, topic: str, future: asyncio.Future[Any], acknowledged: Callable[[int], None] | None) -> None:
        self._outstanding.pop(future, None)
        if future.cancelled():
            self._lost(topic, asyncio.CancelledError("the producer was closed"))
        error = future.exception()
        if error is not None:
            self._lost(topic, error)
        if acknowledged is not None:
            acknowledged(future.result().offset)

    def _lost(self, topic: str, error: BaseException) -> None:
        end_at_once(WorkerExit.BROKEN, "a record could not be sent", topic=topic, reason=str(error) or type(error).__name__)


def pack(send: Send, settings: Settings, now: datetime | None = None) -> Parcel:
    """A record of the core as a parcel: names with prefix, JSON, CloudEvents attributes on what is public, `emitted` stamped on alerts.

    Raises BadRecord `too_large`, before anything of its event was handed over.
    """
    record = send.record
    if isinstance(record, Alert):
        record = record.model_copy(update={"emitted": now or datetime.now(UTC)})
    value = None if record is None else record.to_json()
    if value is not None and len(value) > MAX_RECORD:
        raise BadRecord("too_large", f"would send {len(value)} bytes to {send.topic}, more than {MAX_RECORD}")
    return Parcel(settings.topic(send.topic), send.key.encode(), value, send.partition, cloud_event(record, settings.name))


def cloud_event(record: Record | None, name: str) -> Headers | None:
    """CloudEvents 1.0 attributes in Kafka's binary mode; None for what is not public.

    https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
    """
    kind: str
    time: datetime | None
    match record:
        case Alert():
            kind, time = f"{topics.ALERTS}.{record.state.value}", record.updated
        case Tally():
            kind, time = topics.TALLIES, record.updated
        case Incident():
            kind, time = topics.INCIDENTS, record.last_reported
        case Heartbeat():
            kind, time = topics.HEARTBEATS, record.sent
        case _:
            return None
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": record.id if isinstance(record, Heartbeat) else f"{record.id}/{record.revision}",
        "ce_source": f"/tocsin/{name}",
        "ce_type": f"tocsin.{kind}",
        "content-type": "application/json",
    }
    if time is not None:
        attributes["ce_time"] = time.isoformat()
    return [(key, value.encode()) for key, value in attributes.items()]


def dead_letter(topic: str, message: Any, stage: str, error: Exception) -> Parcel:
    """The record as it came, bytes and key and headers unchanged, with headers that say where it comes from and what is wrong with it."""
    given = message.headers or []
    headers = [(str(name), value) for name, value in (given.items() if isinstance(given, Mapping) else given)]
    reason = error.reason if isinstance(error, BadRecord) else type(error).__name__
    told = {
        "exception": reason,
        "message": str(error)[:1_000],
        "topic": message.topic,
        "partition": str(message.partition),
        "offset": str(message.offset),
        "stage": stage,
    }
    ours = [(f"__streams.errors.{name}", value.encode("utf-8", "backslashreplace")) for name, value in told.items()]
    return Parcel(topic, message.key, message.value, headers=headers + ours)
