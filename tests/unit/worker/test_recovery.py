"""Tables are read whole from their changelogs, however often the broker is silent, and a worker begins only with such as are whole."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import faust
import pytest
from aiokafka.errors import KafkaConnectionError
from faust.types import TP

from stream.settings import load_settings
from stream.worker import tables
from stream.worker.kafka import create_app
from stream.worker.metrics import Metrics
from stream.worker.status import Status
from stream.worker.tables import STATE_VERSION, RowTable, meta_key, meta_row

CHANGELOG = "n-ledger-changelog"
PLACE = (CHANGELOG, 0)
EDITIONS = ("editions", 0)


class Ended(Exception):  # noqa: N818 - stands for the end of the process
    pass


class Probe:
    """Knows where the changelog starts and ends; is silent as often as it is told to."""

    def __init__(self, start, end, silent=0, editions=0):
        self.start, self.end, self.silent, self.editions = start, end, silent, editions

    async def starts(self, _):
        return {PLACE: self.start, EDITIONS: 0}

    async def ends(self, _):
        if self.silent:
            self.silent -= 1
            raise KafkaConnectionError("silent")
        return {PLACE: self.end, EDITIONS: self.editions}


class Changelogs:
    """Hands out what it holds, in parts; is silent once before each of them, if it is told to be."""

    def __init__(self, *parts, silent=False, meanwhile=lambda: None):
        self.parts, self.silent, self.meanwhile = list(parts), silent, meanwhile
        self.begun = []

    async def read(self, begin, _ends, _wanted):
        self.begun.append(begin)
        while self.parts:
            records, position = self.parts.pop(0)
            yield PLACE, records, position
            self.meanwhile()
            if self.silent:
                raise KafkaConnectionError("silent")


def row(key, value, offset):
    return SimpleNamespace(key=key.encode(), value=json.dumps(value).encode(), offset=offset)


@pytest.fixture
def recovered(monkeypatch, tmp_path):
    """Ends a recovery up to an offset of the changelog, against what the probe knows; returns the table."""

    def end(_code, event, **_):
        raise Ended(event)

    async def nothing(*_):
        """Faust's own part."""

    monkeypatch.setattr(tables, "end_at_once", end)
    monkeypatch.setattr(faust.Table, "on_recovery_completed", nothing)

    async def recovered(offset, probe, rows=None, handled=0, rebalance=lambda app: None, changelogs=None):
        async def committed(*_):
            return handled

        monkeypatch.setattr(tables, "committed", committed)
        settings = load_settings(env_file=None, name="n", data_dir=tmp_path)
        table = RowTable(create_app(settings, Status(), Metrics()), settings, "ledger", regions="r1", status=Status(), probe=probe)
        table._changelogs = changelogs or Changelogs()
        held = table.partition(0)
        held.offset = offset
        held.rows.update({meta_key(0): meta_row(settings, "r1")} if rows is None else rows)
        rebalance(table.app)
        await table.on_recovery_completed({TP(*PLACE)}, set())
        return table

    return recovered


async def test_an_empty_changelog_is_whole(recovered):
    """Nothing was written yet."""
    await recovered(-1, Probe(0, 0), rows={})


async def test_a_changelog_that_retention_or_compaction_emptied_is_whole(recovered):
    """It ends where it starts, though not at 0."""
    await recovered(-1, Probe(70, 70), rows={})


async def test_a_compacted_changelog_is_whole_with_its_last_record(recovered):
    """However many offsets are missing before it."""
    await recovered(69, Probe(12, 70))


@pytest.mark.parametrize("offset", [-1, 0, 68])
async def test_a_table_that_lacks_its_last_rows_ends_the_process(recovered, offset):
    """It would count again what those rows say was done."""
    with pytest.raises(Ended, match="a table was not restored whole"):
        await recovered(offset, Probe(0, 70))


async def test_a_table_is_read_from_behind_what_it_has_to_the_end(recovered):
    """Where nothing is before that any more, from where the changelog starts."""
    changelogs = Changelogs(([row("a", 1, 3), row("b", 2, 4)], 5), ([row("a", 7, 5)], 6))
    table = await recovered(1, Probe(3, 6), changelogs=changelogs)
    held = table.partition(0)
    assert (held.rows.get("a"), held.rows.get("b"), held.offset, changelogs.begun) == (7, 2, 5, [{PLACE: 3}])


async def test_a_table_is_read_on_where_the_broker_was_silent(recovered, monkeypatch):
    """Not from the beginning."""
    sleep = asyncio.sleep
    monkeypatch.setattr(tables.asyncio, "sleep", lambda _: sleep(0))
    changelogs = Changelogs(([row("a", 1, 0)], 1), ([row("b", 2, 1)], 2), silent=True)
    table = await recovered(-1, Probe(0, 2), changelogs=changelogs)
    assert (table.partition(0).rows.get("b"), changelogs.begun) == (2, [{PLACE: 0}, {PLACE: 1}])


async def test_a_table_whose_end_is_there_is_not_read(recovered):
    """It stayed ours without a break."""
    changelogs = Changelogs()
    await recovered(69, Probe(12, 70), changelogs=changelogs)
    assert changelogs.begun == []


async def test_where_partitions_are_dealt_out_anew_a_table_is_read_no_further(recovered):
    """Another reading follows, of what is ours then."""
    apps = []
    changelogs = Changelogs(([row("a", 1, 0)], 1), ([row("b", 2, 1)], 2), meanwhile=lambda: dealt_out_anew(apps[0]))
    table = await recovered(-1, Probe(0, 2), changelogs=changelogs, rebalance=apps.append)
    assert table.partition(0).offset == 0


def dealt_out_anew(app):
    """The next generation has begun; its recovery waits for this one to end."""
    app.consumer_generation_id += 1


def another_recovery_waits(app):
    """Faust went on to the end of one that was cut off."""
    app.tables.recovery.signal_recovery_start.set()


@pytest.mark.parametrize("rebalance", [dealt_out_anew, another_recovery_waits])
@pytest.mark.parametrize("rows", [None, {}])
async def test_a_recovery_that_was_overtaken_is_no_reason_to_end(recovered, rebalance, rows):
    """The next one checks: rows that are missing are on their way."""
    await recovered(0, Probe(0, 70), rows=rows, handled=7, rebalance=rebalance)


async def test_while_partitions_are_dealt_out_no_recovery_ends(recovered):
    """Faust would hand out records meanwhile."""
    table = await recovered(0, Probe(0, 1))
    table.app.lost_generation = 0
    ending = asyncio.ensure_future(table.on_recovery_completed({TP(*PLACE)}, set()))
    await asyncio.sleep(0)
    assert not ending.done()
    table.app.lost_generation = None
    await ending


async def test_a_silent_broker_is_asked_again(recovered, monkeypatch):
    """Nothing is handled before it is known."""
    sleep = asyncio.sleep
    monkeypatch.setattr(tables.asyncio, "sleep", lambda _: sleep(0))
    probe = Probe(0, 1, silent=3)
    await recovered(0, probe)
    assert probe.silent == 0


@pytest.mark.parametrize("other", [{"state": 1}, {"partitions": 8}, {"regions": "r0"}])
async def test_state_of_another_version_number_of_partitions_or_regions_is_never_worked_on(recovered, other):
    """The recovery does not end, and /ready says why."""
    row = {"state": STATE_VERSION, "partitions": 4, "regions": "r1"} | other
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await recovered(0, Probe(0, 1), rows={meta_key(0): row})


async def test_a_table_without_rows_whose_input_was_read_is_lost(recovered):
    """Its topic was deleted: nothing is handled, and /ready names the way out."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await recovered(-1, Probe(0, 0), rows={}, handled=7)


async def test_a_worker_that_joins_after_a_rebuild_starts_anew(recovered):
    """What it was about to work on is the edition before."""
    with pytest.raises(Ended, match="another edition"):
        await recovered(-1, Probe(0, 0, editions=1), rows={})
