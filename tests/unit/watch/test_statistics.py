"""How surprising is a count."""

from __future__ import annotations

import math

import pytest

from stream.watch.statistics import Baseline, Prediction, predict, regularised_beta


def summed_tail(observed: int, mean: float, size: float) -> float:
    """P(X >= observed), by adding up the probabilities of all smaller numbers."""
    p = size / (size + mean)
    terms = (
        math.exp(math.lgamma(size + k) - math.lgamma(size) - math.lgamma(k + 1) + size * math.log(p) + k * math.log(1 - p)) for k in range(observed)
    )
    return 1 - math.fsum(terms)


@pytest.mark.parametrize("size", [0.5, 3.5, 40, 900])
@pytest.mark.parametrize("mean", [0.05, 1.5, 12, 300])
@pytest.mark.parametrize("observed", [1, 3, 14, 320])
def test_tail_against_summation(observed: int, mean: float, size: float) -> None:
    """The closed form equals the brute force sum."""
    assert Prediction(mean, size).tail(observed) == pytest.approx(summed_tail(observed, mean, size), abs=1e-9)


def test_known_value() -> None:
    """One trial, size 1: the geometric distribution, P(X >= 3) = q^3."""
    assert Prediction(mean=1.0, size=1.0).tail(3) == pytest.approx(0.125)


def test_nothing_observed_is_never_surprising() -> None:
    """P(X >= 0) is 1."""
    assert Prediction(2.0, 4.0).tail(0) == 1.0


def test_far_tail_keeps_its_digits() -> None:
    """A tail of 1e-30 is no zero: the first terms of the sum upwards, which are nearly all of it."""
    mean, size, observed = 1.0, 50.0, 40
    q = mean / (mean + size)
    first = math.exp(math.lgamma(size + observed) - math.lgamma(size) - math.lgamma(observed + 1) + size * math.log(1 - q) + observed * math.log(q))
    terms, term = 0.0, first
    for k in range(observed, observed + 200):
        terms += term
        term *= (k + size) / (k + 1) * q
    assert Prediction(mean, size).tail(observed) == pytest.approx(terms, rel=1e-9)


def test_large_size_is_poisson() -> None:
    """With the rate all but known the tail is that of a Poisson number."""
    poisson = 1 - sum(math.exp(-4) * 4**k / math.factorial(k) for k in range(9))
    assert Prediction(4.0, 1e7).tail(9) == pytest.approx(poisson, rel=1e-4)


def test_beta_is_symmetric() -> None:
    """I_x(a, b) = 1 - I_(1-x)(b, a), on both branches of the fraction."""
    assert regularised_beta(0.3, 2.5, 7) == pytest.approx(1 - regularised_beta(0.7, 7, 2.5), rel=1e-12)


def test_prediction_of_a_poisson_baseline() -> None:
    """28 days with 14 incidents: Gamma(14.5, 28), so 7 days have mean 7 * 14.5 / 28 and size 14.5."""
    prediction = predict(Baseline.of([0, 1] * 14), 7)
    assert (prediction.mean, prediction.size) == (pytest.approx(3.625), pytest.approx(14.5))


def test_no_incident_ever() -> None:
    """A silent past leaves the prior: half an incident in all its days."""
    assert predict(Baseline.of([0] * 56), 7).mean == pytest.approx(7 * 0.5 / 56)


def test_clumped_past_surprises_less() -> None:
    """The same sum in clumps makes the same number in the window less surprising."""
    even, clumped = [0, 1] * 14, ([0] * 12 + [7, 0]) * 2
    assert predict(Baseline.of(clumped), 7).tail(9) > 3 * predict(Baseline.of(even), 7).tail(9)


def test_dispersion_never_below_poisson() -> None:
    """One incident every day is more regular than chance, and taken for chance."""
    assert Baseline.of([1] * 30).dispersion == 1.0


def test_dispersion_of_clumps() -> None:
    """Counts 0 and 4 in turn: mean 2, sample variance 4 * 10 / 9, ratio 20 / 9."""
    assert Baseline.of([0, 4] * 5).dispersion == pytest.approx(20 / 9)
