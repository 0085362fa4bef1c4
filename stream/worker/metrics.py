"""What Prometheus reads: one prefix, base units, counters for work done, gauges for what holds now.

The pure core says what happened as facts (name and labels); FACTS below is the only place where a fact becomes a metric.
"""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics, generate_latest
from prometheus_client.process_collector import ProcessCollector

from stream.state import Fact

#: Distinct values of a label that comes from outside (languages); the rest is counted as `other`.
MAX_VALUES = 60
OTHER = "other"
#: Seconds; a step takes a millisecond, a long article ten.
STEP_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
#: Seconds from the moment an article reached the broker to its alert handed over.
ALERT_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
#: Seconds that a report came after the clock had passed it: an hour to a year.
LATE_BUCKETS = (3600, 21600, 86400, 3 * 86400, 7 * 86400, 30 * 86400, 90 * 86400, 365 * 86400)

disable_created_metrics()  # type: ignore[no-untyped-call] # prometheus_client's


@dataclass(frozen=True, slots=True)
class FactMetric:
    """How a fact is counted: the metric's name and help, its labels (the fact may bring more, which are dropped), and its kind."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    #: Upper bounds where the fact's value is to be distributed, in seconds; None: it is added up.
    buckets: tuple[float, ...] | None = None
    #: Label values come from outside and are bounded in number.
    bounded: bool = False


FACTS: dict[str, FactMetric] = {
    "articles": FactMetric(
        "articles", "Articles handled, by outcome (reports, empty, language: not one we read, withdrawn, ignored, dead_letter)", ("outcome",)
    ),
    "languages": FactMetric("articles_unread", "Articles passed over, by language", ("language",), bounded=True),
    "truncated": FactMetric("articles_truncated", "Articles of which only the first part was read"),
    "future": FactMetric("articles_future", "Articles dated more than a day ahead of their record"),
    "reports_cut": FactMetric("reports_cut", "Reports left out because one article had too many"),
    "extractor_answers": FactMetric(
        "extractor_answers", "Articles put to an extractor over a network, by where the answer comes from (asked, kept, fallback)", ("outcome",)
    ),
    "extractor_failures": FactMetric("extractor_failures", "Requests to an extractor over a network without a usable answer, by reason", ("reason",)),
    "extractor_fallback": FactMetric(
        "extractor_fallback", "Articles that the built-in extractor read in its place, by reason (budget, resting, or the last failure)", ("reason",)
    ),
    "extractor_refused": FactMetric("extractor_refused", "Reports in its answers that were refused, by reason", ("reason",)),
    "registered": FactMetric("article_versions", "Versions of articles, by what they were (new, again, older, corrected, withdrawn)", ("outcome",)),
    "late": FactMetric("report_lateness_seconds", "How long after the clock had passed them articles came", buckets=LATE_BUCKETS),
    "stated": FactMetric("statements", "Statements that changed nothing, by why", ("outcome",)),
    "reports": FactMetric("reports", "Reports that reached a ledger, by type of event", ("type",)),
    "rulings": FactMetric("rulings", "Rulings of analysts that reached a ledger, by action (also taken_back, older, unknown)", ("action",)),
    "too_old": FactMetric("expired", "Reports and changes older than what is kept: counted, nothing opened"),
    "revisions": FactMetric("incident_revisions", "Revisions of incidents, by type and status", ("type", "status")),
    "alert_revisions": FactMetric("alert_revisions", "Revisions of alerts, by rule, severity and state", ("rule", "severity", "state")),
    "history_short": FactMetric(
        "surge_history_short", "Times that a rule of kind surge, ratio or first_after had too short a past to judge by", ("rule", "region")
    ),
    "days_expired": FactMetric("region_buckets_expired", "Days of regions that were forgotten"),
    "rules_older": FactMetric(
        "rules_older", "Records whose alerts were left to a worker with newer rules: ours are older than those that the state was written by"
    ),
    "tallies": FactMetric("tally_revisions", "Revisions of tallies"),
}

#: Facts that are no work done but what now holds, per region and rule: shown as gauges of the partition's owner.
WINDOW_FACT = "window"


class Windows:
    """The figures of current windows, by partition of the step that watches: who owns the partition shows them."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._held: dict[int, set[tuple[str, ...]]] = {}

    def show(self, partition: int, labels: tuple[str, ...], value: float) -> None:
        """The window of a rule and region now holds `value`."""
        self._held.setdefault(partition, set()).add(labels)
        self._gauge.labels(*labels).set(value)

    def keep(self, partitions: Collection[int]) -> None:
        """All other partitions are other workers' now, who show them."""
        for partition in [number for number in self._held if number not in partitions]:
            for labels in self._held.pop(partition):
                self._gauge.remove(*labels)


class Metrics:
    """All metrics of one worker, in a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(namespace="tocsin", registry=registry)
        info = Info("tocsin_build", "Version of tocsin and of what it runs on", registry=registry)
        info.info(
            {"version": version("tocsin"), "python": platform.python_version(), "faust": version("faust-streaming"), "aiokafka": version("aiokafka")}
        )
        self._facts = {name: self._metric(metric) for name, metric in FACTS.items()}
        self._values: dict[str, set[str]] = {}
        self.dead_letters = Counter(
            "tocsin_dead_letters", "Records sent to the dead letter topic, by stage and reason", ("stage", "reason"), registry=registry
        )
        self.ignored = Counter("tocsin_records_ignored", "Records without a value that say nothing, by stage", ("stage",), registry=registry)
        self.handled = Counter("tocsin_records_handled", "Records handled to the end, by stage", ("stage",), registry=registry)
        self.sent = Counter("tocsin_records_sent", "Records handed to the broker, by topic", ("topic",), registry=registry)
        self.rebalances = Counter("tocsin_rebalances", "Times that partitions were dealt out anew", registry=registry)
        self.step = Histogram("tocsin_step_seconds", "Time that a step takes for one record", ("stage",), buckets=STEP_BUCKETS, registry=registry)
        self.alert_latency = Histogram(
            "tocsin_article_to_alert_seconds",
            "From the article's record reaching the broker to its alert being handed over",
            buckets=ALERT_BUCKETS,
            registry=registry,
        )
        self.recovery = Gauge("tocsin_recovery_duration_seconds", "Time that the last recovery of tables took", registry=registry)
        self.lag = Gauge("tocsin_consumer_lag", "Records that wait in a partition of ours", ("topic", "partition"), registry=registry)
        self.clock = Gauge(
            "tocsin_clock_timestamp_seconds", "Event time that a step has reached, by partition", ("step", "partition"), registry=registry
        )
        self.partitions = Gauge("tocsin_assigned_partitions", "Partitions of articles that are ours", registry=registry)
        self.ready = Gauge("tocsin_ready", "1 where /ready says yes", registry=registry)
        self.windows = Windows(
            Gauge(
                "tocsin_window",
                "What the current window of a rule holds in a region that the rule names",
                ("rule", "region", "measure"),
                registry=registry,
            )
        )
        for stage in ("extract", "rule", "register", "reconcile", "watch"):
            self.handled.labels(stage)
            self.step.labels(stage)

    def count(self, facts: Iterable[Fact], partition: int = 0) -> None:
        """Count what the core says has happened. A fact that FACTS does not know is a mistake of ours: KeyError, which a unit test finds first."""
        for fact in facts:
            if fact.name == WINDOW_FACT:
                self.windows.show(partition, fact.labels, fact.value)
                continue
            metric, known = self._facts[fact.name], FACTS[fact.name]
            labels = fact.labels[: len(known.labels)]
            if known.bounded:
                labels = tuple(self._bounded(fact.name, label) for label in labels)
            bound = metric.labels(*labels) if labels else metric
            if isinstance(bound, Histogram):
                bound.observe(fact.value)
            else:
                bound.inc(fact.value)

    def drop(self) -> None:
        """Partitions are being dealt out anew: lag and clocks are shown again by whoever has them then."""
        self.lag.clear()
        self.clock.clear()

    def text(self) -> bytes:
        """The exposition, as Prometheus reads it."""
        return generate_latest(self.registry)

    def value(self, name: str, labels: Mapping[str, str] | None = None) -> float | None:
        """One sample, for tests and the live view."""
        return self.registry.get_sample_value(name, dict(labels or {}))

    def _metric(self, metric: FactMetric) -> Counter | Histogram:
        name = f"tocsin_{metric.name}"
        if metric.buckets is not None:
            return Histogram(name, metric.help, metric.labels, buckets=metric.buckets, registry=self.registry)
        return Counter(name, metric.help, metric.labels, registry=self.registry)

    def _bounded(self, name: str, value: str) -> str:
        known = self._values.setdefault(name, set())
        if value in known or (len(known) < MAX_VALUES and value.isascii() and value.isalnum() and len(value) <= 8):
            known.add(value)
            return value
        return OTHER
