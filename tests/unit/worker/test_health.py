"""The web server answers, and shows no data."""

import aiohttp
import pytest

from stream.settings import load_settings
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


@pytest.mark.parametrize("path", ["/table", "/router", "/tables/", "/graph", "/stats/", "/index.html"])
async def test_none_of_faust_s_pages_is_there(server, path):
    """They would show rows, partitions and the names of workers."""
    assert (await fetch(server, path))[0] == 404


async def test_it_listens_where_it_was_told_to_and_nowhere_else():
    """The default is this machine only."""
    server = HealthServer(Status(), Metrics(), "127.0.0.2", 0)
    await server.start()
    try:
        assert [host for host, _ in server._runner.addresses] == ["127.0.0.2"]
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"http://127.0.0.1:{server.port}/live")
    finally:
        await server.stop()


def test_by_default_it_listens_to_this_machine_only():
    """The container's image says otherwise, as its port is published by whoever runs it."""
    assert load_settings(env_file=None).web_host == "127.0.0.1"
