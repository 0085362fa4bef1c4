"""Workers join and leave all the time: no partition stands still for long, and there is one outcome."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from tests.faults.driver import Run, replaying
from tests.faults.progress import watched
from tests.faults.stream_of import articles

pytestmark = [pytest.mark.docker, pytest.mark.slow]

SECONDS = int(os.environ.get("FAULTS_JOIN_SECONDS", "30"))
#: Articles a second, so that there is always work.
RATE = int(os.environ.get("FAULTS_JOIN_RATE", "4"))
#: Seconds between two of them, from and to.
PAUSE = tuple(float(part) for part in os.environ.get("FAULTS_JOIN_PAUSE", "2,6").split(","))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
#: What workers read.
READ = ("articles", "extractions", "reports", "region-changes")
#: Seconds that a partition may stand still while records wait in it.
STALL = 60.0


async def test_workers_may_come_and_go(broker, prefix):
    """Never more than three, never none; every partition moves again within a minute."""
    stream = articles(SECONDS * RATE, SEED)
    expected = replaying(stream)
    async with Run(broker.address, prefix, SEED) as run:
        async with watched(broker.address, f"{prefix}w", {f"{prefix}{name}": run.partitions for name in READ}) as stalls:
            flow = asyncio.create_task(run.topics.flow(stream, RATE))
            await run.join_and_leave(SECONDS, PAUSE)
            await flow
            await run.finished(stream)
        await run.comes_to(expected)
    sys.stdout.write(f"the longest that a partition stood still while records waited: {stalls.worst()}\n")
    assert stalls.worst()[0] <= STALL
