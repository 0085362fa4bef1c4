"""What a sink is: it turns an alert into what it sends, and sends it; how often, when, and what becomes of failures is the courier's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stream.errors import TocsinError
from stream.model import Alert


class Undelivered(TocsinError):  # noqa: N818 - what has become of it, not what is wrong with us
    """An attempt failed; `reason` is a short word for the metric."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class Unreachable(Undelivered):
    """It may succeed later; `after`: seconds that the receiver wants us to wait."""

    def __init__(self, reason: str, message: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(reason, message)


class Refused(Undelivered):
    """This alert will never be taken: it goes to the dead letters, and the next one is tried."""


class Gone(Undelivered):
    """The receiver wants nothing more, ever: nothing is sent until an operator has looked."""


@dataclass(frozen=True, slots=True)
class Message:
    """One revision of an alert for one sink."""

    alert: Alert
    #: CloudEvents id: `id/revision`, the same however often it is sent.
    ce_id: str
    #: The sink knows of no open alert with this id: to it this is a new one.
    first: bool
    now: datetime
    #: Open alerts of larger regions that rest on the same incidents, and are not sent by themselves.
    containing: tuple[Alert, ...] = ()
    #: What the sink kept when it was last told of this alert, whether or not that was over since.
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a sink will send: all but what only the moment of sending knows (signatures, time stamps)."""

    ce_id: str
    payload: Any
    #: For `--dry-run`: the payload as a person reads it.
    shown: str
    #: What the sink wants to find in the next `Message.kept`; JSON.
    keep: dict[str, Any] = field(default_factory=dict)


class Sink(ABC):
    """Where alerts go. One call at a time; calls for one alert come in the order of its revisions."""

    #: Also revisions that a newer one has replaced already, and the end of alerts that it was never told of.
    every_revision = False
    #: Seconds after which it is told of all open alerts again; None: never.
    resend_seconds: float | None = None

    @abstractmethod
    def prepare(self, message: Message) -> Prepared:
        """What would be sent. Reaches for nothing outside; whatever it raises makes the alert a dead letter."""

    @abstractmethod
    async def send(self, prepared: Prepared) -> None:
        """One attempt. Returns when the receiver has it; raises Unreachable, Refused or Gone.

        NOT guaranteed: that what failed did not arrive. It is sent again under the same `ce_id`.
        """

    async def resend(self, kept: Sequence[dict[str, Any]]) -> None:  # noqa: B027 - most sinks need not
        """Tell again of all alerts that are open, or ended a moment ago: what was kept of each. Raises as `send` does."""

    async def close(self) -> None:  # noqa: B027 - most sinks have nothing to close
        """Let go of connections."""
