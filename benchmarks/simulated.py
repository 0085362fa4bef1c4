"""Simulated daily counts, with and without a surge, as they become known day by day: what the statistics of the watch are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
DAYS = 365
#: Alarms count from here on: before it a region has no past worth the name.
COUNTED_FROM = 120
SURGE_DAYS = 14
#: First reports come on the day itself, or one or two days later, each as often.
MOST_LATE = 2
RATES = (0.1, 0.3, 0.6, 1.0)
DISPERSIONS = (1, 2)
FACTORS = (2, 3, 5)


@dataclass(frozen=True)
class Sample:
    """Series of one kind: `counts[series, day]`, `late[k][series, day]` of them known no earlier than k days later; `onset[series]`, -1 for none."""

    rate: float
    #: Variance over mean; 1: Poisson.
    dispersion: float
    factor: int
    counts: Counts
    late: tuple[Counts, ...]
    onset: Counts

    def window(self, end: int, days: int, known_by: int) -> Counts:
        """Incidents of the window that ends with day `end`, as known at the end of day `known_by`, by series."""
        total = self.counts[:, max(0, end - days + 1) : end + 1].sum(axis=1)
        for day in range(max(end - days + 1, known_by - MOST_LATE + 1, 0), end + 1):
            total = total - self.late[known_by - day][:, day]
        return total


def draw(mean: NDArray[np.float64], dispersion: float, random: np.random.Generator) -> Counts:
    """Counts with these means: Poisson, or negative binomial with variance `dispersion` times the mean."""
    if dispersion == 1:
        return random.poisson(mean)
    return random.negative_binomial(mean / (dispersion - 1), 1 / dispersion)


def sample(rate: float, dispersion: float, factor: int, number: int, random: np.random.Generator) -> Sample:
    """So many series of a year; with a factor above 1 each has one surge, on days drawn evenly from those that count."""
    mean = np.full((number, DAYS), rate)
    onset = np.full(number, -1)
    if factor > 1:
        onset = random.integers(COUNTED_FROM, DAYS - SURGE_DAYS, size=number)
        for row, first in enumerate(onset):
            mean[row, first : first + SURGE_DAYS] *= factor
    counts = draw(mean, dispersion, random)
    at_once = random.binomial(counts, 1 / (MOST_LATE + 1))
    next_day = random.binomial(counts - at_once, 1 / MOST_LATE)
    # late[k]: not known yet at the end of the k-th day after their own
    return Sample(rate, dispersion, factor, counts, (counts - at_once, counts - at_once - next_day), onset)


def samples(number: int, seed: int) -> Iterator[Sample]:
    """All that issue 7 asks for: each rate and dispersion without a surge (three times as many series), and with one of each size."""
    random = np.random.default_rng(seed)
    for rate, dispersion, factor in product(RATES, DISPERSIONS, (1, *FACTORS)):
        yield sample(rate, dispersion, factor, number * (3 if factor == 1 else 1), random)
