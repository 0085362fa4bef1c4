"""State computed anew is the state that was: one outcome, and revisions that rise."""

from __future__ import annotations

import pytest

from stream import topics
from stream.model import Edition
from tests.news import abroad, attack
from tests.unit.rebuild.world import Rebuilt, outcome, pipeline, settings
from tests.unit.worker.simulation import Simulation

#: Two outlets on one attack, one corrected, one that turns out to be abroad, one withdrawn later on.
STREAM = [
    attack("a1", killed=12),
    attack("a2", killed=12, source="Other Wire"),
    attack("a3", killed=12, district="Daquq", province="Kirkuk"),
    attack("a4", killed=4, day="2021-12-08"),
    attack("a1", killed=15),
    attack("a5", killed=2, day="2021-12-12"),
    abroad("a3", killed=12),
    attack("a6", killed=15, source="Third Wire"),
    {"id": "a4", "withdrawn": True},
    attack("a7", killed=20, day="2021-12-15"),
]
NEXT = Edition(ledger=2, watch=2)


def publish(simulation, articles):
    for article in articles:
        simulation.publish(article["id"], article)


@pytest.fixture
async def read():
    simulation = Simulation(pipeline(), settings())
    publish(simulation, STREAM[:6])
    await simulation.run()
    return simulation


async def test_nothing_is_other_where_nothing_was_changed(read):
    """Ids and all."""
    rebuilt = Rebuilt(read.broker, pipeline(), settings(edition=NEXT))
    assert [(send.topic, send.key) for send in rebuilt.report.sends] == []
    assert rebuilt.report.counts[topics.INCIDENTS, "same"] == 4


@pytest.mark.parametrize("partitions", [2, 3])
async def test_the_worker_goes_on_as_if_nothing_had_been(read, partitions):
    """Whatever the number of partitions; revisions never fall."""
    await_all = Simulation(pipeline(), settings())
    publish(await_all, STREAM)
    await await_all.run()
    simulation = Rebuilt(read.broker, pipeline(partitions), settings(partitions, NEXT)).swap_in()
    publish(simulation, STREAM[6:])
    await simulation.run()
    assert outcome(simulation.broker).differences(outcome(await_all.broker)) == []
