"""A heartbeat record a minute, for the dead-man's switches of subscribers.

It goes the way of every other record, through the same producer: a worker that can send no alert sends no heartbeat either.
"""

from __future__ import annotations

import asyncio
import os
import socket
from datetime import UTC, datetime
from importlib.metadata import version

from stream import topics
from stream.model import Heartbeat
from stream.settings import Settings
from stream.state import Send
from stream.worker.sending import Outbox, pack
from stream.worker.status import Status

#: The step whose clock says how far the regions were watched.
STAGE = "watch"


class Heart:
    """Beats until cancelled."""

    def __init__(self, outbox: Outbox, settings: Settings, status: Status, rules_version: str) -> None:
        self._outbox = outbox
        self._settings = settings
        self._status = status
        self._rules_version = rules_version
        self._worker = f"{settings.name}@{socket.gethostname()}/{os.getpid()}"

    async def run(self) -> None:
        """Beat, again and again, for as long as the group counts us in."""
        while True:
            if self._status.joined:
                beat = self.beat(datetime.now(UTC))
                await self._outbox.hand_over(pack(Send(topics.HEARTBEATS, beat.worker, beat), self._settings))
            await asyncio.sleep(self._settings.heartbeat_every)

    def beat(self, now: datetime) -> Heartbeat:
        """How this worker fares."""
        clocks = self._status.clocks.get(STAGE, {})
        stalled = self._status.stalled()
        reasons = [*self._status.reasons(), *([stalled] if stalled is not None else [])]
        return Heartbeat(
            id=f"{self._worker}/{now.isoformat(timespec='seconds')}",
            worker=self._worker,
            sent=now,
            every=self._settings.heartbeat_every,
            ready=not reasons,
            reasons=tuple(reasons),
            partitions=tuple(sorted(clocks)),
            clock=min((datetime.fromisoformat(clock) for clock in clocks.values()), default=None),
            lag=self._status.lag,
            version=version("tocsin"),
            rules_version=self._rules_version,
        )
