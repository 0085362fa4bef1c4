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


async def test_compaction_changes_nothing_of_what_was_read():
    """Where the topic holds no more than the newest version of each article, also of one that was withdrawn: tallies say as many articles as before."""
    simulation = Simulation(pipeline(), settings())
    gone = attack("gone", district="Daquq", province="Kirkuk")
    publish(simulation, [attack("a1"), gone, attack("a2", day="2021-12-08"), gone | {"withdrawn": True}, attack("a3", day="2021-12-15")])
    await simulation.run()
    wanted = outcome(simulation.broker)
    for number in range(2):
        log = simulation.broker.records[topics.EXTRACTIONS, number]
        log[:] = {record.key: record for record in log}.values()
    rebuilt = Rebuilt(simulation.broker, pipeline(), settings(edition=NEXT)).swap_in()
    assert wanted.tallies["disputed-territories/2021-12-08"]["coverage"]["articles"] == 1
    assert outcome(rebuilt.broker).differences(wanted) == []


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
