"""Changelogs are read up to where they ended, whatever is missing in them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition

from stream.settings import load_settings
from stream.worker import changelogs
from stream.worker.changelogs import Changelogs

FIRST, SECOND = ("log", 0), ("log", 1)


class Client:
    """A consumer whose broker answers as listed: a batch (partition, offsets, where it goes on), or None for silence."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.positions, self.paused, self.stopped = {}, [], False

    async def start(self):
        pass

    async def stop(self):
        self.stopped = True

    def assign(self, tps):
        self.positions = dict.fromkeys(tps, 0)

    def seek(self, tp, offset):
        self.positions[tp] = offset

    def pause(self, tp):
        self.paused.append(tp.partition)

    async def position(self, tp):
        return self.positions[tp]

    async def getmany(self, **_):
        answer = self.answers.pop(0)
        if answer is None:
            return {}
        number, offsets, position = answer
        tp = TopicPartition("log", number)
        self.positions[tp] = position
        return {tp: [SimpleNamespace(offset=offset) for offset in offsets]} if offsets else {}


@pytest.fixture
def read(monkeypatch):
    """What comes of answers of the broker: place, offsets, and where it goes on."""

    async def read(client, begin, ends, wanted=lambda: True):
        monkeypatch.setattr(changelogs, "AIOKafkaConsumer", lambda **_: client)
        found = Changelogs(load_settings(env_file=None)).read(begin, ends, wanted)
        return [(place, [record.offset for record in records], position) async for place, records, position in found]

    return read


async def test_each_partition_is_read_to_its_end_and_then_left(read):
    """Others go on."""
    client = Client((0, [4, 5], 6), (1, [0], 1), None, (1, [1], 2))
    assert await read(client, {FIRST: 4, SECOND: 0}, {FIRST: 6, SECOND: 2}) == [(FIRST, [4, 5], 6), (SECOND, [0], 1), (SECOND, [1], 2)]
    assert (client.paused, client.stopped) == ([0, 1], True)


async def test_offsets_may_be_missing_at_the_end(read):
    """Compaction may leave a batch without records, and what counts is where it goes on."""
    assert await read(Client((0, [4], 5), (0, [], 9)), {FIRST: 4}, {FIRST: 9}) == [(FIRST, [4], 5), (FIRST, [], 9)]


async def test_reading_ends_where_it_is_wanted_no_more(read):
    """However long the broker is silent."""
    client = Client((0, [4], 5), None, None)
    assert await read(client, {FIRST: 4}, {FIRST: 9}, lambda: len(client.answers) > 1) == [(FIRST, [4], 5)]
    assert client.stopped
