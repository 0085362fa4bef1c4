"""From judged days to episodes: what one alert is about.

An episode begins with the first day that crosses the rule, has an incident of its own and lies in no pause of the rule, and goes on through every day that is not clear. Clear
days that are fewer than `resolve_after` belong to it; so many in a row end it. A blind day (`stream.watch.sight`) is no clear one, and none
between. It is a function of the days alone: the clock only says whether
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
    day = _next_onset_day(series, condition, since)
    while day is not None:
        if not condition.judge(day, left_out).crosses:
            day = _next_onset_day(series, condition, day + 1)
            continue
        episode = _follow(series, condition, day, left_out)
        yield episode
        left_out = (*left_out, (episode.start, episode.last))
        day = _next_onset_day(series, condition, episode.closes)


def _follow(series: Series, condition: Condition, onset: int, left_out: tuple[Span, ...]) -> Episode:
    rule = series.rule.spec
    start = onset - rule.window + 1
    holding, day, clear = [onset], onset, 0
    while clear < rule.resolve_after:
        day += 1
        if condition.judge(day, (*left_out, (start, day - 1))).holds:
            holding.append(day)
            clear = 0
        elif day not in series.days.unseen:
            clear += 1
    return Episode(start, onset, holding[-1], tuple(holding), left_out, day + 1)


def _next_onset_day(series: Series, condition: Condition, since: int) -> int | None:
    paused = [(span.first.toordinal(), span.last.toordinal()) for span in series.rule.spec.pauses]
    return next((day for day in condition.candidates(since) if not any(first <= day <= until for first, until in paused)), None)
