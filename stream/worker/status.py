"""What the worker is doing, for /live and /ready: the truth in one place, written by all rooms of the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: Seconds without a handled record, while records wait, after which the worker is said to hang.
STALLED_AFTER = 120.0


@dataclass(slots=True)
class Status:
    """Facts about this worker. `monotonic` is a clock that never goes back (seconds)."""

    monotonic: Callable[[], float] = time.monotonic
    #: Why the broker does not answer; None where it does.
    broker: str | None = "not reached yet"
    #: What keeps us from work for good: state of another version or number of partitions.
    refusal: str | None = None
    #: What has to be over before we begin: a rebuild.
    waiting: str | None = None
    #: The group has dealt out its partitions to us (perhaps none).
    joined: bool = False
    #: The tables of all our partitions are restored.
    recovered: bool = False
    #: Seconds from when partitions were dealt out anew to the first record after it.
    restored_in: float = 0.0
    stopping: bool = False
    #: Partitions of `articles` that are ours.
    assigned: set[int] = field(default_factory=set)
    #: Records that wait, over all topics.
    lag: int = 0
    #: Event time by step and partition, as ISO 8601.
    clocks: dict[str, dict[int, str]] = field(default_factory=dict)
    _progress: float | None = None

    def progressed(self) -> None:
        """A record was handled, or there is nothing to do."""
        self._progress = self.monotonic()

    def idle_for(self) -> float:
        """Seconds since the last progress; 0 before the first."""
        return 0.0 if self._progress is None else self.monotonic() - self._progress

    def reasons(self) -> list[str]:
        """Why the worker is not ready; empty where it is."""
        found = []
        if self.refusal is not None:
            found.append(self.refusal)
        if self.waiting is not None:
            found.append(self.waiting)
        if self.broker is not None:
            found.append(f"the broker does not answer: {self.broker}")
        if self.stopping:
            found.append("stopping")
        elif not self.joined:
            found.append("no partitions assigned yet")
        elif not self.recovered:
            found.append("tables are being restored")
        return found

    def stalled(self) -> str | None:
        """Why the worker is not alive; None where it is: waiting for a broker is life, records that wait while nothing moves are not."""
        if self.broker is None and self.recovered and self.lag > 0 and self.idle_for() > STALLED_AFTER:
            return f"no progress for {self.idle_for():.0f} s while {self.lag} records wait"
        return None

    def ready(self) -> dict[str, Any]:
        """The body of /ready."""
        reasons = self.reasons()
        return {
            "ready": not reasons,
            "reasons": reasons,
            "broker": self.broker is None,
            "assigned": sorted(self.assigned),
            "recovered": self.recovered,
            "lag": self.lag,
            "clocks": {step: {str(partition): clock for partition, clock in sorted(clocks.items())} for step, clocks in self.clocks.items()},
        }
