"""The web server of a process: /live, /ready and /metrics. It starts first and outlives the rest; it shows no data of articles."""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

log = structlog.get_logger(__name__)


class Told(Protocol):
    """What a process says of itself (`stream.worker.status.Status`, `stream.sinks.status.Status`)."""

    def stalled(self) -> str | None:
        """Why it is not alive; None where it is."""

    def ready(self) -> dict[str, Any]:
        """The body of /ready, with `ready` in it."""


class Measured(Protocol):
    """What a process measures."""

    @property
    def ready(self) -> Any:
        """The gauge that says whether it is ready."""

    def text(self) -> bytes:
        """The exposition, as Prometheus reads it."""


class HealthServer:
    """Serves until `stop`; with port 0 on any free one, which `port` tells after `start`."""

    def __init__(self, status: Told, metrics: Measured, host: str, port: int) -> None:
        self.status = status
        self.metrics = metrics
        self.host = host
        self.port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Begin to serve. Raises OSError where the port is taken."""
        app = web.Application()
        app.add_routes([web.get("/live", self._live), web.get("/ready", self._ready), web.get("/metrics", self._metrics)])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        log.info("serving /live, /ready and /metrics", host=self.host, port=self.port)

    async def stop(self) -> None:
        """Serve no longer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _live(self, _: web.Request) -> web.Response:
        stalled = self.status.stalled()
        return web.json_response({"live": stalled is None, "reason": stalled}, status=200 if stalled is None else 503)

    async def _ready(self, _: web.Request) -> web.Response:
        body = self.status.ready()
        return web.json_response(body, status=200 if body["ready"] else 503)

    async def _metrics(self, _: web.Request) -> web.Response:
        self.metrics.ready.set(self.status.ready()["ready"])
        return web.Response(body=self.metrics.text(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
