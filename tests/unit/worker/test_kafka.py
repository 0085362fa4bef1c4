"""What is committed, what is read again, and what is ours: where Faust would lose records."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import faust
import pytest
from aiokafka.consumer import fetcher
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from stream.settings import load_settings
from stream.worker.batches import GuardedRecords
from stream.worker.kafka import create_app, credentials
from stream.worker.metrics import Metrics
from stream.worker.status import Status

ARTICLES, EXTRACTIONS = TP("articles", 0), TP("extractions", 0)


@pytest.fixture
async def app():
    app = create_app(load_settings(env_file=None), Status(), Metrics())
    app.consumer_generation_id = 4
    return app


@pytest.fixture
async def consumer(app, monkeypatch):
    """With `sought`: where it was told to go on reading."""
    consumer = app.consumer
    consumer.sought = []

    async def seek_wait(offsets):
        consumer.sought.append(offsets)

    monkeypatch.setattr(consumer, "seek_wait", seek_wait)
    return consumer


def record(offset, tp=ARTICLES, generation=4):
    return SimpleNamespace(tp=tp, offset=offset, generation_id=generation)


async def test_only_what_was_handled_is_committed(consumer):
    """Faust's own list of acks does not count."""
    consumer._acked[ARTICLES] = [0, 1, 2, 3]
    consumer.mark_handled(record(1))
    assert list(consumer._filter_tps_with_pending_acks()) == [ARTICLES]
    assert consumer._filter_committable_offsets([ARTICLES]) == {ARTICLES: 2}


async def test_faust_s_list_of_acks_does_not_grow(consumer):
    """It would hold every offset ever read."""
    consumer._acked[ARTICLES] = list(range(1_000))
    consumer.mark_handled(record(1))
    consumer._new_offset(ARTICLES)
    assert consumer._acked[ARTICLES] == []


async def test_a_record_of_an_older_generation_is_not_ours(app, consumer):
    """Nor is it marked when its handler comes to an end."""
    consumer.mark_handled(record(1, generation=3))
    assert (consumer.current(record(1, generation=3)), consumer.handled) == (False, {})


async def test_while_partitions_are_taken_away_nothing_is_ours(app, consumer):
    """Until the next generation has begun."""
    assert consumer.current(record(1))
    app.lost_generation = 4
    assert not consumer.current(record(1))


async def test_records_in_their_order_pass(consumer):
    """From where the generation began."""
    consumer.starts[ARTICLES] = 7
    assert await consumer.in_order(record(7))
    consumer.mark_handled(record(7))
    assert await consumer.in_order(record(8))
    assert consumer.sought == []


async def test_a_record_that_comes_again_is_handled_once_in_a_generation(consumer):
    """It was asked for again while it was on its way; a dead letter would lie there twice."""
    consumer.starts[ARTICLES] = 7
    consumer.mark_handled(record(9))
    assert not await consumer.in_order(record(7))
    assert consumer.sought == []


async def test_a_record_that_comes_again_in_the_next_generation_passes(app, consumer):
    """Redelivery is normal: what was handled is known to the group only as far as it was committed."""
    consumer.mark_handled(record(9))
    consumer._begin_anew()
    app.consumer_generation_id = 5
    consumer.starts[ARTICLES] = 7
    assert await consumer.in_order(record(7, generation=5))


async def test_a_generation_begins_where_the_group_stands_or_a_partition_starts(app, consumer, monkeypatch):
    """All are asked for at once; changelogs are not read by the consumer."""
    fresh, changelog = TP("articles", 1), TP("n-ledger-changelog", 0)
    asked = []

    async def committed():
        return {ARTICLES: 7, changelog: 3}

    async def starts(places):
        asked.append(places)
        return dict.fromkeys(places, 2)

    app.starts = starts
    monkeypatch.setattr(consumer._held_thread, "committed", committed)
    monkeypatch.setattr(consumer, "assignment", lambda: {ARTICLES, fresh, changelog})
    monkeypatch.setattr(consumer, "_is_changelog_tp", lambda tp: tp == changelog)
    await consumer.perform_seek()
    assert consumer.sought == [{ARTICLES: 7, fresh: 2}]
    assert (consumer.starts, asked) == ({ARTICLES: 7, fresh: 2}, [{fresh}])


async def test_records_that_were_passed_over_are_read_again(consumer):
    """What came too early is left, until those before it have come."""
    consumer.starts[ARTICLES] = 0
    assert not await consumer.in_order(record(53))
    assert not await consumer.in_order(record(54))
    assert consumer.sought == [{ARTICLES: 0}]
    assert await consumer.in_order(record(0))


async def test_a_gap_is_real_only_before_the_same_record(consumer):
    """Another one that comes first shows that part of what was asked for again was passed over, too."""
    consumer.starts[ARTICLES] = 0
    assert not await consumer.in_order(record(53))
    assert not await consumer.in_order(record(20))
    assert not await consumer.in_order(record(53))
    assert consumer.sought == [{ARTICLES: 0}] * 2
    assert await consumer.in_order(record(20))


async def test_records_flow_only_once_their_generation_has_begun(app, consumer, monkeypatch):
    """Not while tables are being restored, nor when that was overtaken by the next rebalance."""
    monkeypatch.setattr(faust.App, "on_rebalance_start", lambda _: None)
    monkeypatch.setattr(faust.App, "on_rebalance_end", lambda _: None)
    flows = []
    for overtaken in (False, True):
        monkeypatch.setattr(app.tables, "overtaken", lambda _, overtaken=overtaken: overtaken)
        app.on_rebalance_start()
        before = consumer.flows(record(1))
        app.on_rebalance_end()
        flows.append((before, consumer.flows(record(1)), consumer.flows(record(1, generation=3))))
    assert flows == [(False, True, False), (False, False, False)]


async def test_what_was_dropped_before_records_flowed_is_read_again(app, consumer, monkeypatch):
    """Where nothing follows that would show the gap; not where a record came through, nor where none was fetched."""
    reached, waiting = TP("articles", 1), TP("articles", 2)

    async def position(tp):
        return {ARTICLES: 5, reached: 5, waiting: 2}[tp]

    monkeypatch.setattr(consumer, "position", position)
    consumer.starts |= {ARTICLES: 0, reached: 4, waiting: 2}
    assert await consumer.in_order(record(4, reached))
    await consumer.read_passed_over()
    assert consumer.sought == [{ARTICLES: 0}]


async def test_a_gap_that_is_still_there_is_real(consumer):
    """Transactions leave such gaps, and retention."""
    consumer.starts[ARTICLES] = 0
    assert not await consumer.in_order(record(53))
    assert await consumer.in_order(record(53))
    assert len(consumer.sought) == 1


async def test_in_a_compacted_topic_gaps_are_normal(consumer):
    """Only at the beginning are they looked into."""
    consumer.starts[EXTRACTIONS] = 0
    assert not await consumer.in_order(record(5, EXTRACTIONS))
    assert await consumer.in_order(record(5, EXTRACTIONS))
    consumer.mark_handled(record(5, EXTRACTIONS))
    assert await consumer.in_order(record(9, EXTRACTIONS))
    assert len(consumer.sought) == 1


async def test_faust_drops_nothing_because_it_was_read_before(consumer):
    """What is read again is ours to know."""
    consumer._read_offset[ARTICLES] = 60
    assert consumer._read_offset[ARTICLES] is None


async def test_faust_creates_no_topics_and_serves_no_pages(app):
    """Topics are ours to create, tables nobody's to see."""
    assert (app.conf.topic_allow_declare, app.conf.web_enabled, app.conf.web_tables_enabled, app.conf.web_router_enabled) == (False,) * 4


@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_a_password_reaches_faust_with_its_mechanism(protocol):
    """And TLS where the protocol has it."""
    settings = load_settings(env_file=None, security_protocol=protocol, sasl_username="me", sasl_password="secret", sasl_mechanism="SCRAM-SHA-256")
    found = credentials(settings)
    assert isinstance(found, faust.SASLCredentials)
    assert (found.protocol.value, found.mechanism.value, found.username, found.password) == (protocol, "SCRAM-SHA-256", "me", "secret")


def test_tls_alone_reaches_faust():
    """Host names are checked."""
    assert credentials(load_settings(env_file=None, security_protocol="SSL")).context.check_hostname


async def test_a_flush_ends_only_when_all_that_was_handed_over_has_arrived(app, monkeypatch):
    """Rows of tables too: Faust's own flush of those gives up after 0.1 s, and a commit would overtake them."""
    order = []

    async def settle():
        await asyncio.sleep(0.2)
        order.append("arrived")

    async def flushed(_):
        order.append("flushed")

    monkeypatch.setattr(app.outbox, "settle", settle)
    monkeypatch.setattr(driver.Producer, "flush", flushed)
    await app.producer.flush()
    assert order == ["arrived", "flushed"]


async def test_what_unfolds_to_too_much_is_not_unfolded(app):
    """Faust's consumers hand out what aiokafka's fetcher does."""
    assert fetcher.PartitionRecords is GuardedRecords
