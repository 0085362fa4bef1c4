"""The days of a region as one rule sees them: which incidents it counts, and with what number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from stream.model import RuleKind
from stream.state import Changes
from stream.watch.buckets import bucket_key, counts, days_of
from stream.watch.rules import Rule
from stream.watch.schema import NOT_MILITANT, measured

_VICTIMS = frozenset({"killed", "wounded", "killed_or_wounded", "abducted", "missing"})


class RegionDays:
    """The buckets of one region, each read at most once; days are ordinals (`date.toordinal`)."""

    def __init__(self, changes: Changes, region: str) -> None:
        self.region = region
        self._changes = changes
        self._iso = days_of(changes, region)
        self._read: dict[int, dict[str, Any]] = {}

    def contributions(self, day: int) -> dict[str, Any]:
        """Slim contributions that count on that day, by incident id."""
        found = self._read.get(day)
        if found is None:
            bucket = self._changes.get(bucket_key(self.region, date.fromordinal(day).isoformat()))
            found = {known: slim for known, slim in bucket["contributions"].items() if counts(slim)} if bucket else {}
            self._read[day] = found
        return found

    def between(self, first: int, last: int) -> Iterator[int]:
        """Days from `first` to `last` (both included) that have a bucket."""
        start = bisect_left(self._iso, date.fromordinal(first).isoformat())
        end = bisect_right(self._iso, date.fromordinal(last).isoformat())
        return (date.fromisoformat(day).toordinal() for day in self._iso[start:end])

    @property
    def first(self) -> int | None:
        """The first day that has a bucket."""
        return date.fromisoformat(self._iso[0]).toordinal() if self._iso else None

    @property
    def last(self) -> int | None:
        """The last day that has a bucket."""
        return date.fromisoformat(self._iso[-1]).toordinal() if self._iso else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident as a rule counts it."""

    incident_id: str
    day: int
    #: Local day of its first report.
    reported: int
    #: The figure that is held against the threshold, and its bounds (high None: open).
    value: int
    low: int
    high: int | None
    slim: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """A window: the number that counts, its bounds, and the incidents behind it."""

    value: int
    low: int
    high: int | None
    entries: tuple[Entry, ...]


class Series:
    """Daily entries of one rule in one region."""

    def __init__(self, rule: Rule, days: RegionDays) -> None:
        self.rule = rule
        self.days = days
        self._entries: dict[int, tuple[Entry, ...]] = {}

    def entries(self, day: int) -> tuple[Entry, ...]:
        """The incidents of that day which the rule counts, by id."""
        found = self._entries.get(day)
        if found is None:
            slims = self.days.contributions(day)
            found = tuple(entry for known in sorted(slims) if (entry := self._entry(known, day, slims[known])) is not None)
            self._entries[day] = found
        return found

    def known(self, first: int, last: int, known_by: int) -> tuple[Entry, ...]:
        """Entries of the days `first` to `last` that were first reported on `known_by` at the latest."""
        return tuple(entry for day in self.days.between(first, last) for entry in self.entries(day) if entry.reported <= known_by)

    def window(self, end: int, known_by: int) -> Total:
        """The window that ends with day `end`: sums, or for `single` the gravest incident."""
        entries = self.known(end - self.rule.spec.window + 1, end, known_by)
        if self.rule.spec.kind is RuleKind.SINGLE:
            entries = tuple(entry for entry in entries if entry.value >= self.rule.spec.threshold)
            gravest = max(entries, key=lambda entry: (entry.value, entry.low), default=None)
            return Total(gravest.value, gravest.low, gravest.high, entries) if gravest else Total(0, 0, 0, ())
        highs = [entry.high for entry in entries]
        high = None if None in highs else sum(high for high in highs if high is not None)
        return Total(sum(entry.value for entry in entries), sum(entry.low for entry in entries), high, entries)

    def _entry(self, incident_id: str, day: int, slim: dict[str, Any]) -> Entry | None:
        if not accepts(self.rule, slim):
            return None
        value, low, high = _figures(self.rule, slim)
        if value <= 0 and high == 0:
            return None
        return Entry(incident_id, day, date.fromisoformat(slim["first"][:10]).toordinal(), value, low, high, slim)


def accepts(rule: Rule, slim: dict[str, Any]) -> bool:
    """Whether the rule's filter lets an incident through."""
    chosen = rule.spec.filter
    perpetrator = (slim["perpetrator"] or "").casefold()
    if rule.type_sets and not any(slim["type"] in types and perpetrator not in excluded for types, excluded in rule.type_sets):
        return False
    if slim["sources"] < chosen.min_sources:
        return False
    if chosen.perpetrators and perpetrator not in map(str.casefold, chosen.perpetrators):
        return False
    if chosen.exclude_perpetrators and perpetrator in map(str.casefold, chosen.exclude_perpetrators):
        return False
    if not chosen.groups and not chosen.exclude_perpetrator_only:
        return True
    harmed = {group for effect, group, _low, best, _high in slim["toll"] if best > 0 and effect in _VICTIMS}
    if chosen.groups and not harmed.intersection(chosen.groups):
        return False
    return not (chosen.exclude_perpetrator_only and harmed and not harmed.intersection(NOT_MILITANT))


def _figures(rule: Rule, slim: dict[str, Any]) -> tuple[int, int, int | None]:
    """The figure that counts, low and high."""
    if rule.spec.measure == "incidents":
        return 1, 1, 1
    effects, groups = measured(rule.spec.measure)
    chosen = [figures for effect, group, *figures in slim["toll"] if effect in effects and group in groups]
    low, best = sum(figures[0] for figures in chosen), sum(figures[1] for figures in chosen)
    highs = [figures[2] for figures in chosen]
    high = None if None in highs else sum(highs)
    # An open high is no number to hold against a threshold: the best figure stands in for it.
    return {"low": low, "best": best, "high": best if high is None else high}[rule.spec.bound], low, high
