"""What Prometheus reads of `tocsin forward`."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.process_collector import ProcessCollector

#: Seconds from the revision's record to the receiver's answer: a moment, or an outage.
DELAY_BUCKETS = (1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 86400, 3 * 86400)


class Metrics:
    """All metrics of one process, in a registry of their own."""

    def __init__(self, sinks: Iterable[str] = ()) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(namespace="tocsin", registry=registry)
        info = Info("tocsin_build", "Version of tocsin and of what it runs on", registry=registry)
        info.info({"version": version("tocsin"), "python": platform.python_version(), "aiokafka": version("aiokafka")})
        self.delivered = Counter(
            "tocsin_forward_delivered", "Revisions of alerts that a sink has taken, by state", ("sink", "state"), registry=registry
        )
        self.retried = Counter("tocsin_forward_retried", "Attempts that failed and are made again, by reason", ("sink", "reason"), registry=registry)
        self.dead = Counter("tocsin_forward_dead", "Revisions that went to the dead letters, by reason", ("sink", "reason"), registry=registry)
        self.passed = Counter("tocsin_forward_passed", "Revisions that a sink was not told of, by reason", ("sink", "reason"), registry=registry)
        self.resent = Counter("tocsin_forward_resent", "Open alerts that a sink was told of again", ("sink",), registry=registry)
        self.delay = Histogram(
            "tocsin_forward_delay_seconds",
            "From a revision's record in `alerts` to the sink having it",
            ("sink",),
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        self.lag = Gauge("tocsin_forward_lag", "Records of `alerts` that wait for a sink", ("sink",), registry=registry)
        self.up = Gauge("tocsin_forward_up", "1 where the sink's last attempt succeeded, or none was needed yet", ("sink",), registry=registry)
        self.ready = Gauge("tocsin_ready", "1 where /ready says yes", registry=registry)
        for sink in sinks:
            self.lag.labels(sink)
            self.up.labels(sink).set(1)
            self.delay.labels(sink)

    def text(self) -> bytes:
        """The exposition, as Prometheus reads it."""
        return generate_latest(self.registry)
