"""The condition of `coverage`: blind days in a row, with fewer articles than chance explains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stream.watch.conditions import NEITHER, Condition, Reading, Verdict
from stream.watch.past import Span
from stream.watch.schema import CoverageRule
from stream.watch.series import Series, Total
from stream.watch.sight import Blind, run_ending
from stream.watch.statistics import poisson_at_most


class Silence(Condition):
    """`coverage`: the outlets that usually report the region have fallen silent."""

    #: Blind days hang on what was read in the weeks before.
    reach = 120

    def __init__(self, rule: CoverageRule, series: Series) -> None:
        super().__init__(series)
        self._rule = rule
        self._days = series.days

    def candidates(self, since: int) -> Iterable[int]:
        """See Condition: blind days."""
        return (entry.day for entry in self._days.blind if entry.day >= since)

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        del left_out
        run = self.run(end)
        return Verdict(self._p(run) <= self._rule.p, holds=True) if run else NEITHER

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition: there is nothing that would have been enough of."""
        del end, left_out
        return 0

    def value(self, end: int, known_by: int | None = None) -> int:
        """See Condition: the blind days in a row up to that day, or to the last that was judged."""
        del known_by
        return len(self.run(min(end, self._days.judged or end)))

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition: all articles of the run of days, and how many would have been usual."""
        del known_by, left_out
        run = self.run(end)
        articles = sum(entry.articles for entry in run)
        return Reading(end, Total(articles, articles, articles, ()), sum(entry.usual for entry in run), self._p(run), silence=run)

    def run(self, end: int) -> tuple[Blind, ...]:
        """The blind days in a row of which `end` is the last."""
        return run_ending(self._days.blind, end)

    def _p(self, run: tuple[Blind, ...]) -> float:
        return poisson_at_most(sum(entry.usual for entry in run), sum(entry.articles for entry in run))
