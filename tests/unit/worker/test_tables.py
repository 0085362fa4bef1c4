"""Rows by partition: restored, kept while ours without a break, forgotten otherwise."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from faust.types import TP

from stream.settings import load_settings
from stream.worker.kafka import create_app
from stream.worker.metrics import Metrics
from stream.worker.status import Status
from stream.worker.tables import STATE_VERSION, RowTable, meta_row, mismatch


@pytest.fixture
def settings(tmp_path):
    return load_settings(env_file=None, name="n", topic_prefix="p.", data_dir=tmp_path)


@pytest.fixture
async def app(settings):
    return create_app(settings, Status(), Metrics())


@pytest.fixture
async def table(app, settings):
    table = RowTable(app, settings, "ledger", regions="r1", status=Status(), probe=None)
    app.tables.add(table)
    return table


def record(key, value, offset):
    return SimpleNamespace(offset=offset, key=key.encode(), value=None if value is None else json.dumps(value).encode())


async def rebalance(app, table, generation, partitions):
    app.consumer_generation_id = generation
    app.assignor.assigned_actives = lambda: (
        {SimpleNamespace(topic="p.n-ledger-changelog", partition=number) for number in ()} or {_tp(number) for number in partitions}
    )
    await table.data.on_rebalance(set(), set(), set(), generation)


def _tp(number):
    return TP("p.n-ledger-changelog", number)


async def test_the_changelog_has_prefix_name_and_table(table):
    """As `tocsin topics create` makes it."""
    assert table.changelog_topic_name == "p.n-ledger-changelog"


async def test_rows_are_restored_with_deletions(app, table):
    """The last record of a key counts."""
    await rebalance(app, table, 1, [0])
    table.data.restore(0, [record("a", [1], 0), record("b", {}, 1), record("a", None, 2), record("b", 0, 3)], 4)
    assert table.partition(0).rows == {"b": 0}


async def test_rows_of_another_partition_are_not_seen(app, table):
    """Each has a dict of its own."""
    await rebalance(app, table, 1, [0, 1])
    table.data.restore(0, [record("a", 1, 0)], 1)
    table.data.restore(1, [record("a", 2, 0)], 1)
    assert (table.partition(0).rows["a"], table.partition(1).rows["a"]) == (1, 2)


async def test_rows_are_whole_up_to_where_the_changelog_goes_on(app, table):
    """Compaction may have removed its last records."""
    await rebalance(app, table, 1, [0])
    table.data.restore(0, [record("a", 1, 4)], 9)
    assert table.partition(0).offset == 8


async def test_a_partition_that_stays_ours_keeps_its_rows(app, table):
    """And reads on from the last acknowledged record."""
    await rebalance(app, table, 1, [0])
    table.partition(0).rows["a"] = 1
    table.partition(0).acknowledged(7)
    await rebalance(app, table, 2, [0])
    assert (table.partition(0).rows, table.persisted_offset(_tp(0))) == ({"a": 1}, 7)


async def test_an_own_row_that_is_read_again_does_not_go_back(app, table):
    """What is older than what we have is passed over."""
    await rebalance(app, table, 1, [0])
    table.partition(0).rows["a"] = 2
    table.partition(0).acknowledged(1)
    await rebalance(app, table, 2, [0])
    table.data.restore(0, [record("a", 1, 0)], 1)
    assert table.partition(0).rows == {"a": 2}


async def test_a_partition_that_goes_is_forgotten(app, table):
    """When it comes back, all is read anew."""
    await rebalance(app, table, 1, [0])
    table.partition(0).rows["a"] = 1
    table.partition(0).acknowledged(7)
    await rebalance(app, table, 2, [1])
    await rebalance(app, table, 3, [0])
    assert (table.partition(0).rows, table.persisted_offset(_tp(0))) == ({}, -1)


async def test_after_a_generation_without_us_all_is_forgotten(app, table):
    """Another may have written meanwhile, though the partition seems to have stayed."""
    await rebalance(app, table, 1, [0])
    table.partition(0).rows["a"] = 1
    await rebalance(app, table, 3, [0])
    assert table.partition(0).rows == {}


async def test_an_acknowledgement_that_comes_late_does_not_count_for_the_next_time(app, table):
    """Else the rows before it would never be read."""
    await rebalance(app, table, 1, [0])
    old = table.partition(0)
    await rebalance(app, table, 3, [0])
    old.acknowledged(9)
    assert table.persisted_offset(_tp(0)) == -1


def test_state_of_another_number_of_partitions_is_refused(settings):
    """With the way out."""
    why = mismatch({"state": STATE_VERSION, "partitions": 8, "regions": "r1"}, settings, "r1")
    assert "8 partitions" in why
    assert "TOCSIN_PARTITIONS is 4" in why


def test_state_of_another_version_is_refused(settings):
    """With the way out."""
    assert "run the version that wrote it" in mismatch({"state": STATE_VERSION + 1, "partitions": 4, "regions": "r1"}, settings, "r1")


def test_state_of_other_regions_is_refused(settings):
    """With the way out: a region that is new would have a past of nothing."""
    why = mismatch(meta_row(settings, "r1"), settings, "r2")
    assert "set them back" in why
    assert "`tocsin rebuild`" in why


def test_state_that_does_not_name_its_regions_is_taken_as_it_is(settings):
    """Rows of before they did."""
    assert mismatch({"state": STATE_VERSION, "partitions": 4}, settings, "r1") is None


def test_a_new_partition_has_no_state_to_refuse(settings):
    """Its first write says how it is written."""
    assert mismatch(None, settings, "r1") is None
