"""The tally: what happened in one region on one day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from stream.model.base import Count, Instant, Record
from stream.model.report import Effect, Group, IncidentType


class RegionName(Record):
    """A region, as a reader needs it."""

    id: str
    name: str


class Sum(Record):
    """Persons of one group to whom one thing was done, summed over incidents; `high` null means open."""

    effect: Effect
    group: Group
    low: Count
    best: Count
    high: Count | None = None


class Coverage(Record):
    """How much was being read: articles and sources of the day, and what is usual (null: not known yet)."""

    articles: Count = 0
    sources: Count = 0
    usual: Annotated[float | None, Field(description="28-day median of articles a day from the sources that usually report the region")] = None
    blind: Annotated[bool, Field(description="silence here is no sign of peace")] = False


class Tally(Record):
    """One region, one local day (topic `tallies`, keyed by `id`, compacted)."""

    id: Annotated[str, Field(description="region/day")]
    region: RegionName
    day: date
    revision: Annotated[int, Field(ge=1)]
    incidents: Annotated[dict[IncidentType, Count], Field(description="number by type; accidental ones left out", default_factory=dict)]
    sums: tuple[Sum, ...] = ()
    undated: Annotated[int, Field(ge=0, description="incidents first reported that day that have no day of their own")] = 0
    possible: Annotated[int, Field(ge=0, description="incidents of that day that only may lie here")] = 0
    coverage: Coverage = Coverage()
    updated: Annotated[Instant | None, Field(description="newest `published` of the article that changed it")] = None
