"""What would be sent, without sending it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from stream.model import Alert, AlertState
from stream.sinks.board import Board
from stream.sinks.config import SinkText
from stream.sinks.decide import Desk, Passed, Place
from stream.sinks.memory import Delivery, Memory
from stream.sinks.protocol import Prepared, Sink


def dry_run(
    alerts: Iterable[Alert], sinks: Mapping[str, tuple[SinkText, Sink]], now: datetime, not_before: datetime | None = None
) -> Iterator[tuple[str, Alert, Prepared | Passed]]:
    """For each revision and sink, in this order: what it would get, or why nothing.

    As if the sinks had kept up and knew of nothing before: each revision is judged by what was there when it came.
    """
    board, memory = Board(), Memory()
    desks = {name: Desk(name, text.only, board, memory, sink.every_revision, not_before) for name, (text, sink) in sinks.items()}
    for offset, alert in enumerate(alerts):
        board.put(alert, 0, offset)
        for name, (_, sink) in sinks.items():
            for told, place in [(alert, Place(0, offset)), *desks[name].freed(alert)]:
                yield name, told, _one(desks[name], sink, told, place, now)


def _one(desk: Desk, sink: Sink, alert: Alert, place: Place, now: datetime) -> Prepared | Passed:
    message = desk.decide(alert, place, now)
    if isinstance(message, Passed):
        return message
    prepared = sink.prepare(message)
    desk.memory.put(
        Delivery(
            sink=desk.sink,
            alert=alert.id,
            revision=alert.revision,
            state=AlertState(alert.state),
            partition=place.partition,
            offset=place.offset,
            delivered=now,
            kept=prepared.keep,
        )
    )
    return prepared
