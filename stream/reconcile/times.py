"""The days on which what a report tells may have happened."""

from __future__ import annotations

from datetime import date, timedelta

from stream.model import DatePrecision
from stream.reconcile.filed import Filed


def span(filed: Filed) -> tuple[date, date]:
    """First and last day on which the event may have happened; what a report without a date tells of is no older than its horizon."""
    if filed.derived.span is None:
        filed.derived.span = _span(filed)
    return filed.derived.span


def _span(filed: Filed) -> tuple[date, date]:
    report = filed.report
    if report.date is None:
        last = _clamp(filed.reported.date())
        return last - timedelta(days=filed.horizon), last
    first = _clamp(report.date)
    if report.date_precision is DatePrecision.DAY:
        return first, first
    return first, max(_clamp(report.date_end or report.date), first)


def _clamp(day: date) -> date:
    """Days that nobody means have no neighbours."""
    return min(max(day, date(1900, 1, 1)), date(2200, 1, 1))
