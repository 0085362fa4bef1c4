"""A broker that lets nobody in unknown: passwords, certificates, and no right more than deploy/kafka/acls.sh gives."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from aiokafka.helpers import create_ssl_context

from stream.config import copy_shipped_config
from tests import admin
from tests.engine import answers
from tests.news import attack
from tests.secure_kafka import PASSWORD, SecureBroker
from tests.workers import ROOT, Topics, WorkerProcess, until

pytestmark = pytest.mark.docker
PREFIX = "secure."


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    """With the topics, made by an administrator, and the ACLs as documented."""
    if not answers():
        pytest.skip("no Docker engine answers")
    broker = SecureBroker(tmp_path_factory.mktemp("certificates"))
    try:
        broker.start()
        asyncio.run(broker.let_in())
        _furnish(broker, PREFIX)
        yield broker
    finally:
        broker.remove()


@pytest.fixture
def start(broker: SecureBroker) -> Iterator[Any]:
    workers: list[WorkerProcess] = []

    def start(address: str, **settings: object) -> WorkerProcess:
        workers.append(WorkerProcess(address, PREFIX, **settings).start())
        return workers[-1]

    yield start
    for worker in workers:
        worker.end()
        worker.log.unlink()


def _furnish(broker: SecureBroker, prefix: str) -> None:
    """Topics of that prefix, and the rights to them."""
    _command(broker, prefix, "admin", "topics", "create")
    asyncio.run(admin.allow(broker.administrator, TOPIC_PREFIX=prefix, NAME=f"{prefix}w"))


def _command(broker: SecureBroker, prefix: str, user: str, *arguments: str, **settings: object) -> str:
    """What a command of that user says."""
    environment = WorkerProcess(broker.address, prefix, **_password(broker, sasl_username=user), **settings).environment
    command = [sys.executable, "-m", "stream.cli", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _password(broker: SecureBroker, **other: object) -> dict[str, Any]:
    """Settings of a worker that proves who it is by a password."""
    return {
        "security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-512", "sasl_username": "tocsin", "sasl_password": PASSWORD,
        "ssl_cafile": broker.folder / "authority.pem", "partitions": 2,
    } | other  # fmt: skip


def _certificate(broker: SecureBroker, name: str = "tocsin") -> dict[str, Any]:
    """Settings of a worker that proves who it is by a certificate."""
    files = {"ssl_certfile": broker.folder / f"{name}.pem", "ssl_keyfile": broker.folder / f"{name}.key"}
    return {"security_protocol": "SSL", "ssl_cafile": broker.folder / "authority.pem", "partitions": 2} | files


def _client(broker: SecureBroker, user: str) -> dict[str, Any]:
    """How a service of somebody else's reaches the broker."""
    return {
        "bootstrap_servers": broker.address, "security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_username": user,
        "sasl_plain_password": PASSWORD, "ssl_context": create_ssl_context(cafile=str(broker.folder / "authority.pem")),
    }  # fmt: skip


async def _publish(broker: SecureBroker, article: dict[str, Any]) -> None:
    async with AIOKafkaProducer(**_client(broker, "publisher")) as producer:
        await producer.send_and_wait(f"{PREFIX}articles", json.dumps(article).encode(), key=article["id"].encode())


async def _alert_about(broker: SecureBroker, place: str) -> None:
    """As a subscriber with nothing but the right to read sees it."""
    consumer = AIOKafkaConsumer(f"{PREFIX}alerts", **_client(broker, "subscriber"), group_id=f"newsroom-{place}", auto_offset_reset="earliest")
    async with consumer:
        found: list[dict[str, Any]] = []

        async def told() -> bool:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found.extend(json.loads(record.value) for record in records)
            return any(place in alert["title"] for alert in found)

        await until(told, f"an alert about {place}; there are {[alert['title'] for alert in found]}")


async def test_a_worker_with_a_password_does_its_work_and_tells_nobody_the_password(broker, start):
    """With the rights of deploy/kafka/acls.sh and no other; nor does it show what it read, but in its topics."""
    worker = await start(broker.address, **_password(broker)).until_ready()
    article = attack("by-password", killed=9, district="Kifri")
    await _publish(broker, article)
    await _alert_about(broker, "Kifri")
    told = [worker.text(), worker.get("/metrics")[1], worker.get("/ready")[1], worker.get("/live")[1], worker.arguments()]
    assert [text for text in told if any(secret in text for secret in (PASSWORD, article["id"], article["title"], "Test Wire"))] == []
    assert "AuthorizationFailed" not in worker.text()
    assert await worker.stop() == 0


async def test_a_worker_with_a_certificate_does_its_work(broker, start):
    """mTLS: the name in the certificate is the principal."""
    await start(broker.mutual, **_certificate(broker)).until_ready()
    await _publish(broker, attack("by-certificate", killed=11, district="Dibis", province="Kirkuk"))
    await _alert_about(broker, "Dibis")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("wrong password", "Authentication"),
        ("a stranger's certificate", ""),
        ("no certificate", ""),
        ("an authority of its own", "CERTIFICATE_VERIFY_FAILED"),
    ],
)
async def test_whoever_is_not_let_in_says_so_and_waits(broker, start, who, said):
    """Not ready, with the reason, and without the password."""
    settings = {
        "wrong password": (broker.address, _password(broker, sasl_password="guessed: 1234")),
        "a stranger's certificate": (broker.mutual, _certificate(broker, "stranger")),
        "no certificate": (broker.mutual, {key: value for key, value in _certificate(broker).items() if key not in {"ssl_certfile", "ssl_keyfile"}}),
        "an authority of its own": (broker.address, _password(broker, ssl_cafile=broker.folder / "stranger.pem")),
    }
    address, given = settings[who]
    worker = start(address, **given)

    def told() -> bool:
        reasons = [event["reason"] for event in worker.events() if event["event"] == "waiting for the broker"]
        assert all(said in reason for reason in reasons), reasons
        return bool(reasons)

    await until(told, "why it waits")
    status, body = worker.get("/ready")
    assert status == 503
    assert "guessed" not in worker.text() + body


async def test_nobody_may_more_than_the_list_says(broker):
    """Neither may the worker rule, nor a subscriber raise alerts, nor a publisher read."""
    for user, topic in (("tocsin", "rulings"), ("subscriber", "alerts"), ("publisher", "incidents")):
        async with AIOKafkaProducer(**_client(broker, user)) as producer:
            with pytest.raises(TopicAuthorizationFailedError):
                await producer.send_and_wait(f"{PREFIX}{topic}", b"{}", key=b"k")


def test_a_command_without_rights_says_so(broker):
    """In a line, with the exit code for a broker that does not do what is asked."""
    environment = WorkerProcess(broker.address, PREFIX, **_password(broker, sasl_username="publisher")).environment
    command = [sys.executable, "-m", "stream.cli", "tail", "alerts", "--from-beginning", "--no-follow"]
    done = subprocess.run(command, env=os.environ | environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


#: An attack a week on a road to the south, and then six within a week.
PAST = [
    attack(f"p{week}", killed=2, day=f"{date(2021, 9, 7) + timedelta(weeks=week)}", district=("Kifri", "Khanaqin")[week % 2]) for week in range(10)
]
NEWS = [attack(f"n{day}", killed=2 + day % 3, day=f"2021-12-{day:02}", district=("Kifri", "Khanaqin")[day % 2]) for day in range(1, 7)]


def _drawn(config: Path) -> Path:
    """The shipped configuration with a region more, and two rules that watch it."""
    copy_shipped_config(config)
    (config / "regions" / "drawn.yaml").write_text(
        "regions: [{id: road-south, name: Road south, country: IQ, members: [{district: Diyala/Kifri}, {district: Diyala/Khanaqin}]}]\n",
        encoding="utf-8",
    )
    with (config / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write("\n  - {id: surge-road, description: for a test, kind: surge, regions: [road-south]}\n")
        rules.write("  - {id: deadly-road, description: for a test, kind: single, measure: killed, threshold: 2, regions: [road-south]}\n")
    return config


async def test_a_region_drawn_today_has_its_past_by_the_rights_of_an_operator(broker, tmp_path):
    """A worker with it refuses; `tocsin rebuild` by whoever has the operator's rights alone; then its past is there, a surge is told by it, and nobody was paged."""
    prefix = "drawn."
    await asyncio.to_thread(_furnish, broker, prefix)
    topics = Topics(broker.administrator, prefix)
    before = WorkerProcess(broker.address, prefix, **_password(broker))
    after = WorkerProcess(broker.address, prefix, **_password(broker), config_dir=_drawn(tmp_path / "config"))
    try:
        await before.start().until_ready()
        await topics.publish(PAST)
        await before.until_read()
        await before.stop()
        after.start()
        await until(lambda: "other regions" in after.text(), "it refuses")
        assert "`tocsin rebuild`" in str((after.ready() or {}).get("reasons"))
        after.kill()
        said = await asyncio.to_thread(_command, broker, prefix, "operator", "rebuild", config_dir=tmp_path / "config")
        assert "Swapped in: edition 2" in said
        assert "were not deleted" not in said
        rebuilt = [(json.loads(record.value), dict(record.headers)) for record in await topics.all("alerts") if b".road-south." in record.key]
        assert len(rebuilt) == len(PAST)
        assert all(headers.get("ce_rebuilt") == b"true" for _, headers in rebuilt)
        await after.start().until_ready()
        await topics.publish(NEWS)
        await after.until_read()
    finally:
        for worker in (before, after):
            worker.end()
    days = {name.partition("/")[2] for name in await topics.last("tallies") if name.startswith("road-south/")}
    assert days >= {article["published"][:8] + f"{int(article['published'][8:10]) - 1:02}" for article in PAST}
    (surge,) = [alert for alert in (await topics.last("alerts")).values() if alert["rule"] == "surge-road"]
    assert surge["observed"] == len(NEWS)
    assert 0.8 < surge["expected"] < 1.3, "one a week"
