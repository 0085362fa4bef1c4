"""A steady stream for half an hour, event time so fast that everything expires four times: nothing grows."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from tests.faults.driver import Run
from tests.faults.samples import Sample, look, slope, thirds, write
from tests.faults.stream_of import feed

SECONDS = int(os.environ.get("FAULTS_SOAK_SECONDS", "0"))
#: Articles a second.
RATE = int(os.environ.get("FAULTS_SOAK_RATE", "200"))
WORKERS = int(os.environ.get("FAULTS_SOAK_WORKERS", "2"))
#: One article in so many tells of an attack, as in most feeds.
EVERY_ATTACK = int(os.environ.get("FAULTS_SOAK_ATTACKS", "20"))
SEED = int(os.environ.get("FAULTS_SEED", "1"))
FILE = Path(os.environ.get("FAULTS_SOAK_FILE", "build/soak.csv"))
#: Days for which the workers keep what they know (the shipped rules look back 208), and how often those go by.
RETENTION, PASSES = 220, 4.3
#: Seconds between two looks.
EVERY = 5

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.skipif(not SECONDS, reason="takes half an hour: make soak")]


async def test_a_steady_stream_makes_nothing_grow(broker, prefix):
    """After the first pass of retention: memory, open files and what waits stay where they are."""
    number = SECONDS * RATE
    stream = feed(number, EVERY_ATTACK, SEED, a_day=int(number / (RETENTION * PASSES)))
    samples: list[Sample] = []
    async with Run(broker.address, prefix, SEED, number=WORKERS, partitions=2, retention_days=RETENTION) as run:
        began = time.monotonic()

        async def sample(second: int) -> None:
            if second % EVERY == 0:
                samples.extend(await asyncio.to_thread(look, run.workers, began))
                write(samples, FILE)

        await run.topics.flow(stream, RATE, sample)
        await run.finished(stream)
    assert run.log == [], "no worker ended"

    for worker in range(len(run.workers)):
        later = [sample for sample in samples if sample.worker == worker and sample.seconds > SECONDS / PASSES]
        memory, files, lag = (thirds(later, value) for value in (lambda s: s.memory, lambda s: s.files, lambda s: s.lag))
        growth = slope(later, lambda sample: sample.memory)
        sys.stdout.write(f"worker {worker}: memory {memory} MB ({growth:+.1f} MB an hour), open files {files}, records waiting {lag}\n")
        # What a heap breathes; a leak of a hundred bytes an article would be more at the full rate.
        assert memory[-1] < memory[0] * 1.05
        assert files[-1] <= files[0] + 5
        assert lag[-1] <= lag[0] + RATE * EVERY
