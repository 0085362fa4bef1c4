"""A wall clock that goes wrong, and an article from 2099: nothing fires that would not have, nothing is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stream import topics
from stream.config import shipped_config
from stream.pipeline import Limits, load_pipeline
from stream.settings import load_settings
from tests.faults.outcome import Outcome
from tests.news import attack
from tests.unit.worker.simulation import Simulation

HOUR = timedelta(hours=1)
#: Half an hour before a day ends by the clocks, which stay two days behind.
LATE = datetime(2021, 12, 10, 23, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(shipped_config(), Limits(partitions=2, articles_partitions=2))


@pytest.fixture
async def worker(pipeline):
    """An attack of the 7th of December, read on the 8th, and everything silent since."""
    simulation = Simulation(pipeline, load_settings(env_file=None, partitions=2, name="sim"))
    simulation.publish("a1", attack("a1", killed=12))
    simulation.wall = LATE
    await simulation.run()
    return simulation


def outcome(simulation):
    return Outcome.of(*(simulation.broker.last(topic) for topic in (topics.INCIDENTS, topics.TALLIES, topics.ALERTS)))


def fired(simulation):
    """Every alert that was ever sent as open."""
    return {
        record.key for (topic, _), log in simulation.broker.records.items() if topic == topics.ALERTS for record in log if b'"firing"' in record.value
    }


async def last_open(simulation):
    """On with the wall clock, a day at a time, to the last evening on which alerts are open."""
    for _ in range(60):
        before = simulation.wall
        simulation.wall += HOUR
        states = outcome(simulation).alerts
        later = simulation.same()
        later.wall = simulation.wall
        await later.run()
        if outcome(later).alerts != states:
            simulation.wall = before
            return simulation
        simulation.wall = before + timedelta(days=1)
        await simulation.run()
    raise AssertionError("no alert ends within 60 days")


async def test_an_hour_back_changes_nothing(worker):
    """Clocks never go back, and what was known stays so."""
    before = outcome(worker)
    worker.wall = LATE - HOUR
    await worker.run()
    assert outcome(worker) == before


async def test_an_hour_back_keeps_what_is_resolved_resolved(worker):
    """Also where the hour is that which ended an alert."""
    worker = await last_open(worker)
    worker.wall += HOUR
    await worker.run()
    ended = outcome(worker)
    worker.wall -= HOUR
    await worker.run()
    assert outcome(worker) == ended


async def test_an_hour_forward_may_resolve_an_hour_early_and_fires_nothing(worker):
    """Alerts fire by what is read, never by the clock."""
    worker = await last_open(worker)
    before, known = outcome(worker), fired(worker)
    worker.wall += HOUR
    await worker.run()
    after = outcome(worker)
    assert fired(worker) == known
    assert (after.incidents, after.tallies) == (before.incidents, before.tallies)
    assert after.alerts.keys() == before.alerts.keys()
    changed = {(before.alerts[key]["state"], now["state"]) for key, now in after.alerts.items() if now != before.alerts[key]}
    assert changed == {("open", "resolved subsided")}


async def test_an_article_from_2099_moves_nothing(worker, pipeline):
    """Neither a clock nor an alert; what it tells of has no day, and is read all the same."""
    other = worker.same()
    other.wall = LATE
    other.publish("a2", attack("a2", killed=30, district="Daquq", province="Kirkuk", published="2099-01-01T09:00:00+03:00"))
    await other.run()
    assert outcome(other).alerts == outcome(worker).alerts
    clocks = [max(mark["clock"] for mark in simulation.broker.last(topics.EXTRACTIONS) if mark["kind"] == "mark") for simulation in (other, worker)]
    assert clocks[0] == clocks[1]
    assert sum(len(incident["articles"]) for incident in outcome(other).incidents.values()) == 2
