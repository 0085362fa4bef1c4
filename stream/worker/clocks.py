"""The clocks of our `articles` partitions: they live in memory, move with the articles, and tell every partition downstream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

from stream import topics
from stream.clock import SourceClock
from stream.model import Extraction, Mark
from stream.state import Send


class Clocks:
    """A SourceClock a partition of ours. `downstream` is the number of partitions of `extractions`; `now` a clock that never goes back (seconds)."""

    def __init__(self, lateness: timedelta, downstream: int, now: Callable[[], float] = monotonic) -> None:
        self._lateness = lateness
        self._downstream = downstream
        self._now = now
        self._clocks: dict[int, SourceClock] = {}
        self._active_at: dict[int, float] = {}
        #: What was last told, by partition: no mark is ever lost on the way, for a worker that cannot deliver one ends.
        self._told: dict[int, Mark] = {}

    def observe(self, partition: int, extraction: Extraction) -> list[Send]:
        """An article was read; the marks that follow its extraction, if any."""
        clock = self._clock(partition)
        self._active_at[partition] = self._now()
        clock.observe(extraction)
        return self._marks(partition, clock.due())

    def silent(self, partition: int, after: float, wall: datetime | None) -> list[Send]:
        """The partition is read to its end: the marks that say so, once it was silent for `after` seconds.

        They are not said again: every step would pass them on to all partitions of the next. With `wall` (now, UTC) the partition's clock follows the
        wall clock, and each hour is news.
        """
        clock = self._clock(partition)
        since = self._active_at.setdefault(partition, self._now())
        if self._now() - since < after:
            return []
        self._active_at[partition] = self._now()
        mark = clock.idle(wall, quiet=wall is None)
        return self._marks(partition, mark) if mark != self._told.get(partition) else []

    def keep(self, partitions: Iterable[int]) -> None:
        """Forget the clocks of all others: downstream remembers where they stood."""
        ours = set(partitions)
        self._clocks = {number: clock for number, clock in self._clocks.items() if number in ours}
        self._active_at = {number: at for number, at in self._active_at.items() if number in ours}
        self._told = {number: mark for number, mark in self._told.items() if number in ours}

    def read(self) -> dict[int, datetime]:
        """Where the clocks stand that have begun."""
        return {number: clock.clock for number, clock in sorted(self._clocks.items()) if clock.clock is not None}

    def _clock(self, partition: int) -> SourceClock:
        if partition not in self._clocks:
            self._clocks[partition] = SourceClock(partition, self._lateness, uuid4().hex[:8])
        return self._clocks[partition]

    def _marks(self, partition: int, mark: Mark | None) -> list[Send]:
        if mark is None:
            return []
        self._told[partition] = mark
        return [Send(topics.EXTRACTIONS, f"mark/{partition}", mark, target) for target in range(self._downstream)]
