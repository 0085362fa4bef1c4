"""Carries revisions to one sink, one after another, until each is taken, refused for good, or passed over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import ValidationError

from stream import topics
from stream.model import Alert
from stream.sinks.decide import Desk, Passed, Place
from stream.sinks.memory import Delivery
from stream.sinks.metrics import Metrics
from stream.sinks.protocol import Gone, Message, Prepared, Refused, Sink, Undelivered, Unreachable
from stream.sinks.retry import Backoff
from stream.sinks.status import SinkStatus, State

log = structlog.get_logger(__name__)
#: A sink that is told again is told of an ended alert for so long: members of its cluster may not have heard it.
ENDED_WITHIN = timedelta(minutes=15)
#: Seconds of a rest without a sign of life.
PIECE = 60.0


def _as_record(alert: Alert, place: Place, timestamp: int) -> Record:
    return Record(place.partition, place.offset, timestamp, alert.id.encode(), alert.to_json(), (topics.QUIET,) if place.quiet else ())


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


class Interrupted(Exception):  # noqa: N818 - no error: the partition is another's now, or the process stops
    """The revision was not carried to the end; whoever has the partition next does it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of `alerts`, as it lies there."""

    partition: int
    offset: int
    #: Milliseconds since 1970.
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()

    @property
    def quiet(self) -> bool:
        """A rebuild published it."""
        return topics.QUIET in self.headers


@dataclass(slots=True)
class Hands:
    """What a courier does to the world outside, and what it asks of it."""

    #: Returns once the broker has it.
    keep: Callable[[Delivery], Awaitable[None]]
    #: A record, the sink's name, a short word and a sentence, for the dead letters. Returns once the broker has it.
    bury: Callable[[Record, str, str, str], Awaitable[None]]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    #: Set where nothing more may be begun.
    interrupt: asyncio.Event = field(default_factory=asyncio.Event)
    #: Waits so many seconds, or until interrupted.
    wait: Callable[[asyncio.Event, float], Awaitable[None]] = _wait


class Courier:
    """One sink's. NOT guaranteed: exactly once. What a crash cut off is sent again, under the same `ce_id`."""

    def __init__(
        self,
        sink: Sink,
        desk: Desk,
        hands: Hands,
        status: SinkStatus,
        metrics: Metrics,
        *,
        settle: float = 0.0,
        give_up_after: float = 259_200.0,
        backoff: Backoff | None = None,
    ) -> None:
        self.name = desk.sink
        self.hands = hands
        self._sink = sink
        self._desk = desk
        self._status = status
        self._metrics = metrics
        self._settle = settle
        self._give_up_after = give_up_after
        self._backoff = backoff or Backoff()
        self._told_again: float | None = None

    async def carry(self, record: Record) -> bool:
        """Carry one revision; True where the sink has taken something. Raises Interrupted, Gone, and what `Hands` raise."""
        if record.value is None:
            return False
        try:
            alert = Alert.model_validate_json(record.value)
        except ValidationError as error:
            await self._bury(record, "invalid", f"not an alert: {error.error_count()} mistakes, the first: {error.errors(include_input=False)[0]}")
            return False
        await self._let_settle(record)
        carried = await self._tell(alert, record)
        for freed, place in self._desk.freed(alert):
            # not yet told of, and nothing would bring it up again: before the offset of what spoke for it is committed
            carried |= await self._tell(freed, _as_record(freed, place, record.timestamp))
        return carried

    async def catch_up(self, ends: Mapping[int, int]) -> None:
        """Tell what is open, lies before these offsets of our partitions, and the sink was not told of. Raises as `carry` does.

        Such is what it refused before it was mended, and what its `only` left out before it was changed.
        """
        now = round(self.hands.now().timestamp() * 1000)
        for alert, posted in self._desk.board.open_before(ends):
            place = Place(posted.partition, posted.offset, posted.quiet)
            if isinstance(self._desk.decide(alert, place, self.hands.now()), Message):
                await self._tell(alert, _as_record(alert, place, now))

    async def tell_again(self, partitions: frozenset[int]) -> None:
        """Tell the sink of its open alerts once more, where it wants that and it is time. A failure is logged, and made good the next time."""
        every, now = self._sink.resend_seconds, self.hands.monotonic()
        if every is None or (self._told_again is not None and now - self._told_again < every):
            return
        self._told_again = now
        open_ones = self._desk.memory.to_tell_again(self.name, partitions, ENDED_WITHIN, self.hands.now())
        if not open_ones:
            return
        try:
            await self._sink.resend([delivery.kept for delivery in open_ones])
        except Undelivered as error:
            self._failing(error, 1)
        else:
            self._metrics.resent.labels(self.name).inc(len(open_ones))
            self.well()

    async def _tell(self, alert: Alert, record: Record) -> bool:
        place = Place(record.partition, record.offset, record.quiet)
        decided = self._desk.decide(alert, place, self.hands.now())
        if isinstance(decided, Passed):
            self._metrics.passed.labels(self.name, decided.value).inc()
            return False
        try:
            prepared = self._sink.prepare(decided)
        except Exception as error:  # a mistake of ours in one alert must not hold up the others
            log.exception("an alert could not be put into the sink's form", sink=self.name, ce_id=decided.ce_id)
            await self._bury(record, "error", f"{type(error).__name__}: {error}")
            return False
        try:
            await self._send(prepared)
        except Refused as error:
            await self._bury(record, error.reason, str(error))
            return False
        await self._taken(decided, prepared, record)
        return True

    async def _send(self, prepared: Prepared) -> None:
        """Until it is taken; raises Refused where it is not for good, Gone, or Interrupted."""
        begun, attempt = self.hands.monotonic(), 0
        while True:
            if self.hands.interrupt.is_set():
                raise Interrupted
            self._status.beat()
            try:
                await self._sink.send(prepared)
            except (Refused, Gone) as error:
                self._say(error, prepared.ce_id)
                raise
            except Unreachable as error:
                failure = error
            except Exception as error:  # a mistake of ours, or of a library: as if the receiver were away
                log.exception("the sink broke", sink=self.name, ce_id=prepared.ce_id)
                failure = Unreachable("error", f"{type(error).__name__}: {error}")
            else:
                return
            attempt += 1
            self._failing(failure, attempt, prepared.ce_id)
            if self.hands.monotonic() - begun > self._give_up_after:
                raise Refused("gave_up", f"{attempt} attempts in {self._give_up_after / 3600:g} h; the last: {failure}")
            await self._rest(self._backoff.pause(attempt, failure.after))

    async def _rest(self, seconds: float) -> None:
        """In pieces, so that a long rest does not look like a process that hangs."""
        until = self.hands.monotonic() + seconds
        while (left := until - self.hands.monotonic()) > 0 and not self.hands.interrupt.is_set():
            self._status.beat()
            await self.hands.wait(self.hands.interrupt, min(left, PIECE))

    async def _let_settle(self, record: Record) -> None:
        """What came a moment ago waits for what belongs to it."""
        left = record.timestamp / 1000 + self._settle - self.hands.now().timestamp()
        if left > 0:
            await self._rest(min(left, self._settle))
            if self.hands.interrupt.is_set():
                raise Interrupted

    async def _taken(self, message: Message, prepared: Prepared, record: Record) -> None:
        alert, now = message.alert, self.hands.now()
        delivery = Delivery(
            sink=self.name,
            alert=alert.id,
            revision=alert.revision,
            state=alert.state,
            partition=record.partition,
            offset=record.offset,
            delivered=now,
            kept=prepared.keep,
        )
        await self.hands.keep(delivery)
        self._desk.memory.put(delivery)
        self._metrics.delivered.labels(self.name, alert.state.value).inc()
        self._metrics.delay.labels(self.name).observe(max(0.0, now.timestamp() - record.timestamp / 1000))
        self._status.delivered += 1
        self._status.last_delivered = now.isoformat(timespec="seconds")
        self.well()
        log.info("delivered", sink=self.name, ce_id=prepared.ce_id, state=alert.state.value, severity=alert.severity.value)

    async def _bury(self, record: Record, reason: str, message: str) -> None:
        log.error("an alert became a dead letter", sink=self.name, partition=record.partition, offset=record.offset, reason=reason, detail=message)
        await self.hands.bury(record, self.name, reason, message)
        self._metrics.dead.labels(self.name, reason).inc()
        self.well()

    def _failing(self, error: Undelivered, attempt: int, ce_id: str | None = None) -> None:
        self._metrics.retried.labels(self.name, error.reason).inc()
        self._metrics.up.labels(self.name).set(0)
        self._status.state, self._status.reason, self._status.failed = State.RETRYING, str(error), attempt
        self._say(error, ce_id, attempt)

    def _say(self, error: Undelivered, ce_id: str | None, attempt: int = 1) -> None:
        log.warning("not delivered", sink=self.name, ce_id=ce_id, attempt=attempt, reason=error.reason, detail=str(error))

    def well(self) -> None:
        """Nothing is wrong, as far as is known."""
        self._metrics.up.labels(self.name).set(1)
        self._status.state, self._status.reason, self._status.failed = State.DELIVERING, "", 0
