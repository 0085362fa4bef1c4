"""The life of alerts: fired, updated, resolved, and by which id an episode was known before.

An alert is found again by the days of its episode, else by an incident that both share. Of two alerts whose episodes grew together the earlier
goes on, the other one is withdrawn; one that was resolved goes on under its own id when late news lengthens its episode. A withdrawn alert comes
back under its own id where an episode shares a day with it that no other alert is about: one onset is one alert, however the news wavers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from stream.model import Alert, AlertReason, AlertState, Coverage, RegionName
from stream.state import Changes
from stream.watch.alerts import Draft, draft
from stream.watch.buckets import covered
from stream.watch.episodes import Episode, trace
from stream.watch.kinds import condition
from stream.watch.published import as_row
from stream.watch.rows import AlertRows, Listed
from stream.watch.rules import Rule
from stream.watch.series import RegionDays, Series
from stream.watch.silence import Silence


@dataclass(frozen=True, slots=True)
class Moment:
    """What the step knows of time: the clock's day (ordinal, UTC; None: unknown), and the first day that was covered."""

    today: int | None
    covered_from: date | None


class Life:
    """The alerts of one rule in one region, in one event."""

    def __init__(self, changes: Changes, rule: Rule, region: RegionName, size: int, days: RegionDays, moment: Moment) -> None:
        self.rule = rule
        self.rows = AlertRows(changes, rule.id, region.id, size, moment.today)
        self._changes = changes
        self._region = region
        self._moment = moment
        self._series = Series(rule, days)
        self._condition = condition(self._series, moment.covered_from)
        self._drafts: dict[Episode, Draft] = {}

    def evaluate(self, touched: Collection[int], *, flush: bool = False) -> None:
        """Bring the alerts in line with the days and the clock, and publish what changed. `touched`: days whose buckets may be others now.

        Of an open alert small changes wait, until one comes that is worth a revision, or the clock says so (`flush`).
        """
        index = self.rows.index or {"version": self.rule.version, "alerts": [], "past": [], "covered": self._covered}
        if index["version"] != self.rule.version:
            index = {"alerts": self.rows.retire(), "past": [], "covered": None}
        over = [entry for entry in index["alerts"] if entry["over"]]
        live = [entry for entry in index["alerts"] if not entry["over"]]
        past = [(first, last) for first, last in index["past"]]
        episodes = list(trace(self._series, self._condition, self._since(live), past))
        found = self._matched(live, episodes)
        taken = {entry["id"] for entry in found.values()}
        by_clock = {"flushed": self._moment.today or 0} if flush else {}
        over += [{**self.rows.end(entry, AlertReason.WITHDRAWN), **by_clock} for entry in live if entry["id"] not in taken]
        back = self._back(over, episodes, found, taken)
        flushed = {entry["id"]: entry["flushed"] for entry in index["alerts"]}
        fresh = []
        for number, episode in enumerate(episodes):
            alert_id = found[number]["id"] if number in found else back.get(number) or self._new_id(episode, taken)
            taken.add(alert_id)
            known = found.get(number)
            entry = self._entry(alert_id, episode, known, flushed.get(alert_id, 0))
            waited = entry["waits"]
            if entry != known or index["covered"] != self._covered or (flush and waited) or self._concerned(episode, touched):
                entry["evidence"] = [incident.id for incident in self._draft(episode).incidents]
                entry["waits"] = not self._publish(alert_id, episode, flush=flush)
            if flush and (waited or known is None or any(known.get(name) != entry[name] for name in ("blind", "told", "unseen"))):
                entry["flushed"] = self._moment.today or 0
            fresh.append(entry)
        recent = [[first, last] for first, last in past if last >= (self._moment.today or 0) - self._reach()]
        self.rows.keep(self.rule.version, [*fresh, *(entry for entry in over if entry["id"] not in taken)], recent, self._covered)
        if self._condition.history_short:
            self._changes.note("history_short", self.rule.id, self._region.id)

    def current(self) -> int:
        """The number in the window that ends with the newest day: the clock's, or the last that has an incident."""
        newest = max(self._series.days.last or 0, self._moment.today or 0)
        return self._condition.value(newest) if newest else 0

    def _since(self, live: list[Listed]) -> int:
        """Where the episodes begin that may still change."""
        today = self._moment.today
        begin = (self._series.days.first or 1) if today is None else today - self.rule.horizon + 1
        onsets: list[int] = [entry["onset"] for entry in live]
        return max(1, min([begin, *onsets]))

    @property
    def _covered(self) -> str | None:
        """What the alerts depend on besides the days and the clock."""
        first = self._moment.covered_from
        return first.isoformat() if first is not None and self._condition.reach else None

    def _concerned(self, episode: Episode, touched: Collection[int]) -> bool:
        """Whether other buckets on those days may be another alert."""
        first = 0 if self._condition.reach else episode.start
        return any(first <= day <= episode.last for day in touched)

    def _draft(self, episode: Episode) -> Alert:
        return self._drawn_up(episode).alert

    def _drawn_up(self, episode: Episode) -> Draft:
        if episode not in self._drafts:
            self._drafts[episode] = draft(self._changes, self._series, self._condition, episode, self._region)
        return self._drafts[episode]

    def _publish(self, alert_id: str, episode: Episode, *, flush: bool) -> bool:
        """False: what changed waits."""
        stored = self.rows.stored(alert_id)
        alert = self._draft(episode)
        told = {"id": alert_id, "coverage": self._coverage(alert, episode), "contained": self.rows.contained(alert_id)}
        alert = alert.model_copy(update=told)
        if stored is None:
            self.rows.write(alert)
            stored = as_row(alert)
        state, reason = AlertState(stored["state"]), AlertReason(stored["reason"]) if stored["reason"] else None
        if episode.closed(self._moment.today):
            end = datetime.combine(date.fromordinal(episode.closes), time(0), UTC)
            state, reason = AlertState.RESOLVED, AlertReason.SUBSIDED
            alert = alert.model_copy(update={"updated": max(alert.updated, end)})
        elif state is AlertState.RESOLVED:
            state, reason = AlertState.UPDATED, None
        same = alert.model_copy(update={"revision": stored["revision"], "state": state, "reason": reason})
        new = as_row(same)
        if new != stored:
            if not flush and not _worth_a_revision(stored, new, self.rule.spec.step):
                return False
            changed = AlertState.UPDATED if state is AlertState.FIRING else state
            self.rows.write(same.model_copy(update={"revision": stored["revision"] + 1, "state": changed}))
        self.rows.rest(same, self._drawn_up(episode).grounds)
        return True

    def _coverage(self, alert: Alert, episode: Episode) -> Coverage:
        """Of an open alert, of the first day since that was blind; of one that is over, of the last day that it shows."""
        if alert.coverage.blind:
            return alert.coverage
        if episode.closed(self._moment.today):
            return covered(self._changes, self._region.id, alert.window.end.isoformat())
        blind = (entry for entry in self._series.days.blind if episode.onset <= entry.day)
        first = next(blind, None)
        return Coverage() if first is None else Coverage(articles=first.articles, sources=first.sources, usual=first.usual, blind=True)

    def _reach(self) -> int:
        """Days before the clock that a baseline may still look at."""
        return self._condition.reach + self.rule.horizon

    def _told(self, episode: Episode) -> int | None:
        """The last day that the alert of a silence shows; it is drawn up by the clock alone."""
        return self._draft(episode).window.end.toordinal() if isinstance(self._condition, Silence) else None

    def _unseen(self, episode: Episode) -> str | None:
        """The blind days that decided with it: a past, or a lull, is another when one of them turns blind, or proves not to be."""
        if not self._condition.reach or isinstance(self._condition, Silence):
            return None
        days = sorted(day for day in self._series.days.unseen if episode.onset - self._condition.reach <= day <= episode.last)
        return hashlib.sha256(str(days).encode()).hexdigest()[:12] if days else None

    def _entry(self, alert_id: str, episode: Episode, known: Listed | None, flushed: int) -> Listed:
        return {
            "waits": known is not None and known["waits"],
            "flushed": flushed,
            "id": alert_id,
            "start": episode.start,
            "onset": episode.onset,
            "last": episode.last,
            "closes": episode.closes,
            "told": self._told(episode),
            "unseen": self._unseen(episode),
            "evidence": known.get("evidence", []) if known is not None else [],
            "drop": episode.closes + self.rule.horizon,
            "closed": episode.closed(self._moment.today),
            "blind": next((blind.day for blind in self._series.days.blind if episode.onset <= blind.day < episode.closes), None),
            "over": False,
        }

    def _new_id(self, episode: Episode, taken: set[str]) -> str:
        wanted = f"{self.rule.id}.{self.rule.version}.{self._region.id}.{date.fromordinal(episode.start)}"
        number, alert_id = 1, wanted
        while alert_id in taken:
            number += 1
            alert_id = f"{wanted}.{number}"
        return alert_id

    def _matched(self, live: list[Listed], episodes: list[Episode]) -> dict[int, Listed]:
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
            # From the row that is put last: an alert that is handled again after a crash may have been written already.
            known = set(entry.get("evidence", ()))
            shared = (
                number
                for number, episode in enumerate(episodes)
                if number not in found and known.intersection(incident.id for incident in self._draft(episode).incidents)
            )
            free_number = next(shared, None)
            if free_number is not None:
                found[free_number] = entry
        return found

    def _back(self, over: list[Listed], episodes: list[Episode], found: Collection[int], taken: Collection[str]) -> dict[int, str]:
        """The withdrawn alerts that come back, by the number of their episode."""
        ids: dict[int, str] = {}
        for entry in sorted(over, key=lambda entry: (entry["onset"], entry["id"])):
            # From the row that is put last, as above.
            if entry["id"] in taken or entry.get("why") != AlertReason.WITHDRAWN:
                continue
            about = (number for number, episode in enumerate(episodes) if number not in found and number not in ids and _share_a_day(entry, episode))
            number = next(about, None)
            if number is not None:
                ids[number] = entry["id"]
        return ids


def _share_a_day(entry: Listed, episode: Episode) -> bool:
    return bool(entry["start"] <= episode.last and episode.start <= entry["last"])


def _worth_a_revision(stored: dict[str, Any], new: dict[str, Any], step: float | None) -> bool:
    """Whether a change of an alert is published at once: another state or severity, quite other days, a number that moved by a step.

    Whatever befalls a resolved alert is: nothing is gathered for it any more.
    """
    if new["state"] == AlertState.RESOLVED or any(stored[name] != new[name] for name in ("state", "reason", "severity")):
        return True
    if new["window"]["end"] < stored["window"]["start"] or stored["window"]["end"] < new["window"]["start"]:
        return True
    least = max(1.0, stored["observed"] / 10) if step is None else step
    return bool(abs(new["observed"] - stored["observed"]) >= least)
