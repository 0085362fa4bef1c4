"""How good the surge statistics are: calibration without a surge, and power with one, at equal numbers of false alarms.

python -m benchmarks.surges power|calibration|false-alarms [--series N] [--seed N]. Prints Markdown, as in docs/statistics.md, or the JSON of stream/data/false_alarms.json; minutes each.
The statistics are those of stream/watch/statistics.py, called as the rule calls them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated import COUNTED_FROM, DAYS, FACTORS, MOST_LATE, RATES, SURGE_DAYS, Counts, Sample, draw, samples
from stream.watch.statistics import Baseline, Method, predict

Scores = NDArray[np.float64]
#: False alarms that are allowed, per 100 weeks of a region.
TARGET = 1.0
#: Clear days that end an alert, as in the shipped rule.
RESOLVE_AFTER = 3
#: Score where a rule says nothing.
SILENT = 0.0
MIN_COUNT = 3


@dataclass(frozen=True)
class Detector:
    """`score(sample, end, known_by)`: how surprising the window that ends with day `end` is, by series; higher is more so."""

    name: str
    score: Callable[[Sample, int, int], Scores]
    #: The threshold of its textbook, on the same scale; none: only at equal false alarms.
    textbook: float | None = None


class Past:
    """Baselines of a sample, made from running sums."""

    def __init__(self, sample: Sample) -> None:
        zeros = np.zeros((len(sample.counts), 1), dtype=np.int64)
        self._sums = np.concatenate([zeros, sample.counts.cumsum(axis=1)], axis=1)
        self._squares = np.concatenate([zeros, (sample.counts**2).cumsum(axis=1)], axis=1)

    def days(self, last: int, days: int) -> tuple[int, Counts, Counts]:
        """How many days there are of those wanted that end with `last`, their sums and the sums of their squares."""
        first = max(0, last - days + 1)
        return last - first + 1, self._sums[:, last + 1] - self._sums[:, first], self._squares[:, last + 1] - self._squares[:, first]


_pasts: dict[int, Past] = {}


def past(sample: Sample) -> Past:
    """The running sums of a sample, made once."""
    return _pasts.setdefault(id(sample), Past(sample))


def surprise(baseline: Baseline, window: int, observed: int, method: Method) -> float:
    """-log10 of the p-value."""
    return -math.log10(max(predict(baseline, window, method).tail(observed), 1e-300))


def rule(window: int, baseline: int, gap: int = 2, method: Method = Method.GAMMA_POISSON, min_count: int = MIN_COUNT) -> Callable[..., Scores]:
    """The rule `surge` with these numbers."""

    def score(sample: Sample, end: int, known_by: int) -> Scores:
        observed = sample.window(end, window, known_by)
        days, sums, squares = past(sample).days(end - window - gap, baseline)
        scores = np.full(len(observed), SILENT)
        for row in np.flatnonzero((observed >= min_count) & (observed * days > sums * window)):
            scores[row] = surprise(Baseline(days, int(sums[row]), int(squares[row])), window, int(observed[row]), method)
        return scores

    return score


def c3(sample: Sample, end: int, known_by: int) -> Scores:
    """EARS C3: what C2 exceeds 1 by, over three days."""
    total = np.zeros(len(sample.counts))
    for day in range(end - 2, end + 1):
        days, sums, squares = past(sample).days(day - 3, 7)
        mean = sums / days
        deviation = np.sqrt(np.maximum((squares - sums * mean) / (days - 1), 0.2**2))
        total += np.maximum(0, (sample.window(day, 1, known_by) - mean) / deviation - 1)
    return total


def fixed_ratio(window: int, baseline: int) -> Callable[..., Scores]:
    """The window over what the baseline leads to expect."""

    def score(sample: Sample, end: int, known_by: int) -> Scores:
        observed = sample.window(end, window, known_by)
        days, sums, _ = past(sample).days(end - window - 2, baseline)
        return np.where(observed >= MIN_COUNT, observed / np.maximum(sums * window / days, 0.1), SILENT)

    return score


def told(windows: Sequence[int]) -> Callable[..., Scores]:
    """The best that could be had: a detector that is told the true rate, dispersion, sizes of surges and how late reports come.

    Its score is the odds for a surge of one of the sizes, averaged over the windows that end today.
    """

    def score(sample: Sample, end: int, known_by: int) -> Scores:
        if end < known_by:
            return np.full(len(sample.counts), SILENT)
        total, most = np.zeros(len(sample.counts)), np.zeros(len(sample.counts))
        for window in windows:
            observed = sample.window(end, window, known_by)
            most = np.maximum(most, observed)
            # a third of today's reports is here, two thirds of yesterday's
            mean = np.full(len(observed), sample.rate * (window - 2 / 3 - (1 / 3 if window > 1 else 0)))
            size = mean / (sample.dispersion - 1) if sample.dispersion > 1 else np.full(len(mean), 1e6)
            for factor in FACTORS:
                total += np.exp(np.minimum(50, _log_probability(observed, mean * factor, size * factor) - _log_probability(observed, mean, size)))
        return np.where(most >= MIN_COUNT, np.log10(total / len(windows) / len(FACTORS)) + 10, SILENT)

    return score


def _log_probability(count: Counts, mean: Scores, size: Scores) -> Scores:
    """Of a negative binomial number, less what does not depend on mean and size."""
    rising = np.zeros(len(count))
    for number in range(int(count.max(initial=0))):
        rising += np.where(number < count, np.log(size + number), 0)
    result: Scores = rising - size * np.log1p(mean / size) + count * np.log(mean / (mean + size))
    return result


WINDOWS = (1, 3, 5, 7, 10, 14, 21, 28, 60)
BASELINES = (28, 56, 91, 182, 365)
#: Rising, as the table's reader wants it.
LOG10_P = [-4.0, -3.5, -3.0, -2.75, -2.5, -2.25, -2.0, -1.75, -1.5, -1.25, -1.0]
DETECTORS = (
    Detector("surge, 7 days against 56", rule(7, 56)),
    Detector("surge, 7 days against 182", rule(7, 182)),
    Detector("surge, 7 days against 365", rule(7, 365)),
    Detector("surge, 10 days against 182", rule(10, 182)),
    Detector("surge, 10 days against 365", rule(10, 365)),
    Detector("Farrington-type, 7 days against 182", rule(7, 182, method=Method.FARRINGTON)),
    Detector("EARS C1", rule(1, 7, 0, Method.EARS, 1), -math.log10(math.erfc(3 / math.sqrt(2)) / 2)),
    Detector("EARS C2", rule(1, 7, 2, Method.EARS, 1), -math.log10(math.erfc(3 / math.sqrt(2)) / 2)),
    Detector("EARS C3", c3, 2.0),
    Detector("fixed ratio, 7 days against 56", fixed_ratio(7, 56), 2.0),
    Detector("fixed ratio, 7 days against 182", fixed_ratio(7, 182), 2.0),
)


def scored(detector: Detector, sample: Sample) -> Scores:
    """By series and day: the highest score of any window whose number may have changed on that day."""
    scores = np.full(sample.counts.shape, SILENT)
    for day in range(COUNTED_FROM, DAYS):
        for end in range(day - MOST_LATE, day + 1):
            scores[:, day] = np.maximum(scores[:, day], detector.score(sample, end, day))
    return scores


def alarms(scores: Scores, threshold: float) -> int:
    """Alerts raised: days at the threshold, those that follow on fewer clear days than end an alert taken together."""
    raised, clear = 0, np.full(len(scores), RESOLVE_AFTER + 1)
    for day in range(COUNTED_FROM, DAYS):
        crossed = scores[:, day] >= threshold
        raised += int((crossed & (clear >= RESOLVE_AFTER)).sum())
        clear = np.where(crossed, 0, clear + 1)
    return raised


@dataclass(frozen=True)
class Power:
    """What a detector finds at a threshold."""

    false_alarms: float
    found: float
    delay: float
    by_factor: tuple[float, ...]
    by_rate: tuple[float, ...]


def power(given: Sequence[tuple[Sample, Scores]], threshold: float) -> Power:
    """Shares of the surges found while they last, and the median of days from onset to alarm."""
    calm = [scores for sample, scores in given if sample.factor == 1]
    weeks = sum(len(scores) for scores in calm) * (DAYS - COUNTED_FROM) / 7
    delays: dict[tuple[float, int], list[int | None]] = {}
    for sample, scores in given:
        if sample.factor == 1:
            continue
        for row, onset in enumerate(sample.onset):
            days = np.flatnonzero(scores[row, onset : onset + SURGE_DAYS] >= threshold)
            delays.setdefault((sample.rate, sample.factor), []).append(int(days[0]) if len(days) else None)
    all_of = [delay for found in delays.values() for delay in found]
    return Power(
        100 * sum(alarms(scores, threshold) for scores in calm) / weeks,
        _share(all_of),
        float(np.median([delay for delay in all_of if delay is not None] or [math.nan])),
        tuple(_share([delay for (_, factor), found in delays.items() if factor == wanted for delay in found]) for wanted in FACTORS),
        tuple(_share([delay for (rate, _), found in delays.items() if rate == wanted for delay in found]) for wanted in RATES),
    )


def _share(delays: Sequence[int | None]) -> float:
    return sum(delay is not None for delay in delays) / len(delays) if delays else math.nan


def threshold_for(given: Sequence[tuple[Sample, Scores]], target: float) -> float:
    """The lowest threshold at which no more false alarms are raised than the target allows, by bisection."""
    low, high = 0.0, max(float(scores.max()) for _, scores in given) + 1
    calm = [scores for sample, scores in given if sample.factor == 1]
    weeks = sum(len(scores) for scores in calm) * (DAYS - COUNTED_FROM) / 7
    for _ in range(40):
        middle = (low + high) / 2
        if 100 * sum(alarms(scores, middle) for scores in calm) / weeks > target:
            low = middle
        else:
            high = middle
    return high


def power_table(number: int, seed: int, oracle: bool) -> Iterator[str]:
    """Markdown: every detector at equal false alarms, and at its textbook's threshold."""
    drawn = list(samples(number, seed))
    yield "| detector | threshold | false alarms per 100 region-weeks | found | median delay | 2x / 3x / 5x | at 0.1 / 0.3 / 0.6 / 1 a day |"
    yield "|---|---|---|---|---|---|---|"
    best = (Detector("told rate, dispersion, sizes and delays", told(range(1, SURGE_DAYS + 1))),)
    for detector in (*DETECTORS, *(best if oracle else ())):
        given = [(sample, scored(detector, sample)) for sample in drawn]
        yield power_row(detector.name, threshold := threshold_for(given, TARGET), power(given, threshold))
        if detector.textbook is not None:
            yield power_row(f"{detector.name}, textbook threshold", detector.textbook, power(given, detector.textbook))


def power_row(name: str, threshold: float, found: Power) -> str:
    """A line of the table."""
    shares = [" / ".join(f"{share:.2f}" for share in part) for part in (found.by_factor, found.by_rate)]
    return f"| {name} | {threshold:.2f} | {found.false_alarms:.2f} | {found.found:.3f} | {found.delay:.1f} | {shares[0]} | {shares[1]} |"


def calibration_table(number: int, seed: int) -> Iterator[str]:
    """Markdown: without a surge, one window of each series: how often p < 0.01, and whether the randomised p-value is uniform."""
    random = np.random.default_rng(seed)
    yield "| incidents a day | counts | share of p < 0.01 | Kolmogorov-Smirnov distance of the randomised p | its 1 % limit |"
    yield "|---|---|---|---|---|"
    baseline, gap, window = 182, 2, 7
    week = np.array([0.6, 0.8, 1.0, 1.2, 1.4, 1.2, 0.8])
    limit = 1.63 / math.sqrt(number)
    kinds = (("Poisson", 1, False), ("negative binomial, 2x", 2, False), ("negative binomial, 4x", 4, False), ("Poisson, by weekday", 1, True))
    for rate, (name, dispersion, by_weekday) in product((0.02, 0.1, 0.5, 2.0), kinds):
        days = baseline + gap + window
        mean = np.full((number, days), rate) * (np.resize(week, days) if by_weekday else 1.0)
        counts = draw(mean, dispersion, random)
        randomised = np.empty(number)
        small = 0
        for row, series in enumerate(counts):
            prediction = predict(Baseline.of([int(count) for count in series[:baseline]]), window)
            observed = int(series[-window:].sum())
            tail, beyond = prediction.tail(observed), prediction.tail(observed + 1)
            small += tail < 0.01
            randomised[row] = beyond + random.random() * (tail - beyond)
        ordered = np.sort(randomised)
        steps = np.arange(1, number + 1) / number
        distance = float(max((steps - ordered).max(), (ordered - steps + 1 / number).max()))
        yield f"| {rate} | {name} | {small / number:.4f} | {distance:.4f} | {limit:.4f} |"


def false_alarms(number: int, seed: int) -> str:
    """The table of stream/watch/false_alarms.py, as JSON."""
    drawn = [sample for sample in samples(number, seed) if sample.factor == 1]
    weeks = sum(len(sample.counts) for sample in drawn) * (DAYS - COUNTED_FROM) / 7
    found = [[_alarm_rates(rule(window, baseline), drawn, weeks) for baseline in BASELINES] for window in WINDOWS]
    return json.dumps({"log10_p": LOG10_P, "windows": WINDOWS, "baselines": BASELINES, "alarms": found})


def _alarm_rates(score: Callable[..., Scores], drawn: Sequence[Sample], weeks: float) -> list[float]:
    given = [scored(Detector("", score), sample) for sample in drawn]
    return [round(100 * sum(alarms(scores, -log10_p) for scores in given) / weeks, 4) for log10_p in LOG10_P]


def main() -> int:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("power", "calibration", "false-alarms"))
    parser.add_argument("--series", type=int, help="a kind; power: 100, calibration: 10,000, false-alarms: 30 (times three)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--oracle", action="store_true", help="power: also the best that could be had")
    arguments = parser.parse_args()
    if arguments.what == "power":
        lines = power_table(arguments.series or 100, arguments.seed, arguments.oracle)
    elif arguments.what == "false-alarms":
        lines = iter([false_alarms(arguments.series or 30, arguments.seed)])
    else:
        lines = calibration_table(arguments.series or 10_000, arguments.seed)
    for line in lines:
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
