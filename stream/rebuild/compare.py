"""What is computed anew against what was published: what to publish, and the revisions with which the new state goes on.

Names, revisions and the time of sending are no differences. Who reads the topics sees revisions rise, never fall: the rows of the new state are given
the revisions that were published, or the next. What lies before the horizon is left as it is: the data it came from is not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from stream import topics
from stream.drive import LEDGER, REGIONS
from stream.expiry import schedule
from stream.model import Alert, AlertReason, AlertState, Incident, IncidentStatus, Record, RegionName, Tally
from stream.rebuild.anew import Anew
from stream.state import Changes, Send
from stream.watch.buckets import bucket_key, days_key, days_of
from stream.watch.published import alert_key, as_row
from stream.watch.rules import Rule

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Published:
    """The public topics as they stand: the last of each id."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What is other than it was published."""

    sends: list[Send] = field(default_factory=list)
    #: (kind, what became of it) -> how many; kinds are the names of topics.
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Region -> tallies that are new, changed or gone.
    regions: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    incidents: list[tuple[str, Incident]] = field(default_factory=list)
    alerts: list[tuple[str, Alert]] = field(default_factory=list)

    def note(self, topic: str, what: str, record: Record | None, key: str) -> None:
        """One difference, and what is to be published of it (None: a tombstone)."""
        self.counts[topic, what] += 1
        self.sends.append(Send(topic, key, record))


#: What may become of a record.
NEW, CHANGED, GONE, SAME = "new", "changed", "gone", "same"


def compare(anew: Anew, published: Published) -> Report:
    """Brings the revisions of the new state's rows in line with what was published, and says what is left to publish.

    May be called once: it changes the rows.
    """
    report = Report()
    clock = anew.clock
    work = _Comparison(anew, published, report, None if clock is None else clock.date(), anew.horizon)
    if anew.with_ledger:
        work.incidents()
    work.tallies()
    work.alerts()
    return report


@dataclass(slots=True)
class _Comparison:
    anew: Anew
    published: Published
    report: Report
    today: date | None
    horizon: date | None

    def incidents(self) -> None:
        """Those made anew, and those that none of these is any more."""
        heirs = _heirs(self.anew.incidents.values())
        for identity, old, new in _pairs(self.published.incidents, self.anew.incidents):
            if new is None:
                assert old is not None, "one of the two is there"
                self._incident_gone(old, heirs)
                continue
            same = old is not None and _fields(old) == _fields(new)
            # Never below what the watch has heard of it.
            revision = max(_next(old, new, same=same), new.revision)
            now = new.model_copy(update={"revision": revision})
            rows = self.anew.rows(LEDGER, now.ledger)
            if (row := rows.get(f"incident/{identity}")) is not None:
                rows[f"incident/{identity}"] = {**row, "incident": {**row["incident"], "revision": revision}}
            if same or (old is None and new.status is not IncidentStatus.ACTIVE):
                self.report.counts[topics.INCIDENTS, SAME] += same
                continue
            what = NEW if old is None else CHANGED
            self.report.incidents.append((what, now))
            self.report.note(topics.INCIDENTS, what, now, identity)

    def _incident_gone(self, old: Incident, heirs: Mapping[str, str]) -> None:
        """It keeps a row, so that its revisions rise should it come back."""
        day = old.date or (old.first_reported.date() if old.first_reported else None)
        if day is None or self._unknown(day, old.first_reported):
            return
        now = old
        if old.status is IncidentStatus.ACTIVE:
            heir = next(iter(Counter(heirs[name] for name in old.reports if name in heirs)), None)
            nothing: dict[str, Any] = {"reports": (), "reports_total": 0, "articles": (), "joined": (), "rulings": ()}
            status = IncidentStatus.MERGED if heir else IncidentStatus.RETRACTED
            now = old.model_copy(update={"status": status, "merged_into": heir, "revision": old.revision + 1, **nothing})
            self.report.incidents.append((GONE, now))
            self.report.note(topics.INCIDENTS, GONE, now, now.id)
        number = self.anew.partition_of(now.ledger)
        changes = Changes(self.anew.tables[LEDGER, number], number)
        said = now.model_dump(mode="json")
        changes.put(f"incident/{now.id}", {"incident": said, "regions": sorted(now.regions), "head": "", "cause": ""})
        schedule(changes, day, f"incident/{now.id}")
        changes.apply()

    def tallies(self) -> None:
        """Days that have another tally, or none any more: those keep one of zeros where their region is still one."""
        for identity, old, new in _pairs(self.published.tallies, self.anew.tallies):
            region, day = identity.rsplit("/", 1)
            if new is None:
                assert old is not None, "one of the two is there"
                self._tally_gone(old)
                continue
            same = old is not None and _fields(old) == _fields(new)
            now = new.model_copy(update={"revision": _next(old, new, same=same)})
            rows = self.anew.rows(REGIONS, region)
            if (row := rows.get(bucket_key(region, day))) is not None:
                rows[bucket_key(region, day)] = {**row, "revision": now.revision}
            if same:
                self.report.counts[topics.TALLIES, SAME] += 1
            else:
                self._tally(NEW if old is None else CHANGED, now.region, now, identity)

    def _tally_gone(self, old: Tally) -> None:
        region, day = old.region.id, old.day.isoformat()
        if self._unknown(old.day, old.updated):
            return
        if not self.anew.pipeline.regions.has(region):
            self._tally(GONE, old.region, None, old.id)
            return
        empty = Tally(id=old.id, region=old.region, day=old.day, revision=old.revision, incidents={})
        same = _fields(empty) == _fields(old)
        now = empty if same else empty.model_copy(update={"revision": old.revision + 1})
        number = self.anew.partition_of(region)
        changes = Changes(self.anew.tables[REGIONS, number], number)
        changes.put(days_key(region), sorted({*days_of(changes, region), day}))
        changes.put(bucket_key(region, day), {"revision": now.revision, "contributions": {}, "gone": []})
        first: dict[str, str] = changes.get(f"regions/{number}", {})
        changes.put(f"regions/{number}", {**first, region: min(day, first.get(region, day))})
        changes.apply()
        if not same:
            self._tally(GONE, old.region, now, old.id)

    def _tally(self, what: str, region: RegionName, now: Tally | None, identity: str) -> None:
        self.report.regions[region.id] += 1
        self.report.names[region.id] = region.name
        self.report.note(topics.TALLIES, what, now, identity)

    def alerts(self) -> None:
        """Alerts as they ended, or stand open; those of the past enter as resolved, and none of theirs is rewritten that has left the rules' reach."""
        rules = {(rule.id, rule.version): rule for rule in self.anew.pipeline.rules.all}
        for identity, old, new in _pairs(self.published.alerts, self.anew.alerts):
            if new is None:
                assert old is not None, "one of the two is there"
                self._alert_gone(old, rules.get((old.rule, old.rule_version)))
                continue
            rule = rules[new.rule, new.rule_version]
            same = old is not None and _told(old) == _told(new)
            history = old is not None and not same and not _open(old) and self._out_of_reach(old, rule)
            now = old if old is not None and (same or history) else _revised(old, new)
            rows = self.anew.rows(REGIONS, new.region.id)
            if alert_key(identity) in rows:
                rows[alert_key(identity)] = as_row(now)
            if same or history or (old is None and new.reason is AlertReason.WITHDRAWN):
                self.report.counts[topics.ALERTS, SAME] += same
                continue
            what = NEW if old is None else CHANGED
            self.report.alerts.append((what, now))
            self.report.note(topics.ALERTS, what, now, identity)

    def _alert_gone(self, old: Alert, rule: Rule | None) -> None:
        """Nothing open is left without its end. What is closed is history, unless its rule would still correct it."""
        watched = rule is not None and old.region.id in rule.regions
        closed = not _open(old)
        if closed and (not watched or rule is None or old.reason is AlertReason.WITHDRAWN or self._out_of_reach(old, rule)):
            return
        reason = AlertReason.WITHDRAWN if watched else AlertReason.RULE_CHANGED if rule is None else AlertReason.REGION_CHANGED
        now = old.model_copy(update={"state": AlertState.RESOLVED, "reason": reason, "revision": old.revision + 1})
        self.report.alerts.append((GONE, now))
        self.report.note(topics.ALERTS, GONE, now, now.id)
        if watched and rule is not None:
            self._list_withdrawn(now, rule)

    def _list_withdrawn(self, alert: Alert, rule: Rule) -> None:
        """Among the alerts of its rule, so that it comes back under its own id, with the next revision, where news brings it back."""
        rows = self.anew.rows(REGIONS, alert.region.id)
        key = f"alerts/{rule.id}/{alert.region.id}"
        index = rows.get(key) or {"version": rule.version, "alerts": [], "past": [], "covered": None}
        start, last = alert.window.start.toordinal(), alert.window.end.toordinal()
        closes = last + rule.spec.resolve_after + 1
        entry = {
            "waits": False,
            "flushed": self.today.toordinal() if self.today else 0,
            "id": alert.id,
            "start": start,
            "onset": last,
            "last": last,
            "closes": closes,
            "told": None,
            "evidence": [],
            "drop": closes + rule.horizon,
            "closed": True,
            "blind": None,
            "over": True,
            "why": AlertReason.WITHDRAWN.value,
        }
        rows[alert_key(alert.id)] = as_row(alert)
        rows[key] = {**index, "alerts": sorted([*index["alerts"], entry], key=lambda listed: (listed["onset"], listed["id"]))}
        rows[f"ruled/{alert.region.id}"] = sorted({*rows.get(f"ruled/{alert.region.id}", ()), rule.id})

    def _unknown(self, day: date | None, reported: datetime | None) -> bool:
        """It happened, or was reported, before all that is left."""
        too_old = day is None or self.horizon is None or day < self.horizon
        return too_old or (self.anew.first is not None and reported is not None and reported.date() < self.anew.first)

    def _out_of_reach(self, old: Alert, rule: Rule) -> bool:
        """Its rule would correct it no more, whatever news came."""
        if self.today is None or self._unknown(old.window.end, old.updated):
            return True
        return old.window.end + timedelta(days=rule.spec.resolve_after + 1 + rule.horizon) <= self.today


def _pairs(old: Mapping[str, R], new: Mapping[str, R]) -> Iterator[tuple[str, R | None, R | None]]:
    for identity in sorted({*old, *new}):
        yield identity, old.get(identity), new.get(identity)


def _next(old: Incident | Tally | None, new: Incident | Tally, *, same: bool) -> int:
    if old is None:
        return new.revision
    return old.revision if same else old.revision + 1


def _fields(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude={"revision"})


def _open(alert: Alert) -> bool:
    return alert.state is not AlertState.RESOLVED


def _told(alert: Alert) -> tuple[Any, ...]:
    """What an alert tells: whether its last step was its first is a matter of order."""
    fields = alert.model_dump(mode="json", exclude={"revision", "emitted", "state"})
    return _open(alert), fields


def _revised(old: Alert | None, new: Alert) -> Alert:
    """The next revision of what was published, or the first and only one."""
    if old is None:
        return new.model_copy(update={"revision": 1, "state": AlertState.FIRING if _open(new) else new.state})
    return new.model_copy(update={"revision": old.revision + 1, "state": AlertState.UPDATED if _open(new) else new.state})


def _heirs(incidents: Any) -> dict[str, str]:
    """Report to the living incident that holds it."""
    return {name: incident.id for incident in incidents if incident.status is IncidentStatus.ACTIVE for name in incident.reports}
