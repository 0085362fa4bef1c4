"""Sums follow exactly on Apache Kafka: after corrections, withdrawals, rulings and a kill, tallies are those of the final incidents."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from stream.config import shipped_config
from stream.model import Incident, RulingAction, Tally
from stream.pipeline import load_pipeline
from tests.faults.stream_of import corrected
from tests.sums import counted, from_scratch, ruled
from tests.unit.build import casualty

pytestmark = pytest.mark.docker

SEED = 6


async def incidents(topics):
    return [Incident.model_validate(one) for one in (await topics.last("incidents")).values()]


async def rule(topics, choose, first):
    """Eight rulings on incidents as they stand; gives the newest."""
    known = sorted((one for one in await incidents(topics) if one.reports), key=lambda one: one.id)
    for number in range(8):
        one, other = choose.sample(known, 2)
        action = choose.choice([RulingAction.MERGE, RulingAction.REJECT, RulingAction.TOLL, RulingAction.CONFIRM])
        said = {"others": [{"report": other.reports[0], "article": other.articles[0]}]} if action is RulingAction.MERGE else {}
        said |= {"casualties": [casualty(7)]} if action is RulingAction.TOLL else {}
        ruling = ruled(one, action, first + timedelta(minutes=number), **said)
        await topics.send(ruling.to_json(), key=ruling.id.encode(), topic="rulings")
    return ruling


async def test_tallies_are_those_of_the_final_incidents(start, topics):
    """By one seed: 60 articles, one in twenty corrected or withdrawn, eight rulings, one of them taken back, the worker killed in between."""
    choose = random.Random(SEED)
    stream = corrected(60, SEED)
    worker = await start().until_ready()
    await topics.publish(stream[:40])
    await worker.until_read()
    last = await rule(topics, choose, datetime(2021, 2, 1, tzinfo=UTC))
    await topics.publish(stream[40:])
    worker.kill()
    worker = await start().until_ready()
    await topics.send(None, key=last.id.encode(), topic="rulings")
    await worker.until_read()
    final = await incidents(topics)
    assert {ruling for one in final for ruling in one.rulings}
    tallies = [Tally.model_validate(one) for one in (await topics.last("tallies")).values()]
    assert counted(tallies) == from_scratch(final, load_pipeline(shipped_config()))
