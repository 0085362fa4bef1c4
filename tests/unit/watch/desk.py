"""Regions, changes and a driver for the tests of the watch."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

import yaml

from stream import topics
from stream.model import (
    Alert,
    AlertReason,
    AlertState,
    Contained,
    Contribution,
    DatePrecision,
    Grounds,
    IncidentType,
    Reading,
    RegionChange,
    Sum,
    Tally,
)
from stream.state import Changes
from stream.watch import Rules, Watch

REGION = "disputed-territories"
DAY0 = date(2021, 9, 20)
BAGHDAD = timedelta(hours=3)


class Regions:
    """Two regions and a set that holds both."""

    NAMES: ClassVar = {REGION: "Disputed territories", "iq-ki": "Kirkuk"}
    SETS: ClassVar = {"iq-governorates": ("iq-ki",), "all": tuple(NAMES)}

    def has(self, region_id: str) -> bool:
        return region_id in self.NAMES

    def name(self, region_id: str) -> str:
        return self.NAMES[region_id]

    def size(self, region_id: str) -> int:
        return {REGION: 900, "iq-ki": 500}[region_id]

    def set(self, name: str) -> tuple[str, ...]:
        return self.SETS[name]


def load(tmp_path: Path, *rules: dict[str, Any], **document: Any) -> Rules:
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"rules": list(rules), **document}, sort_keys=False), encoding="utf-8")
    return Rules.load(file, Regions())


def rule(kind: str = "at_least", **fields: Any) -> dict[str, Any]:
    needed: dict[str, Any] = {
        "at_least": {"window": 3, "threshold": 3},
        "single": {"measure": "killed", "threshold": 5},
        "surge": {},
        "ratio": {"factor": 3, "min_count": 3},
        "spread": {"threshold": 3},
        "first_after": {"lull": 14},
        "coverage": {},
    }
    return {"id": f"a-{kind.replace('_', '-')}", "description": "for a test", "kind": kind, "regions": [REGION], **needed.get(kind, {}), **fields}


def noon(day: int | date, hour: int = 12) -> datetime:
    """Noon UTC, some days after DAY0."""
    local = day if isinstance(day, date) else DAY0 + timedelta(days=day)
    return datetime.combine(local, time(hour), UTC)


def killed(best: int, group: str = "security", low: int | None = None, high: int | None = -1) -> dict[str, Any]:
    return {"effect": "killed", "group": group, "low": best if low is None else low, "best": best, "high": best if high == -1 else high}


def change(
    incident: str, day: int | None, *, revision: int = 1, reported: float = 0, region: str = REGION, toll: Any = (), **fields: Any
) -> RegionChange:
    """An incident on a day after DAY0, first reported so many days later (without a day: so many after DAY0)."""
    first = noon(0) + timedelta(days=(day or 0) + reported)
    contribution = Contribution(
        type=fields.pop("type", IncidentType.ARMED_ATTACK),
        day=DAY0 + timedelta(days=day) if day is not None else None,
        date_precision=DatePrecision.DAY if day is not None else DatePrecision.WEEK,
        toll=tuple(Sum(**entry) for entry in toll),
        first_reported=first,
        last_reported=fields.pop("last_reported", first),
        **{"sources": ("Tigris Press",), "place": "Kifri", **fields},
    )
    return RegionChange(region=region, incident_id=incident, revision=revision, contribution=contribution)


def withdrawn(incident: str, revision: int, region: str = REGION) -> RegionChange:
    return RegionChange(region=region, incident_id=incident, revision=revision, contribution=None)


#: What the step may be given.
Event = RegionChange | Grounds | Contained | datetime


def told_itself(changes: Changes) -> list[Grounds | Contained]:
    """Records that lead back to the step."""
    return [send.record for send in changes.sends if isinstance(send.record, Grounds | Contained)]


def last_sent(changes: Changes) -> dict[tuple[str, str], bytes | None]:
    """The last that was said of each thing, as JSON: of what an alert rests on, under each key where alerts meet."""
    return {(send.key, getattr(send.record, "alert", "")): send.record.to_json() if send.record else None for send in changes.sends}


class Desk:
    """Drives a Watch over a dict, and reads its topics."""

    def __init__(
        self, rules: Rules, covered_from: date | None = DAY0, *, read: Callable[[int], dict[str, int]] | None = None, **options: Any
    ) -> None:
        #: Articles by outlet of a day after DAY0: told before the clock passes the day. None: nobody counts.
        self._read = read
        self._told = 0
        self.watch = Watch(rules, Regions(), **options)
        self.table: dict[str, Any] = {}
        self.clock: datetime | None = None
        self.covered_from = covered_from
        self.sent: list[Alert] = []
        self.tallies: dict[str, Tally] = {}
        self.tallies_sent: list[Tally] = []

    def step(self, event: Event) -> Changes:
        """What an event comes to, nothing written yet."""
        changes = Changes(self.table)
        if isinstance(event, datetime):
            # The same time once more: nothing else is to come.
            self.watch.advance(changes, self.clock, event, self.covered_from, quiet=event == self.clock)
        elif isinstance(event, Grounds | Contained):
            self.watch.relate(changes, event)
        else:
            self.watch.change(changes, event, self.clock, self.covered_from)
        return changes

    def hear(self, event: Event) -> None:
        """What was read of the days that a clock passes."""
        while self._read is not None and isinstance(event, datetime) and noon(self._told + 1, 0) <= event:
            changes = Changes(self.table)
            self.watch.hear(changes, Reading(partition=0, day=DAY0 + timedelta(days=self._told), articles=self._read(self._told)))
            changes.apply()
            self._told += 1

    def take(self, *events: Event) -> None:
        """Each event, and what the step then tells itself."""
        queue = deque(events)
        while queue:
            event = queue.popleft()
            self.hear(event)
            changes = self.step(event)
            changes.apply()
            self.read(changes)
            if isinstance(event, datetime):
                self.clock = event
            queue.extendleft(reversed(told_itself(changes)))

    def read(self, changes: Changes) -> None:
        for send in changes.sends:
            if send.topic == topics.ALERTS:
                assert isinstance(send.record, Alert)
                self.sent.append(send.record)
            elif send.topic == topics.TALLIES:
                assert isinstance(send.record, Tally)
                self.tallies[send.record.id] = send.record
                self.tallies_sent.append(send.record)

    @property
    def last(self) -> dict[str, Alert]:
        """The last revision of each alert."""
        return {alert.id: alert for alert in self.sent}

    @property
    def story(self) -> list[tuple[str, str | None]]:
        return [(alert.state.value, alert.reason.value if alert.reason else None) for alert in self.sent]


def outcome(desk: Desk) -> tuple[Any, Any]:
    """What must be the same in every order: alerts in their last state but those withdrawn, and tallies but those of zeros.

    A tally of zeros says that an incident lay on that day for a while; in another order it never did.
    """
    alerts = [alert for alert in desk.last.values() if alert.reason is not AlertReason.WITHDRAWN]
    named = {alert.id: f"{alert.rule} {alert.region.id} {alert.window.start} {alert.window.end}" for alert in desk.last.values()}
    alerts = [alert.model_copy(update={"contained": tuple(sorted(named[inner] for inner in alert.contained))}) for alert in alerts]
    shown = sorted(
        (
            {**alert.model_dump(mode="json", exclude={"id", "revision"}), "state": "resolved" if alert.state is AlertState.RESOLVED else "open"}
            for alert in alerts
        ),
        key=str,
    )
    tallies = [tally for tally in desk.tallies.values() if tally.incidents or tally.undated or tally.possible]
    return shown, sorted((tally.model_dump(mode="json", exclude={"revision"}) for tally in tallies), key=str)
