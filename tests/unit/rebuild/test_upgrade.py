"""State that earlier versions wrote (tests/data/state), under this one: carried over, or refused with the way out, which leads on."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from faust.types import TP

from stream import topics
from stream.model import Edition
from stream.worker.tables import STATE_VERSION, meta_key, mismatch
from tests.news import attack
from tests.unit.rebuild.world import Rebuilt, pipeline, settings
from tests.unit.worker.simulation import Simulation

STATES = Path(__file__).parents[2] / "data" / "state"
#: The attack that all of the states know from two outlets.
NEWS = attack("a5", killed=12, source="Third Wire")


def written_by(version):
    """A worker's topics as that version left them, with two partitions."""
    simulation = Simulation(pipeline(), settings())
    head, *records = map(json.loads, (STATES / f"{version}.jsonl").read_text(encoding="utf-8").splitlines())
    broker = simulation.broker
    broker.appended = head["appended"]
    broker.committed.update({(topic, partition): offset for topic, partition, offset in head["committed"]})
    for topic, partition, offset, timestamp, key, value in records:
        raw = None if value is None else value.encode()
        record = {"topic": topic, "partition": partition, "offset": offset, "timestamp": timestamp, "key": key.encode(), "value": raw}
        broker.records[topic, partition].append(SimpleNamespace(**record, headers=[], tp=TP(topic, partition), generation_id=0))
    for topic in (topics.REPORTS, topics.REGION_CHANGES):
        # What was handled is left out of the file: the offsets go on.
        for partition in range(2):
            broker.committed[topic, partition] = 0
    return simulation


def refusals(simulation):
    """What a worker says of each partition's rows."""
    rows = [json.loads(record.value) for log in simulation.broker.records.values() for record in log if record.key == meta_key(0).encode()]
    return {mismatch(row, simulation.settings, simulation.pipeline.regions.version) for row in rows}


def articles_of(simulation, known):
    """Of the incident that has that article, while it stands."""
    return [(one["id"], one["articles"]) for one in simulation.broker.last(topics.INCIDENTS) if known in one["articles"]]


async def test_the_state_of_this_version_is_carried_over():
    """Rows written before this program's latest changes: the next outlet's report joins the incident that they hold."""
    simulation = written_by(STATE_VERSION)
    assert refusals(simulation) == {None}
    ((before, _),) = articles_of(simulation, "a1")
    simulation.publish(NEWS["id"], NEWS)
    await simulation.run()
    assert articles_of(simulation, "a5") == [(before, ["a1", "a2", "a5"])]


async def test_the_state_comes_to_name_its_regions():
    """With the first record that a worker of this version handles in a partition; so it is known when they are others."""
    simulation = written_by(STATE_VERSION)
    simulation.publish(NEWS["id"], NEWS)
    await simulation.run()
    signs = {}
    for number in range(2):
        log = simulation.broker.records[f"{simulation.settings.name}-regions-changelog", number]
        signs |= {(number, record.key.decode()): json.loads(record.value) for record in log if record.value is not None}
    version = simulation.pipeline.regions.version
    assert [signs[number, meta_key(number)]["regions"] for number in range(2)] == [version, version]


@pytest.mark.parametrize("version", range(1, STATE_VERSION))
async def test_state_of_an_earlier_version_is_refused_and_rebuilt(version):
    """The refusal names the way out, and after it the next outlet's report joins the incident that was published then."""
    simulation = written_by(version)
    assert all("tocsin rebuild" in why for why in refusals(simulation))
    ((before, _),) = articles_of(simulation, "a1")
    rebuilt = Rebuilt(simulation.broker, pipeline(), settings(edition=Edition(ledger=2, watch=2))).swap_in()
    rebuilt.publish(NEWS["id"], NEWS)
    await rebuilt.run()
    assert articles_of(rebuilt, "a5") == [(before, ["a1", "a2", "a5"])]
