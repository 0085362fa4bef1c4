"""A sign of life for those who would not notice that nothing comes."""

from __future__ import annotations

import asyncio
from typing import Any

from stream.describe import heartbeat_line
from stream.model import Heartbeat
from stream.settings import Settings
from stream.worker.heartbeat import Heart
from stream.worker.sending import Parcel
from stream.worker.status import Status
from tests.unit.build import NOON, at


class Sent:
    """An outbox that keeps what it is given."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.twice = asyncio.Event()

    async def hand_over(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)
        if len(self.parcels) == 2:
            self.twice.set()


def heart(status: Status, outbox: Any = None, **settings: Any) -> Heart:
    return Heart(outbox, Settings(_env_file=None, **settings), status, "rules-1")


def working() -> Status:
    return Status(broker=None, joined=True, recovered=True, clocks={"watch": {2: at(5).isoformat(), 0: at(1).isoformat()}}, lag=3)


def test_tells_how_far_all_its_regions_were_watched() -> None:
    """The oldest of its clocks, its partitions and what waits."""
    beat = heart(working()).beat(NOON)
    assert (beat.ready, beat.clock, beat.partitions, beat.lag, beat.rules_version) == (True, at(1), (0, 2), 3, "rules-1")


def test_a_worker_that_hangs_is_not_ready() -> None:
    """It says why."""
    status = working()
    status.progressed()
    begun = status.monotonic()
    status.monotonic = lambda: begun + 1_000
    beat = heart(status).beat(NOON)
    assert not beat.ready
    assert "no progress" in beat.reasons[0]


def test_beats_on_its_own_topic() -> None:
    """Again and again, as CloudEvents, keyed by the worker."""
    sent = Sent()

    async def twice() -> None:
        task = asyncio.create_task(heart(working(), sent, heartbeat_every=0.001).run())
        async with asyncio.timeout(5):
            await sent.twice.wait()
        task.cancel()

    asyncio.run(twice())
    parcel = sent.parcels[0]
    assert parcel.value is not None
    beat = Heartbeat.model_validate_json(parcel.value)
    assert (parcel.topic, parcel.key) == ("heartbeats", beat.worker.encode())
    assert ("ce_type", b"tocsin.heartbeats") in (parcel.headers or [])


def test_reads_in_one_line() -> None:
    """As `tocsin tail heartbeats` shows it."""
    assert "ready, regions watched up to" in heartbeat_line(heart(working()).beat(NOON))


def test_a_worker_outside_the_group_is_silent() -> None:
    """It watches nothing."""
    sent = Sent()

    async def a_while() -> None:
        task = asyncio.create_task(heart(Status(), sent, heartbeat_every=0.001).run())
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(a_while())
    assert sent.parcels == []
