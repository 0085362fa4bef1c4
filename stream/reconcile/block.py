"""Clusters of one block: a function of the set of its reports.

Reports are taken in canonical order, those that say not where last, so that they link nothing; each joins the cluster that it fits best, or opens
its own. What was decided about a report hangs only on those before it: a change in the midst of a block leaves what comes before as it was.
"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from stream.reconcile.filed import Filed
from stream.reconcile.match import Words, score, threshold

Cluster = list[Filed]
Position = tuple[bool, datetime, str, str]


def position(filed: Filed) -> Position:
    """When a report has its turn."""
    return (not filed.placed, *filed.order)


def clusters(reports: list[Filed], words: Words, since: Position | None = None) -> list[Cluster]:
    """Partition of the reports into events, each with `head` set; clusters and their members in canonical order.

    Reports that have their turn before `since` keep what was decided about them; None decides all anew.
    """
    turns = sorted(reports, key=position)
    standing = list(takewhile(lambda filed: since is not None and filed.head is not None and position(filed) < since, turns))
    found = _group(standing)
    for filed in turns[len(standing) :]:
        _place(filed, found, words)
    for cluster in found:
        cluster.sort(key=lambda member: member.order)
    return sorted(found, key=lambda cluster: cluster[0].order)


def _group(standing: list[Filed]) -> list[Cluster]:
    found: dict[str | None, Cluster] = {}
    for filed in standing:
        found.setdefault(filed.head, []).append(filed)
    return list(found.values())


def _place(filed: Filed, found: list[Cluster], words: Words) -> None:
    best, best_score = None, threshold(filed)
    if filed.report.day is not None:
        for cluster in found:
            value = score(filed, cluster, words)
            if value is not None and (value > best_score or (value == best_score and best is None)):
                best, best_score = cluster, value
    if best is None:
        found.append([filed.move(head=filed.report.id)])
    else:
        best.append(filed.move(head=best[0].head))
