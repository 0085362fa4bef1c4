"""What each sink was told of each alert: kept in the compacted topic `deliveries`, so that a new process knows it too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from stream.model import AlertState, Instant, Record


class Delivery(Record):
    """The last that a sink has taken of one alert (topic `deliveries`, keyed by `key`, compacted)."""

    sink: str
    alert: Annotated[str, Field(description="id of the alert")]
    revision: int
    state: AlertState
    partition: Annotated[int, Field(description="of `alerts`, where the revision lies")]
    offset: int
    delivered: Annotated[Instant, Field(description="wall clock")]
    kept: Annotated[dict[str, Any], Field(description="what the sink needs for the next revision", default_factory=dict)]

    @property
    def key(self) -> str:
        """Of the record: one a sink and alert."""
        return f"{self.sink}/{self.alert}"

    @property
    def open(self) -> bool:
        """The sink does not know yet that it is over."""
        return self.state is not AlertState.RESOLVED


class Memory:
    """The newest delivery of each sink and alert."""

    def __init__(self) -> None:
        self._by_sink: dict[str, dict[str, Delivery]] = {}

    def put(self, delivery: Delivery) -> None:
        """Take the place of what was known of this sink and alert."""
        self._by_sink.setdefault(delivery.sink, {})[delivery.alert] = delivery

    def drop(self, key: str) -> None:
        """Forget a delivery (its record was deleted)."""
        sink, _, alert = key.partition("/")
        self._by_sink.get(sink, {}).pop(alert, None)

    def get(self, sink: str, alert: str) -> Delivery | None:
        """The last that the sink has taken of the alert."""
        return self._by_sink.get(sink, {}).get(alert)

    def to_tell_again(self, sink: str, partitions: frozenset[int], ended_within: timedelta, now: datetime) -> list[Delivery]:
        """What the sink holds open, and what ended within that time, of these partitions of `alerts`."""
        return [
            delivery
            for delivery in self._by_sink.get(sink, {}).values()
            if delivery.partition in partitions and (delivery.open or now - delivery.delivered < ended_within)
        ]
