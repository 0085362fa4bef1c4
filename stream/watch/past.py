"""A region's own past, as a window is compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from stream.watch.schema import RatioRule, SurgeRule

#: Ordinals of first and last day, both included.
Span = tuple[int, int]
#: What is known of one day.
D = TypeVar("D")
#: So many days of a firing alert are kept out of the baseline; after that its level is the new normal.
MOST_LEFT_OUT = 90


class Past(Generic[D]):
    """The newest days of history before a window, as many as the rule asks for; those of alerts, and `blind` ones, are stepped over.

    `daily` gives what is known of each day from the first to the second (both included), of what was reported by the third.
    """

    def __init__(
        self, rule: SurgeRule | RatioRule, covered_from: date | None, daily: Callable[[int, int, int], list[D]], blind: Iterable[int] = ()
    ) -> None:  # fmt: skip
        self._rule = rule
        self._covered_from = covered_from.toordinal() if covered_from is not None else None
        self._daily = daily
        self._blind = tuple((day, day) for day in blind)

    @property
    def reach(self) -> int:
        """Days before a window's end on which its past may hang."""
        return self._rule.window + self._rule.gap + self._rule.baseline + MOST_LEFT_OUT

    def before(self, end: int, left_out: Sequence[Span]) -> list[D]:
        """The days before the window that ends on `end`; none where it is not known since when silence means anything."""
        if self._covered_from is None:
            return []
        newest = end - self._rule.window - self._rule.gap
        oldest = max(self._covered_from, newest - self._rule.baseline - MOST_LEFT_OUT + 1)
        known_by = end + self._rule.lateness
        found: list[D] = []
        alerts = ((first, min(last, first + MOST_LEFT_OUT - 1)) for first, last in left_out)
        for first, last in reversed(_stretches(oldest, newest, [*alerts, *self._blind])):
            missing = self._rule.baseline - len(found)
            found += self._daily(max(first, last - missing + 1), last, known_by)
        return found


def _stretches(oldest: int, newest: int, left_out: Iterable[Span]) -> list[Span]:
    """What is left of the days `oldest` to `newest`, in order."""
    found = []
    for first, last in sorted(left_out):
        if first > newest:
            break
        if oldest < first:
            found.append((oldest, first - 1))
        oldest = max(oldest, last + 1)
    return [*found, (oldest, newest)] if oldest <= newest else found
