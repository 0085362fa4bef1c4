"""What would be sent, without sending it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from stream.model import Alert, AlertState
from stream.sinks.board import Board
from stream.sinks.config import SinkText
from stream.sinks.decide import Desk, Passed, Place
from stream.sinks.memory import Delivery, Memory
from stream.sinks.protocol import Prepared, Sink


def dry_run(
    alerts: Iterable[Alert],
    sinks: Mapping[str, tuple[SinkText, Sink]],
    now: datetime,
    not_before: datetime | None = None,
    rebuilt: Collection[tuple[str, int]] = (),
) -> Iterator[tuple[str, Alert, Prepared | Passed]]:
    """For each revision and sink, in this order: what it would get, or why nothing.

    As if the sinks had kept up and knew of nothing before: each revision is judged by what was there when it came, and once the alerts on the
    same incidents had come to know of each other (`settle_seconds`). `rebuilt`: ids and revisions that a rebuild has published.
    """
    board, memory = Board(), Memory()
    desks = {name: Desk(name, text.only, board, memory, sink.every_revision, not_before) for name, (text, sink) in sinks.items()}
    for offset, (alert, (place, settled)) in enumerate(_settled(list(alerts))):
        board.put(settled, 0, place, quiet=(settled.id, settled.revision) in rebuilt)
        for name, (_, sink) in sinks.items():
            for told, lies in [(alert, Place(0, offset, (alert.id, alert.revision) in rebuilt)), *desks[name].freed(alert)]:
                yield name, told, _one(desks[name], sink, told, lies, now)


def _settled(alerts: list[Alert]) -> list[tuple[Alert, tuple[int, Alert]]]:
    """Each revision with the one that took its place a moment later (its offset first), as others on the same incidents became known; else with itself."""
    newest: dict[str, tuple[int, Alert]] = {}
    found = []
    for offset in range(len(alerts) - 1, -1, -1):
        alert = alerts[offset]
        later = newest.get(alert.id)
        newest[alert.id] = later if later is not None and _but_for_others(later[1]) == _but_for_others(alert) else (offset, alert)
        found.append((alert, newest[alert.id]))
    return found[::-1]


def _but_for_others(alert: Alert) -> Alert:
    """What it says, without what else rests on the same incidents."""
    state = AlertState.UPDATED if alert.state is AlertState.FIRING else alert.state
    return alert.model_copy(update={"revision": 0, "state": state, "contained": (), "emitted": None})


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
