"""An analyst's ruling on Apache Kafka, through the command and the worker."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

from tests.news import attack
from tests.workers import ROOT

pytestmark = pytest.mark.docker

NEWS = [
    attack("a1", killed=5),
    attack("a2", killed=6, source="Other Wire"),
    attack("a3", killed=2, district="Daquq", province="Kirkuk"),
]


async def standing(topics):
    """Articles of each incident that stands."""
    incidents = (await topics.last("incidents")).values()
    return sorted(incident["articles"] for incident in incidents if incident["status"] == "active")


async def tocsin(worker, *arguments):
    """The command, with the addresses of the worker."""
    command = [sys.executable, "-m", "stream.cli", *arguments]
    environment = {name: value for name, value in worker.environment.items() if not name.startswith("TOCSIN_LOG")}
    done = await asyncio.to_thread(subprocess.run, command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def rule(worker, *arguments):
    return (await tocsin(worker, "rule", *arguments, "--by", "Ala", "--why", "one convoy", "--kafka")).strip()


async def test_a_ruling_holds_until_it_is_taken_back(start, topics):
    """Merged by an analyst; what is corrected, comes later or is read after a kill stays merged; undone, all is as before."""
    worker = await start().until_ready()
    await topics.publish(NEWS)
    await worker.until_read()
    before = await standing(topics)
    first, second = (incident["id"] for incident in sorted((await topics.last("incidents")).values(), key=lambda one: one["articles"]))
    ruling = await rule(worker, "merge", first, second)
    await worker.until_read()
    assert await standing(topics) == [["a1", "a2", "a3"]]
    worker.kill()
    worker = await start().until_ready()
    await topics.publish([attack("a3", killed=3, district="Daquq", province="Kirkuk"), attack("a4", killed=6, source="Third Wire")])
    await worker.until_read()
    assert await standing(topics) == [["a1", "a2", "a3", "a4"]]
    assert f"ruled: {ruling}" in await tocsin(worker, "why", first, "--kafka")
    await tocsin(worker, "rule", "undo", ruling, "--by", "Ala", "--why", "two convoys", "--kafka")
    await worker.until_read()
    assert await standing(topics) == [[*before[0], "a4"], before[1]]


async def test_tallies_are_those_of_the_incidents_that_are_left(start, topics):
    """Rejected, it counts nowhere; a ruled toll is what the day's tally sums."""
    worker = await start().until_ready()
    await topics.publish(NEWS)
    await worker.until_read()
    first, second = (incident["id"] for incident in sorted((await topics.last("incidents")).values(), key=lambda one: one["articles"]))
    await rule(worker, "toll", first, "killed.civilian=4")
    await rule(worker, "reject", second)
    await worker.until_read()
    tallies = await topics.last("tallies")
    assert [(one["group"], one["best"]) for one in tallies["iq-diyala-kifri/2021-12-07"]["sums"]] == [("civilian", 4)]
    assert (tallies["iq-kirkuk-daquq/2021-12-07"]["sums"], sum(tallies["iq-kirkuk-daquq/2021-12-07"]["incidents"].values())) == ([], 0)


async def test_what_is_no_ruling_goes_to_the_dead_letters(start, topics):
    """And the worker goes on."""
    worker = await start().until_ready()
    await topics.send(b'{"id": "IQ/u-1"}', key=b"IQ/u-1", topic="rulings")
    await topics.publish(NEWS)
    await worker.until_read()
    assert len(await standing(topics)) == 2
    (letter,) = await topics.all("articles.dlq")
    assert json.loads(letter.value) == {"id": "IQ/u-1"}
