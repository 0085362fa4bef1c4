"""SIGKILL in the middle of the stream: nothing lost, nothing doubled, one outcome."""

from __future__ import annotations

import os

import pytest

from tests.faults.driver import Run, replaying
from tests.faults.stream_of import articles

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ARTICLES = int(os.environ.get("FAULTS_ARTICLES", "1500"))
KILLS = int(os.environ.get("FAULTS_KILLS", "5"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))


#: Seconds between two kills, from and to.
PAUSE = (0.1, 5.0)
#: From so many articles on, the undisturbed run is left to the short form: it takes as long as the other one.
LONG = 10_000


async def test_workers_that_are_killed_come_to_the_outcome_of_an_undisturbed_run_and_of_a_replay(broker, prefix):
    """Two workers, four partitions; killed one after the other while the articles flow."""
    stream = articles(ARTICLES, SEED)
    expected = replaying(stream)

    if ARTICLES < LONG:
        async with Run(broker.address, f"{prefix}calm.", SEED) as calm:
            await calm.topics.publish(stream)
            await calm.finished(stream)
            await calm.comes_to(expected)

    async with Run(broker.address, f"{prefix}killed.", SEED) as run:
        await run.topics.publish(stream)
        await run.kill(KILLS, PAUSE)
        await run.finished(stream)
        await run.comes_to(expected)
    assert len((await expected).incidents) > ARTICLES / 20
    assert (await expected).alerts
