"""The broker is ended and started again, at once or after minutes: the workers tell the truth, work again soon after, and there is one outcome."""

from __future__ import annotations

import asyncio
import os

import pytest

from stream.settings import Settings
from tests.faults.driver import Run, replaying
from tests.faults.stream_of import articles
from tests.workers import until

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ARTICLES = int(os.environ.get("FAULTS_AWAY_ARTICLES", "300"))
#: How often the broker is restarted cleanly, and as often hard.
RESTARTS = int(os.environ.get("FAULTS_RESTARTS", "1"))
#: Seconds for which it is away: no process ends of it, and so long that they give up (`request_timeout`, seconds) and are started again.
AWAY = float(os.environ.get("FAULTS_AWAY", "8"))
GONE = float(os.environ.get("FAULTS_GONE", "25"))
GIVE_UP = float(os.environ.get("FAULTS_GIVE_UP", "15"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
#: Seconds of a session, as shipped.
SESSION = float(Settings.model_fields["session_timeout"].default)
#: Seconds within which all work again, once the broker does.
AGAIN = 60.0


def told_of_the_broker(run: Run) -> bool:
    """Every worker that runs says by /ready that the broker does not answer."""
    return all(any("broker" in reason for reason in (worker.ready() or {}).get("reasons", ())) for worker in run.workers)


async def some_work(run: Run) -> None:
    """The articles flow already."""
    await run.topics.read("incidents", lambda found: len(found) > 20, "some incidents", 120)


async def test_a_broker_that_is_restarted_again_and_again(own_broker, prefix):
    """Cleanly and hard: all work again within a minute, no worker ends."""
    stream = articles(ARTICLES * RESTARTS, SEED)
    expected = replaying(stream)
    async with Run(own_broker.address, prefix, SEED, session_timeout=30) as run:
        await run.topics.publish(stream)
        await some_work(run)
        for hard in [False, True] * RESTARTS:
            run.tell(f"the broker is restarted {'hard' if hard else 'cleanly'}")
            await asyncio.to_thread(own_broker.restart, hard=hard)
            await run.until_working(AGAIN)
            await asyncio.sleep(3)
        await run.finished(stream)
        await run.comes_to(expected)
        assert run.ended == 0


async def test_a_broker_that_is_away_for_a_while_ends_nobody(own_broker, prefix):
    """The processes stay, alive and not ready, and go on."""
    stream = articles(ARTICLES, SEED)
    expected = replaying(stream)
    async with Run(own_broker.address, prefix, SEED, session_timeout=AWAY + 30) as run:
        await run.topics.publish(stream)
        await some_work(run)
        await away(run, own_broker, AWAY)
        assert run.ended == 0
        assert all(run.told("the broker answers"))
        await run.finished(stream)
        await run.comes_to(expected)


async def test_a_broker_that_is_away_for_too_long_ends_the_workers_with_their_code(own_broker, prefix):
    """Where records are unsent: they are started again as often as they end, wait for the broker, and go on.

    Who ended while it was away could not leave the group: the broker waits for him as long as a session lasts before the others go on, once it is back.
    """
    stream = articles(ARTICLES, SEED)
    expected = replaying(stream)
    async with Run(own_broker.address, prefix, SEED, session_timeout=min(SESSION, GIVE_UP), request_timeout=GIVE_UP) as run:
        await run.topics.publish(stream)
        await some_work(run)
        await away(run, own_broker, GONE)
        assert run.ended > 0
        await run.finished(stream)
        await run.comes_to(expected)


async def away(run: Run, broker: object, seconds: float) -> None:
    """The broker is gone for so long; meanwhile /ready and the log say so, /live does not complain, and after it all work again soon."""
    run.tell(f"the broker goes away for {seconds:.0f} s")
    await asyncio.to_thread(broker.end, hard=True)
    await until(lambda: told_of_the_broker(run), "/ready tells of it", 30)
    assert [worker.get("/live")[0] for worker in run.workers] == [200, 200]
    assert all(either + other for either, other in zip(run.told("the broker does not answer"), run.told("waiting for the broker"), strict=True))
    begun = asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() < begun + seconds:
        run.start_again()
        await asyncio.sleep(0.5)
    await asyncio.to_thread(broker.start_again)
    run.tell("the broker listens again")
    await run.until_working(AGAIN)
