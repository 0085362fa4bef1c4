"""Several articles are asked about at a time; the order of a partition is kept, and so is every answer, before anything follows from it."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest

from stream import topics
from stream.config import shipped_config
from stream.extractors import KeptInMemory, Patience, Remote
from stream.pipeline import Answer, Limits, load_pipeline
from stream.settings import load_settings
from stream.worker.asking import Asking, KeptInTopic
from stream.worker.metrics import Metrics
from stream.worker.sending import Outbox
from tests.news import attack
from tests.unit.build import report
from tests.unit.worker.simulation import Lists


class Slow:
    """Answers the later articles sooner; knows what it was asked."""

    name = "slow"
    version = "1"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def ask(self, article):
        self.asked.append(article.id)
        for _ in range(40 // len(self.asked)):
            await asyncio.sleep(0)
        await self.hold.wait()
        return f"answer to {article.id}"

    def read(self, article, raw):
        return Answer((report(article.id, place=raw),))


@pytest.fixture(scope="module")
def settings():
    return load_settings(env_file=None, partitions=2, name="sim")


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(shipped_config(), Limits(partitions=2, articles_partitions=2))


@pytest.fixture
def broker():
    return Lists(2)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def asking(settings, pipeline, broker, slow):
    """As a worker begins: with what the broker has, and nothing in memory."""

    def make(current=lambda _: True):
        async def load(number):
            return {record.key.decode(): record.value.decode() for record in broker.records[topics.ANSWERS, number]}

        kept = KeptInTopic(settings, lambda: Outbox(Metrics(), lambda: broker), load)
        return Asking(pipeline, Remote(slow, pipeline.extractor, KeptInMemory(), Patience(per_minute=1000)), kept, 3, current)

    return make


def message(value, partition=0):
    raw = value if isinstance(value, bytes | None) else json.dumps(value).encode()
    return SimpleNamespace(value=raw, partition=partition, timestamp=1_640_000_000, topic=topics.ARTICLES, offset=0)


async def events(*values):
    for value in values:
        yield SimpleNamespace(message=message(value))


def said(answer):
    return answer and answer.reports[0].place


async def test_answers_come_in_the_order_of_the_articles(asking, slow):
    """What holds no article, or none to ask about, comes in its place without one."""
    values = [attack("a0"), b"{", attack("a1"), None, attack("a2"), attack("a3") | {"language": "fr"}, attack("a4")]
    found = [said(answer) async for _, answer in asking().ahead(events(*values))]
    assert found == ["answer to a0", None, "answer to a1", None, "answer to a2", None, "answer to a4"]
    assert slow.asked == ["a0", "a1", "a2", "a4"]


async def test_an_answer_lies_with_the_broker_before_it_is_used(asking, broker):
    """In the partition of its article, with the article's id for people."""
    await asking().answer(message(attack("a1"), partition=1))
    (record,) = broker.records[topics.ANSWERS, 1]
    assert (record.value, record.headers) == (b"answer to a1", [("article_id", b"a1")])


async def test_a_record_that_comes_again_is_not_asked_about_again(asking, slow):
    """Neither by this worker, nor by the next one."""
    one = asking()
    for asked in (one, one, asking()):
        assert said(await asked.answer(message(attack("a1")))) == "answer to a1"
    assert slow.asked == ["a1"]


async def test_after_a_rebalance_what_others_kept_is_read(asking, slow):
    """What was read before may be out of date."""
    one, two = asking(), asking()
    await one.answer(message(attack("a1")))
    await two.answer(message(attack("a2")))
    one.kept.forget()
    await one.answer(message(attack("a2")))
    assert slow.asked == ["a1", "a2"]


async def test_nothing_is_asked_for_a_partition_that_is_gone(asking, slow):
    """Whoever has it asks."""
    assert await asking(current=lambda _: False).answer(message(attack("a1"))) is None
    assert slow.asked == []


async def test_a_worker_that_stops_hands_on_nothing_more(asking, slow):
    """Neither what is open nor what comes then; both can be cancelled."""
    slow.hold.clear()
    asked = asking()
    waiting = [asyncio.create_task(asked.answer(message(attack("a1"))))]
    for _ in range(50):
        await asyncio.sleep(0)
    asked.stop()
    waiting.append(asyncio.create_task(asked.answer(message(attack("a2")))))
    slow.hold.set()
    for _ in range(50):
        await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    assert all(isinstance(result, asyncio.CancelledError) for result in await asyncio.gather(*waiting, return_exceptions=True))
    assert slow.asked == ["a1"]
