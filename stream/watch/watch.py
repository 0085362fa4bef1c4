"""The watch step: what an incident now adds to a region, and what the clock brings to an end.

Rows of its own, beside those of `buckets` and `life`, one each a partition, because tables are never iterated: `watching/PARTITION`, the regions
in which the clock has something to do, and `regions/PARTITION`, all regions that have buckets, each with its first day.

The alerts are a function of the buckets and the clock: changes fire, the clock only closes. Its day is the day in UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from stream import topics
from stream.clock import read_vouched
from stream.expiry import expired
from stream.model import AlertReason, Contained, Grounds, Reading, RegionChange, RegionName, RuleKind
from stream.state import Changes
from stream.watch import buckets
from stream.watch.grounds import learn, meet
from stream.watch.life import Life, Moment
from stream.watch.reign import superseded
from stream.watch.rows import AlertRows
from stream.watch.rules import Rules
from stream.watch.series import RegionDays, Views
from stream.watch.sight import Seen, hear, keep, look, looked, settle

#: Facts that this step notes (`Changes.note`), with what their labels name.
FACTS: dict[str, tuple[str, ...]] = {
    "window": ("rule", "region", "measure"),
    "alert_revisions": ("rule", "severity", "state"),
    "tallies": (),
    "history_short": ("rule", "region"),
    "too_old": ("region",),
    "days_expired": (),
    "rules_older": (),
}


class RegionsTold(Protocol):
    """What the watch needs of the regions (`stream.places.Regions`)."""

    def name(self, region_id: str) -> str:
        """What people call it."""
        ...

    def size(self, region_id: str) -> int:
        """How large it is, to tell the smaller of two."""
        ...


class Watch:
    """Folds changes into tallies, and moves alerts through their life."""

    def __init__(self, rules: Rules, regions: RegionsTold, *, retention_days: int = 400) -> None:
        self._rules = rules
        self._regions = regions
        self._retention = timedelta(days=retention_days)
        self._views = Views()

    def change(self, changes: Changes, change: RegionChange, clock: datetime | None, covered_from: date | None) -> None:
        """One incident's contribution to one region, as it now stands; `clock` and `covered_from` None: not known yet.

        A change that is known already, or older, sends the tallies and alerts again that it may have touched, and changes nothing.
        """
        moment = _moment(clock, covered_from)
        today = date.fromordinal(moment.today) if moment.today is not None else None
        filed = buckets.file(changes, change, today, self._retention)
        key = buckets.incident_key(change.region, change.incident_id)
        if filed.done is not None:
            # Alerts are drawn up from this row; it is put again at the very end.
            changes.put(key, filed.done)
        if not filed.days:
            return
        region = RegionName(id=change.region, name=self._regions.name(change.region))
        seen = self._look_again(changes, region, filed, moment)
        _send_tallies(changes, region, filed.days)
        if superseded(changes, self._rules):
            self._leave(changes, region.id, moment, filed, key)
            return
        lives = self._lives(changes, region, moment)
        if filed.done is not None:
            self._remember(changes, region.id)
            self._evaluate(changes, region.id, lives, moment, [*filed.days, *seen])
        if filed.again:
            for rows in self._rows(changes, region.id, lives, moment):
                rows.resend()
        if filed.done is not None:
            self._plan(changes, region.id, lives, moment)
            changes.put(key, filed.done)

    def advance(self, changes: Changes, before: datetime | None, clock: datetime, covered_from: date | None, *, quiet: bool = False) -> None:
        """The clock of this partition moved, or (`before` is `clock`) the mark that moved it came again. `quiet`: nothing else is to come for now.

        Changes of alerts that wait are published when the clock's day is over, or nothing else is to come.
        """
        moment = _moment(clock, covered_from)
        assert moment.today is not None
        self._expire(changes, clock)
        again = before is not None and before >= clock
        turned = self._look_around(changes, moment, clock, again=again)
        if superseded(changes, self._rules):
            # Nothing is settled: whoever has the newer rules looks at all of it.
            return
        plans = changes.get(f"watching/{changes.partition}", {})
        for region_id in sorted({*plans, *turned}):
            plan = plans.get(region_id) or {"due": moment.today, "waits": False, "acted": "", "acted_due": 0}
            due = plan["due"] <= moment.today or (quiet and plan["waits"]) or region_id in turned
            acted_again = again and plan["acted"] != "" and datetime.fromisoformat(plan["acted"]) == clock
            if not due and not acted_again:
                continue
            region = RegionName(id=region_id, name=self._regions.name(region_id))
            lives = self._lives(changes, region, moment)
            acted_now = plan["acted"] == clock.isoformat()
            since = min(plan["due"], moment.today) if due and not acted_now else plan["acted_due"]
            if due:
                self._evaluate(changes, region_id, lives, moment, flush=True)
            for rows in self._rows(changes, region_id, lives, moment):
                rows.resend(closed_since=since)
            acted = {"acted": clock.isoformat(), "acted_due": since} if due else {"acted": "", "acted_due": 0}
            self._plan(changes, region_id, lives, moment, acted)
        settle(changes, moment.today, clock.isoformat())

    def _leave(self, changes: Changes, region: str, moment: Moment, filed: buckets.Filed, key: str) -> None:
        """A change under older rules than the state's: tallies go on, alerts are left to whoever has the newer ones, who is to look at the region at once."""
        if filed.done is None:
            return
        self._remember(changes, region)
        watching: dict[str, Any] = changes.get(f"watching/{changes.partition}", {})
        plan = {"acted": "", "acted_due": 0, "waits": False, **watching.get(region, {}), "due": moment.today or 0}
        if plan != watching.get(region):
            changes.put(f"watching/{changes.partition}", {**watching, region: plan})
        changes.put(key, filed.done)

    def hear(self, changes: Changes, reading: Reading) -> None:
        """What was read of a day; the regions are looked at when the clock has passed it."""
        hear(changes, reading)

    def relate(self, changes: Changes, record: Grounds | Contained) -> None:
        """Alerts that rest on the same incidents come to know of each other (stream.watch.grounds), whichever rules are in force."""
        if isinstance(record, Grounds):
            meet(changes, record)
        else:
            learn(changes, record)

    def _look_again(self, changes: Changes, region: RegionName, filed: buckets.Filed, moment: Moment) -> list[str]:
        """News of a day that was judged already may say which outlets to expect after it: the tallies after it, and the days (ISO) judged anew."""
        first = date.fromisoformat(filed.days[0]).toordinal()
        if moment.today is None or first >= moment.today or region.id not in self._rules.regions_named:
            return []
        found = look(changes, region.id, first, moment.today, read_vouched(changes))
        return _cover(changes, region, found, always=filed.again, but=filed.days)

    def _look_around(self, changes: Changes, moment: Moment, clock: datetime, *, again: bool) -> dict[str, list[str]]:
        """When the clock's day has turned, or more was read of a day before: judge the days of all regions that rules watch, and send their tallies.

        Gives the regions in which alerts may hang on it, with the days (ISO).
        """
        assert moment.today is not None
        before = looked(changes)
        looked_again = before is not None and again and before.clock == clock.isoformat()
        if before is None or not (before.due(moment.today) or looked_again):
            return {}
        since = before.start(moment.today) if before.due(moment.today) else before.since
        known: dict[str, str] = changes.get(f"regions/{changes.partition}", {})
        turned = {}
        for region_id in sorted(known.keys() & self._rules.regions_named):
            region = RegionName(id=region_id, name=self._regions.name(region_id))
            found = look(changes, region_id, since, moment.today, read_vouched(changes), clock.isoformat())
            days = _cover(changes, region, found, always=True)
            if before.changed is not None or any(coverage.blind for coverage in found.days.values()):
                turned[region_id] = days
        return turned

    def _lives(self, changes: Changes, region: RegionName, moment: Moment) -> list[Life]:
        rules = self._rules.for_region(region.id)
        days = RegionDays(changes, region.id, self._views) if rules else None
        size = self._regions.size(region.id) if rules else 0
        return [Life(changes, rule, region, size, days, moment) for rule in rules if days is not None]

    def _rows(self, changes: Changes, region: str, lives: list[Life], moment: Moment) -> list[AlertRows]:
        """Of the rules that are in force, and of those that once were."""
        in_force = {life.rule.id: life.rows for life in lives}
        ruled: list[str] = changes.get(f"ruled/{region}", [])
        gone = [AlertRows(changes, rule_id, region, self._regions.size(region), moment.today) for rule_id in ruled if rule_id not in in_force]
        return [*in_force.values(), *gone]

    def _evaluate(
        self, changes: Changes, region: str, lives: list[Life], moment: Moment, days: Iterable[str] = (), *, flush: bool = False
    ) -> None:  # fmt: skip
        touched = [date.fromisoformat(day).toordinal() for day in days]
        for life in lives:
            life.evaluate(touched, flush=flush)
        for rows in self._rows(changes, region, lives, moment)[len(lives) :]:
            still_a_rule = any(rule.id == rows.rule_id for rule in self._rules.all)
            rows.keep("", rows.retire(AlertReason.REGION_CHANGED if still_a_rule else AlertReason.RULE_CHANGED), [])

    def _plan(self, changes: Changes, region: str, lives: list[Life], moment: Moment, acted: dict[str, Any] | None = None) -> None:
        """When the clock must look at this region next; and the windows as they stand, for the metrics."""
        known = self._rows(changes, region, lives, moment)
        dues = [due for rows in known if (due := rows.due()) is not None]
        for life in lives:
            current = life.current()
            rule = life.rule.spec
            changes.note("window", rule.id, region, rule.measure, value=current)
            if current or rule.kind is RuleKind.COVERAGE:
                dues.append((moment.today or 0) + 1)
        key = f"watching/{changes.partition}"
        watching: dict[str, Any] = changes.get(key, {})
        plan = {"acted": "", "acted_due": 0, **watching.get(region, {}), **(acted or {}), "due": min(dues, default=None)}
        plan["waits"] = any(rows.waiting for rows in known)
        others = {name: old for name, old in watching.items() if name != region}
        changed = others if plan["due"] is None else {**others, region: plan}
        if changed != watching:
            changes.put(key, changed)

    def _remember(self, changes: Changes, region: str) -> None:
        """List the region with its first day, for `_expire`."""
        days = buckets.days_of(changes, region)
        key = f"regions/{changes.partition}"
        known: dict[str, str] = changes.get(key, {})
        if days and known.get(region) != days[0]:
            changes.put(key, {**known, region: days[0]})

    def _expire(self, changes: Changes, clock: datetime) -> None:
        """Delete the rows of days that are older than the retention."""
        horizon = clock.astimezone(UTC).date() - self._retention
        for stray in expired(changes, horizon):
            # An incident that was filed under a day goes with it.
            if changes.get(stray, {}).get("day") is None:
                changes.delete(stray)
        oldest = horizon.isoformat()
        key = f"regions/{changes.partition}"
        known: dict[str, str] = changes.get(key, {})
        late = sorted(region for region, first in known.items() if first < oldest)
        left = {region: first for region, first in known.items() if region not in late}
        for region in late:
            first = buckets.expire(changes, region, oldest)
            if first is not None:
                left[region] = first
        if late:
            changes.put(key, left)


def _send_tallies(changes: Changes, region: RegionName, days: Iterable[str]) -> None:
    for day in days:
        tally = buckets.tally(changes, region, day)
        if tally is not None:
            changes.note("tallies")
            changes.send(topics.TALLIES, tally.id, tally)


def _cover(changes: Changes, region: RegionName, found: Seen, *, always: bool, but: Collection[str] = ()) -> list[str]:
    """Keep with each day what was read of it, and send its tally where that is news, or `always`; gives the days (ISO). `but`: they are sent anyway."""
    days = [(date.fromordinal(day).isoformat(), coverage) for day, coverage in found.days.items()]
    news = [day for day, coverage in days if buckets.cover(changes, region.id, day, coverage, always=always)]
    keep(changes, region.id, found)
    _send_tallies(changes, region, [day for day in news if day not in but])
    return [day for day, _ in days]


def _moment(clock: datetime | None, covered_from: date | None) -> Moment:
    return Moment(clock.astimezone(UTC).toordinal() if clock is not None else None, covered_from)
