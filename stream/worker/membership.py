"""Whether our partitions are still ours: only then may a record leave.

A worker that was cut off from the group for longer than a session still holds records and rows in its producer. Its partitions may have gone to
another worker, who has restored their tables and goes on; what arrives late would stand in the changelogs after his rows, and be restored
instead of them. So nothing is sent unless a heartbeat was answered within the session; and a worker that was put out with records unsent ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class Membership:
    """What the heartbeats say. Written by the consumer's thread, read by the producer's loop. `lease` and the clock are in seconds."""

    def __init__(self, lease: float, now: Callable[[], float] = time.monotonic) -> None:
        self._lease = lease
        self._now = now
        self._until: float | None = None
        self._member: Callable[[], bool] = lambda: False

    def heard(self, asked_at: float | None = None) -> None:
        """The coordinator knew us when it was asked at that time (now, if not given)."""
        self._until = (self._now() if asked_at is None else asked_at) + self._lease

    @property
    def certain(self) -> bool:
        """Nobody else can have our partitions."""
        return self._until is not None and self._now() < self._until and self._member()

    @property
    def evicted(self) -> bool:
        """We were a member, and the coordinator does not know us any more."""
        return self._until is not None and not self._member()

    def watch(self, coordinator: Any) -> None:
        """Listen to the heartbeats of aiokafka's group coordinator."""
        beat = coordinator._do_heartbeat  # noqa: SLF001 - aiokafka 0.14.0 tells nobody else how its heartbeats fare

        async def beat_and_tell() -> bool:
            asked_at = self._now()
            known: bool = await beat()
            if known:
                self.heard(asked_at)
            return known

        coordinator._do_heartbeat = beat_and_tell  # noqa: SLF001
        self._member = lambda: bool(coordinator.member_id)


def gate(accumulator: Any, membership: Membership, look_again: float = 0.05) -> None:
    """Let aiokafka's producer drain its batches only while our partitions are certainly ours; else it looks again after so many seconds."""
    drain = accumulator.drain_by_nodes

    def drain_if_ours(ignore_nodes: Any, muted_partitions: Any = frozenset()) -> Any:
        if membership.certain:
            return drain(ignore_nodes, muted_partitions)
        loop, waiter = accumulator._loop, accumulator._waiter_future  # noqa: SLF001 - as drain_by_nodes itself leaves them
        if not waiter.done():
            waiter.set_result(None)
        accumulator._waiter_future = loop.create_future()  # noqa: SLF001
        loop.call_later(look_again, accumulator._wakeup, accumulator._waiter_future)  # noqa: SLF001
        return {}, False

    accumulator.drain_by_nodes = drain_if_ours
