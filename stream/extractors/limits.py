"""How much is asked of an extractor over a network: so many requests a minute, and none for a while after failures in a row."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

#: Seconds of the budget's window.
WINDOW = 60.0
#: Seconds before the second and each later attempt: doubled each time, from the first to the last; half of it is left to chance.
FIRST_PAUSE, LAST_PAUSE = 1.0, 20.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock (seconds, never goes back), how to wait, and chance (0..1): tests bring their own."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int) -> float:
        """Seconds to wait after attempt number `attempt` (1, 2, …) has failed."""
        longest = min(LAST_PAUSE, FIRST_PAUSE * 2.0 ** (attempt - 1))
        return longest * (0.5 + 0.5 * self.chance())


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how often and how much."""

    per_minute: int = 60
    #: Seconds that an article waits for room in the budget; infinite for files, where nothing else waits.
    budget_wait: float = 30.0
    attempts: int = 3
    #: Seconds for one attempt.
    timeout: float = 60.0
    #: Seconds for all that is done about one article; None: as long as it takes.
    total: float | None = 240.0
    #: Articles in a row without an answer, after which nothing is asked for `rest` seconds.
    failures: int = 5
    rest: float = 60.0
    #: Longest wait (seconds) that the other side may ask for (Retry-After) before an article is given up.
    longest_wait: float = 30.0


class Budget:
    """At most so many requests in any 60 seconds; each is promised its moment in the order of asking."""

    def __init__(self, per_minute: int, timing: Timing) -> None:
        self._moments: deque[float] = deque(maxlen=per_minute)
        self._timing = timing

    async def take(self, patience: float) -> bool:
        """Wait for room, and return True; at once False where that would take longer than `patience` seconds."""
        now = self._timing.now()
        full = len(self._moments) == self._moments.maxlen
        moment = max(now, self._moments[0] + WINDOW) if full else now
        if moment - now > patience:
            return False
        self._moments.append(moment)
        if moment > now:
            await self._timing.sleep(moment - now)
        return True


@dataclass(slots=True)
class Breaker:
    """Asks nothing for a while after too many failures in a row: who is down is not asked by every article anew."""

    patience: Patience
    timing: Timing
    _failures: int = 0
    _until: float = field(default=float("-inf"))

    @property
    def resting(self) -> bool:
        """Nothing is to be asked now."""
        return self.timing.now() < self._until

    def answered(self) -> None:
        """An answer came."""
        self._failures = 0

    def failed(self, after: float | None) -> None:
        """An article got no answer; `after`: the other side wants to hear nothing for so many seconds."""
        self._failures += 1
        rest = self.patience.rest if self._failures >= self.patience.failures else 0.0
        if after is not None and after > self.patience.longest_wait:
            rest = max(rest, min(after, 10 * self.patience.rest))
        self._until = max(self._until, self.timing.now() + rest) if rest else self._until
