"""News and attacks may keep the week: how much more or less comes on each weekday, as the past has it.

A weekday's factor is its number of incidents over what it would be if all days were alike, drawn towards 1 as if STRENGTH incidents more had come on each weekday
as usual: the mean of a Gamma posterior with prior Gamma(STRENGTH, STRENGTH). A window then counts as many days as the factors of its days add up to, and what the
weekdays explain of the variance is taken off before the dispersion is told. For windows of whole weeks nothing but the dispersion changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stream.watch.statistics import Baseline

#: Incidents on each weekday by which its factor is drawn towards 1.
STRENGTH = 5.0


def by_weekday(days: Sequence[tuple[int, int]], window: Iterable[int]) -> tuple[Baseline, float]:
    """From (weekday, incidents) of each day of the past, and the weekdays of the window: the baseline, and how many days the window counts."""
    plain = Baseline.of([number for _, number in days])
    times, sums = [0] * 7, [0] * 7
    for weekday, number in days:
        times[weekday] += 1
        sums[weekday] += number
    rate = plain.total / plain.days
    raw = [(sums[weekday] + STRENGTH) / (times[weekday] * rate + STRENGTH) for weekday in range(7)]
    usual = sum(factor * time for factor, time in zip(raw, times, strict=True)) / plain.days
    factors = [factor / usual for factor in raw]
    explained = rate * rate * sum(time * (factor - 1) ** 2 for factor, time in zip(factors, times, strict=True))
    return Baseline(plain.days, plain.total, plain.squares - explained), sum(factors[weekday] for weekday in window)
