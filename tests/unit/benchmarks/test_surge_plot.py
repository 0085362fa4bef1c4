"""Curves of what a detector finds at each number of false alarms."""

from __future__ import annotations

import numpy as np

from benchmarks.simulated import SURGE_DAYS, Sample, samples
from benchmarks.surge_plot import curve
from benchmarks.surges import Scores


def seen(sample: Sample) -> Scores:
    """Chance on all days, and certainty on the last day of each surge."""
    scores = np.random.default_rng(1).random(sample.counts.shape)
    scores[np.flatnonzero(sample.onset >= 0), sample.onset[sample.onset >= 0] + SURGE_DAYS - 1] = 2.0
    return scores


def test_what_is_always_told_costs_nothing() -> None:
    """Every surge is found at every cost, and sooner where more false alarms are allowed."""
    points = curve([(sample, seen(sample)) for sample in samples(3, 1)])
    assert {point.found for point in points} == {1.0}
    assert points[-1].delay < points[0].delay == SURGE_DAYS - 1


def test_a_cost_that_a_detector_cannot_have_is_left_out() -> None:
    """One that is never wrong has no curve."""
    assert curve([(sample, seen(sample).round() // 2) for sample in samples(3, 1)]) == []
