"""The web server answers, and shows no data."""

import aiohttp
import pytest

from stream.worker.health import HealthServer
from stream.worker.metrics import Metrics
from stream.worker.status import Status


@pytest.fixture
async def server():
    server = HealthServer(Status(), Metrics(), "127.0.0.1", 0)
    await server.start()
    yield server
    await server.stop()


async def fetch(server, path):
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{server.port}{path}") as response:
        return response.status, response.headers["Content-Type"], await response.text()


async def test_a_worker_that_waits_is_live_and_not_ready(server):
    """Kubernetes leaves it alone, and sends it nothing."""
    assert (await fetch(server, "/live"))[0] == 200
    status, _, body = await fetch(server, "/ready")
    assert status == 503
    assert "the broker does not answer" in body


async def test_metrics_are_prometheus_text(server):
    """In the format that every version of Prometheus reads."""
    status, kind, body = await fetch(server, "/metrics")
    assert (status, kind.split(";")[0]) == (200, "text/plain")
    assert "tocsin_build_info{" in body


async def test_there_is_nothing_else(server):
    """No page shows tables or articles."""
    assert (await fetch(server, "/"))[0] == 404
