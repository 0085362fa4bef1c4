"""Which incident a cluster is: ids stay as long as their first report stays.

An incident begins with a report, its founder. A cluster that holds one founder is that incident; one that holds several is the one whose
founder comes first in canonical order, and the others are merged into it. Where a founder was withdrawn, the incident goes on with most of its
reports, under a new founder. Else a cluster is a new incident, founded by its first report.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stream.reconcile.filed import Filed


@dataclass(frozen=True, slots=True)
class Named:
    """A cluster with its incident, and the incidents that were merged into that one."""

    incident: str
    cluster: list[Filed]
    absorbed: tuple[str, ...] = ()


def name_clusters(clusters: Sequence[list[Filed]], taken: Callable[[str], bool]) -> list[Named]:
    """An incident id for every cluster; `taken(id)` says that an id is another, living incident's.

    Reports come back with `incident` and `founded` set.
    """
    founders = {filed.founded for cluster in clusters for filed in cluster if filed.founded}
    claimed: set[str] = set(founders)
    named = []
    for cluster in clusters:
        own = [filed.founded for filed in cluster if filed.founded]
        if own:
            incident, *absorbed = own
        else:
            incident, absorbed = _inherit(cluster, claimed) or _new_id(cluster[0].report.id, claimed, taken), []
            cluster = [cluster[0].move(founded=incident), *cluster[1:]]  # noqa: PLW2901 - the same cluster, founded
        claimed.add(incident)
        named.append(Named(incident, [filed.move(incident=incident) for filed in cluster], tuple(absorbed)))
    return named


def _inherit(cluster: list[Filed], claimed: set[str]) -> str | None:
    """The incident most of these reports were in, if its founder is gone."""
    orphans = Counter(filed.incident for filed in cluster if filed.incident and filed.incident not in claimed)
    return min(orphans, key=lambda incident: (-orphans[incident], incident), default=None)


def _new_id(report_id: str, claimed: set[str], taken: Callable[[str], bool]) -> str:
    number = 0
    while True:
        incident = "i-" + hashlib.sha256(f"{report_id}/{number}".encode()).hexdigest()[:24]
        if incident not in claimed and not taken(incident):
            return incident
        number += 1
