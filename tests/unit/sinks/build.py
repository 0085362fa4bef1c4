"""An alert and a message, with only what a test is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from stream.model import Alert
from stream.sinks.courier import Record
from stream.sinks.protocol import Message

NOON = datetime(2021, 12, 3, 12, tzinfo=UTC)


def alert(number: int = 1, revision: int = 1, state: str = "firing", **fields: Any) -> Alert:
    """A surge in a made-up region, unless said otherwise."""
    told: dict[str, Any] = {
        "id": f"surge.0a1b.vale.2021-11-2{number}",
        "revision": revision,
        "state": state,
        "reason": "subsided" if state == "resolved" else None,
        "severity": "warning",
        "kind": "surge",
        "rule": "surge",
        "rule_version": "0a1b",
        "region": {"id": "vale", "name": "Green Vale"},
        "measure": "incidents",
        "window": {"start": "2021-11-27", "end": "2021-12-03"},
        "observed": 7,
        "expected": 1.5,
        "title": "Surge of attacks in Green Vale: 7 in the 7 days to 3 December 2021, 1.5 expected; 4 killed",
        "incidents": [{"id": "i-1", "type": "armed_attack", "place": "Stone Bridge", "sources": ["One Wire", "Two Wire"], "quote": "Four died."}],
        "incidents_total": 7,
        "started": NOON - timedelta(hours=3),
        "updated": NOON + timedelta(minutes=revision),
        "emitted": NOON + timedelta(minutes=revision, seconds=30),
    }
    return Alert.model_validate(told | fields)


def message(of: Alert | None = None, **fields: Any) -> Message:
    """To a sink that knows of nothing."""
    of = of or alert()
    return Message(**{"alert": of, "ce_id": f"{of.id}/{of.revision}", "first": True, "now": NOON + timedelta(hours=1)} | fields)


def record(of: Alert, offset: int, partition: int = 0) -> Record:
    """As it lies in the topic."""
    return Record(partition, offset, int(NOON.timestamp() * 1000), of.id.encode(), of.to_json())
