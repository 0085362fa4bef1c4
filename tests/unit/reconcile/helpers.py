"""A ledger in a dict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from stream.config import shipped_config
from stream.model import Contribution, Incident, IncidentStatus, Mark, RegionChange, Ruled, Statement
from stream.reconcile import Words, contributions, reconcile
from stream.state import Changes

WORDS = Words.load(shipped_config())


class Ledger:
    """Feeds statements and keeps the last revision of everything."""

    def __init__(self) -> None:
        self.table: dict[str, Any] = {}
        self.incidents: dict[str, Incident] = {}
        self.regions: dict[tuple[str, str], RegionChange] = {}
        self.sent: list[Any] = []

    def changes(self, record: Statement | Ruled | Mark) -> Changes:
        changes = Changes(self.table)
        reconcile(changes, record, WORDS, partitions=1, retention=timedelta(days=400))
        return changes

    def feed(self, *records: Statement | Ruled | Mark) -> Ledger:
        for record in records:
            changes = self.changes(record)
            self.publish(changes)
            changes.apply()
        return self

    def stored(self) -> dict[str, Any]:
        """Incidents as the table holds them."""
        return {key: row["incident"] for key, row in self.table.items() if key.startswith("incident/")}

    def published(self) -> dict[str, Any]:
        """Incidents as last sent, under the keys of the table."""
        return {f"incident/{incident.id}": incident.model_dump(mode="json") for incident in self.incidents.values()}

    def publish(self, changes: Changes) -> None:
        self.sent = [send.record for send in changes.sends]
        for record in self.sent:
            if isinstance(record, Incident):
                self.incidents[record.id] = record
            elif isinstance(record, RegionChange):
                self.regions[record.region, record.incident_id] = record

    @property
    def active(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if incident.status is IncidentStatus.ACTIVE]

    def counted(self) -> dict[tuple[str, str], Contribution]:
        """What each region was told to count, by region and incident."""
        return {key: change.contribution for key, change in self.regions.items() if change.contribution is not None}

    def to_count(self) -> dict[tuple[str, str], Contribution]:
        """What each region has to count, from the incidents alone."""
        changes = [change for incident in self.incidents.values() for change in contributions(incident)]
        return {(change.region, change.incident_id): change.contribution for change in changes if change.contribution is not None}

    def outcome(self) -> dict[frozenset[str], dict[str, Any]]:
        """Active incidents as sets of report ids, with all fields but ids and revisions."""
        return {frozenset(i.reports): i.model_dump(exclude={"id", "revision"}) for i in self.active}


def outcome_of(statements: Iterable[Statement | Ruled]) -> dict[frozenset[str], dict[str, Any]]:
    return Ledger().feed(*statements).outcome()


def crashed(order: Sequence[Statement | Ruled], committed: int, further: int, stop: int) -> Ledger:
    """All sends since the last commit are lost, writes break off at `stop` in the event after `further` others, and the records come again."""
    ledger = Ledger().feed(*order[:committed])
    for record in order[committed : committed + further]:
        ledger.changes(record).apply()
    if committed + further < len(order):
        for number, _ in enumerate(ledger.changes(order[committed + further]).apply_stepwise()):
            if number >= stop:
                break
    return ledger.feed(*order[committed:])
