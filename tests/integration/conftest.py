"""One broker for all integration tests; each test has topics of its own."""

from __future__ import annotations

import uuid

import pytest

from tests.engine import answers
from tests.kafka import running
from tests.workers import Topics, WorkerProcess


@pytest.fixture(scope="session")
def broker():
    if not answers():
        pytest.skip("no Docker engine answers")
    with running() as broker:
        yield broker


@pytest.fixture
def prefix():
    return f"t{uuid.uuid4().hex[:8]}."


@pytest.fixture
def topics(broker, prefix):
    return Topics(broker.address, prefix)


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
