"""The end of an event: the clusters that changed are named, all rows written in an order that survives a crash, and incidents published.

What it moves is noted before all else (journal.py). Handled again, after any prefix of its writes, the event decides about just these once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stream.model import Incident, IncidentStatus, TollPolicy, Version
from stream.reconcile.bonds import Bonds, Group
from stream.reconcile.cluster import incident_of
from stream.reconcile.decide import Decision
from stream.reconcile.filed import Filed, write
from stream.reconcile.journal import Journal, forget_journal, read_journal, write_journal
from stream.reconcile.merge import merge
from stream.reconcile.naming import Votes, name_clusters
from stream.reconcile.publish import publish
from stream.reconcile.shelf import CHUNK
from stream.reconcile.verdict import ruled
from stream.state import Changes

#: Incidents that an event shaped, in all its versions, and that are remembered.
MAX_LEFT = 200


@dataclass(slots=True)
class Settlement:
    """What one event (a statement or a ruling) leads to."""

    changes: Changes
    #: Key of the event's own row, which is put last.
    cause: str
    version: Version
    ingested: int
    #: Incidents that it shaped in all its versions.
    left: list[str]
    policy: TollPolicy
    #: What a first attempt (also at a newer version, which is still to come again) noted.
    noted: Journal = field(default_factory=Journal)
    #: Incidents published by this event.
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read what a first attempt noted."""
        journal = read_journal(self.changes, self.cause)
        if journal and journal.version >= self.version:
            self.noted = journal

    def forced(self) -> dict[str, str | None]:
        """Reports to be decided again whatever they look like, and where they were before the first attempt."""
        return {report_id: head for report_id, (head, _) in self.noted.moved.items()}

    def settle(self, decision: Decision, own: set[str], gone: list[Filed], hints: dict[str, str]) -> None:
        """Name the clusters that changed, write all rows, and publish.

        `own` are the reports that the event brings, `gone` those it takes, `hints` the clusters of those whose places new ones take.
        """
        changes = self.changes
        about = {report_id for report_id in {*decision.moved, *own, *(filed.report.id for filed in gone)} if report_id in decision.before}
        moved = {report_id: decision.before[report_id] for report_id in about}
        was = {head: incident_of(changes, head) for head in {*moved.values(), *hints.values(), *decision.left} if head is not None}
        was |= {head: incident for head, incident in self.noted.moved.values() if head is not None and was.get(head) is None}
        heads = {head for head in moved.values() if head is not None} | decision.left
        heads |= {filed.head for report_id in moved if (filed := decision.filed(report_id)) is not None and filed.head is not None}
        heads, living, drawn = self._groups(decision, heads, about, gone)
        affected = [decision.cluster(head) for head in sorted(heads)]
        closing = {incident for incident in [*was.values(), *(incident for _, incident in self.noted.moved.values())] if incident}
        closing |= {founder[2] for cluster in affected for founder in cluster.founders} | {filed.founded for filed in gone if filed.founded}
        # Also what a cluster was called in between, by an event that saw half of this one's writes.
        closing |= {incident for head in heads if (incident := incident_of(changes, head)) is not None}
        votes: dict[str, Votes] = {}
        for report_id, head in {**moved, **hints}.items():
            filed = decision.filed(report_id)
            incident = was.get(head) if head else None
            if filed is not None and filed.head is not None and incident:
                votes.setdefault(filed.head, Counter())[incident] += 1
        unfounded, heirs = name_clusters(living, votes, lambda incident: self._lives_elsewhere(incident, heads))
        for group in unfounded:
            self._found(decision, group)
        note = {report_id: head for report_id, head in moved.items() if report_id in decision.moved or report_id not in own}
        self._write(decision, note, was, drawn)
        for cluster in affected:
            cluster.write(changes)
        for group in living:
            self._publish(ruled(merge(group, decision, self.policy), group, decision), group.head)
        for incident in sorted(closing - {group.incident for group in living}):
            self._close(incident, heirs.get(incident), heads)
        for incident in self.left:
            self._send_again(incident)

    def remembered(self) -> list[str]:
        """Incidents that the event has now shaped."""
        return list(dict.fromkeys([*self.left, *self.told]))[-MAX_LEFT:]

    def _groups(self, decision: Decision, heads: set[str], about: Iterable[str], gone: list[Filed]) -> tuple[set[str], list[Group], set[str]]:
        """All clusters that the event touches, also through rulings; those that live, as groups in order; and those that only rulings drew in."""
        touched = [filed for report_id in about if (filed := decision.filed(report_id)) is not None]
        rulings = {ruling.id: ruling for filed in [*touched, *gone] for ruling in decision.rulings.on_article(filed.ledger, filed.report.article_id)}
        named = {filed.head for ruling in rulings.values() for filed in decision.rulings.all_reports(ruling) if filed.head is not None}
        bonds = Bonds(decision.rulings, decision.cluster, decision.filed)
        groups: dict[str, list[str]] = {}
        waiting = sorted(heads | named | set(self.noted.heads))
        while waiting:
            head = waiting.pop()
            if head in groups:
                continue
            for group in bonds.around(head):
                groups |= dict.fromkeys(group, group)
                waiting += [other for each in group for other in decision.cluster(each).bound]
        for head, group in groups.items():
            decision.cluster(head).bound = group if len(group) > 1 else []
        apart = {tuple(group): group for group in groups.values()}.values()
        # Of bound clusters, one may be left without members by a crash.
        filled = ([decision.cluster(head) for head in group if not decision.cluster(head).members.empty] for group in apart)
        living = [Group(clusters) for clusters in filled if clusters]
        # A crash may have left a cluster none of whose members is filed yet: the event that brought them is still to come again.
        living = [group for group in living if any(decision.filed(entry[1]) is not None for entry in group.first(CHUNK))]
        return set(groups), sorted(living, key=lambda group: str(group.first(1)[0][0])), groups.keys() - heads

    def _found(self, decision: Decision, group: Group) -> None:
        """Its first report becomes the founder of its incident."""
        # A crash may have left a member that is not filed yet: its own event is still to come again.
        first = next((filed for entry in group.first(CHUNK) if (filed := decision.filed(entry[1])) is not None and filed.head in group.heads), None)
        if first is not None:
            decision.put(first.move(founded=group.incident))

    def _write(self, decision: Decision, moved: dict[str, str | None], was: dict[str, str | None], drawn: set[str]) -> None:
        """What was moved from where goes first, if a second attempt could not tell it from the reports themselves."""
        changes = self.changes
        # What was noted first stays where it is in the journal.
        noted = self.noted.moved | {
            report_id: [head, was.get(head)] for report_id, head in moved.items() if head is not None and report_id not in self.noted.moved
        }
        if noted or drawn:
            write_journal(changes, self.cause, Journal(max(self.version, self.noted.version), noted, sorted(drawn)))
        else:
            forget_journal(changes, self.cause)
        decision.shelves.flush()
        for filed in decision.changed():
            write(changes, filed)

    def _lives_elsewhere(self, incident_id: str, heads: set[str]) -> bool:
        """Another cluster than those that are being named bears this name."""
        row = self.changes.get(f"incident/{incident_id}")
        # One that analysts rejected is retracted, and holds its reports.
        if row is None or not row["incident"]["reports_total"] or row["head"] in heads:
            return False
        return incident_of(self.changes, row["head"]) == incident_id

    def _close(self, incident_id: str, heir: str | None, heads: set[str]) -> None:
        """An incident without reports: merged into its heir, else retracted."""
        row = self.changes.get(f"incident/{incident_id}")
        if row is None or self._lives_elsewhere(incident_id, heads):
            return
        last = Incident.model_validate(row["incident"])
        if heir is None and not last.reports_total:
            self._send_again(incident_id)
            return
        status = IncidentStatus.MERGED if heir else IncidentStatus.RETRACTED
        nothing: dict[str, Any] = {"reports": (), "reports_total": 0, "articles": (), "joined": (), "rulings": ()}
        self._publish(last.model_copy(update={"status": status, "merged_into": heir, **nothing}), row["head"])

    def _send_again(self, incident_id: str) -> None:
        """An incident that this event shaped, and that nothing is to be changed of: its last word may have been lost in a crash."""
        row = self.changes.get(f"incident/{incident_id}")
        if row is not None and row["cause"] == self.cause and incident_id not in self.told:
            self._publish(Incident.model_validate(row["incident"]), row["head"])

    def _publish(self, incident: Incident, head: str) -> None:
        self.told.append(incident.id)
        publish(self.changes, incident, head, self.cause, self.ingested)
