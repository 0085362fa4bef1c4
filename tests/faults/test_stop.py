"""SIGTERM in the middle of the stream, again and again: each worker drains in time, and there is one outcome."""

from __future__ import annotations

import os

import pytest

from tests.faults.driver import Run, replaying
from tests.faults.stream_of import articles

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ARTICLES = int(os.environ.get("FAULTS_STOP_ARTICLES", "800"))
STOPS = int(os.environ.get("FAULTS_STOPS", "4"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
#: Seconds that a worker may take to finish what it began.
DRAIN = 30.0


async def test_workers_that_are_stopped_finish_what_they_began(broker, prefix):
    """Exit code 0 each time, within the time that compose and Kubernetes give."""
    stream = articles(ARTICLES, SEED)
    expected = replaying(stream)
    async with Run(broker.address, prefix, SEED) as run:
        await run.topics.publish(stream)
        took = await run.stop(STOPS, (1, 5))
        await run.finished(stream)
        await run.comes_to(expected)
    assert len(took) == STOPS
    assert max(took) <= DRAIN, run.log
