"""A trial of every sink: one alert that says that it is none, and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from stream.model import Alert, AlertReason, AlertState, RegionName, RuleKind, Severity, Window
from stream.sinks.protocol import Message, Sink, Undelivered

#: Rule and region of the trial alert: routes can tell it by them.
RULE = "tocsin-test"
TITLE = "Test of tocsin: nothing has happened, and nothing is to be done"


async def trial(sinks: Mapping[str, Sink], now: datetime) -> dict[str, str | None]:
    """One attempt for each sink, all at once; why it failed, or None where both messages were taken."""
    results = await asyncio.gather(*(_try(sink, now) for sink in sinks.values()))
    return dict(zip(sinks, results, strict=True))


async def _try(sink: Sink, now: datetime) -> str | None:
    begun = trial_alert(now)
    over = begun.model_copy(update={"revision": 2, "state": AlertState.RESOLVED, "reason": AlertReason.WITHDRAWN})
    try:
        first = sink.prepare(Message(begun, ce_id=f"{begun.id}/1", first=True, now=now))
        await sink.send(first)
        await sink.send(sink.prepare(Message(over, ce_id=f"{over.id}/2", first=False, now=now, kept=first.keep)))
    except Undelivered as error:
        return f"{error.reason}: {error}"
    finally:
        await sink.close()
    return None


def trial_alert(now: datetime) -> Alert:
    """Says in every field that it is a test."""
    return Alert(
        id=f"{RULE}.{now:%Y%m%dT%H%M%S}",
        revision=1,
        state=AlertState.FIRING,
        severity=Severity.INFO,
        kind=RuleKind.AT_LEAST,
        rule=RULE,
        rule_version="0",
        region=RegionName(id="test", name="Test"),
        measure="incidents",
        window=Window(start=now.date(), end=now.date()),
        observed=0,
        title=TITLE,
        started=now,
        updated=now,
        emitted=now,
    )
