"""Conditions that compare with the region's own past: `surge`, `ratio`, `first_after`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stream.watch.compound import predict_people
from stream.watch.conditions import NEITHER, Condition, Lull, Reading, Verdict
from stream.watch.past import Past, Span
from stream.watch.schema import FirstAfterRule, RatioRule, SurgeRule
from stream.watch.series import Series
from stream.watch.statistics import Baseline, Prediction, predict
from stream.watch.weekdays import by_weekday

#: So many quiet days are told apart; rows of older days may be gone.
MOST_QUIET = 300


class Surge(Condition):
    """`surge`: improbable, given the past."""

    def __init__(self, rule: SurgeRule, series: Series, covered_from: date | None) -> None:
        super().__init__(series)
        self._rule = rule
        self._past = Past(rule, covered_from, series.numbers, series.days.unseen)
        self.reach = self._past.reach

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        observed = self._series.value(end)
        if observed < self._rule.min_count or not self._enough(end):
            return NEITHER
        prediction = self._predict(end, left_out)
        if prediction is None:
            self.history_short = True
            return NEITHER
        p_value = prediction.tail(observed)
        return Verdict(p_value <= self._rule.limit, p_value <= max(self._rule.clear_p or 0.0, self._rule.limit))

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        prediction = self._predict(end, left_out)
        if prediction is None:
            return self._series.value(end)
        low, high = self._rule.min_count - 1, max(self._rule.min_count, 1)
        while prediction.tail(high) > self._rule.limit:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if prediction.tail(middle) <= self._rule.limit else (middle, high)
        return high

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition."""
        total = self._series.window(end, known_by)
        prediction = self._predict(end, left_out)
        if prediction is None:
            return Reading(end, total)
        return Reading(end, total, prediction.mean, prediction.tail(total.value))

    def _enough(self, end: int) -> bool:
        """Whether the window holds enough besides the number itself."""
        del end
        return True

    def _predict(self, end: int, left_out: Sequence[Span]) -> Prediction | None:
        numbers = self._past.before(end, left_out)
        return predict(Baseline.of(numbers), self._rule.window, self._rule.method) if len(numbers) >= self._rule.min_history else None


class WeeklySurge(Surge):
    """The same, where the week has its own pattern."""

    def __init__(self, rule: SurgeRule, series: Series, covered_from: date | None) -> None:
        super().__init__(rule, series, covered_from)
        self._weeks = Past(rule, covered_from, self._by_weekday, series.days.unseen)

    def _predict(self, end: int, left_out: Sequence[Span]) -> Prediction | None:
        days = self._weeks.before(end, left_out)
        if len(days) < self._rule.min_history:
            return None
        baseline, window = by_weekday(days, (day % 7 for day in range(end - self._rule.window + 1, end + 1)))
        return predict(baseline, window, self._rule.method)

    def _by_weekday(self, first: int, last: int, known_by: int) -> list[tuple[int, int]]:
        return [((first + number) % 7, counted) for number, counted in enumerate(self._series.numbers(first, last, known_by))]


class TollSurge(Surge):
    """The same of people: a compound model (stream.watch.compound), and a number of incidents below which it says nothing."""

    def __init__(self, rule: SurgeRule, series: Series, covered_from: date | None) -> None:
        super().__init__(rule, series, covered_from)
        self._tolls = Past(rule, covered_from, series.people, series.days.unseen)

    def _enough(self, end: int) -> bool:
        """See Surge."""
        days = self._series.people(end - self._rule.window + 1, end, end + self._rule.lateness)
        return sum(len(day) for day in days) >= self._rule.min_incidents

    def _predict(self, end: int, left_out: Sequence[Span]) -> Prediction | None:
        days = self._tolls.before(end, left_out)
        return predict_people(days, self._rule.window) if len(days) >= self._rule.min_history else None


class Ratio(Condition):
    """`ratio`: so many times the past, scaled to the window."""

    def __init__(self, rule: RatioRule, series: Series, covered_from: date | None) -> None:
        super().__init__(series)
        self._rule = rule
        self._past = Past(rule, covered_from, series.amounts, series.days.unseen)
        self.reach = self._past.reach

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        observed = self._series.value(end)
        if observed < self._rule.min_count:
            return NEITHER
        expected = self._expected(end, left_out)
        if expected is None:
            self.history_short = True
            return NEITHER
        if expected == 0:
            fires = self._rule.if_none_before == "fire"
            return Verdict(fires, fires)
        factor = self._rule.factor
        return Verdict(observed >= factor * expected, observed >= (self._rule.clear_factor or factor) * expected)

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        return max(self._rule.min_count, self._rule.factor * (self._expected(end, left_out) or 0))

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition."""
        return Reading(end, self._series.window(end, known_by), self._expected(end, left_out))

    def _expected(self, end: int, left_out: Sequence[Span]) -> float | None:
        """What a window would hold at the pace of the past; None: the history is too short."""
        numbers = self._past.before(end, left_out)
        return self._rule.window * sum(numbers) / len(numbers) if len(numbers) >= self._rule.min_history else None


class FirstAfter(Condition):
    """`first_after`: a day with one, after so many days without any; days before the first that was covered, and blind ones, are no quiet days."""

    def __init__(self, rule: FirstAfterRule, series: Series, covered_from: date | None) -> None:
        super().__init__(series)
        self._rule = rule
        self._covered_from = covered_from.toordinal() if covered_from is not None else None
        self.reach = MOST_QUIET + 1

    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """See Condition."""
        del left_out
        if self._series.value(end) <= 0:
            return NEITHER
        lull = self._lull(end)
        crosses = lull.days >= self._rule.lull
        self.history_short |= not crosses and lull.open
        return Verdict(crosses, crosses)

    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """See Condition."""
        del end, left_out
        return 1

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """See Condition: the lull is that by which the day was judged, whatever came to be known of it later."""
        del left_out
        return Reading(end, self._series.window(end, known_by), lull=self._lull(end))

    def _lull(self, end: int) -> Lull:
        """Quiet days up to the day before `end`, MOST_QUIET at most."""
        if self._covered_from is None:
            return Lull(0, open=True)
        unseen = (day + 1 for day in self._series.days.unseen if day < end)
        oldest = max(self._covered_from, end - MOST_QUIET, *unseen)
        last = self._series.last_before(end, oldest, end + self._rule.lateness)
        return Lull(max(0, end - oldest), open=True) if last is None else Lull(end - last - 1, open=False)
