"""Three brokers, three copies, two of them needed: one is killed at a time, and nobody waits for long."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from tests.engine import answers
from tests.faults.driver import Run, replaying
from tests.faults.progress import watched
from tests.faults.stream_of import articles
from tests.kafka import Cluster

KILLS = int(os.environ.get("FAULTS_BROKER_KILLS", "0"))
#: Articles a second, so that there is always work.
RATE = int(os.environ.get("FAULTS_CLUSTER_RATE", "5"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
#: Seconds that a broker stays away, and that pass before the next one is killed.
AWAY, PAUSE = 15, 15
#: Seconds for which no partition at all may move while records wait.
UNAVAILABLE = 30.0
READ = ("articles", "extractions", "reports", "region-changes")

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.skipif(not KILLS, reason="three brokers and minutes: make faults")]


@pytest.fixture
def cluster():
    if not answers():
        pytest.skip("no Docker engine answers")
    cluster = Cluster()
    try:
        yield cluster.start()
    finally:
        cluster.remove()


async def test_any_broker_may_die(cluster, prefix):
    """One after the other, in turn; each comes back before the next goes."""
    stream = articles(KILLS * (AWAY + PAUSE) * RATE, SEED)
    expected = replaying(stream)
    async with Run(cluster.address, prefix, SEED, replication=3, session_timeout=20) as run:
        async with watched(cluster.address, f"{prefix}w", {f"{prefix}{name}": run.partitions for name in READ}) as stalls:
            flow = asyncio.create_task(run.topics.flow(stream, RATE))
            for count in range(KILLS):
                await asyncio.sleep(PAUSE)
                broker = cluster.brokers[count % len(cluster.brokers)]
                run.tell(f"SIGKILL broker {count % len(cluster.brokers)}")
                await asyncio.to_thread(broker.end, hard=True)
                await asyncio.sleep(AWAY)
                await asyncio.to_thread(broker.start_again)
                run.tell("it is back")
            await flow
            await run.finished(stream)
        await run.comes_to(expected)
    sys.stdout.write(f"nothing moved for at most {stalls.nothing_moved:.1f} s; the longest that one partition stood still: {stalls.worst()}\n")
    assert stalls.nothing_moved <= UNAVAILABLE
