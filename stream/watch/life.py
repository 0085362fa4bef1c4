"""The life of alerts: fired, updated, resolved, and by which id an episode was known before.

Rows: `alert/ID` is an alert as last published; `alerts/RULE/REGION`, put after them, lists those that may still change. An alert is found again
by the days of its episode, else by an incident that both share. Of two alerts whose episodes grew together the earlier goes on, the other one is
withdrawn; one that was resolved goes on under its own id when late news lengthens its episode. A withdrawn alert comes back under its own id
only where that would be the id of the new one, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from stream import topics
from stream.model import Alert, AlertReason, AlertState, RegionName
from stream.state import Changes
from stream.watch.alerts import draft
from stream.watch.conditions import MOST_LEFT_OUT, Span, Surge, condition
from stream.watch.episodes import Episode, trace
from stream.watch.rules import Rule
from stream.watch.schema import SurgeRule
from stream.watch.series import RegionDays, Series

#: An entry of the index row: days are ordinals, `drop` is the day from which it may be forgotten, `over` says that no episode is its own.
Listed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """What the step knows of time: the clock's day (UTC; None: unknown), and the first day that was covered."""

    today: int | None
    covered_from: date | None


def index_key(rule_id: str, region: str) -> str:
    """Key of the row that lists the alerts of a rule in a region."""
    return f"alerts/{rule_id}/{region}"


def alert_key(alert_id: str) -> str:
    """Key of the row of one alert, as last published."""
    return f"alert/{alert_id}"


class Life:
    """The alerts of one rule in one region, in one event."""

    def __init__(self, changes: Changes, rule: Rule, region: RegionName, days: RegionDays, moment: Moment) -> None:
        self._changes = changes
        self.rule = rule
        self._region = region
        self._moment = moment
        self._series = Series(rule, days)
        self._condition = condition(self._series, moment.covered_from)
        self._key = index_key(rule.id, region.id)
        row = changes.get(self._key) or {"version": rule.version, "alerts": [], "past": []}
        self._same_rule = row["version"] == rule.version
        self._row = row
        self._listed: list[Listed] = row["alerts"]
        self._past: list[Span] = [(first, last) for first, last in row["past"]] if self._same_rule else []
        self._published: set[str] = set()

    def evaluate(self) -> None:
        """Bring the alerts in line with the days and the clock; publish each that changed."""
        over = list(self._retired()) if not self._same_rule else [entry for entry in self._listed if entry["over"]]
        live = [entry for entry in self._listed if not entry["over"]] if self._same_rule else []
        episodes = list(trace(self._series, self._condition, self._since(live), self._past))
        drafts = [draft(self._changes, self._series, self._condition, episode, self._region) for episode in episodes]
        found = _matched(live, episodes, drafts, self._changes)
        taken = {entry["id"] for entry in found.values()}
        over += [self._end(entry, AlertReason.WITHDRAWN) for entry in live if entry["id"] not in taken]
        fresh = []
        for number, (episode, alert) in enumerate(zip(episodes, drafts, strict=True)):
            alert_id = found[number]["id"] if number in found else self._new_id(episode, taken)
            taken.add(alert_id)
            self._publish(alert.model_copy(update={"id": alert_id}), episode)
            fresh.append(self._entry(alert_id, episode))
        self._keep(fresh, [entry for entry in over if entry["id"] not in taken])
        if isinstance(self._condition, Surge) and self._condition.history_short:
            self._changes.note("history_short", self.rule.id, self._region.id)

    def resend(self, closed_since: int | None = None) -> None:
        """Send listed alerts again as they stand: all, or those whose episode closed on that day or later (and has by now)."""
        for entry in self._changes.get(self._key, {"alerts": []})["alerts"]:
            recent = closed_since is None or (closed_since <= entry["closes"] <= (self._moment.today or 0))
            if recent and entry["id"] not in self._published:
                self._send(Alert.model_validate(self._changes.get(alert_key(entry["id"]))))

    def due(self) -> int | None:
        """The next day of the clock on which something is to be closed or forgotten."""
        today = self._moment.today or 0
        entries = self._changes.get(self._key, {"alerts": []})["alerts"]
        days = [entry["drop"] if entry["over"] or entry["closes"] <= today else entry["closes"] for entry in entries]
        return min(days, default=None)

    def current(self) -> int:
        """The number in the window that ends with the newest day: the clock's, or the last that has an incident."""
        newest = max(self._series.days.last or 0, self._moment.today or 0)
        return self._series.window(newest, newest + self.rule.spec.lateness).value if newest else 0

    def _since(self, live: list[Listed]) -> int:
        """Where the episodes begin that may still change."""
        today = self._moment.today
        begin = (self._series.days.first or 1) if today is None else today - self.rule.horizon + 1
        onsets: list[int] = [entry["onset"] for entry in live]
        return max(1, min([begin, *onsets]))

    def _publish(self, alert: Alert, episode: Episode) -> None:
        stored = self._changes.get(alert_key(alert.id))
        if stored is None:
            self._write(alert)
            stored = self._changes.get(alert_key(alert.id))
        closed = episode.closed(self._moment.today)
        state, reason = AlertState(stored["state"]), AlertReason(stored["reason"]) if stored["reason"] else None
        if closed:
            end = datetime.combine(date.fromordinal(episode.closes), time(0), UTC)
            state, reason = AlertState.RESOLVED, AlertReason.SUBSIDED
            alert = alert.model_copy(update={"updated": max(alert.updated, end)})
        elif state is AlertState.RESOLVED:
            state, reason = AlertState.UPDATED, None
        same = alert.model_copy(update={"revision": stored["revision"], "state": state, "reason": reason})
        if not _differs(stored, _json(same), self.rule.spec.step):
            return
        changed = AlertState.UPDATED if state is AlertState.FIRING else state
        self._write(same.model_copy(update={"revision": stored["revision"] + 1, "state": changed}))

    def _end(self, entry: Listed, reason: AlertReason) -> Listed:
        """Resolve a listed alert that has no episode any more."""
        stored = Alert.model_validate(self._changes.get(alert_key(entry["id"])))
        if (stored.state, stored.reason) != (AlertState.RESOLVED, reason):
            update = {"revision": stored.revision + 1, "state": AlertState.RESOLVED, "reason": reason}
            self._write(stored.model_copy(update=update))
        return {**entry, "over": True}

    def _retired(self) -> Iterator[Listed]:
        """The alerts of an older version of the rule: those still open end with it."""
        for entry in self._listed:
            stored = self._changes.get(alert_key(entry["id"]))
            open_ = stored["state"] != AlertState.RESOLVED
            yield self._end(entry, AlertReason.RULE_CHANGED) if open_ else {**entry, "over": True}

    def _keep(self, fresh: list[Listed], over: list[Listed]) -> None:
        """Put the index row, without what is too old to change."""
        today = self._moment.today or 0
        kept, past = [], list(self._past)
        for entry in [*fresh, *over]:
            if entry["drop"] > today:
                kept.append(entry)
                continue
            self._changes.delete(alert_key(entry["id"]))
            if not entry["over"]:
                past.append((entry["start"], entry["last"]))
        kept.sort(key=lambda entry: (entry["onset"], entry["id"]))
        row = {"version": self.rule.version, "alerts": kept, "past": [list(span) for span in sorted(past) if span[1] >= today - self._reach()]}
        if row != self._row:
            self._changes.put(self._key, row)

    def _reach(self) -> int:
        """Days before the clock that a baseline may still look at."""
        spec = self.rule.spec
        past = spec.window + spec.gap + spec.baseline + MOST_LEFT_OUT if isinstance(spec, SurgeRule) else 0
        return past + self.rule.horizon

    def _entry(self, alert_id: str, episode: Episode) -> Listed:
        return {
            "id": alert_id,
            "start": episode.start,
            "onset": episode.onset,
            "last": episode.last,
            "closes": episode.closes,
            "drop": episode.closes + self.rule.horizon,
            "over": False,
        }

    def _new_id(self, episode: Episode, taken: set[str]) -> str:
        wanted = f"{self.rule.id}.{self.rule.version}.{self._region.id}.{date.fromordinal(episode.start)}"
        number, alert_id = 1, wanted
        while alert_id in taken:
            number += 1
            alert_id = f"{wanted}.{number}"
        return alert_id

    def _write(self, alert: Alert) -> None:
        self._changes.put(alert_key(alert.id), _json(alert))
        self._published.add(alert.id)
        self._changes.note("alert_revisions", alert.rule, alert.severity, alert.state)
        self._send(alert)

    def _send(self, alert: Alert) -> None:
        self._changes.send(topics.ALERTS, alert.id, alert)


def _matched(live: list[Listed], episodes: list[Episode], drafts: list[Alert], changes: Changes) -> dict[int, Listed]:
    """Which episode (by number) each listed alert is about: first by common days, then by a common incident."""
    found: dict[int, Listed] = {}
    left = []
    for entry in sorted(live, key=lambda entry: (entry["onset"], entry["id"])):
        same = [number for number, episode in enumerate(episodes) if entry["onset"] <= episode.last and episode.onset <= entry["last"]]
        free = [number for number in same if number not in found]
        if free:
            found[free[0]] = entry
        elif not same:
            left.append(entry)
    for entry in left:
        stored = {incident["id"] for incident in changes.get(alert_key(entry["id"]))["incidents"]}
        for number, alert in enumerate(drafts):
            if number not in found and stored.intersection(incident.id for incident in alert.incidents):
                found[number] = entry
                break
    return found


def _differs(stored: dict[str, Any], new: dict[str, Any], step: float) -> bool:
    """Whether a revision is due: any change of content, but below a `step` above 1 only what a reader would act on."""
    if stored == new:
        return False
    if step <= 1:
        return True
    acted_on = ("state", "reason", "severity", "window", "incidents_total")
    ids = [incident["id"] for incident in stored["incidents"]] != [incident["id"] for incident in new["incidents"]]
    return ids or abs(new["observed"] - stored["observed"]) >= step or any(stored[name] != new[name] for name in acted_on)


def _json(alert: Alert) -> dict[str, Any]:
    return alert.model_dump(mode="json", exclude={"emitted"})
