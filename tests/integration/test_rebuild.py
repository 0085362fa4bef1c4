"""`tocsin rebuild` on Apache Kafka: lost state, another number of partitions, a region drawn today; one outcome each, and nobody paged."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from stream.clock import whole_hours
from stream.extract.actors import Actors
from stream.pipeline import load_pipeline
from stream.rebuild import Today
from stream.rebuild.today import former_names
from stream.settings import load_settings
from stream.worker.limits import limits
from stream.worker.rebuild import Rebuild, Source
from stream.worker.topics import TABLES
from tests.faults.driver import replayed
from tests.faults.outcome import Outcome
from tests.faults.stream_of import corrected
from tests.workers import PATIENCE, ROOT, until

pytestmark = [pytest.mark.docker, pytest.mark.slow]

STREAM = corrected(60)
#: Read before the state is lost, and after.
BEFORE, AFTER = STREAM[:40], STREAM[40:]


class Crash(Exception):  # noqa: N818 - no error: an end
    """The process ends here."""


#: Fewer marks than one a second, each passed on to all partitions: the machine may be busy.
CALM = {"idle_after": 2}


async def read_to_end(worker, articles, partitions=2):
    """Nothing waits, and every clock stands where the articles end."""
    end = whole_hours(max(datetime.fromisoformat(article["published"]) for article in articles) - timedelta(days=2))
    calm = 0

    def done():
        nonlocal calm
        body = worker.ready() or {}
        clocks = body.get("clocks", {}).get("watch", {})
        ended = len(clocks) == partitions and all(datetime.fromisoformat(clock) == end for clock in clocks.values())
        calm = calm + 1 if body.get("ready") and ended and not body["lag"] else 0
        return calm > 3

    await until(done, f"the end of the stream; {worker.ready()}")


async def outcome(topics):
    return Outcome.of(*[(await topics.last(name)).values() for name in ("incidents", "tallies", "alerts")])


async def rebuild(worker, *arguments, code=0, **settings):
    """The command with the addresses of the worker; what it says on both channels."""
    environment = {name: value for name, value in worker.environment.items() if not name.startswith("TOCSIN_LOG")}
    environment |= {f"TOCSIN_{name.upper()}": str(value) for name, value in settings.items()} | {"COLUMNS": "200"}
    command = [sys.executable, "-m", "stream.cli", "rebuild", *arguments]
    done = await asyncio.to_thread(subprocess.run, command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


async def lose_state(broker, prefix):
    """All changelogs are deleted."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.address)
    await admin.start()
    try:
        lost = [name for name in await admin.list_topics() if name.startswith(prefix) and "-changelog" in name]
        await admin.delete_topics(lost)
        while set(lost) & set(await admin.list_topics()):  # noqa: ASYNC110 - the broker tells nobody; there is nothing but to ask
            await asyncio.sleep(0.1)
    finally:
        await admin.close()


def changelogs(prefix):
    return [f"{prefix}w-{table}-changelog" for table in TABLES]


async def state_topics(broker, prefix):
    """The topics that hold state, of all editions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.address)
    await admin.start()
    try:
        stems = tuple(f"{prefix}{name}" for name in ("extractions", "reports", "region-changes", "rebuilt", *changelogs(prefix)))
        return {name for name in await admin.list_topics() if name.startswith(stems)}
    finally:
        await admin.close()


async def cut_off(broker, prefix, monkeypatch):
    """A rebuild that ends when it is swapped in, before it has published anything."""

    async def crash(*_):
        raise Crash

    settings = load_settings(env_file=None, brokers=broker.address, topic_prefix=prefix, name=f"{prefix}w", partitions=3)
    pipeline = load_pipeline(settings.config_dir, limits(settings))
    today = Today(pipeline.regions.gazetteer, pipeline.regions, former_names(Actors.load(settings.config_dir / "actors.yaml")))
    with monkeypatch.context() as patched:
        patched.setattr(Rebuild, "_publish", crash)
        with pytest.raises(Crash):
            await Rebuild(settings, pipeline, today, Source.EXTRACTIONS, print).run(dry_run=False, wait=60)


async def test_lost_state_is_computed_anew(start, topics, broker, prefix, monkeypatch):
    """A worker without its tables refuses and names the way out; rebuilt into other partitions it goes on, to the outcome of a replay.

    Not while workers run; and a rebuild that was cut off is finished by the next.
    """
    worker = await start(partitions=2, **CALM).until_ready()
    await topics.publish(BEFORE)
    await read_to_end(worker, BEFORE)
    assert "still running" in await rebuild(worker, "--wait", "0", code=5)
    assert "Nothing was changed" in await rebuild(worker, "--dry-run", "--from", "incidents")
    assert await worker.stop() == 0
    undisturbed = await outcome(topics)
    await lose_state(broker, prefix)
    worker.start()
    await until(lambda: "the state was lost" in worker.text(), "it refuses", 2 * PATIENCE)
    assert "`tocsin rebuild`" in str((worker.ready() or {}).get("reasons"))
    worker.kill()
    await cut_off(broker, prefix, monkeypatch)
    said = await rebuild(worker, partitions=3)
    assert "An earlier rebuild was cut off" in said
    assert "Swapped in: edition 4" in said
    assert await state_topics(broker, prefix) == {f"{prefix}{name}.e4" for name in ("extractions", "reports", "region-changes", *changelogs(prefix))}
    assert (await outcome(topics)).differences(undisturbed) == []
    worker = await start(partitions=3, **CALM).until_ready()
    await topics.publish(AFTER)
    await read_to_end(worker, STREAM, 3)
    assert (await outcome(topics)).differences(replayed(STREAM)) == []
