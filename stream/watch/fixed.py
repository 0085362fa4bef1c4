"""Conditions that compare with a fixed number: `at_least`, `single`, `spread`."""

from __future__ import annotations

from collections.abc import Sequence

from stream.watch.conditions import Condition, Reading, Verdict
from stream.watch.past import Span
from stream.watch.schema import AtLeastRule, SingleRule, SpreadRule
from stream.watch.series import Entry, Series, Total


class Threshold(Condition):
    """`at_least`: so many in the window."""

    def __init__(self, rule: AtLeastRule | SingleRule | SpreadRule, series: Series) -> None:
        super().__init__(series)
        self._rule = rule
        clear = None if isinstance(rule, SingleRule) else rule.clear
        self._clear = rule.threshold if clear is None else clear

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        del left_out
        value = self.value(end)
        return Verdict(value >= self._rule.threshold, value >= self._clear)

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        del end, left_out
        return self._rule.threshold


class Single(Threshold):
    """`single`: so many in one incident."""

    def amount(self, entries: Sequence[Entry]) -> int:
        """See Condition."""
        return max((entry.value for entry in entries), default=0)


class Spread(Threshold):
    """`spread`: so many different districts."""

    def value(self, end: int, known_by: int | None = None) -> int:
        """See Condition."""
        return self.amount(self._entries(end, end + self._rule.lateness if known_by is None else known_by))

    def amount(self, entries: Sequence[Entry]) -> int:
        """See Condition."""
        return len({entry.slim["district"] for entry in entries})

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition."""
        del left_out
        entries = self._entries(end, known_by)
        districts = self.amount(entries)
        return Reading(end, Total(districts, districts, districts, entries))

    def _entries(self, end: int, known_by: int) -> tuple[Entry, ...]:
        return self._series.known(end - self._rule.window + 1, end, known_by)
