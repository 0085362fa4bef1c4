"""The rows of the alerts of one rule in one region.

`alert/ID` is an alert as last published; `alerts/RULE/REGION`, put after them, lists those that may still change, with the version of the rule
the days of alerts that are forgotten already (`past`: a baseline leaves them out), and the first covered day that it was judged with; `ruled/REGION` names the rules that have such a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stream.model import Alert, AlertReason, AlertState
from stream.state import Changes
from stream.watch.grounds import contained_in, forget, rest, rest_again
from stream.watch.published import alert_key, publish, send

#: An alert in the index row: days are ordinals, `drop` is the day from which it may be forgotten, `over` says that no episode is its own, `why` for what reason,
#: `waits` that it has changed since it was published, `flushed` on which day of the clock such a change, or what the clock brought, was last published.
Listed = dict[str, Any]


class AlertRows:
    """Reads, writes and sends the alerts of one rule in one region."""

    def __init__(self, changes: Changes, rule_id: str, region_id: str, size: int, today: int | None) -> None:
        self._changes = changes
        self._rule_id = rule_id
        #: Of the region, to tell the smaller of two.
        self._size = size
        self._key = f"alerts/{rule_id}/{region_id}"
        self._ruled = f"ruled/{region_id}"
        self._today = today or 0
        self._sent: set[str] = set()

    @property
    def rule_id(self) -> str:
        """The rule whose alerts they are."""
        return self._rule_id

    @property
    def index(self) -> dict[str, Any] | None:
        """The index row as it now stands."""
        row: dict[str, Any] | None = self._changes.get(self._key)
        return row

    @property
    def listed(self) -> list[Listed]:
        """Alerts that may still change."""
        return self.index["alerts"] if self.index else []

    def stored(self, alert_id: str) -> dict[str, Any] | None:
        """An alert as last published, without `emitted`."""
        row: dict[str, Any] | None = self._changes.get(alert_key(alert_id))
        return row

    def write(self, alert: Alert) -> None:
        """Publish a revision."""
        self._sent.add(alert.id)
        publish(self._changes, alert)

    def rest(self, alert: Alert, grounds: str | None) -> None:
        """What a published alert rests on (stream.watch.grounds)."""
        rest(self._changes, alert, self._size, grounds)

    def contained(self, alert_id: str) -> tuple[str, ...]:
        """The alerts of smaller regions that rest on the same, as far as is known."""
        return contained_in(self._changes, alert_id)

    def end(self, entry: Listed, reason: AlertReason) -> Listed:
        """Resolve a listed alert that has no episode any more; returns its entry for the index."""
        stored = Alert.model_validate(self.stored(entry["id"]))
        if (stored.state, stored.reason) != (AlertState.RESOLVED, reason):
            update = {"revision": stored.revision + 1, "state": AlertState.RESOLVED, "reason": reason}
            self.write(stored.model_copy(update=update))
        self.rest(stored, None)
        return {**entry, "over": True, "why": reason.value}

    def retire(self, reason: AlertReason = AlertReason.RULE_CHANGED) -> list[Listed]:
        """The rule is gone, or another one, or watches the region no more: what is open ends with it. Returns all entries, for the index."""
        return [
            {**entry, "over": True} if self._resolved(entry) else self.end(entry, reason)
            for entry in self.listed
        ]  # fmt: skip

    def keep(self, version: str, entries: Iterable[Listed], past: Iterable[list[int]], covered: str | None = None) -> None:
        """Put the index row, without what is too old to change, and without a row where there is nothing to say."""
        kept, forgotten = [], list(past)
        for entry in entries:
            if entry["drop"] > self._today:
                kept.append(entry)
                continue
            self._changes.delete(alert_key(entry["id"]))
            forget(self._changes, entry["id"])
            if not entry["over"]:
                forgotten.append([entry["start"], entry["last"]])
        kept.sort(key=lambda entry: (entry["onset"], entry["id"]))
        row = {"version": version, "alerts": kept, "past": sorted(forgotten), "covered": covered}
        if not kept and not forgotten:
            self._changes.delete(self._key)
        elif row != self.index:
            self._changes.put(self._key, row)
        self._name_rule()

    def resend(self, closed_since: int | None = None) -> None:
        """Send listed alerts again as they stand: all, or those that the clock closed or flushed on that day or later."""
        for entry in self.listed:
            by_clock = (entry["flushed"],) if entry["over"] else (entry["closes"], entry["flushed"])
            recent = closed_since is None or any(closed_since <= day <= self._today for day in by_clock)
            if not recent:
                continue
            alert = Alert.model_validate(self.stored(entry["id"]))
            rest_again(self._changes, alert, self._size)
            if alert.id not in self._sent:
                self._sent.add(alert.id)
                send(self._changes, alert)

    @property
    def waiting(self) -> bool:
        """Whether an alert has changed since it was last published."""
        return any(entry["waits"] and not entry["over"] for entry in self.listed)

    def due(self) -> int | None:
        """The next day of the clock on which something is to be published, closed or forgotten."""
        ends = [entry["drop"] if self._ended(entry) else entry["closes"] for entry in self.listed]
        return min([*ends, self._today + 1] if self.waiting else ends, default=None)

    def _ended(self, entry: Listed) -> bool:
        return bool(entry["over"] or entry["closes"] <= self._today)

    def _resolved(self, entry: Listed) -> bool:
        stored = self.stored(entry["id"])
        return stored is not None and stored["state"] == AlertState.RESOLVED

    def _name_rule(self) -> None:
        ruled: list[str] = self._changes.get(self._ruled, [])
        named = sorted({*ruled, self._rule_id} if self.index else {*ruled} - {self._rule_id})
        if named != ruled:
            self._changes.put(self._ruled, named or None)
