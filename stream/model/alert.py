"""The alert: what goes out to people."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from stream.model.base import Count, Instant, Record
from stream.model.report import IncidentType
from stream.model.tally import Coverage, RegionName, Sum

#: Most incidents that an alert carries as evidence; `incidents_total` has the true number.
MAX_EVIDENCE = 50


class AlertState(StrEnum):
    """Where in its life an alert is."""

    FIRING = "firing"
    UPDATED = "updated"
    RESOLVED = "resolved"


class AlertReason(StrEnum):
    """Why an alert was resolved."""

    SUBSIDED = "subsided"
    WITHDRAWN = "withdrawn"
    RULE_CHANGED = "rule_changed"
    REGION_CHANGED = "region_changed"


class Severity(StrEnum):
    """How grave; ordered info < warning < critical."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class RuleKind(StrEnum):
    """The condition that a rule puts."""

    AT_LEAST = "at_least"
    SURGE = "surge"
    RATIO = "ratio"
    SPREAD = "spread"
    SINGLE = "single"
    FIRST_AFTER = "first_after"
    COVERAGE = "coverage"


class Window(Record):
    """Local days, both included."""

    start: dt.date
    end: dt.date


class Evidence(Record):
    """One incident as an alert shows it."""

    id: str
    date: dt.date | None = None
    place: str | None = None
    type: IncidentType
    perpetrator: str | None = None
    toll: tuple[Sum, ...] = ()
    sources: tuple[str, ...] = ()
    quote: str | None = None


class Alert(Record):
    """A rule was crossed in a region (topic `alerts`, keyed by `id`, compacted)."""

    id: Annotated[str, Field(description="of rule, rule_version, region and first day of the window when it first fired; never recomputed")]
    revision: Annotated[int, Field(ge=1)]
    state: AlertState
    reason: AlertReason | None = None
    severity: Severity
    kind: RuleKind
    rule: str
    rule_version: str
    region: RegionName
    measure: str
    window: Window
    observed: float
    observed_low: float | None = None
    observed_high: Annotated[float | None, Field(description="null = open")] = None
    expected: Annotated[float | None, Field(description="what the region's own past leads to expect for the window")] = None
    ratio: float | None = None
    p_value: float | None = None
    fires_from: Annotated[
        float | None, Field(description="what it takes to fire: the smallest number in this window that would; below it there would be no alert")
    ] = None
    coverage: Coverage = Coverage()
    title: Annotated[str, Field(description="one line a person can act on")]
    incidents: Annotated[tuple[Evidence, ...], Field(description=f"the {MAX_EVIDENCE} gravest")] = ()
    incidents_total: Count = 0
    contained: Annotated[tuple[str, ...], Field(description="ids of alerts in smaller regions that rest on the same incidents")] = ()
    started: Annotated[Instant, Field(description="newest `published` of the article that made it fire")]
    updated: Annotated[Instant, Field(description="newest `published` of the article that caused this revision")]
    emitted: Annotated[Instant | None, Field(description="wall clock; null in a replay")] = None
