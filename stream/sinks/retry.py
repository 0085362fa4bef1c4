"""How long to wait between two attempts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

#: Seconds after which a receiver that wants a longer rest is asked all the same.
LONGEST_REST = 3600.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubled each time, from `first` to `longest` seconds, the upper half of it by chance: many senders do not come back at once."""

    first: float = 1.0
    longest: float = 300.0
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int, after: float | None = None) -> float:
        """Seconds until the next attempt; `attempt`: how many failed, `after`: what the receiver asks for, which counts where it is longer."""
        usual = min(self.longest, self.first * 2.0 ** min(attempt - 1, 60))
        return max(usual * (0.5 + self.chance() / 2), min(after or 0.0, LONGEST_REST))
