"""How good the statistics of people are (stream/watch/compound.py), and of weekdays: calibration without a surge, on simulated series.

python -m benchmarks.tolls people|weekday [--series N] [--seed N]. Prints Markdown, as in docs/statistics.md.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated import Counts, draw
from stream.watch.compound import predict_people
from stream.watch.statistics import Prediction, predict
from stream.watch.weekdays import by_weekday

BASELINE, GAP, WINDOW = 182, 2, 7
RATES = (0.02, 0.1, 0.5, 2.0)
WEEK = np.array([0.6, 0.8, 1.0, 1.2, 1.4, 1.2, 0.8])
KINDS = (("Poisson", 1, False), ("negative binomial, 2x", 2, False), ("negative binomial, 4x", 4, False), ("Poisson, by weekday", 1, True))
#: Incidents behind the number, below which the rule says nothing.
MIN_INCIDENTS = 3
#: No attack of a simulated series harms more.
MOST = 500
Draw = Callable[[np.random.Generator, int], Counts]
SIZES: tuple[tuple[str, Draw], ...] = (
    ("geometric, mean 2.5", lambda random, number: random.geometric(0.4, number)),
    ("power law, exponent 2.5", lambda random, number: np.minimum(random.zipf(2.5, number), MOST)),
)


def series(number: int, days: int, rate: float, kind: tuple[str, float, bool], random: np.random.Generator) -> Counts:
    """So many series of daily counts."""
    _, dispersion, by_week = kind
    return draw(np.full((number, days), rate) * (np.resize(WEEK, days) if by_week else 1.0), dispersion, random)


def randomised(prediction: Prediction, observed: int, random: np.random.Generator) -> tuple[float, float]:
    """The p-value, and one that is uniform where the model is right."""
    tail, beyond = prediction.tail(observed), prediction.tail(observed + 1)
    return tail, beyond + random.random() * (tail - beyond)


def distance(values: NDArray[np.float64]) -> float:
    """Of Kolmogorov and Smirnov, from uniform."""
    ordered = np.sort(values)
    steps = np.arange(1, len(values) + 1) / len(values)
    return float(max((steps - ordered).max(), (ordered - steps + 1 / len(values)).max()))


def people_table(number: int, seed: int) -> Iterator[str]:
    """Markdown: one window of each series, for two laws of how many an attack harms."""
    random = np.random.default_rng(seed)
    limit = 1.63 / math.sqrt(number)
    yield f"| people an attack | incidents a day | counts | share of p < 0.01 | and {MIN_INCIDENTS} incidents behind it | Kolmogorov-Smirnov ({limit:.4f}) |"
    yield "|---|---|---|---|---|---|"
    for (law, sizes), rate, kind in product(SIZES, RATES, KINDS):
        small = raised = 0
        values = np.empty(number)
        for row, counts in enumerate(series(number, BASELINE + GAP + WINDOW, rate, kind, random)):
            past = [tuple(int(size) for size in sizes(random, count)) if count else () for count in counts[:BASELINE]]
            incidents = int(counts[-WINDOW:].sum())
            observed = int(sizes(random, incidents).sum()) if incidents else 0
            tail, values[row] = randomised(predict_people(past, WINDOW), observed, random)
            small += tail < 0.01
            raised += tail < 0.01 and incidents >= MIN_INCIDENTS
        yield f"| {law} | {rate} | {kind[0]} | {small / number:.4f} | {raised / number:.4f} | {distance(values):.4f} |"


def weekday_table(number: int, seed: int) -> Iterator[str]:
    """Markdown: a window of one day, the busiest of the week, with and without the weekday effect."""
    random = np.random.default_rng(seed)
    yield "| incidents a day | counts | share of p < 0.01, plain | by weekday | Kolmogorov-Smirnov, plain | by weekday |"
    yield "|---|---|---|---|---|---|"
    last = BASELINE + GAP + int(WEEK.argmax() - BASELINE - GAP) % 7
    for rate, kind in product(RATES, (KINDS[0], KINDS[3])):
        tails, values = np.empty((2, number)), np.empty((2, number))
        for row, counts in enumerate(series(number, last + 1, rate, kind, random)):
            days = [(day % 7, int(count)) for day, count in enumerate(counts[:BASELINE])]
            weekly, window = by_weekday(days, [last % 7])
            plain, _ = by_weekday([(0, count) for _, count in days], [0])
            for which, prediction in enumerate((predict(plain, 1), predict(weekly, window))):
                tails[which, row], values[which, row] = randomised(prediction, int(counts[last]), random)
        shares = " | ".join(f"{(part < 0.01).mean():.4f}" for part in tails)
        yield f"| {rate} | {kind[0]} | {shares} | {distance(values[0]):.4f} | {distance(values[1]):.4f} |"


def main() -> int:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("people", "weekday"))
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for line in (people_table if arguments.what == "people" else weekday_table)(arguments.series, arguments.seed):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
