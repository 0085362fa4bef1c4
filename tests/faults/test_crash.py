"""A crash before and after every send and every row, and before every commit, in each agent: one outcome. No broker is needed: topics are lists."""

from __future__ import annotations

import os

import pytest

from stream.config import shipped_config
from stream.pipeline import Limits, load_pipeline
from stream.settings import load_settings
from tests.faults.outcome import Outcome
from tests.faults.stream_of import corrected
from tests.unit.worker.simulation import Simulation, outcome_of

pytestmark = pytest.mark.slow

#: `all`: at every one; else at every so many.
EVERY = 1 if os.environ.get("FAULTS_CRASHES") == "all" else 97
ARTICLES = int(os.environ.get("FAULTS_CRASH_ARTICLES", "12"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))


@pytest.fixture(scope="module")
def given() -> Simulation:
    """The articles, some of them corrected or withdrawn; nothing is read yet."""
    pipeline = load_pipeline(shipped_config(), Limits(partitions=2, articles_partitions=2))
    simulation = Simulation(pipeline, load_settings(env_file=None, partitions=2, name="sim"))
    for article in corrected(ARTICLES, SEED):
        simulation.publish(article["id"], article)
    return simulation


async def test_a_crash_at_every_write_comes_to_one_outcome(given):
    """The process ends between two writes: sends and rows, of whichever agent."""
    undisturbed = given.same()
    await undisturbed.run()
    expected = outcome_of(undisturbed)
    begin = given.same().broker.appended
    for write in range(begin, undisturbed.broker.appended, EVERY):
        await _comes_to(expected, given.same(crash_at=write), f"crash at write {write - begin}")


async def test_a_crash_before_every_commit_comes_to_one_outcome(given):
    """All of it is done, and all of it is done again."""
    undisturbed = given.same()
    await undisturbed.run()
    expected = outcome_of(undisturbed)
    for commit in range(0, undisturbed.commits, EVERY):
        await _comes_to(expected, given.same(crash_at_commit=commit), f"crash before commit {commit}")


async def _comes_to(expected: Outcome, again: Simulation, what: str) -> None:
    await again.run()
    assert (again.crashes, outcome_of(again).differences(expected)) == (1, []), what
