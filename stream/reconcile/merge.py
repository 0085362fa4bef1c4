"""One incident out of a cluster of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from stream.model import MAX_JOINED, MAX_REPORTS_LISTED, Circumstance, Incident, IncidentType, Joined, PlacePrecision, Quote, Report, TollPolicy
from stream.reconcile.bonds import Group
from stream.reconcile.decide import Decision
from stream.reconcile.evidence import independent
from stream.reconcile.filed import Filed
from stream.reconcile.match import threshold
from stream.reconcile.toll import merge_tolls

#: Quotes that an incident carries; the others live in the topic `reports`.
MAX_QUOTES = 3
#: Reports that an incident's fields are made of: its first and its newest.
MOST_FIRST, MOST_NEWEST = 8, 16

_EXACTNESS = {precision: rank for rank, precision in enumerate(PlacePrecision)}
_TYPE_ORDER = {kind: rank for rank, kind in enumerate((
    IncidentType.SUICIDE_BOMBING, IncidentType.SHELLING, IncidentType.AIRSTRIKE, IncidentType.BOMBING, IncidentType.SECURITY_OPERATION,
    IncidentType.ARREST, IncidentType.ABDUCTION, IncidentType.EXECUTION, IncidentType.ASSASSINATION, IncidentType.ARMED_CLASH,
    IncidentType.ARMED_ATTACK, IncidentType.ARSON, IncidentType.OTHER,
))}  # fmt: skip
T = TypeVar("T")


def merge(cluster: Group, decision: Decision, policy: TollPolicy) -> Incident:
    """The incident that a named cluster tells of, as its first revision."""
    assert cluster.incident is not None, "it was named"
    total = len(cluster)
    listed = _ends(cluster, total, MAX_REPORTS_LISTED // 2, MAX_REPORTS_LISTED // 2)
    filed = _read_by_halves(cluster, decision, total)
    reports = [one.report for one in filed]
    main = [report for report in reports if report.primary] or reports
    casualties = merge_tolls(filed, policy)
    fields: dict[str, Any] = {
        "type": min(_most([report.type for report in main]), key=_TYPE_ORDER.__getitem__),
        "accidental": all(report.accidental for report in reports),
        "circumstance": circumstance_of(reports),
        **_date(filed),
        **_place(filed),
        "perpetrator": next(iter(_most([report.perpetrator for report in reports if report.perpetrator])), None),
        "targets": _distinct([target for report in reports for target in report.targets])[:20],
        "casualties": casualties,
        "claimed_only": bool(casualties) and all(casualty.claimed for casualty in casualties),
        "primary": any(report.primary for report in reports),
        "confidence": round(max(report.confidence for report in reports), 3),
        "quotes": _quotes(filed),
    }
    return Incident(
        id=cluster.incident,
        revision=1,
        ledger=filed[0].ledger,
        reports=tuple(entry[1] for entry in listed),
        reports_total=total,
        articles=_distinct([entry[2] for entry in listed]),
        joined=tuple(map(_joined, filed if len(filed) <= MAX_JOINED else [*filed[: MAX_JOINED // 2], *filed[-MAX_JOINED // 2 :]])),
        sources=_distinct([entry[3] for entry in listed]),
        independent_sources=independent([(entry[3] or entry[2], entry[4]) for entry in listed]),
        first_reported=min(one.reported for one in filed),
        last_reported=max(one.reported for one in filed),
        **fields,
    )


def _read_by_halves(cluster: Group, decision: Decision, total: int) -> list[Filed]:
    """All reports, or where they are very many, the first and the newest: what a story of ten thousand reports says is in these."""
    entries = _ends(cluster, total, MOST_FIRST, MOST_NEWEST)
    return [filed for entry in entries if (filed := decision.filed(entry[1])) is not None]


def _ends(cluster: Group, total: int, first: int, newest: int) -> list[list[Any]]:
    """Members in canonical order: all, or where they are more, so many of the first and so many of the newest."""
    return cluster.first(total) if total <= first + newest else cluster.first(first) + cluster.last(newest)


def _joined(filed: Filed) -> Joined:
    """Why it is in; made once for each decision, as a large incident is told again with each of its reports."""
    known = filed.derived.joined
    if known is None or known[0] is not filed.fit:
        report = filed.report
        joined = Joined(report=report.id, article=report.article_id, source=report.source, needed=threshold(filed), **filed.fit._asdict())
        known = filed.derived.joined = (filed.fit, joined)
    return known[1]


def circumstance_of(reports: Sequence[Report]) -> Circumstance | None:
    """Old ordnance where one report says so, and none of the others names who did it; a device only found where all say that nothing else happened."""
    if any(report.circumstance is Circumstance.OLD_ORDNANCE for report in reports):
        blamed = any(report.circumstance is None and report.perpetrator for report in reports)
        return None if blamed else Circumstance.OLD_ORDNANCE
    return Circumstance.DEVICE_FOUND if all(report.circumstance is Circumstance.DEVICE_FOUND for report in reports) else None


def _date(cluster: Sequence[Filed]) -> dict[str, Any]:
    """The day that most of those name who know one, on a tie the first; else the first report's week or month."""
    days = _most([filed.report.day for filed in cluster if filed.report.day])
    chosen = next((filed.report for filed in cluster if days and filed.report.day == days[0]), cluster[0].report)
    same = [filed.report.date_end for filed in cluster if filed.report.date == chosen.date and filed.report.date_end]
    return {"date": chosen.date, "date_end": max(same, default=chosen.date_end), "date_precision": chosen.date_precision}


def _place(cluster: Sequence[Filed]) -> dict[str, Any]:
    """All of one report's place, so that name, district and regions belong together: the district most name, then the most exact; no "RASHAD" beside a "Rashad"."""
    districts = Counter(filed.report.admin2 or "" for filed in cluster if filed.report.admin2)

    def rank(report: Report) -> tuple[int, int, bool]:
        return -districts[report.admin2 or ""], _EXACTNESS[report.place_precision], (report.place or "").isupper()

    chosen = min((filed.report for filed in cluster), key=rank)
    names = ("place", "country", "admin1", "admin2", "lat", "lon", "place_precision", "regions", "possible_regions")
    return {name: getattr(chosen, name) for name in names}


def _quotes(cluster: Sequence[Filed]) -> tuple[Quote, ...]:
    """The newest main reports' first sentences; without casualties' own, which stand beside each figure."""
    newest = sorted(cluster, key=lambda filed: (filed.report.primary, filed.order), reverse=True)
    return tuple(quote for filed in newest for quote in filed.report.quotes[:1])[:MAX_QUOTES]


def _most(values: list[T]) -> list[T]:
    """The commonest values, in order of appearance."""
    counts = Counter(values)
    top = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == top]


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(values)))
