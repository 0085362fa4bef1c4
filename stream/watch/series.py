"""The days of a region as one rule sees them: which incidents it counts, and with what number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from stream.model import RuleKind
from stream.state import Changes
from stream.watch.buckets import bucket_key, counts, days_of
from stream.watch.rules import Rule
from stream.watch.schema import NOT_MILITANT, measured
from stream.watch.sight import Blind, blind_days, judged_through

_VICTIMS = frozenset({"killed", "wounded", "killed_or_wounded", "abducted", "missing"})
#: Views that are remembered; at a few hundred bytes each some tens of megabytes.
_MOST_VIEWS = 50_000


class Entry(NamedTuple):
    """One incident as a rule counts it."""

    incident_id: str
    day: int
    #: Local day of its first report.
    reported: int
    #: The figure that is held against the threshold, and its bounds (high None: open).
    value: int
    low: int
    high: int | None
    #: Killed and wounded, militants left out.
    harmed: tuple[int, int]
    slim: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayView:
    """One day, as one rule sees it. `prompt`: reported within the rule's lateness after the day, so that every window counts it."""

    entries: tuple[Entry, ...]
    late: tuple[Entry, ...]
    prompt_value: int
    prompt_number: int


class Views:
    """Remembers views between events: a view is a function of its bucket, and is made anew when that is another."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], tuple[Any, DayView]] = {}

    def get(self, key: tuple[str, str, int], bucket: Any, make: Callable[[], DayView]) -> DayView:
        """The view of that bucket."""
        known = self._known.get(key)
        if known is not None and (known[0] is bucket or known[0] == bucket):
            return known[1]
        if len(self._known) >= _MOST_VIEWS:
            self._known.clear()
        view = make()
        self._known[key] = (bucket, view)
        return view


class RegionDays:
    """The buckets of one region, each read at most once; days are ordinals (`date.toordinal`)."""

    def __init__(self, changes: Changes, region: str, views: Views) -> None:
        self.region = region
        self.views = views
        self._changes = changes
        self._days = [_ordinal(day) for day in days_of(changes, region)]
        self._present = frozenset(self._days)
        self._read: dict[int, Any] = {}

    @cached_property
    def blind(self) -> tuple[Blind, ...]:
        """Days on which too little was read of the region, in order."""
        return blind_days(self._changes, self.region)

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The same, as a set of days."""
        return frozenset(entry.day for entry in self.blind)

    @property
    def judged(self) -> int | None:
        """The last day of which it is known whether it was blind."""
        return judged_through(self._changes, self.region)

    def bucket(self, day: int) -> Any:
        """The row of a day; None where there is none."""
        if day not in self._present:
            return None
        if day not in self._read:
            self._read[day] = self._changes.get(bucket_key(self.region, date.fromordinal(day).isoformat()))
        return self._read[day]

    def between(self, first: int, last: int) -> list[int]:
        """Days from `first` to `last` (both included) that have a bucket."""
        return self._days[bisect_left(self._days, first) : bisect_right(self._days, last)]

    @property
    def first(self) -> int | None:
        """The first day that has a bucket."""
        return self._days[0] if self._days else None

    @property
    def last(self) -> int | None:
        """The last day that has a bucket."""
        return self._days[-1] if self._days else None


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
        self._single = rule.spec.kind is RuleKind.SINGLE
        self._views: dict[int, DayView | None] = {}
        # Days without late entries, which are nearly all: value and number do not depend on when one asks.
        self._values: dict[int, int] = {}
        self._numbers: dict[int, int] = {}

    def known(self, first: int, last: int, known_by: int) -> tuple[Entry, ...]:
        """Entries of the days `first` to `last` that were first reported on `known_by` at the latest."""
        views = (self._view(day) for day in self.days.between(first, last))
        return tuple(entry for view in views if view is not None for entry in view.entries if entry.reported <= known_by)

    def value(self, end: int, known_by: int | None = None) -> int:
        """The number in the window that ends with day `end`, of incidents reported by `known_by` (absent: within the lateness, which decides)."""
        by = end + self.rule.spec.lateness if known_by is None else known_by
        settled = self._values
        days = range(end - self.rule.spec.window + 1, end + 1)
        values = [settled[day] if day in settled else self._day_value(day, by) for day in days]
        return max(values) if self._single else sum(values)

    def numbers(self, first: int, last: int, known_by: int) -> list[int]:
        """How many incidents of each day were reported by then; `known_by` must not lie before the lateness of any of the days."""
        settled = self._numbers
        return [settled[day] if day in settled else self._day_number(day, known_by) for day in range(first, last + 1)]

    def amounts(self, first: int, last: int, known_by: int) -> list[int]:
        """What counts of each day, as `numbers` does."""
        settled = self._values
        return [settled[day] if day in settled else self._day_value(day, known_by) for day in range(first, last + 1)]

    def people(self, first: int, last: int, known_by: int) -> list[tuple[int, ...]]:
        """What counts of each incident of each day, as `numbers` does; incidents that count for nothing left out."""
        found = {day: tuple(entry.value for entry in self.known(day, day, known_by) if entry.value > 0) for day in self.days.between(first, last)}
        return [found.get(day, ()) for day in range(first, last + 1)]

    def last_before(self, day: int, oldest: int, known_by: int) -> int | None:
        """The last day before `day`, and not before `oldest`, on which anything counts that was reported by then."""
        return next((known for known in reversed(self.days.between(oldest, day - 1)) if self._day_value(known, known_by) > 0), None)

    def begins(self, day: int) -> bool:
        """Whether an episode may begin here: with an incident of the day itself, reported in time."""
        view = self._view(day)
        return view is not None and view.prompt_value > 0

    def window(self, end: int, known_by: int) -> Total:
        """The window that ends with day `end`, as it is shown: sums, or for `single` the gravest incident."""
        entries = self.known(end - self.rule.spec.window + 1, end, known_by)
        if self._single:
            gravest = max(entries, key=lambda entry: (entry.value, entry.low), default=None)
            return Total(gravest.value, gravest.low, gravest.high, entries) if gravest else Total(0, 0, 0, ())
        highs = [entry.high for entry in entries]
        high = None if None in highs else sum(high for high in highs if high is not None)
        return Total(sum(entry.value for entry in entries), sum(entry.low for entry in entries), high, entries)

    def _day_value(self, day: int, known_by: int) -> int:
        view = self._view(day)
        if view is None:
            return 0
        if not view.late:
            return view.prompt_value
        late = [entry.value for entry in view.late if entry.reported <= known_by]
        return max(view.prompt_value, *late, 0) if self._single else view.prompt_value + sum(late)

    def _day_number(self, day: int, known_by: int) -> int:
        view = self._view(day)
        return 0 if view is None else view.prompt_number + sum(1 for entry in view.late if entry.reported <= known_by)

    def _view(self, day: int) -> DayView | None:
        if day not in self._views:
            bucket = self.days.bucket(day)
            key = (self.rule.id, self.days.region, day)
            view = None if bucket is None else self.days.views.get(key, bucket, lambda: self._made(day, bucket))
            self._views[day] = view
            if view is None or not view.late:
                self._values[day], self._numbers[day] = (view.prompt_value, view.prompt_number) if view else (0, 0)
        return self._views[day]

    def _made(self, day: int, bucket: dict[str, Any]) -> DayView:
        slims: dict[str, Any] = bucket["contributions"]
        entries = tuple(entry for known in sorted(slims) if (entry := self._entry(known, day, slims[known])) is not None)
        deadline = day + self.rule.spec.lateness
        prompt = [entry.value for entry in entries if entry.reported <= deadline]
        value = max(prompt, default=0) if self._single else sum(prompt)
        return DayView(entries, tuple(entry for entry in entries if entry.reported > deadline), value, len(prompt))

    def _entry(self, incident_id: str, day: int, slim: dict[str, Any]) -> Entry | None:
        if not counts(slim) or not accepts(self.rule, slim):
            return None
        value, low, high = _figures(self.rule, slim)
        if value <= 0 and high == 0:
            return None
        return Entry(incident_id, day, _ordinal(slim["first"][:10]), value, low, high, harmed(slim["toll"]), slim)


def harmed(toll: list[list[Any]]) -> tuple[int, int]:
    """Best figures of killed and wounded, militants left out."""
    counted = [(effect, best) for effect, group, _low, best, _high in toll if group in NOT_MILITANT]
    return sum(best for effect, best in counted if effect == "killed"), sum(best for effect, best in counted if effect == "wounded")


def accepts(rule: Rule, slim: dict[str, Any]) -> bool:
    """Whether the rule's filter lets an incident through."""
    chosen = rule.spec.filter
    perpetrator = (slim["perpetrator"] or "").casefold()
    circumstance = slim.get("circumstance")  # not in buckets that former versions wrote
    if rule.type_sets and not any(chosen.holds(slim["type"], perpetrator, circumstance) for chosen in rule.type_sets):
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
    if rule.spec.measure == "districts":
        number = int(slim["district"] is not None)
        return number, number, number
    effects, groups = measured(rule.spec.measure)
    chosen = [figures for effect, group, *figures in slim["toll"] if effect in effects and group in groups]
    low, best = sum(figures[0] for figures in chosen), sum(figures[1] for figures in chosen)
    highs = [figures[2] for figures in chosen]
    high = None if None in highs else sum(highs)
    # An open high is no number to hold against a threshold: the best figure stands in for it.
    return {"low": low, "best": best, "high": best if high is None else high}[rule.spec.bound], low, high


@lru_cache(maxsize=4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
