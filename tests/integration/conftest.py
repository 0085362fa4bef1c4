"""One broker for all integration tests; each test has topics of its own."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from tests.engine import answers
from tests.kafka import running
from tests.workers import Topics, WorkerProcess


def a_broker():
    """Apache Kafka in a container, where an engine answers."""
    if not answers():
        pytest.skip("no Docker engine answers")
    with running() as broker:
        yield broker


broker = pytest.fixture(a_broker, scope="session", name="broker")


@pytest.fixture
def prefix():
    return f"t{uuid.uuid4().hex[:8]}."


@pytest.fixture
def topics(broker, prefix):
    return Topics(broker.address, prefix)


@pytest.fixture(scope="module")
def shared_worker(broker, request):
    """One worker for all tests of a module, on topics of its own, with the module's `SETTINGS`."""
    worker = WorkerProcess(broker.address, f"t{uuid.uuid4().hex[:8]}.", **request.module.SETTINGS).start()
    asyncio.run(worker.until_ready())
    yield worker
    worker.end()


@pytest.fixture(scope="module")
def shared_topics(shared_worker):
    """Topics of the module's worker."""
    return Topics(shared_worker.environment["TOCSIN_BROKERS"], shared_worker.environment["TOCSIN_TOPIC_PREFIX"])


@pytest.fixture
def start(broker, prefix):
    """Start a worker on the topics of this test; ended with it."""
    workers = []

    def start(**settings):
        workers.append(WorkerProcess(broker.address, prefix, **settings).start())
        return workers[-1]

    yield start
    for worker in workers:
        worker.end()
        worker.log.unlink()
