"""How each sink fares, for /live and /ready, in one place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

#: Seconds without a sign of life from a sink's loop after which the process is said to hang; longer than any attempt.
STALLED_AFTER = 300.0


class State(StrEnum):
    """What a sink's courier does."""

    STARTING = "starting"
    #: All that is to be delivered is delivered, or on its way.
    DELIVERING = "delivering"
    #: The last attempt failed; it is tried again.
    RETRYING = "retrying"
    #: The receiver said that it wants nothing more: nothing is sent, nothing is lost.
    GONE = "gone"
    STOPPED = "stopped"


@dataclass(slots=True)
class SinkStatus:
    """One sink. `monotonic` is a clock that never goes back (seconds)."""

    monotonic: Callable[[], float] = time.monotonic
    state: State = State.STARTING
    #: Why it is not delivering.
    reason: str = ""
    #: Attempts for the alert at hand that failed.
    failed: int = 0
    delivered: int = 0
    #: Records of `alerts` that wait.
    lag: int = 0
    #: ISO 8601, wall clock.
    last_delivered: str | None = None
    _beat: float | None = None

    def beat(self) -> None:
        """The loop goes round."""
        self._beat = self.monotonic()

    def silent_for(self) -> float:
        """Seconds since the last sign of life; 0 before the first."""
        return 0.0 if self._beat is None else self.monotonic() - self._beat

    def shown(self) -> dict[str, Any]:
        """For /ready."""
        return {
            "state": self.state.value,
            "reason": self.reason,
            "failed_attempts": self.failed,
            "delivered": self.delivered,
            "lag": self.lag,
            "last_delivered": self.last_delivered,
        }


@dataclass(slots=True)
class Status:
    """The whole process."""

    #: Why the broker does not answer; None where it does.
    broker: str | None = "not reached yet"
    #: Alerts and deliveries of the past are read.
    loaded: bool = False
    stopping: bool = False
    sinks: dict[str, SinkStatus] = field(default_factory=dict)

    def reasons(self) -> list[str]:
        """Why not every alert reaches every sink now; empty where it does."""
        found = [] if self.broker is None else [f"the broker does not answer: {self.broker}"]
        if self.stopping:
            found.append("stopping")
        elif not self.loaded:
            found.append("reading the alerts of the past")
        return found + list(self._troubles())

    def ready(self) -> dict[str, Any]:
        """The body of /ready."""
        reasons = self.reasons()
        return {"ready": not reasons, "reasons": reasons, "sinks": {name: sink.shown() for name, sink in sorted(self.sinks.items())}}

    def stalled(self) -> str | None:
        """Why the process is not alive; None where it is. A sink that is away is no reason: a new process would not reach it either."""
        for name, sink in sorted(self.sinks.items()):
            if sink.silent_for() > STALLED_AFTER:
                return f"sink {name}: no sign of life for {sink.silent_for():.0f} s"
        return None

    def _troubles(self) -> Iterable[str]:
        for name, sink in sorted(self.sinks.items()):
            if sink.state is not State.DELIVERING:
                yield f"sink {name}: {sink.state.value}{f', {sink.reason}' if sink.reason else ''}"
