"""What other detectors of a surge would find, at equal numbers of false alarms: scans over window lengths, CUSUM, Shiryaev-Roberts, and a longer wait before an alert ends.

python -m benchmarks.scans [--series N] [--seed N]. Prints Markdown, as in docs/statistics.md. All are told how late reports come, and how many days a surge lasts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks import surges
from benchmarks.simulated import COUNTED_FROM, DAYS, SURGE_DAYS, Sample, samples
from benchmarks.surges import MIN_COUNT, Scores, power, power_row, threshold_for
from stream.watch.statistics import CAUTION, PRIOR

#: Days between the past and today: the longest window, and the gap.
BEFORE = SURGE_DAYS + 2
FACTORS = (2, 3, 5)
#: Days' worth of reports that are here, of windows of 1, 2, 3 ... days: a third of today's, two thirds of yesterday's.
HERE = np.array([1 / 3, 1.0, *(days - 1.0 for days in range(3, SURGE_DAYS + 1))])
#: From the numbers in windows of 1 to 14 days, what was to be expected in each, and the dispersion: a score a series.
Scan = Callable[[Scores, Scores, Scores], Scores]


def ratio(shortest: int) -> Scan:
    """Generalised likelihood ratio (Kulldorff's scan in time, quasi-Poisson), the greatest over the windows of `shortest` to 14 days."""

    def score(observed: Scores, mean: Scores, dispersion: Scores) -> Scores:
        more = (observed >= MIN_COUNT) & (observed > mean)
        odds = np.where(more, observed * np.log(np.maximum(observed, 1e-9) / mean) - (observed - mean), 0.0)
        greatest: Scores = (odds / dispersion)[:, shortest - 1 :].max(axis=1)
        return greatest

    return score


def odds(observed: Scores, mean: Scores, dispersion: Scores) -> Scores:
    """Logarithm of the odds for a surge of each size, by series and window."""
    found = [np.where(observed >= MIN_COUNT, (observed * np.log(factor) - (factor - 1) * mean) / dispersion, -9.0) for factor in FACTORS]
    return np.stack(found)


def cusum(observed: Scores, mean: Scores, dispersion: Scores) -> Scores:
    """CUSUM: the odds of the likeliest size since the likeliest onset."""
    greatest: Scores = np.maximum(0.0, odds(observed, mean, dispersion).max(axis=(0, 2)))
    return greatest


def shiryaev_roberts(observed: Scores, mean: Scores, dispersion: Scores) -> Scores:
    """Shiryaev-Roberts, an online change point: the odds added up over all sizes and onsets."""
    total = np.exp(np.minimum(50.0, odds(observed, mean, dispersion))).mean(axis=(0, 2))
    raised: Scores = np.maximum(0.0, np.log(total) + 10) * (observed >= MIN_COUNT).any(axis=1)
    return raised


SCANS: tuple[tuple[str, Scan], ...] = (
    ("likelihood ratio, windows of 1 to 14 days", ratio(1)),
    ("likelihood ratio, windows of 5 to 14 days", ratio(5)),
    ("CUSUM for 2x, 3x and 5x", cusum),
    ("Shiryaev-Roberts for 2x, 3x and 5x", shiryaev_roberts),
)


def scanned(sample: Sample, scans: tuple[tuple[str, Scan], ...]) -> dict[str, Scores]:
    """Scores by series and day, of each scan; the past is all days before, a year at most."""
    found = {name: np.zeros(sample.counts.shape) for name, _ in scans}
    for today in range(COUNTED_FROM, DAYS):
        shape, rate, dispersion = _past(sample, today)
        known = sample.counts[:, today - SURGE_DAYS + 1 : today + 1].astype(float)
        known[:, -1] -= sample.late[0][:, today]
        known[:, -2] -= sample.late[1][:, today - 1]
        observed, mean = known[:, ::-1].cumsum(axis=1), rate[:, None] * HERE
        for name, scan in scans:
            found[name][:, today] = scan(observed, mean, dispersion[:, None] * (1 + mean / shape[:, None]))
    return found


def _past(sample: Sample, today: int) -> tuple[Scores, Scores, Scores]:
    """Shape of the posterior, rate, and cautious dispersion, as stream/watch/statistics.py has them, for all series at once."""
    counts = sample.counts[:, : today - BEFORE + 1]
    days, total = counts.shape[1], counts.sum(axis=1)
    variance = np.maximum(0.0, ((counts**2).sum(axis=1) - total * total / days) / (days - 1))
    phi = np.where(total > 0, np.maximum(1.0, variance * days / np.maximum(total, 1)), 1.0)
    error = np.sqrt(2 * phi * phi / days + (6 * phi**3 - 12 * phi**2 + 7 * phi) / np.maximum(total, 1))
    return PRIOR + total, (PRIOR + total) / days, np.where(total > 0, phi + CAUTION * error, phi)


def table(number: int, seed: int) -> Iterator[str]:
    """Markdown: each scan, where 3 clear days end an alert, and where 14 do."""
    drawn = [(sample, scanned(sample, SCANS)) for sample in samples(number, seed)]
    yield "| detector | threshold | false alarms per 100 region-weeks | found | median delay | 2x / 3x / 5x | at 0.1 / 0.3 / 0.6 / 1 a day |"
    yield "|---|---|---|---|---|---|---|"
    for clear_days in (3, 14):
        surges.RESOLVE_AFTER = clear_days
        for name, _ in SCANS:
            given = [(sample, found[name]) for sample, found in drawn]
            threshold = threshold_for(given, surges.TARGET)
            yield power_row(f"{name}; {clear_days} clear days", threshold, power(given, threshold))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for line in table(arguments.series, arguments.seed):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
