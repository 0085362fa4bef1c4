"""The ledger: what a statement changes is decided anew (`decide.py`), and every incident that changed gets a new revision.

Rows: `report/…` (filed.py), `list/…` and `units/…` (keys.py, shelf.py), `cluster/…` and `members/…` (cluster.py), `incident/…` (publish.py), and

`statement/LEDGER/ARTICLE#PART`  what an article (or one part of it) said at its newest version: the mark that an event is done. It also keeps which
                                 incidents the article shaped in all its versions (`left`): their last words are sent again, too
`moved/STATEMENT`                the first write of an event that moves reports: where they were. Handled again, after any prefix of its writes, the
                                 event decides about just these reports once more
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stream import topics
from stream.clock import advance, pass_on, read_clock
from stream.expiry import expired, schedule
from stream.model import Incident, IncidentStatus, Mark, Report, Statement, Version
from stream.reconcile.cluster import Cluster, incident_of
from stream.reconcile.decide import Decision
from stream.reconcile.filed import Filed, forget, read, write
from stream.reconcile.merge import merge
from stream.reconcile.naming import Votes, name_clusters
from stream.reconcile.publish import publish
from stream.reconcile.words import Words
from stream.state import Changes

#: Incidents that an article shaped, in all its versions, and that are remembered.
MAX_LEFT = 200
#: Days within which a corrected report goes on in the incident of the one whose place it takes.
SAME_EVENT_DAYS = 3


def reconcile(changes: Changes, record: Statement | Mark, words: Words, *, partitions: int, retention: timedelta) -> None:
    """Handle one record of the topic `reports` in one partition."""
    if isinstance(record, Mark):
        move = advance(changes, record, partitions)
        pass_on(changes, move, topics.REGION_CHANGES, partitions)
        if move.after is not None and move.moved:
            _expire(changes, (move.after - retention).date(), words)
        return
    cause = f"statement/{record.ledger}/{record.article_id}#{record.part}"
    row: dict[str, Any] = changes.get(cause) or {"version": [-1, -1, -1], "reports": [], "left": [], "gone": []}
    if record.version < Version(*row["version"]):
        changes.note("stated", "older")
        return
    _Event(changes, record, words, cause, row).take(retention)


@dataclass(slots=True)
class _Event:
    """One statement on its way into the ledger."""

    changes: Changes
    statement: Statement
    words: Words
    cause: str
    row: dict[str, Any]
    #: What a first attempt (also at a newer version, which is still to come again) noted: report -> its cluster and incident before.
    noted: dict[str, list[Any]] = field(default_factory=dict)
    noted_version: Version = field(default_factory=lambda: Version(-1, -1, -1))
    #: Incidents published by this event.
    told: list[str] = field(default_factory=list)

    def take(self, retention: timedelta) -> None:
        """Decide, write and publish."""
        changes, row = self.changes, self.row
        said = {report.id: report for report in self.statement.reports if not _too_old(changes, report.day, retention)}
        known = dict.fromkeys([*row["reports"], *row["gone"]])
        gone = [filed for report_id in known if report_id not in said and (filed := read(changes, report_id)) is not None]
        journal = changes.get(f"moved/{self.cause}")
        if journal and Version(*journal["version"]) >= self.statement.version:
            self.noted, self.noted_version = journal["moved"], Version(*journal["version"])
        decision = Decision(changes, self.words)
        decision.siblings(self.cause, said)
        hints = self._file(decision, said, gone)
        decision.run({report_id: head for report_id, (head, _) in self.noted.items()})
        self._settle(decision, set(said), gone, hints)
        if not row["reports"] and said:
            schedule(changes, max(report.day or self.statement.reported.date() for report in said.values()), self.cause)
        # The done mark; only rows that nothing refers to any more are deleted after it.
        ids = [filed.report.id for filed in gone]
        left = list(dict.fromkeys([*row["left"], *self.told]))[-MAX_LEFT:]
        changes.put(self.cause, {"version": list(self.statement.version), "reports": list(said), "left": left, "gone": ids})
        for report_id in {*ids, *row["gone"]} - said.keys():
            forget(changes, report_id)

    def _file(self, decision: Decision, said: dict[str, Report], gone: list[Filed]) -> dict[str, str]:
        """File what is said and take out what is not any more; gives the cluster of the report whose place a new one takes."""
        for filed in gone:
            decision.leave(filed, self.noted.get(filed.report.id, [None])[0])
        hints = {}
        free = list(gone)
        for report in said.values():
            known = read(self.changes, report.id)
            filed = Filed(report, self.statement.ledger, self.statement.reported, self.cause)
            if known is None:
                self.changes.note("reports", report.type.value)
                old = _replaced(filed, free)
                if old is not None and old.head is not None:
                    free.remove(old)
                    hints[report.id] = old.head
            else:
                filed = filed.move(head=known.head, founded=known.founded)
                if known.position != filed.position or known.report != filed.report:
                    decision.leave(known)
            decision.enter(filed)
        return hints

    def _settle(self, decision: Decision, own: set[str], gone: list[Filed], hints: dict[str, str]) -> None:
        """Name the clusters that changed, write all rows, and publish."""
        changes = self.changes
        moved = {report_id: decision.before[report_id] for report_id in {*decision.moved, *own, *(filed.report.id for filed in gone)}}
        was = {head: incident_of(changes, head) for head in {*moved.values(), *hints.values(), *decision.left} if head is not None}
        was |= {head: incident for head, incident in self.noted.values() if head is not None and was.get(head) is None}
        heads = {head for head in moved.values() if head is not None} | decision.left
        heads |= {filed.head for report_id in moved if (filed := decision.filed(report_id)) is not None and filed.head is not None}
        affected = [decision.cluster(head) for head in sorted(heads)]
        closing = {incident for incident in [*was.values(), *(incident for _, incident in self.noted.values())] if incident}
        closing |= {founder[2] for cluster in affected for founder in cluster.founders} | {filed.founded for filed in gone if filed.founded}
        living = sorted((cluster for cluster in affected if not cluster.members.empty), key=lambda cluster: str(cluster.members.first(1)[0][0]))
        votes: dict[str, Votes] = {}
        for report_id, head in {**moved, **hints}.items():
            filed = decision.filed(report_id)
            incident = was.get(head) if head else None
            if filed is not None and filed.head is not None and incident:
                votes.setdefault(filed.head, Counter())[incident] += 1
        unfounded, heirs = name_clusters(living, votes, lambda incident: self._lives_elsewhere(incident, heads))
        for cluster in unfounded:
            self._found(decision, cluster)
        note = {report_id: head for report_id, head in moved.items() if report_id in decision.moved or report_id not in own}
        self._write(decision, note, was)
        for cluster in affected:
            cluster.write(changes)
        for cluster in living:
            self._publish(merge(cluster, decision), cluster.head)
        for incident in sorted(closing - {cluster.incident for cluster in living}):
            self._close(incident, heirs.get(incident), heads)
        for incident in self.row["left"]:
            self._send_again(incident)

    def _found(self, decision: Decision, cluster: Cluster) -> None:
        """A cluster's first report becomes the founder of its incident."""
        first = decision.filed(cluster.members.first(1)[0][1])
        assert first is not None, "members are filed"
        decision.put(first.move(founded=cluster.incident))

    def _write(self, decision: Decision, moved: dict[str, str | None], was: dict[str, str | None]) -> None:
        """What was moved from where goes first, if a second attempt could not tell it from the reports themselves."""
        changes = self.changes
        noted = {report_id: [head, was.get(head)] for report_id, head in moved.items() if head is not None} | self.noted
        key = f"moved/{self.cause}"
        if noted:
            changes.put(key, {"version": list(max(self.statement.version, self.noted_version)), "moved": noted})
        elif changes.get(key) is not None:
            changes.delete(key)
        decision.shelves.flush()
        for filed in decision.changed():
            write(changes, filed)

    def _lives_elsewhere(self, incident_id: str, heads: set[str]) -> bool:
        """Another cluster than those that are being named bears this name."""
        row = self.changes.get(f"incident/{incident_id}")
        if row is None or row["incident"]["status"] != IncidentStatus.ACTIVE or row["head"] in heads:
            return False
        return incident_of(self.changes, row["head"]) == incident_id

    def _close(self, incident_id: str, heir: str | None, heads: set[str]) -> None:
        """An incident without reports: merged into its heir, else retracted."""
        row = self.changes.get(f"incident/{incident_id}")
        if row is None or self._lives_elsewhere(incident_id, heads):
            return
        last = Incident.model_validate(row["incident"])
        if heir is None and last.status is not IncidentStatus.ACTIVE:
            self._send_again(incident_id)
            return
        status = IncidentStatus.MERGED if heir else IncidentStatus.RETRACTED
        nothing: dict[str, Any] = {"reports": (), "reports_total": 0, "articles": ()}
        self._publish(last.model_copy(update={"status": status, "merged_into": heir, **nothing}), row["head"])

    def _send_again(self, incident_id: str) -> None:
        """An incident that this article shaped, and that nothing is to be changed of: its last word may have been lost in a crash."""
        row = self.changes.get(f"incident/{incident_id}")
        if row is not None and row["cause"] == self.cause and incident_id not in self.told:
            self._publish(Incident.model_validate(row["incident"]), row["head"])

    def _publish(self, incident: Incident, head: str) -> None:
        self.told.append(incident.id)
        publish(self.changes, incident, head, self.cause, self.statement.ingested)


def _replaced(filed: Filed, free: list[Filed]) -> Filed | None:
    """The report that this one takes the place of: same article, about the same day, best of the same family."""
    same = [old for old in free if _apart(old.report.day, filed.report.day) <= SAME_EVENT_DAYS]
    return min(same, key=lambda old: (old.report.family != filed.report.family, _apart(old.report.day, filed.report.day)), default=None)


def _apart(one: date | None, other: date | None) -> int:
    return 0 if one is None or other is None else abs((one - other).days)


def _too_old(changes: Changes, day: date | None, retention: timedelta) -> bool:
    clock, _ = read_clock(changes)
    if day is None or clock is None or day >= (clock - retention).date():
        return False
    changes.note("too_old")
    return True


def _expire(changes: Changes, horizon: date, words: Words) -> None:
    """Forget statements and incidents of days out of retention, with the reports they hold. What was published stays."""
    decision = Decision(changes, words)
    for key in expired(changes, horizon):
        if key.startswith("statement/"):
            for report_id in (changes.get(key) or {"reports": []})["reports"]:
                filed = read(changes, report_id)
                if filed is not None:
                    decision.leave(filed)
                    forget(changes, report_id)
            changes.delete(f"moved/{key}")
        changes.delete(key)
    decision.shelves.flush()
    for cluster in decision.clusters.values():
        cluster.write(changes)
