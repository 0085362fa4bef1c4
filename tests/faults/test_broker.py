"""The broker freezes or goes away in the middle of the stream: the workers wait, tell the truth, and lose nothing."""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.faults.driver import Run, replaying
from tests.faults.stream_of import articles
from tests.workers import until

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ARTICLES = int(os.environ.get("FAULTS_BROKER_ARTICLES", "300"))
#: Seconds for which it is frozen after the workers have told of it.
FROZEN = float(os.environ.get("FAULTS_FROZEN", "0"))
#: Seconds; longer than the broker is away. A worker that was put out of the group with records unsent ends, and is to be started again.
SESSION = 30 + FROZEN
#: Seconds within which all work again, once the broker does.
AGAIN = 60.0


@pytest.mark.parametrize("how", ["frozen", "restarted", "killed"])
async def test_workers_wait_for_a_broker_that_is_away(own_broker, prefix, how):
    """The processes stay, /ready says that the broker does not answer, and in the end there is one outcome."""
    stream = articles(ARTICLES)
    expected = replaying(stream)
    async with Run(own_broker.address, prefix, session_timeout=SESSION) as run:
        await run.topics.publish(stream)
        await run.topics.read("incidents", lambda found: len(found) > 20, "some incidents")

        def told() -> bool:
            return any("broker" in reason for worker in run.workers for reason in (worker.ready() or {}).get("reasons", ()))

        if how == "frozen":
            with own_broker.frozen():
                await until(told, "/ready tells of it")
                await asyncio.sleep(FROZEN)
        else:
            await asyncio.to_thread(own_broker.restart, hard=how == "killed")
        if FROZEN:
            await run.until_working(AGAIN)
        await run.finished(stream)
        assert run.ended == 0
        await run.comes_to(expected)


async def test_workers_that_were_put_out_of_their_group_leave_no_trace(own_broker, prefix):
    """Frozen for longer than a session: what they still held never arrives; they end, are started again, and there is one outcome."""
    stream = articles(ARTICLES)
    expected = replaying(stream)
    async with Run(own_broker.address, prefix, session_timeout=6) as run:
        await run.topics.publish(stream)
        await run.topics.read("incidents", lambda found: len(found) > 20, "some incidents")
        with own_broker.frozen():
            await until(lambda: all(worker.metric("tocsin_ready") == 0 for worker in run.workers), "both tell of it")
            await asyncio.sleep(8)
        await run.finished(stream)
        await run.comes_to(expected)
