"""How the worker starts, waits, refuses and ends."""

from __future__ import annotations

import signal

import pytest

from stream.settings import load_settings
from stream.worker import topics as broker_topics
from tests.kafka import Broker, free_port
from tests.news import attack
from tests.workers import PATIENCE, Topics, WorkerProcess, until

pytestmark = pytest.mark.docker


async def test_a_worker_without_broker_waits_and_says_so(broker, tmp_path):
    """/live yes, /ready no and why, a line in the log; when the broker comes, it works."""
    port = free_port()
    worker = WorkerProcess(f"127.0.0.1:{port}", "w.").start()
    late = Broker(port)
    try:
        body = await until(worker.ready, "/ready answers")
        assert (body["ready"], "the broker does not answer" in body["reasons"][0]) == (False, True)
        assert worker.get("/live")[0] == 200
        await until(lambda: any(line["event"] == "waiting for the broker" for line in worker.events()), "a line in the log")
        assert worker.code is None
        late.start()
        await worker.until_ready()
        await Topics(late.address, "w.").publish([attack("a1", killed=12)])
        await Topics(late.address, "w.").read("alerts", lambda found: found, "an alert")
    finally:
        worker.end()
        late.remove()


async def test_a_worker_may_be_told_not_to_wait_for_ever(start):
    """Exit code 3."""
    worker = WorkerProcess(f"127.0.0.1:{free_port()}", "w.", broker_wait=1).start()
    await until(lambda: worker.code is not None, "the worker ends")
    assert worker.code == 3


async def test_wrong_settings_and_rules_stop_it_at_once_with_all_mistakes(start, tmp_path):
    """Exit code 2, before any broker is asked."""
    worker = WorkerProcess("nowhere", "p.", partitions="many").start()
    await until(lambda: worker.code is not None, "the worker ends")
    assert worker.code == 2
    assert "TOCSIN_BROKERS" in worker.text()
    assert "TOCSIN_PARTITIONS" in worker.text()


async def test_another_number_of_partitions_is_refused(start, topics):
    """/ready says why and names the way out; exit code 5."""
    worker = await start(partitions=2).until_ready()
    await topics.publish([attack("a1")])
    await worker.until_read()
    assert await worker.stop() == 0
    worker = start(partitions=3)
    body = await until(
        lambda: (found := worker.ready()) and found["reasons"] and "TOCSIN_PARTITIONS" in found["reasons"][0] and found, "/ready refuses"
    )
    assert "tocsin rebuild" in body["reasons"][0]
    await until(lambda: worker.code is not None, "the worker ends")
    assert worker.code == 5


async def test_articles_may_have_their_own_number_of_partitions(start, topics, broker, prefix):
    """A topic that was there before us."""
    settings = load_settings(env_file=None, brokers=(broker.address,), topic_prefix=prefix, name=f"{prefix}w", partitions=7)
    await broker_topics.create(settings)
    others = load_settings(env_file=None, brokers=(broker.address,), topic_prefix=prefix, name=f"{prefix}w", partitions=7)
    assert await broker_topics.check(others) == []
    counts = await broker_topics.partition_counts(settings)
    assert counts[f"{prefix}articles"] == 7


async def test_a_second_sigterm_ends_it_at_once(start, topics, broker):
    """Even where the drain cannot end, because the broker is frozen."""
    worker = await start().until_ready()
    await topics.publish([attack(f"a{number}") for number in range(200)])
    await topics.read("extractions", lambda found: found, "some work")
    with broker.frozen():
        assert worker.process is not None
        worker.process.send_signal(signal.SIGTERM)
        await until(lambda: any(line["event"] == "stopping" for line in worker.events()), "it is stopping")
        assert worker.code is None
        worker.process.send_signal(signal.SIGTERM)
        await until(lambda: worker.code is not None, "the worker ends", patience=5)
    assert worker.code == 143


async def test_a_drain_that_cannot_end_is_cut_off(start, topics, broker):
    """After drain_timeout, with its own code; nothing is lost, for nothing was committed."""
    worker = await start(drain_timeout=2).until_ready()
    await topics.publish([attack(f"a{number}") for number in range(200)])
    await topics.read("extractions", lambda found: found, "some work")
    with broker.frozen():
        assert worker.process is not None
        worker.process.send_signal(signal.SIGTERM)
        await until(lambda: worker.code is not None, "the worker ends", patience=10)
    assert worker.code == 143


async def test_two_workers_share_the_partitions(start, topics):
    """Each has some, none has all, and together they read everything."""
    one, two = start(), start()
    await one.until_ready()
    await two.until_ready()

    def shared():
        parts = [set((worker.ready() or {}).get("assigned", ())) for worker in (one, two)]
        return parts[0] and parts[1] and not parts[0] & parts[1] and parts[0] | parts[1] == {0, 1, 2, 3}

    await until(shared, "the partitions are shared")
    await topics.publish([attack(f"a{number}", day=f"2021-11-{number + 1:02}") for number in range(28)])
    await until(
        lambda: one.metric("tocsin_articles_total", outcome="reports") + two.metric("tocsin_articles_total", outcome="reports") == 28,
        "all are read",
        PATIENCE,
    )


async def test_a_worker_that_joins_while_a_new_group_reads_its_first_articles_costs_none(start, topics):
    """Before the first commit of a group, Faust goes back to no offset, and what it had read and dropped would be gone."""
    articles = [attack(f"a{number}", day=f"2021-11-{number % 28 + 1:02}") for number in range(400)]
    one = await start().until_ready()
    await topics.publish(articles)
    two = start()
    await two.until_ready()

    def extracted(found):
        return {article["id"].encode() for article in articles} <= {record.key for record in found}

    await topics.read("extractions", extracted, "an extraction of every article")
    assert one.code is None
