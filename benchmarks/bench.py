"""Speed, latency and memory, in one run on one machine: python -m benchmarks.bench [--articles N] [--write].

The same articles go through extraction alone, through a bare aiokafka loop that extracts and sends, and through the whole worker; each in a
process of its own. Apache Kafka runs in a container beside them. With --write the reading goes to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from stream import topics
from stream.cli.demo.command import bundled_articles
from stream.config import shipped_config
from stream.model import EPOCH, Article, Version, parse_article
from stream.pipeline import load_pipeline
from tests import engine, kafka, news
from tests.workers import Topics, WorkerProcess

ROOT = Path(__file__).parents[1]
#: When the first article is published, and how long after it the next: as many a day as a feed of a dozen outlets brings. (The bundled stream's
#: own pace, two or three a day, would measure little but the clock, which tells every partition of every step when it moves on by an hour.)
FIRST, APART = datetime(2025, 3, 3, 6, tzinfo=UTC), timedelta(minutes=10)
#: Articles one by one, each of which must raise an alert of its own.
PROBES = 40
#: Later than all copies of the stream, and early enough for the last probe to be no news from the future.
FIRST_PROBE = date(2025, 9, 1)
#: More would reach beyond the first probe.
MOST_ARTICLES = 20_000
#: Seconds without a change of any counter, after which the worker is through.
CALM = 5.0
#: Records that may wait all the same: reminders of the clock, which come for ever.
FEW = 50
WORK = tuple(f"tocsin_{name}_total" for name in ("articles", "reports", "incident_revisions", "tally_revisions", "alert_revisions"))
BARE_ARTICLES, BARE_EXTRACTIONS = "bare-articles", "bare-extractions"
Reading = dict[str, float]


def articles_for(number: int) -> list[bytes]:
    """So many articles: the bundled stream again and again, under other ids and dates, so that most incidents are new ones."""
    bundled = bundled_articles()
    return [_copy(bundled[index % len(bundled)], index) for index in range(number)]


def _copy(article: Article, index: int) -> bytes:
    return article.model_copy(update={"id": f"{article.id}-{index}", "published": FIRST + index * APART}).model_dump_json().encode()


def extraction(lines: list[bytes]) -> Reading:
    """Extraction alone, JSON in and JSON out."""
    pipeline = load_pipeline(shipped_config())
    times = []
    began = time.perf_counter()
    for number, line in enumerate(lines):
        before = time.perf_counter()
        article = parse_article(line)
        pipeline.extract(article, Version(0, 0, number), record_time=article.published or EPOCH)[0].to_json()
        times.append(time.perf_counter() - before)
    elapsed = time.perf_counter() - began
    cuts = statistics.quantiles(times, n=100)
    return {"per_second": len(lines) / elapsed, "median_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000, "peak_mb": _own_peak()}


def bare_loop(broker: str, number: int) -> Reading:
    """A consumer, the extractor, a producer, and nothing else: no tables, no incidents, no alerts, no commits."""
    return asyncio.run(_bare_loop(broker, number))


async def _bare_loop(broker: str, number: int) -> Reading:
    pipeline = load_pipeline(shipped_config())
    consumer: Any = AIOKafkaConsumer(BARE_ARTICLES, bootstrap_servers=broker, auto_offset_reset="earliest", group_id="bare")
    producer: Any = AIOKafkaProducer(bootstrap_servers=broker, linger_ms=10, acks="all")
    await consumer.start()
    await producer.start()
    try:
        done, began = 0, 0.0
        async for record in consumer:
            began = began or time.perf_counter()
            article = parse_article(record.value)
            found, _ = pipeline.extract(article, Version(record.timestamp, record.partition, record.offset), record_time=_instant(record.timestamp))
            await producer.send(BARE_EXTRACTIONS, found.to_json(), key=article.id.encode())
            done += 1
            if done == number:
                break
        await producer.flush()
        return {"per_second": number / (time.perf_counter() - began), "peak_mb": _own_peak()}
    finally:
        await producer.stop()
        await consumer.stop()


async def whole_worker(broker: str, lines: list[bytes]) -> Reading:
    """The worker, from articles to alerts, over articles that lie in the topic already."""
    worker = WorkerProcess(broker, "bench-", partitions=4)
    outputs = Topics(broker, "bench-")
    try:
        worker.start()
        await worker.until_ready()
        await outputs.publish(json.loads(line) for line in lines)
        began, ended = await _through(worker, len(lines))
        peak = _peak_of(worker)
        latencies = await _latencies(outputs)
    finally:
        worker.end()
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return {
        "per_second": len(lines) / (ended - began),
        "peak_mb": peak,
        "median_s": statistics.median(latencies),
        "p99_s": cuts[98],
    }


async def _through(worker: WorkerProcess, number: int) -> tuple[float, float]:
    """When the first article was handled, and when the last count of work stood still."""
    began = ended = 0.0
    seen: tuple[float, ...] = ()
    while not began or time.perf_counter() - ended < CALM or seen[0] < number or _waiting(worker) > FEW:
        counts = _work_done(worker)
        now = time.perf_counter()
        if counts[0] and not began:
            began = now
        if counts != seen:
            seen, ended = counts, now
        await asyncio.sleep(0.05)
    return began, ended


def _waiting(worker: WorkerProcess) -> float:
    """Records that wait in any topic."""
    return float((worker.ready() or {}).get("lag", 0))


def _work_done(worker: WorkerProcess) -> tuple[float, ...]:
    """Articles, reports, revisions of incidents, tallies and alerts."""
    sums = dict.fromkeys(WORK, 0.0)
    for line in worker.get("/metrics")[1].splitlines():
        name, _, value = line.rpartition(" ")
        name = name.partition("{")[0]
        if name in sums:
            sums[name] += float(value)
    return tuple(sums.values())


async def _latencies(outputs: Topics) -> list[float]:
    """Seconds from publishing an article to reading its alert, one article at a time, on an idle worker."""
    consumer: Any = AIOKafkaConsumer(f"{outputs.prefix}{topics.ALERTS}", bootstrap_servers=outputs.broker, auto_offset_reset="earliest")
    await consumer.start()
    found = []
    try:
        async with outputs.producer() as producer:
            for number in range(PROBES):
                day = FIRST_PROBE + timedelta(days=7 * number)
                probe = news.attack(f"probe-{number}", killed=9, district="Hawija", province="Kirkuk", day=day.isoformat())
                began = time.perf_counter()
                await producer.send_and_wait(f"{outputs.prefix}{topics.ARTICLES}", json.dumps(probe).encode(), key=probe["id"].encode())
                await asyncio.wait_for(_alert_of(consumer, day), 120)
                found.append(time.perf_counter() - began)
    finally:
        await consumer.stop()
    return found


async def _alert_of(consumer: Any, day: date) -> None:
    async for record in consumer:
        alert = json.loads(record.value)
        if alert["state"] == "firing" and alert["window"]["end"] == day.isoformat():
            return


def _instant(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp / 1000, UTC)


def _own_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peak_of(worker: WorkerProcess) -> float:
    assert worker.process is not None
    status = Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _alone(function: Callable[..., Reading], *arguments: object) -> Reading:
    """Run in a fresh process, so that memory and warm caches are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


async def _fill(broker: str, lines: list[bytes]) -> None:
    """Topics for the bare loop, one of them full of articles."""
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    await admin.create_topics([NewTopic(name, 4, 1) for name in (BARE_ARTICLES, BARE_EXTRACTIONS)])
    await admin.close()
    producer: Any = AIOKafkaProducer(bootstrap_servers=broker, linger_ms=10)
    await producer.start()
    for line in lines:
        await producer.send(BARE_ARTICLES, line)
    await producer.stop()


def table(number: int, load: float, alone: Reading, bare: Reading, worker: Reading) -> str:
    """The reading as Markdown."""
    rows = [
        (
            "extraction alone",
            f"{alone['per_second']:.0f}",
            f"{alone['peak_mb']:.0f}",
            f"{alone['median_ms']:.2f} ms median, {alone['p99_ms']:.1f} ms p99",
        ),
        ("bare aiokafka loop with the same extraction", f"{bare['per_second']:.0f}", f"{bare['peak_mb']:.0f}", ""),
        (
            "worker, articles to alerts",
            f"{worker['per_second']:.0f}",
            f"{worker['peak_mb']:.0f}",
            f"publish to alert {worker['median_s'] * 1000:.0f} ms median, {worker['p99_s'] * 1000:.0f} ms p99 ({PROBES} articles, one at a time)",
        ),
    ]
    head = f"{number} articles, one process each, {_machine()}, {datetime.now(UTC).date().isoformat()}; load average before: {load:.1f}.\n"
    body = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{head}\n| what | articles/s | peak MB | time |\n|---|---|---|---|\n{body}\n"


def _machine() -> str:
    models = [
        line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")
    ]
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.processor()}), Python {platform.python_version()}, Apache Kafka in a container"
    )


_PAGE = """# Benchmarks

`make bench` measures all of this in one run, on Apache Kafka in a container on the same machine: it shares the cores with the broker. The articles are the bundled stream
(168 words in the mean), again and again, one every ten minutes of event time. No target yet: these are first readings.

{table}
*Extraction alone* parses, extracts and writes JSON, without a broker. The *bare loop* is the least that a Kafka program could do with the same extractor: no tables, no
incidents, no alerts, no commits; it shows what the broker costs, and what is left for everything else. *The worker* does it all: four steps, four topics between them, three
tables with their changelogs, and commits. Its time runs from the first article handled to the last record of the last step.
"""


def main() -> int:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--write", action="store_true", help="put the reading into docs/benchmarks.md")
    arguments = parser.parse_args()
    if arguments.articles > MOST_ARTICLES:
        parser.error(f"at most {MOST_ARTICLES} articles")
    if not engine.answers():
        print("No Docker engine answers: the benchmark needs Apache Kafka in a container.")
        return 1
    load = os.getloadavg()[0]
    lines = articles_for(arguments.articles)
    alone = _alone(extraction, lines)
    print(f"extraction alone: {alone}")
    with kafka.running() as broker:
        asyncio.run(_fill(broker.address, lines))
        bare = _alone(bare_loop, broker.address, len(lines))
        print(f"bare loop: {bare}")
        worker = asyncio.run(whole_worker(broker.address, lines))
    text = table(len(lines), load, alone, bare, worker)
    print(text)
    if arguments.write:
        page = ROOT / "docs" / "benchmarks.md"
        # What other commands measured stands behind the first heading of second rank, and stays.
        _, mark, others = page.read_text(encoding="utf-8").partition("\n## ")
        page.write_text(_PAGE.format(table=text) + mark + others, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
