"""What a worker's /metrics and /ready say in the course of time, and whether it grows."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import mean, median

from tests.workers import WorkerProcess


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at one worker."""

    #: Seconds since the beginning.
    seconds: float
    worker: int
    #: Resident memory in MB.
    memory: float
    #: Open file descriptors.
    files: float
    #: Records that wait.
    lag: float
    #: Articles handled so far.
    articles: float


def look(workers: Sequence[WorkerProcess], began: float) -> list[Sample]:
    """At each of them now; those that do not answer are left out."""
    found = []
    for number, worker in enumerate(workers):
        body = worker.ready()
        if body is not None:
            memory = worker.metric("tocsin_process_resident_memory_bytes") / 1e6
            files, articles = worker.metric("tocsin_process_open_fds"), worker.metric("tocsin_records_handled_total", stage="extract")
            found.append(Sample(round(time.monotonic() - began, 1), number, round(memory, 2), files, body["lag"], articles))
    return found


def slope(samples: Iterable[Sample], value: Callable[[Sample], float]) -> float:
    """By how much the value grows in an hour: least squares."""
    points = [(sample.seconds / 3600, value(sample)) for sample in samples]
    middle, level = mean(x for x, _ in points), mean(y for _, y in points)
    return sum((x - middle) * (y - level) for x, y in points) / sum((x - middle) ** 2 for x, _ in points)


def thirds(samples: Sequence[Sample], value: Callable[[Sample], float]) -> list[float]:
    """The median in the first, the second and the last third."""
    size = len(samples) // 3
    return [median(value(sample) for sample in samples[at : at + size]) for at in (0, size, 2 * size)]


def write(samples: Iterable[Sample], file: Path) -> None:
    """As CSV."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.DictWriter(out, [each.name for each in fields(Sample)])
        rows.writeheader()
        rows.writerows(asdict(sample) for sample in samples)
