"""An extractor over a network, on a real broker: no answer is asked for twice, whatever happens to the worker."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.news import attack
from tests.unit.extractors.endpoint import fails, reads, serving, text_of
from tests.workers import until

pytestmark = pytest.mark.docker
LOOKAHEAD = 4


def openai(server, **settings):
    return {
        "extractor": "openai",
        "llm_url": server.url,
        "llm_model": "m",
        "extractor_lookahead": LOOKAHEAD,
        "extractor_per_minute": 10_000,
        **settings,
    }


def extractions(records):
    """Partition and extraction."""
    pairs = [(record.partition, json.loads(record.value)) for record in records]
    return [(partition, value) for partition, value in pairs if value["kind"] == "extraction"]


async def all_extracted(topics, articles):
    wanted = {article["id"] for article in articles}
    return extractions(
        await topics.read("extractions", lambda found: {each["article_id"] for _, each in extractions(found)} == wanted, "all extracted")
    )


def offsets(found):
    """Offsets of the articles, in the order in which their extractions were first seen; by partition of both topics."""
    first: dict[str, tuple[int, list[int]]] = {}
    for partition, each in found:
        first.setdefault(each["article_id"], (partition, each["version"]))
    ways: dict[tuple[int, int], list[int]] = {}
    for partition, (_, source, offset) in first.values():
        ways.setdefault((source, partition), []).append(offset)
    return list(ways.values())


async def test_a_worker_that_is_killed_asks_only_for_what_was_never_answered(start, topics):
    """Order is kept in every partition, and another group that reads all anew asks for nothing."""
    articles = [attack(f"a{number}", killed=number + 2) for number in range(60)]
    async with serving(reads(2.0)) as server:
        worker = await start(**openai(server)).until_ready()
        await topics.publish(articles)
        for share in (15, 35):
            await until(lambda share=share: len(server.asked) >= share, "some are asked")
            worker.kill()
            worker = await start(**openai(server)).until_ready()
        found = await all_extracted(topics, articles)
        asked = Counter(text_of(request) for request in server.asked)
        assert sum(asked.values()) <= len(articles) + 2 * LOOKAHEAD
        assert max(asked.values()) <= 3
        assert {each["reports"][0]["casualties"][0]["best"] for _, each in found} == {number + 2 for number in range(60)}
        assert all(way == sorted(way) for way in offsets(found))
        await worker.until_read()
        assert await worker.stop() == 0

        before = len(server.asked)
        again = await start(**openai(server, name="afresh")).until_ready()
        await again.until_read()
        assert len(server.asked) == before
        assert again.metric("tocsin_extractor_answers_total", outcome="kept") == len(articles)
        assert await again.stop() == 0


async def test_without_an_endpoint_the_built_in_extractor_reads(start, topics):
    """Flagged, and counted."""
    articles = [attack(f"a{number}") for number in range(10)]
    async with serving(fails("401 Unauthorized")) as server:
        worker = await start(**openai(server, llm_api_key="hunter2")).until_ready()
        await topics.publish(articles)
        found = await all_extracted(topics, articles)
        assert all(each["flags"] == ["fallback"] and each["reports"] for _, each in found)
        assert worker.metric("tocsin_extractor_answers_total", outcome="fallback") == len(articles)
        assert "hunter2" not in worker.text()


async def test_a_worker_that_waits_for_answers_stops_in_time(start, topics):
    """What is open is left to the next one."""
    async with serving(reads(3_000)) as server:
        worker = await start(**openai(server)).until_ready()
        await topics.publish([attack(f"a{number}") for number in range(10)])
        await until(lambda: len(server.asked) >= LOOKAHEAD, "all room is taken")
        assert await worker.stop() == 0
        assert len(server.asked) == LOOKAHEAD


async def test_a_worker_that_joins_while_questions_are_open_costs_no_article_and_no_order(start, topics):
    """Questions of partitions that went away are asked again by the other at most once each."""
    articles = [attack(f"a{number}", killed=number + 2) for number in range(120)]
    async with serving(reads(3.0)) as server:
        one = await start(**openai(server)).until_ready()
        await topics.publish(articles)
        await until(lambda: len(server.asked) >= 10, "some are asked")
        two = await start(**openai(server)).until_ready()
        found = await all_extracted(topics, articles)
        await one.until_read()
        await two.until_read()
        assert (one.code, two.code) == (None, None)
        assert all(way == sorted(way) for way in offsets(found))
        assert len(server.asked) <= len(articles) + 3 * LOOKAHEAD
        assert await one.stop() == 0
        assert await two.stop() == 0
