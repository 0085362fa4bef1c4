"""Bad articles, corrections and withdrawals among the good ones: nothing lost, no partition blocked, one outcome."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.driver import Run, replaying
from tests.faults.stream_of import A_DAY, articles, corrected, poisoned
from tests.integration.test_bad_input import BAD

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ARTICLES = int(os.environ.get("FAULTS_MIXED_ARTICLES", "800"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))


def _as_many_as(wanted: int) -> Callable[[list[Any]], bool]:
    return lambda found: len(found) == wanted


async def test_poison_goes_to_the_dead_letters_and_stops_nobody(broker, prefix):
    """One record in a hundred is no article, of every kind; its bytes and key come out unchanged, and the others are as if it had never been."""
    good, records = poisoned(ARTICLES, list(BAD.values()), SEED)
    expected = replaying(good)
    bad = sorted((key, value) for key, value in records if value in BAD.values())
    async with Run(broker.address, prefix, SEED) as run:
        await run.topics.send_all(records)
        await run.finished(good)
        letters = await run.topics.all("articles.dlq")
        assert sorted((letter.key, letter.value) for letter in letters) == bad
        await run.comes_to(expected)
        for times in (2, 3):
            assert run.replay_dead_letters() == len(bad), "those that came back, each once"
            await run.topics.read("articles.dlq", _as_many_as(times * len(bad)), "what is still bad, once more")
        await run.finished(good)
        await run.comes_to(expected)


async def test_what_was_refused_counts_after_a_fix_as_if_it_had_been_good(broker, prefix):
    """Replayed once, and once more: one in ten of the last day's articles, for which no clock has passed yet."""
    stream = articles(max(200, ARTICLES // 4), SEED)
    refused = stream[-A_DAY::10]
    expected = replaying(stream)
    async with Run(broker.address, prefix, SEED) as run:
        await run.topics.publish([article for article in stream if article not in refused])
        await run.finished(stream)
        # As a version left them that could not read them.
        for article in refused:
            headers = [("__streams.errors.topic", f"{prefix}articles".encode()), ("__streams.errors.exception", b"error")]
            await run.topics.send(json.dumps(article).encode(), article["id"].encode(), "articles.dlq", headers=headers)
        for again, sent in (((), len(refused)), ((), 0), (("--again",), len(refused))):
            assert run.replay_dead_letters(*again) == sent
            await run.finished(stream)
            await run.comes_to(expected)


async def test_corrections_and_withdrawals_come_to_what_a_replay_finds(broker, prefix):
    """One article in twenty is corrected or taken back, some of them before they arrive; a worker is killed meanwhile."""
    stream = corrected(ARTICLES, SEED)
    expected = replaying(stream)
    async with Run(broker.address, prefix, SEED) as run:
        await run.topics.publish(stream)
        await run.kill(2, (2, 4))
        await run.finished(stream)
        await run.comes_to(expected)
