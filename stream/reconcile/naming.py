"""Which incident a cluster is: ids stay as long as their first report stays.

An incident begins with a report, its founder. A cluster that holds one founder is that incident; one that holds several is the one whose
founder comes first in canonical order, and the others are merged into it. Where a founder was withdrawn, the incident goes on with most of its
reports, under a new founder. Else a cluster is a new incident, founded by its first report.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable

from stream.reconcile.bonds import Group

#: Incident -> reports that came from it, for one cluster.
Votes = Counter[str]


def name_clusters(clusters: Iterable[Group], votes: dict[str, Votes], taken: Callable[[str], bool]) -> tuple[list[Group], dict[str, str]]:
    """Give every cluster (or group of clusters) its incident. Out come those that need a founder, and the heir of each incident that was merged into another.

    `votes` says by head from which incidents a cluster's reports came; `taken(id)` that an id is another, living incident's.
    """
    claimed = {founder[2] for cluster in clusters for founder in cluster.founders}
    unfounded: list[Group] = []
    heirs: dict[str, str] = {}
    for cluster in clusters:
        if cluster.founders:
            cluster.incident, *absorbed = dict.fromkeys(founder[2] for founder in cluster.founders)
            heirs |= dict.fromkeys(absorbed, cluster.incident)
            continue
        unfounded.append(cluster)
        if cluster.incident is None or cluster.incident in claimed:
            cluster.incident = _inherit(sum((votes.get(head, Counter()) for head in cluster.heads), Counter()), claimed)
        if cluster.incident is None or taken(cluster.incident):
            cluster.incident = _new_id(cluster.first(1)[0][1], claimed, taken)
        claimed.add(cluster.incident)
    return unfounded, heirs


def _inherit(votes: Votes, claimed: set[str]) -> str | None:
    """The incident most of these reports were in, if its founder is gone."""
    orphans = {incident: number for incident, number in votes.items() if incident not in claimed}
    return min(orphans, key=lambda incident: (-orphans[incident], incident), default=None)


def _new_id(report_id: str, claimed: set[str], taken: Callable[[str], bool]) -> str:
    number = 0
    while True:
        incident = "i-" + hashlib.sha256(f"{report_id}/{number}".encode()).hexdigest()[:24]
        if incident not in claimed and not taken(incident):
            return incident
        number += 1
