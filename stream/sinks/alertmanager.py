"""Prometheus Alertmanager: POST /api/v2/alerts.

https://prometheus.io/docs/alerting/latest/clients/ and api/v2/openapi.yaml of prometheus/alertmanager. An alert is known there by its labels, so they
are few and hold nothing of an article; what may change stands in annotations.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from stream.describe import explanation, safe
from stream.model import AlertState
from stream.sinks.config import OWN_LABELS, AlertmanagerText
from stream.sinks.http import Poster
from stream.sinks.protocol import Message, Prepared, Sink, Undelivered, Unreachable
from stream.sinks.secrets import Secrets

PATH = "/api/v2/alerts"
#: Alerts in one request, as Prometheus sends them.
BATCH = 64
#: Incidents in the annotation `evidence`.
SHOWN = 5


class Alertmanager(Sink):
    """All members of a cluster are told; an alert is taken when one of them has it, and the others hear of it when it is sent again."""

    def __init__(self, text: AlertmanagerText, secrets: Secrets, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        urls = text.url if isinstance(text.url, tuple) else (text.url,)
        self._urls = [secrets.fill(url).rstrip("/") + PATH for url in urls]
        self._text = text
        self._now = now
        self._keep = timedelta(seconds=text.keep_seconds)
        self.resend_seconds = text.resend_seconds
        self._poster = Poster(
            text.timeout_seconds, secrets, ca_file=text.ca_file, bearer=secrets.fill(text.bearer) if text.bearer is not None else None
        )

    def prepare(self, message: Message) -> Prepared:
        """The alert; where its labels changed (its severity did) also the end of what it was under the old ones."""
        alert = _posted(message, self._text.labels)
        before = message.kept.get("alert")
        posted = [alert]
        if before and not message.first and before["labels"] != alert["labels"] and "endsAt" not in before:
            posted.insert(0, before | {"endsAt": _instant(message.now)})
        return Prepared(message.ce_id, posted, json.dumps(posted, indent=2, ensure_ascii=False), {"alert": alert})

    async def send(self, prepared: Prepared) -> None:
        """To every member."""
        await self._post(prepared.payload)

    async def resend(self, kept: Sequence[dict[str, Any]]) -> None:
        """What is open lasts on."""
        alerts = [each["alert"] for each in kept if "alert" in each]
        for start in range(0, len(alerts), BATCH):
            await self._post(alerts[start : start + BATCH])

    async def close(self) -> None:
        """Close all connections."""
        await self._poster.close()

    async def _post(self, alerts: Sequence[dict[str, Any]]) -> None:
        lasting = _instant(self._now() + self._keep)
        body = json.dumps([{"endsAt": lasting} | alert for alert in alerts], ensure_ascii=False).encode()
        failures = [failure for failure in await asyncio.gather(*(self._told(url, body) for url in self._urls)) if failure is not None]
        if len(failures) == len(self._urls):
            raise next((error for error in failures if isinstance(error, Unreachable)), failures[0])

    async def _told(self, url: str, body: bytes) -> Undelivered | None:
        """Why a member has it not; None where it has."""
        try:
            await self._poster.post(url, body, {"Content-Type": "application/json"})
        except Undelivered as error:
            return error
        return None


def _posted(message: Message, labels: dict[str, str]) -> dict[str, Any]:
    alert = message.alert
    values = (alert.rule, alert.id, alert.rule, alert.region.id, alert.severity.value, alert.kind.value)
    own = dict(zip(OWN_LABELS, values, strict=True))
    posted: dict[str, Any] = {"labels": labels | own, "annotations": _annotations(message), "startsAt": _instant(min(alert.started, message.now))}
    if alert.state is AlertState.RESOLVED:
        # not the end of its last day: an alert that ended long ago would be swept away before anybody is told
        posted["endsAt"] = _instant(message.now)
    return posted


def _annotations(message: Message) -> dict[str, str]:
    alert = message.alert
    told = {
        "title": safe(alert.title),
        "region_name": safe(alert.region.name),
        "window": f"{alert.window.start} to {alert.window.end}",
        "measure": alert.measure,
        "observed": f"{alert.observed:g}",
        "expected": "" if alert.expected is None else f"{alert.expected:g}",
        "fires_from": "" if alert.fires_from is None else f"{alert.fires_from:g}",
        "incidents_total": str(alert.incidents_total),
        "evidence": "\n".join(explanation(alert, SHOWN)),
        "also": "; ".join(safe(f"{each.region.name}: {each.title}") for each in message.containing),
        "reason": alert.reason.value if alert.reason else "",
        "ce_id": message.ce_id,
    }
    return {name: value for name, value in told.items() if value}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
