"""When a window crosses a rule, and when it is clear again: pure functions of the days, never of the order in which they became known.

A window that ends on day e is judged by what was first reported on e + lateness at the latest, and so is the past before it. What comes
later is shown in an alert that stands (`known_by` of `show`), but neither makes nor ends one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stream.watch.past import Span
from stream.watch.series import Entry, Series, Total
from stream.watch.sight import Blind


@dataclass(frozen=True, slots=True)
class Verdict:
    """One day, judged: `crosses` can raise an alert, `holds` keeps one open."""

    crosses: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Lull:
    """Quiet days before an incident; `open`: there may have been more of them."""

    days: int
    open: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One window, as an alert shows it."""

    end: int
    total: Total
    expected: float | None = None
    p_value: float | None = None
    lull: Lull | None = None
    #: Of `coverage`: the blind days in a row.
    silence: tuple[Blind, ...] = ()


NEITHER = Verdict(crosses=False, holds=False)


class Condition(ABC):
    """The condition of one rule in one region."""

    #: So many days before a window's end decide with it; 0: the window's own alone, and coverage does not matter.
    reach: int = 0
    #: True when a window high enough was not judged, because the history before it is too short.
    history_short: bool = False

    def __init__(self, series: Series) -> None:
        self._series = series

    @abstractmethod
    def judge(self, end: int, left_out: Sequence[Span]) -> Verdict:
        """The window that ends on `end`; `left_out`: days of alerts up to then."""

    @abstractmethod
    def needed(self, end: int, left_out: Sequence[Span]) -> float:
        """The smallest number that crosses the rule in that window."""

    def candidates(self, since: int) -> Iterable[int]:
        """Days on which an episode may begin, from `since` on, in order: those with an incident of their own, reported in time."""
        last = self._series.days.last
        return () if last is None else (day for day in self._series.days.between(since, last) if self._series.begins(day))

    def show(self, end: int, known_by: int, left_out: Sequence[Span]) -> Reading:
        """The same window with all that was first reported on `known_by` at the latest."""
        del left_out
        return Reading(end, self._series.window(end, known_by))

    def value(self, end: int, known_by: int | None = None) -> int:
        """The number in the window that ends on `end`, of what was reported by `known_by` (absent: within the lateness, which decides)."""
        return self._series.value(end, known_by)

    def amount(self, entries: Sequence[Entry]) -> int:
        """What these incidents of one window come to; never less for more of them."""
        return sum(entry.value for entry in entries)
