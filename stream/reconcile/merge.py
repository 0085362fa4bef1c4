"""One incident out of a cluster of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from stream.model import MAX_REPORTS_LISTED, Incident, IncidentType, PlacePrecision, Quote
from stream.reconcile.filed import Filed
from stream.reconcile.toll import merge_tolls

#: Quotes that an incident carries; the others live in the topic `reports`.
MAX_QUOTES = 3

_EXACTNESS = {precision: rank for rank, precision in enumerate(PlacePrecision)}
_TYPE_ORDER = {kind: rank for rank, kind in enumerate((
    IncidentType.SUICIDE_BOMBING, IncidentType.SHELLING, IncidentType.AIRSTRIKE, IncidentType.BOMBING, IncidentType.SECURITY_OPERATION,
    IncidentType.ARREST, IncidentType.ABDUCTION, IncidentType.EXECUTION, IncidentType.ASSASSINATION, IncidentType.ARMED_CLASH,
    IncidentType.ARMED_ATTACK, IncidentType.ARSON, IncidentType.OTHER,
))}  # fmt: skip
T = TypeVar("T")


def merge(incident_id: str, revision: int, cluster: Sequence[Filed]) -> Incident:
    """The incident that a cluster (canonical order, not empty) tells of."""
    reports = [filed.report for filed in cluster]
    main = [report for report in reports if report.primary] or reports
    sources = _distinct(report.source for report in reports)
    anonymous = {report.article_id for report in reports if not report.source}
    fields: dict[str, Any] = {
        "type": min(_most([report.type for report in main]), key=_TYPE_ORDER.__getitem__),
        "accidental": all(report.accidental for report in reports),
        "date": reports[0].date,
        "date_end": max((report.date_end for report in reports if report.date_end), default=reports[0].date_end),
        "date_precision": reports[0].date_precision,
        **_place(cluster),
        "perpetrator": next(iter(_most([report.perpetrator for report in reports if report.perpetrator])), None),
        "targets": _distinct(target for report in reports for target in report.targets)[:20],
        "casualties": merge_tolls(list(cluster)),
        "primary": any(report.primary for report in reports),
        "confidence": round(max(report.confidence for report in reports), 3),
        "quotes": _quotes(cluster),
    }
    return Incident(
        id=incident_id,
        revision=revision,
        ledger=cluster[0].ledger,
        reports=tuple(report.id for report in reports[:MAX_REPORTS_LISTED]),
        reports_total=len(reports),
        articles=_distinct(report.article_id for report in reports)[:MAX_REPORTS_LISTED],
        sources=sources,
        independent_sources=len(sources) + len(anonymous),
        first_reported=min(filed.reported for filed in cluster),
        last_reported=max(filed.reported for filed in cluster),
        **fields,
    )


def _place(cluster: Sequence[Filed]) -> dict[str, Any]:
    """All of one report's place, so that name, district and regions belong together: the district most name, then the most exact."""
    districts = Counter(filed.report.admin2 or "" for filed in cluster if filed.report.admin2)
    chosen = min(cluster, key=lambda filed: (-districts[filed.report.admin2 or ""], _EXACTNESS[filed.report.place_precision])).report
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
    return tuple(dict.fromkeys(value for value in values if value))
