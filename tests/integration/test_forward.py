"""`tocsin forward` on a real broker: nothing is lost, nothing is held up, and a crash repeats only what was under way."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter

import pytest
from aiokafka.partitioner import DefaultPartitioner
from testcontainers.core.container import DockerContainer

from stream.config import copy_shipped_config
from stream.settings import load_settings
from stream.worker import topics as broker_topics
from tests.kafka import free_port
from tests.news import attack
from tests.unit.sinks.build import NOON, alert
from tests.unit.sinks.receiver import receiving, says, takes
from tests.workers import ROOT, WorkerProcess, until

pytestmark = pytest.mark.docker
SECRET = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
ALERTMANAGER = "prom/alertmanager:v0.28.1"


class ForwardProcess(WorkerProcess):
    """`tocsin forward` with sinks of its own."""

    arguments: tuple[str, ...] = ()

    def command(self, *arguments):
        """What another command prints."""
        done = subprocess.run([sys.executable, "-m", "stream.cli", *arguments], env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def start(self):
        self.environment |= {"HOOK_SECRET": SECRET}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "stream.cli", "forward", *self.arguments]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=ROOT)
        return self


@pytest.fixture
def forward(broker, prefix, tmp_path):
    """Start `tocsin forward`; ended with the test."""
    processes = []

    def start(*sinks, arguments=(), **settings):
        file = tmp_path / f"sinks{len(processes)}.json"  # JSON is YAML
        file.write_text(json.dumps({"sinks": sinks}))
        process = ForwardProcess(broker.address, prefix, **settings)
        process.arguments = ("--sinks", str(file), *arguments)
        processes.append(process.start())
        return process

    yield start
    for process in processes:
        process.end()
        process.log.unlink()


@pytest.fixture
async def created(broker, prefix):
    """The topics are there."""
    await broker_topics.create(load_settings(None, brokers=broker.address, topic_prefix=prefix, name=f"{prefix}w"))


def partition_of(key, partitions):
    numbers = list(range(partitions))
    return DefaultPartitioner()(key.encode(), numbers, numbers)


def hook(receiver, name="hook", **fields):
    return {"name": name, "kind": "webhook", "url": receiver.url, "secret": "${HOOK_SECRET}", "settle_seconds": 0, **fields}


async def publish(topics, *alerts):
    async with topics.producer() as producer:
        for each in alerts:
            await producer.send_and_wait(f"{topics.prefix}alerts", each.to_json(), key=each.id.encode())


def ids(alerts):
    return {f"{each.id}/{each.revision}" for each in alerts}


async def test_a_sink_that_is_away_holds_up_no_other_and_loses_nothing(forward, topics, created):
    """/ready says which one is away; when it is back it gets all, each alert's revisions in order, and nothing twice."""
    alerts = [alert(number, revision) for revision in (1, 2, 3) for number in (1, 2, 3)]
    async with receiving(says("503 Away"), port=free_port()) as away, receiving() as well:
        process = await forward(hook(away, "away"), hook(well, "well")).until_ready()
        await publish(topics, *alerts)
        await until(lambda: set(well.ids) == ids(alerts), "the other sink has all")
        await until(lambda: process.get("/ready")[0] == 503, "/ready says no")
        assert process.ready()["sinks"]["away"]["state"] == "retrying"
        assert process.ready()["sinks"]["well"]["state"] == "delivering"
        away.replies = [takes]
        refused = len(away.requests)
        await until(lambda: set(away.ids[refused:]) == ids(alerts), "all arrive")
        await process.until_ready()
        assert max(Counter(away.ids[refused:]).values()) == 1
        assert max(Counter(well.ids).values()) == 1
        for each in alerts:
            got = [one for one in away.ids[refused:] if one.startswith(f"{each.id}/")]
            assert got == sorted(got)
        assert await process.stop() == 0
        assert SECRET not in process.text()


async def test_a_crash_repeats_only_what_was_under_way(forward, topics, created):
    """Killed again and again: nothing is lost, and each kill repeats one delivery at most."""
    alerts = [alert(number, revision) for revision in range(1, 31) for number in (1, 2)]
    kills = 0
    async with receiving() as receiver:
        process = forward(hook(receiver), session_timeout=2)
        await process.until_ready()
        await publish(topics, *alerts)
        for share in (10, 30):
            await until(lambda share=share: len(receiver.requests) >= share, "some are delivered")
            process.kill()
            kills += 1
            process = forward(hook(receiver), session_timeout=2)
        await until(lambda: set(receiver.ids) == ids(alerts), "all are delivered")
        assert len(receiver.requests) <= len(alerts) + kills
        assert await process.stop() == 0


async def test_two_processes_share_the_alerts(forward, topics, created):
    """One joins while the other delivers: each revision is delivered once."""
    alerts = [alert(number % 10, revision, id=f"surge.{number}") for revision in (1, 2, 3, 4) for number in range(10)]
    async with receiving() as receiver:
        one = await forward(hook(receiver), session_timeout=6).until_ready()
        await publish(topics, *alerts[:20])
        two = await forward(hook(receiver), session_timeout=6).until_ready()
        await publish(topics, *alerts[20:])
        await until(lambda: set(receiver.ids) == ids(alerts), "all are delivered")
        assert len(receiver.requests) == len(alerts)
        assert (await one.stop(), await two.stop()) == (0, 0)


async def test_what_is_refused_for_good_is_a_dead_letter(forward, topics, created):
    """With the reason, and the next alert is delivered; so with what is no alert at all. A new start tries what is still open."""
    first, second = alert(1), alert(2)
    async with receiving(says("400 Bad Request", b"no such field"), takes) as receiver:
        process = await forward(hook(receiver)).until_ready()
        await topics.send(b"{not json", key=b"k", topic="alerts", partition=0)
        await publish(topics, first)
        letters = await topics.read("alerts.dlq", lambda found: len(found) == 2, "two dead letters")
        await publish(topics, second)
        await until(lambda: len(receiver.requests) == 2, "the second is delivered")
        assert process.metric("tocsin_forward_dead_total", sink="hook", reason="status_400") == 1
        assert await process.stop() == 0
        forward(hook(receiver))
        await until(lambda: receiver.ids[2:] == [f"{first.id}/1"], "the first is delivered")
    listed = await asyncio.to_thread(process.command, "dlq", "list", "--alerts")
    assert "(forward.hook)  status_400: status 400: 'no such field'" in listed
    told = {dict(letter.headers)["__streams.errors.exception"]: letter for letter in letters}
    assert told[b"status_400"].value == first.to_json()
    assert b"no such field" in dict(told[b"status_400"].headers)["__streams.errors.message"]
    assert dict(told[b"invalid"].headers)["__streams.errors.stage"] == b"forward.hook"


async def test_a_receiver_that_wants_nothing_more_is_left_alone(forward, topics, created):
    """410: /ready says so with what waits, and a new start, after an operator has looked, delivers it."""
    async with receiving(says("410 Gone")) as receiver:
        process = await forward(hook(receiver)).until_ready()
        await publish(topics, alert(1), alert(1, 2, "updated"))
        await until(lambda: process.ready()["sinks"]["hook"]["state"] == "gone", "the sink is gone")
        await until(lambda: process.ready()["sinks"]["hook"]["lag"] == 2, "two wait")
        assert len(receiver.requests) == 1
        assert await process.stop() == 0
        receiver.replies = [takes]
        await forward(hook(receiver)).until_ready()
        await until(lambda: receiver.ids[1:] == [f"{alert().id}/1", f"{alert().id}/2"], "both are delivered")


async def test_history_pages_nobody(forward, topics, created):
    """What is older than the time given is told to nobody; what comes after is."""
    old, new = alert(1), alert(2, updated=NOON.replace(year=2022))
    async with receiving() as receiver:
        await publish(topics, old, new)
        process = await forward(hook(receiver), arguments=("--no-forward-before", "2022-01-01T00:00:00Z")).until_ready()
        await until(lambda: receiver.requests, "the new one is delivered")
        await until(lambda: process.metric("tocsin_forward_passed_total", sink="hook", reason="history") == 1, "the old one is passed over")
        assert set(receiver.ids) == ids([new])


async def test_one_attack_in_three_regions_is_told_once(start, forward, topics, tmp_path):
    """Kifri, Diyala and the disputed territories fire, each in a partition of its own: the sink hears of the district, and that the others hold it."""
    regions, partitions = {"iq-diyala-kifri", "iq-diyala", "disputed-territories"}, 6
    assert len({partition_of(region, partitions) for region in regions}) == 3
    rules = tmp_path / "config"
    copy_shipped_config(rules)
    with (rules / "rules.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n  - {id: mass-casualty-district, description: for a test, kind: single, measure: killed, threshold: 5, region_sets: [iq-districts]}\n"
        )
    async with receiving() as receiver:
        await start(config_dir=rules, partitions=partitions).until_ready()
        process = await forward(hook(receiver, every_revision=False, settle_seconds=5), config_dir=rules, partitions=partitions).until_ready()
        await topics.publish([attack("a1", killed=12)])
        await until(
            lambda: process.metric("tocsin_forward_passed_total", sink="hook", reason="contained") == 2, "the larger regions' are passed over"
        )
        await until(lambda: receiver.requests, "the district's is delivered")
        (told,) = [request.json for request in receiver.requests]
        assert told["data"]["region"]["id"] == "iq-diyala-kifri"
        assert {holder["region"]["id"] for holder in told["containing"]} == regions - {"iq-diyala-kifri"}
    alerts = {alert["region"]["id"]: alert for alert in (await topics.last("alerts")).values()}
    of = {region: alert["id"] for region, alert in alerts.items()}
    assert {region: set(alert["contained"]) for region, alert in alerts.items()} == {
        "iq-diyala-kifri": set(),
        "iq-diyala": {of["iq-diyala-kifri"]},
        "disputed-territories": {of["iq-diyala-kifri"], of["iq-diyala"]},
    }


async def test_a_real_alertmanager_fires_and_resolves(forward, topics, created):
    """Re-sent while it fires, also by a process that begins anew; ended when it is over. Severity may change meanwhile."""
    port = free_port()
    with (
        DockerContainer(ALERTMANAGER).with_bind_ports(9093, port).with_volume_mapping(ROOT / "deploy/alertmanager", "/etc/alertmanager") as container
    ):
        url = f"http://127.0.0.1:{port}"
        sink = {"name": "am", "kind": "alertmanager", "url": url, "resend_seconds": 1, "settle_seconds": 0}

        def amtool():
            code, output = container.exec(["amtool", "alert", "query", "--alertmanager.url=http://localhost:9093", "--output=json"])
            return json.loads(output) if code == 0 else None

        process = await forward(sink, session_timeout=2).until_ready()
        await publish(topics, alert(1), alert(2))
        await until(lambda: len(amtool() or ()) == 2, "both fire")
        process.kill()
        process = await forward(sink, session_timeout=2).until_ready()
        await publish(topics, alert(2, 2, "updated", severity="critical"))
        await until(lambda: {"warning", "critical"} == {each["labels"]["severity"] for each in amtool() or ()} and len(amtool()) == 2, "one is worse")
        await until(lambda: process.metric("tocsin_forward_resent_total", sink="am") >= 2, "open alerts are sent again")
        await publish(topics, alert(1, 2, "resolved"), alert(2, 3, "resolved", severity="critical"))
        await until(lambda: amtool() == [], "none fires any more")
        assert await process.stop() == 0
