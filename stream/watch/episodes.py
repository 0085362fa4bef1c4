"""From judged days to episodes: what one alert is about.

An episode begins with the first day that crosses the rule, has an incident of its own and lies in no pause of the rule, and goes on through every day that is not clear. Clear
days that are fewer than `resolve_after` belong to it; so many in a row end it. It is a function of the days alone: the clock only says whether
the end is certain yet, because days to come may still go on with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stream.watch.conditions import Condition
from stream.watch.past import Span
from stream.watch.series import Series


@dataclass(frozen=True, slots=True)
class Episode:
    """Days (ordinals) in which a rule was crossed."""

    #: First day of the window that crossed first.
    start: int
    #: Last day of that window.
    onset: int
    #: Last day that was not clear.
    last: int
    #: All days that were not clear.
    holding: tuple[int, ...]
    #: Days of earlier alerts, as it was judged with.
    left_out: tuple[Span, ...]
    #: Ended for sure once the clock stands on this day.
    closes: int

    def closed(self, today: int | None) -> bool:
        """Whether the clock has passed the last clear day that it needed."""
        return today is not None and today >= self.closes


def trace(series: Series, condition: Condition, since: int, past: Sequence[Span]) -> Iterator[Episode]:
    """Every episode that begins on `since` or later, in order; `past`: days of the alerts before."""
    left_out = tuple(past)
    day = _next_onset_day(series, since)
    while day is not None:
        if not condition.judge(day, left_out).crosses:
            day = _next_onset_day(series, day + 1)
            continue
        episode = _follow(series, condition, day, left_out)
        yield episode
        left_out = (*left_out, (episode.start, episode.last))
        day = _next_onset_day(series, episode.last + series.rule.spec.resolve_after + 1)


def _follow(series: Series, condition: Condition, onset: int, left_out: tuple[Span, ...]) -> Episode:
    rule = series.rule.spec
    start = onset - rule.window + 1
    holding, day = [onset], onset
    while day - holding[-1] < rule.resolve_after:
        day += 1
        if condition.judge(day, (*left_out, (start, day - 1))).holds:
            holding.append(day)
    return Episode(start, onset, holding[-1], tuple(holding), left_out, holding[-1] + rule.resolve_after + 1)


def _next_onset_day(series: Series, since: int) -> int | None:
    last = series.days.last
    if last is None:
        return None
    paused = [(span.first.toordinal(), span.last.toordinal()) for span in series.rule.spec.pauses]
    days = (day for day in series.days.between(since, last) if not any(first <= day <= until for first, until in paused))
    return next((day for day in days if series.begins(day)), None)
