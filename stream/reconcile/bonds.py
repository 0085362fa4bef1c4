"""Clusters that analysts ruled to be one incident: the machine's own clusters stay as they are, and a group of them is published as one.

A merge binds the clusters of two reports. A newer split of reports of both parts them again: the newest of rulings that contradict one another holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stream.model import Ruling, RulingAction
from stream.reconcile.cluster import Cluster
from stream.reconcile.filed import Filed
from stream.reconcile.rulings import Rulings


class Group:
    """Clusters that are one incident; most have one."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        self.clusters = sorted(clusters, key=lambda cluster: str(cluster.members.first(1)[0][0]))
        self.head = self.clusters[0].head

    @property
    def heads(self) -> list[str]:
        """Heads of its clusters."""
        return [cluster.head for cluster in self.clusters]

    @property
    def incident(self) -> str | None:
        """The incident that it is."""
        return self.clusters[0].incident

    @incident.setter
    def incident(self, incident: str | None) -> None:
        for cluster in self.clusters:
            cluster.incident = incident

    @property
    def founders(self) -> list[list[Any]]:
        """[order, report, incident], in order."""
        return sorted(founder for cluster in self.clusters for founder in cluster.founders)

    @property
    def ruled(self) -> list[str]:
        """Ids of its reports that rulings name."""
        return [report_id for cluster in self.clusters for _, report_id in cluster.ruled]

    def first(self, number: int) -> list[list[Any]]:
        """The first members in canonical order."""
        if len(self.clusters) == 1:
            return self.clusters[0].members.first(number)
        return sorted(entry for cluster in self.clusters for entry in cluster.members.first(number))[:number]

    def last(self, number: int) -> list[list[Any]]:
        """The last members, in order."""
        if len(self.clusters) == 1:
            return self.clusters[0].members.last(number)
        return sorted(entry for cluster in self.clusters for entry in cluster.members.last(number))[-number:]

    def __len__(self) -> int:
        return sum(len(cluster.members) for cluster in self.clusters)


class Bonds:
    """Which clusters belong together, by the rulings on their reports."""

    def __init__(self, rulings: Rulings, cluster: Callable[[str], Cluster], filed: Callable[[str], Filed | None]) -> None:
        self._rulings = rulings
        self._cluster = cluster
        self._filed = filed

    def around(self, head: str) -> list[list[str]]:
        """All clusters that merges lead to from this one, as groups of heads. Most often: itself alone."""
        heads, rulings = self._reach(head)
        sets: dict[str, set[str]] = {each: {each} for each in heads}
        splits: list[tuple[set[str], set[str]]] = []
        for ruling in sorted(rulings.values(), key=lambda ruling: ruling.age, reverse=True):
            if ruling.action is RulingAction.SPLIT:
                splits.append((self._heads(ruling, others=False), self._heads(ruling, others=True)))
                continue
            ends = self._ends(ruling)
            if len(ends) < 2 or sets[ends[0]] is sets[ends[1]]:
                continue
            joined = sets[ends[0]] | sets[ends[1]]
            if not any(_parted(joined, sets, split) for split in splits):
                sets |= dict.fromkeys(joined, joined)
        return [sorted(group) for group in {id(group): group for group in sets.values()}.values()]

    def _reach(self, head: str) -> tuple[set[str], dict[str, Ruling]]:
        heads, rulings, waiting = {head}, dict[str, Ruling](), [head]
        while waiting:
            for ruling in self._on(self._cluster(waiting.pop())):
                rulings[ruling.id] = ruling
                new = set(self._ends(ruling)) - heads if ruling.action is RulingAction.MERGE else set()
                heads |= new
                waiting += sorted(new)
        return heads, rulings

    def _on(self, cluster: Cluster) -> list[Ruling]:
        """Merges and splits that name reports of a cluster."""
        reports = (self._filed(report_id) for _, report_id in cluster.ruled)
        found = (ruling for filed in reports if filed is not None for ruling in self._rulings.on(filed))
        return [ruling for ruling in found if ruling.action in {RulingAction.MERGE, RulingAction.SPLIT}]

    def _ends(self, ruling: Ruling) -> list[str]:
        """Heads of the two clusters that a merge binds; fewer where one of them is gone."""
        ends = (self._rulings.target(ruling.ledger, names) for names in (ruling.reports, ruling.others))
        return [filed.head for filed in ends if filed is not None and filed.head is not None]

    def _heads(self, ruling: Ruling, *, others: bool) -> set[str]:
        reports = self._rulings.reports(ruling.ledger, ruling.others if others else ruling.reports)
        return {filed.head for filed in reports if filed.head is not None}


def _parted(joined: set[str], sets: dict[str, set[str]], split: tuple[set[str], set[str]]) -> bool:
    """Whether a newer split forbids this: both its sides would meet that are apart so far."""
    ones, others = split[0] & joined, split[1] & joined
    return any(one != other and sets[one] is not sets[other] for one in ones for other in others)
