"""A crash at any send or row, and everything that was not committed again: the same outcome."""

from __future__ import annotations

import asyncio
import json

import pytest

from stream import topics
from stream.config import shipped_config
from stream.pipeline import Limits, load_pipeline
from stream.settings import load_settings
from stream.worker.batches import Unreadable
from tests.news import abroad, attack
from tests.unit.worker.simulation import Simulation, outcome_of


@pytest.fixture(scope="module")
def settings():
    return load_settings(env_file=None, partitions=2, name="sim")


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(shipped_config(), Limits(partitions=2, articles_partitions=2))


@pytest.fixture
def simulation(pipeline, settings):
    simulation = Simulation(pipeline, settings)
    simulation.publish("a1", attack("a1", killed=12))
    simulation.publish("a2", attack("a2", killed=12, source="Other Wire"))
    simulation.publish("a3", attack("a3", killed=12, district="Daquq", province="Kirkuk"))
    simulation.publish("a1", attack("a1", killed=15))
    simulation.publish("a4", attack("a4", killed=4, day="2021-12-08"))
    simulation.publish("a3", abroad("a3", killed=12))
    simulation.publish("a4", None)
    return simulation


async def test_what_waits_of_an_open_alert_is_told_when_all_partitions_are_quiet(pipeline, settings):
    """One dead more is gathered for the end of the day; where only articles move the clock, the last day is never over."""
    simulation = Simulation(pipeline, settings)
    for number in range(6):
        simulation.publish(f"a{number}", attack(f"a{number}", killed=30, source=f"Wire {number}"))
    simulation.publish("b", attack("b", killed=31, published="2021-12-08T09:30:00+03:00"))
    await simulation.run()
    assert {alert["observed"] for alert in simulation.broker.last(topics.ALERTS)} == {31}


async def test_articles_become_incidents_tallies_and_alerts(simulation):
    """Two incidents stand: one in Kifri told by two outlets, one in Damascus."""
    await simulation.run()
    found = outcome_of(simulation)
    assert sorted((incident["country"], len(incident["articles"])) for incident in found.incidents.values()) == [("IQ", 2), ("SY", 1)]
    assert found.alerts


async def test_alerts_of_one_attack_meet_across_partitions(simulation):
    """The attack in Kifri raises alerts of its governorate and of the disputed territories: the larger one's names the other."""
    await simulation.run()
    alerts = {(alert["rule"], alert["region"]["id"]): alert for alert in simulation.broker.last(topics.ALERTS) if alert["reason"] != "withdrawn"}
    small, large = alerts["mass-casualty-iraq", "iq-diyala"], alerts["killed-disputed-territories", "disputed-territories"]
    assert (small["contained"], large["contained"]) == ([], [small["id"]])


@pytest.mark.parametrize("part", range(0, 100, 7))
async def test_a_crash_at_any_write_changes_nothing(simulation, part):
    """The one send or row after which the process ends lies so many percent of the way."""
    await simulation.run()
    again = simulation.same()
    begin = again.broker.appended
    again.broker.crash_at = begin + (simulation.broker.appended - begin) * part // 100
    await again.run()
    assert again.crashes == 1
    assert outcome_of(again).differences(outcome_of(simulation)) == []


@pytest.mark.parametrize("seed", range(3))
async def test_the_order_of_partitions_and_steps_changes_nothing(simulation, seed):
    """Kafka promises the order in a partition only."""
    await simulation.run()
    again = simulation.same(seed=seed)
    await again.run()
    assert outcome_of(again).differences(outcome_of(simulation)) == []


async def test_once_a_worker_drains_it_handles_nothing_more(simulation, monkeypatch):
    """What waited before this record was dropped: handled and committed, it would hide them, and in a compacted topic nobody could tell."""

    async def stop():
        """Faust's."""

    worker = simulation.start()
    monkeypatch.setattr(worker.app, "stop", stop)
    await worker.drain()
    before = simulation.broker.appended
    for log in [log for (topic, _), log in simulation.broker.records.items() if topic == topics.ARTICLES]:
        await worker.handle(worker.steps[0], log[-1])
    assert (simulation.broker.appended, worker.consumer.handled) == (before, {})


async def test_an_error_of_ours_costs_one_record_and_no_partition(simulation, settings, pipeline, monkeypatch):
    """What the core cannot handle lies in the dead letter topic with its bytes, and the rest is read."""
    extract = pipeline.extract

    def fails(article, *args, **options):
        if article.id == "a2":
            raise ZeroDivisionError("a mistake of ours")
        return extract(article, *args, **options)

    monkeypatch.setattr(pipeline, "extract", fails)
    await simulation.run()
    (letter,) = simulation.broker.last(topics.DEAD_LETTERS)
    assert letter["id"] == "a2"
    assert len(outcome_of(simulation).incidents) == 2


async def test_a_record_that_would_be_too_large_is_refused_before_anything_is_sent(simulation, pipeline, monkeypatch):
    """Else the broker would refuse it for ever, and the worker with it."""
    monkeypatch.setattr("stream.worker.sending.MAX_RECORD", 170)
    await simulation.run()
    extracted = [record for (topic, _), log in simulation.broker.records.items() if topic == topics.EXTRACTIONS for record in log]
    assert all(json.loads(record.value)["kind"] == "mark" for record in extracted)
    assert sum(len(log) for (topic, _), log in simulation.broker.records.items() if topic == topics.DEAD_LETTERS) == 7


async def test_the_first_row_says_how_the_state_was_written(simulation):
    """So that a worker of another version knows."""
    await simulation.run()
    for (topic, partition), log in simulation.broker.records.items():
        if topic.endswith("-changelog") and log:
            assert (log[0].key.decode(), json.loads(log[0].value)["partitions"]) == (f"meta/{partition}", 2)


def incident_in(simulation, country):
    """The incident of that country, as it stood after some articles."""
    return next(incident for incident in simulation.broker.last(topics.INCIDENTS) if incident["country"] == country and incident["reports"])


def reject(incident, **fields):
    named = [{"article": incident["articles"][0], "report": incident["reports"][0]}]
    said = {
        "id": "IQ/u-1",
        "action": "reject",
        "incident": incident["id"],
        "reports": named,
        "by": "Ala",
        "why": "a drill",
        "at": "2021-12-20T10:00Z",
    }
    return json.dumps(said | fields).encode()


@pytest.mark.parametrize("part", [None, *range(0, 100, 20)])
async def test_a_ruling_reaches_its_ledger(simulation, part):
    """Whatever partition it came by, and wherever a crash comes between: what it rejects counts no more."""
    await simulation.run()
    begin = simulation.broker.appended
    simulation.broker.append(topics.RULINGS, b"IQ/u-1", reject(incident_in(simulation, "IQ")))
    if part is not None:
        simulation.broker.crash_at = begin + 3 + part // 5
    await simulation.run()
    assert [incident["country"] for incident in outcome_of(simulation).incidents.values()] == ["SY"]
    assert incident_in(simulation, "IQ")["rulings"] == ["IQ/u-1"]


async def test_a_tombstone_takes_a_ruling_back(simulation):
    """The topic is compacted: a ruling that is gone there is gone here."""
    await simulation.run()
    before = outcome_of(simulation)
    simulation.broker.append(topics.RULINGS, b"IQ/u-1", reject(incident_in(simulation, "IQ")))
    await simulation.run()
    simulation.broker.append(topics.RULINGS, b"IQ/u-1", None)
    await simulation.run()
    assert outcome_of(simulation).differences(before) == []


@pytest.mark.parametrize(("key", "value"), [(b"IQ/u-2", None), (b"", None), (b"IQ/u-1", b"{}")])
async def test_a_ruling_that_is_none_is_a_dead_letter(simulation, key, value):
    """Another key than its id, no key, no ruling."""
    await simulation.run()
    given = reject(incident_in(simulation, "IQ")) if value is None else value
    simulation.broker.append(topics.RULINGS, key, given)
    await simulation.run()
    letters = [record for (topic, _), log in simulation.broker.records.items() if topic == topics.DEAD_LETTERS for record in log]
    assert [letter.value for letter in letters] == [given]


def unreadable(*, ours):
    value = Unreadable()
    value.why, value.ours = "the records of offsets 3 to 7, in one batch compressed with zstd, cannot be read here", ours
    return value


async def test_a_batch_that_unfolds_to_too_much_is_one_dead_letter(simulation):
    """It says which records it stands for, and the others are read."""
    simulation.broker.append(topics.ARTICLES, b"bomb", unreadable(ours=False))
    await simulation.run()
    ((letter,),) = [log for (topic, _), log in simulation.broker.records.items() if topic == topics.DEAD_LETTERS and log]
    assert dict(letter.headers)["__streams.errors.exception"] == b"unreadable_batch"
    assert b"offsets 3 to 7" in dict(letter.headers)["__streams.errors.message"]
    assert len(outcome_of(simulation).incidents) == 2


async def test_a_batch_in_a_compression_that_is_none_of_ours_stops_the_worker(simulation):
    """It says why, and goes no further: nothing of it may be lost."""
    worker = simulation.start()
    record = simulation.broker.append(topics.ARTICLES, b"zstd", unreadable(ours=True))
    handling = asyncio.ensure_future(worker.handle(worker.steps[0], record))
    await asyncio.sleep(0)
    assert not handling.done()
    assert worker.status.refusal == f"articles {record.partition}: {record.value.why}"
    assert worker.consumer.next_offset(record.tp) is None
    handling.cancel()
