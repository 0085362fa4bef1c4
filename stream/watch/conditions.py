"""When a window crosses a rule, and when it is clear again: pure functions of the days, never of the order in which they became known.

A window that ends on day e is judged by what was first reported on e + lateness at the latest, and so is the baseline before it. What comes
later is shown in an alert that stands (`known_by` of `show`), but neither makes nor ends one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from stream.watch.schema import AtLeastRule, SingleRule, SurgeRule
from stream.watch.series import Series, Total
from stream.watch.statistics import Baseline, Prediction, predict

#: Ordinals of first and last day, both included.
Span = tuple[int, int]
#: So many days of a firing alert are kept out of the baseline; after that its level is the new normal.
MOST_LEFT_OUT = 90


@dataclass(frozen=True, slots=True)
class Verdict:
    """One day, judged: `crosses` can raise an alert, `holds` keeps one open."""

    crosses: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One window, as an alert shows it."""

    end: int
    total: Total
    expected: float | None = None
    p_value: float | None = None


class Condition(Protocol):
    """The condition of one rule in one region."""

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """The window that ends on `end`; `left_out`: days of alerts up to then."""
        ...

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """The smallest number that would have crossed the rule in that window."""
        ...

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """The same window with all that was first reported on `known_by` at the latest."""
        ...


class Threshold:
    """`at_least` and `single`: a fixed number."""

    def __init__(self, rule: AtLeastRule | SingleRule, series: Series) -> None:
        self._rule = rule
        self._series = series
        self._clear = rule.clear if isinstance(rule, AtLeastRule) and rule.clear is not None else rule.threshold

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        del left_out
        value = self._series.value(end)
        return Verdict(value >= self._rule.threshold, value >= self._clear)

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        del end, left_out
        return self._rule.threshold

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition."""
        del left_out
        return Reading(end, self._series.window(end, known_by))


class Surge:
    """`surge`: improbable, given the region's own past."""

    def __init__(self, rule: SurgeRule, series: Series, covered_from: date | None) -> None:
        self._rule = rule
        self._series = series
        self._covered_from = covered_from.toordinal() if covered_from is not None else None
        #: True when a window high enough was not judged, because the history before it is too short.
        self.history_short = False

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        observed = self._series.value(end)
        if observed < self._rule.min_count:
            return Verdict(crosses=False, holds=False)
        prediction = self._predict(end, left_out)
        if prediction is None:
            self.history_short = True
            return Verdict(crosses=False, holds=False)
        p_value = prediction.tail(observed)
        return Verdict(p_value <= self._rule.p, p_value <= (self._rule.clear_p or self._rule.p))

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        observed, prediction = self._series.value(end), self._predict(end, left_out)
        enough = (number for number in range(self._rule.min_count, observed) if prediction is not None and prediction.tail(number) <= self._rule.p)
        return next(enough, observed)

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition."""
        total = self._series.window(end, known_by)
        prediction = self._predict(end, left_out)
        if prediction is None:
            return Reading(end, total)
        return Reading(end, total, prediction.mean, prediction.tail(total.value))

    def _predict(self, end: int, left_out: Sequence[Span]) -> Prediction | None:
        baseline = self._baseline(end, left_out)
        return predict(baseline, self._rule.window) if baseline.days >= self._rule.min_history else None

    def _baseline(self, end: int, left_out: Sequence[Span]) -> Baseline:
        """The newest days of history, as many as the rule asks for; those of alerts are stepped over."""
        if self._covered_from is None:
            return Baseline(0, 0, 0)
        newest = end - self._rule.window - self._rule.gap
        oldest = max(self._covered_from, newest - self._rule.baseline - MOST_LEFT_OUT + 1)
        known_by = end + self._rule.lateness
        counts: list[int] = []
        for first, last in _stretches(oldest, newest, left_out):
            missing = self._rule.baseline - len(counts)
            counts += self._series.numbers(max(first, last - missing + 1), last, known_by)
        return Baseline.of(counts)


def _stretches(oldest: int, newest: int, left_out: Sequence[Span]) -> Iterator[Span]:
    """What is left of the days `oldest` to `newest`, the newest stretch first. Alerts come in the order of their days."""
    for first, last in reversed(left_out):
        until = min(last, first + MOST_LEFT_OUT - 1)
        if until < oldest:
            break
        if until < newest:
            yield until + 1, newest
        newest = min(newest, first - 1)
    if oldest <= newest:
        yield oldest, newest


def condition(series: Series, covered_from: date | None) -> Threshold | Surge:
    """The condition that a rule puts to its series; `covered_from`: the first day of which silence means that nothing happened."""
    rule = series.rule.spec
    return Surge(rule, series, covered_from) if isinstance(rule, SurgeRule) else Threshold(rule, series)
