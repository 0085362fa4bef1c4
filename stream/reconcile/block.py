"""Clusters of one block: a function of the set of its reports.

Reports are taken in canonical order; each joins the cluster that it fits best, or opens its own. Those that say not where come last, so that
they link nothing.
"""

from __future__ import annotations

from stream.reconcile.filed import Filed
from stream.reconcile.match import Words, score, threshold

Cluster = list[Filed]


def clusters(reports: list[Filed], words: Words) -> list[Cluster]:
    """Partition of the reports (in canonical order) into events; clusters in the order of their first report."""
    found: list[Cluster] = []
    for filed in [r for r in reports if r.placed] + [r for r in reports if not r.placed]:
        _place(filed, found, words)
    for cluster in found:
        cluster.sort(key=lambda member: member.order)
    return sorted(found, key=lambda cluster: cluster[0].order)


def _place(filed: Filed, found: list[Cluster], words: Words) -> None:
    best, best_score = None, threshold(filed)
    if filed.report.day is not None:
        for cluster in found:
            value = score(filed, cluster, words)
            if value is not None and value > best_score:
                best, best_score = cluster, value
            elif value is not None and value == best_score and best is None:
                best = cluster
    if best is None:
        found.append([filed])
    else:
        best.append(filed)
