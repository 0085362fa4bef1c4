"""What one rule made of the days of a region: for charts of a trial, not for alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stream.clock import read_clock
from stream.state import Changes
from stream.watch.episodes import trace
from stream.watch.kinds import condition
from stream.watch.rules import Rule
from stream.watch.series import RegionDays, Series, Views

#: First and last day, both included.
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Counted:
    """One day: what the rule counts of it, and of the window that ends with it."""

    day: date
    number: int
    window: int


def extent(rows: Changes, regions: list[str]) -> Days | None:
    """The first and the last day on which any of the regions has anything."""
    known = [RegionDays(rows, region, Views()) for region in regions]
    days = [day for each in known for day in (each.first, each.last) if day is not None]
    return (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


def counted(rows: Changes, rule: Rule, region: str, days: Days) -> list[Counted]:
    """Each of the days, quiet ones included, as the rule judges it (`lateness`)."""
    series = Series(rule, RegionDays(rows, region, Views()))
    judged = condition(series, None)
    late = rule.spec.lateness
    span = range(days[0].toordinal(), days[1].toordinal() + 1)
    return [Counted(date.fromordinal(day), judged.amount(series.known(day, day, day + late)), judged.value(day)) for day in span]


def alert_days(rows: Changes, rule: Rule, region: str) -> list[Days]:
    """Of each alert that would stand: from the day that fired to the last that was not clear."""
    series = Series(rule, RegionDays(rows, region, Views()))
    _, covered_from = read_clock(rows)
    episodes = trace(series, condition(series, covered_from), 1, ())
    return [(date.fromordinal(episode.onset), date.fromordinal(episode.last)) for episode in episodes]
