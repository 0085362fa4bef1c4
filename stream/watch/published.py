"""An alert as it was last published. Row: `alert/ID` -> the alert, without `emitted`."""

from __future__ import annotations

from typing import Any

from stream import topics
from stream.model import Alert
from stream.state import Changes


def alert_key(alert_id: str) -> str:
    """Key of the row of one alert."""
    return f"alert/{alert_id}"


def as_row(alert: Alert) -> dict[str, Any]:
    """An alert as its row holds it; `emitted` is not the core's."""
    return alert.model_dump(mode="json", exclude={"emitted"})


def publish(changes: Changes, alert: Alert) -> None:
    """Keep and send a new revision."""
    changes.put(alert_key(alert.id), as_row(alert))
    changes.note("alert_revisions", alert.rule, alert.severity, alert.state)
    send(changes, alert)


def send(changes: Changes, alert: Alert) -> None:
    """Send an alert as it stands."""
    changes.send(topics.ALERTS, alert.id, alert)
