"""docker-compose.yml itself: articles in by the command line, alerts out of the topic, series in Prometheus."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from testcontainers.compose import DockerCompose

from stream.cli.demo.processes import free_port
from tests import engine
from tests.workers import Topics

ROOT = Path(__file__).parents[2]
#: Seconds for anything that is waited for; a slow machine needs a minute for the first start.
PATIENCE = 180

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.skipif(not engine.answers(), reason="no Docker engine answers")]


@dataclass
class Stack:
    """The running services, by their ports on this machine."""

    compose: DockerCompose
    kafka: str
    worker: str
    prometheus: str
    forward: str
    alertmanager: str

    def tocsin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command on this machine, against the stack's broker."""
        command = [sys.executable, "-m", "stream.cli", *arguments, "--brokers", self.kafka]
        return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=PATIENCE, check=True)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series that Prometheus finds now."""
        answer = get(f"{self.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}")
        return json.loads(answer)["data"]["result"] if answer else []


def get(url: str) -> str:
    """The body, or nothing where nobody answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.read().decode()
    except OSError:
        return ""


def until(what: str, happens: Callable[[], Any]) -> Any:
    """The first truthy answer; these services tell nobody when they are through, so they are asked."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := happens():
            return answer
        time.sleep(0.5)
    pytest.fail(f"{what}: not within {PATIENCE} s")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The services of docker-compose.yml on free ports, on the data's own clock, as the articles are old."""
    ports = {name: str(free_port()) for name in ("KAFKA_PORT", "WORKER_PORT", "PROMETHEUS_PORT", "FORWARD_PORT", "ALERTMANAGER_PORT")}
    # Building on the host's network works wherever the host itself reaches the packages.
    own = {"BUILD_NETWORK": os.environ.get("BUILD_NETWORK", "host"), "TOCSIN_CLOCK": "data", "COMPOSE_PROJECT_NAME": f"tocsin-e2e-{os.getpid()}"}
    own |= {"COMPOSE_PROFILES": "forward"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (ports | own).items():
            patch.setenv(name, value)
        compose = DockerCompose(ROOT, build=True, wait=False)
        try:
            compose.start()
            address = "http://127.0.0.1:{}"
            found = Stack(
                compose,
                f"localhost:{ports['KAFKA_PORT']}",
                address.format(ports["WORKER_PORT"]),
                address.format(ports["PROMETHEUS_PORT"]),
                address.format(ports["FORWARD_PORT"]),
                address.format(ports["ALERTMANAGER_PORT"]),
            )
            until("the worker is ready", lambda: get(f"{found.worker}/ready"))
            yield found
        finally:
            compose.stop(down=True)


@pytest.fixture(scope="module")
def published(stack: Stack) -> Stack:
    """The bundled stream is in the topic."""
    stack.tocsin("publish", "stream/data/demo.jsonl")
    return stack


def alerts(stack: Stack) -> list[dict[str, Any]]:
    """All that the topic holds."""
    return [json.loads(line) for line in stack.tocsin("tail", "alerts", "--from-beginning", "--no-follow", "--json").stdout.splitlines()]


def test_the_surge_reaches_the_topic(published: Stack) -> None:
    """Published articles become an alert about the disputed territories, on Kafka, in containers."""
    found = until("an alert about the surge", lambda: [alert for alert in alerts(published) if alert["kind"] == "surge"])
    assert {alert["region"]["id"] for alert in found} == {"disputed-territories"}


def test_the_subscriber_of_the_documentation_reads_it(published: Stack) -> None:
    """A few lines of aiokafka, in a group of their own."""
    command = [sys.executable, "-u", str(ROOT / "docs" / "examples" / "subscribe.py"), published.kafka]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as subscriber:
        assert subscriber.stdout is not None
        line = subscriber.stdout.readline()
        subscriber.terminate()
    assert "Disputed territories" in line


def test_prometheus_has_the_worker_and_its_alerts(published: Stack) -> None:
    """The scrape configuration finds the worker by its name, and the series are there."""
    assert until("the worker is up in Prometheus", lambda: published.query('up{job="tocsin"} == 1'))
    series = until("alert revisions in Prometheus", lambda: published.query("tocsin_alert_revisions_total > 0"))
    assert {"rule", "severity", "state"} <= set(series[0]["metric"])


def test_alertmanager_is_told_of_open_alerts(published: Stack) -> None:
    """Through `tocsin forward`, in the profile of its name."""
    until("forward is ready", lambda: get(f"{published.forward}/ready"))

    def told_of_all_that_are_open() -> list[dict[str, Any]]:
        last = {alert["id"]: alert for alert in alerts(published)}
        still_open = {alert["id"] for alert in last.values() if alert["state"] != "resolved"}
        told = json.loads(get(f"{published.alertmanager}/api/v2/alerts") or "[]")
        return told if {alert["labels"]["alert_id"] for alert in told} == still_open else []

    # Until the worker is through the stream, one that is open may be resolved between the two questions.
    told = until("Alertmanager has just the open alerts", told_of_all_that_are_open)
    assert all("killed" in alert["annotations"]["evidence"] for alert in told)


def promtool(*arguments: str, stdin: str = "") -> tuple[int, str]:
    """Exit code, and all that it says."""
    image = os.environ.get("PROMETHEUS_IMAGE", "prom/prometheus:v2.53.3")
    command = ["docker", "run", "--rm", "-i", "-v", f"{ROOT}/deploy/prometheus:/rules:ro", "--entrypoint", "promtool", image, *arguments]
    done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False, timeout=PATIENCE)
    return done.returncode, done.stdout + done.stderr


def test_promtool_finds_nothing_to_complain_of(published: Stack) -> None:
    """Names, units and help texts follow Prometheus' conventions."""
    assert promtool("check", "metrics", stdin=get(f"{published.worker}/metrics")) == (0, "")


def test_the_operators_alerts_fire_when_they_should() -> None:
    """deploy/prometheus/alerts.test.yml says when."""
    code, text = promtool("test", "rules", "/rules/alerts.test.yml")
    assert (code, text.split()[-1]) == (0, "SUCCESS")


def test_the_operators_alerts_look_at_metrics_that_are_there(published: Stack) -> None:
    """A renamed metric would silence its alert without a word."""
    rules = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
    there = get(f"{published.worker}/metrics") + get(f"{published.forward}/metrics")
    assert [name for name in set(re.findall(r"tocsin_\w+", rules)) if f"# TYPE {name} " not in there] == []


def test_a_dead_letter_is_listed_and_replayed(stack: Stack) -> None:
    """What is still bad comes back: each replay leaves one more, and none is replayed twice."""
    asyncio.run(Topics(stack.kafka, "").send(b"\x1b[2Jnot json", key=b"k"))
    listed = until("the dead letter", lambda: stack.tocsin("dlq", "list").stdout)
    assert "not_json" in listed
    assert "\x1b" not in listed
    assert "1 dead letter sent" in stack.tocsin("dlq", "replay").stderr
    assert until("the dead letter is back", lambda: len(stack.tocsin("dlq", "list").stdout.splitlines()) == 2)
    assert "1 dead letter sent" in stack.tocsin("dlq", "replay").stderr


def test_the_topics_are_as_the_worker_wants_them(stack: Stack) -> None:
    """The one-shot job created them with their policies."""
    assert stack.tocsin("topics", "check").stderr == ""


def test_the_worker_is_nobody_and_has_no_tools(stack: Stack) -> None:
    """Not root, nothing to install or build with, and a root file system that cannot be written."""
    out, _, _ = stack.compose.exec_in_container(["sh", "-c", "id -u; command -v pip gcc; touch /opt/tocsin/x 2>&1 || true"], "worker")
    uid, *rest = out.splitlines()
    assert (uid, "Read-only" in "".join(rest), len(rest)) == ("10001", True, 1)


def test_the_worker_has_no_rights_of_the_kernel_s_and_gets_none(stack: Stack) -> None:
    """No capability, in no set, and no program that would give it one."""
    out, _, _ = stack.compose.exec_in_container(["grep", "-E", "^(Cap|NoNewPrivs)", "/proc/1/status"], "worker")
    found = dict(line.split(":\t") for line in out.splitlines())
    assert found.pop("NoNewPrivs") == "1"
    assert {name for name, rights in found.items() if int(rights, 16)} == set()


def test_the_image_knows_whether_the_worker_lives(stack: Stack) -> None:
    """Its health check asks /live, without any tool but Python."""
    assert until("the container is healthy", lambda: stack.compose.get_container("worker").Health == "healthy")


def test_a_stop_is_a_graceful_one(stack: Stack) -> None:
    """SIGTERM drains the worker within the grace period: exit code 0. Comes last, as the worker is gone then."""
    subprocess.run(["docker", "compose", "stop", "worker"], cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
    container = stack.compose.get_container("worker", include_all=True)
    assert container.ExitCode == 0
