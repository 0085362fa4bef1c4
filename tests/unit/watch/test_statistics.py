"""How surprising is a count."""

from __future__ import annotations

import math

import pytest

from stream.watch.statistics import Baseline, Method, NegativeBinomial, predict, regularised_beta


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
    assert NegativeBinomial(mean, size).tail(observed) == pytest.approx(summed_tail(observed, mean, size), abs=1e-9)


def test_known_value() -> None:
    """One trial, size 1: the geometric distribution, P(X >= 3) = q^3."""
    assert NegativeBinomial(mean=1.0, size=1.0).tail(3) == pytest.approx(0.125)


def test_nothing_observed_is_never_surprising() -> None:
    """P(X >= 0) is 1."""
    assert NegativeBinomial(2.0, 4.0).tail(0) == 1.0


def test_far_tail_keeps_its_digits() -> None:
    """A tail of 1e-30 is no zero: the first terms of the sum upwards, which are nearly all of it."""
    mean, size, observed = 1.0, 50.0, 40
    q = mean / (mean + size)
    first = math.exp(math.lgamma(size + observed) - math.lgamma(size) - math.lgamma(observed + 1) + size * math.log(1 - q) + observed * math.log(q))
    terms, term = 0.0, first
    for k in range(observed, observed + 200):
        terms += term
        term *= (k + size) / (k + 1) * q
    assert NegativeBinomial(mean, size).tail(observed) == pytest.approx(terms, rel=1e-9)


def test_large_size_is_poisson() -> None:
    """With the rate all but known the tail is that of a Poisson number."""
    poisson = 1 - sum(math.exp(-4) * 4**k / math.factorial(k) for k in range(9))
    assert NegativeBinomial(4.0, 1e7).tail(9) == pytest.approx(poisson, rel=1e-4)


def test_beta_is_symmetric() -> None:
    """I_x(a, b) = 1 - I_(1-x)(b, a), on both branches of the fraction."""
    assert regularised_beta(0.3, 2.5, 7) == pytest.approx(1 - regularised_beta(0.7, 7, 2.5), rel=1e-12)


def test_prediction_of_a_poisson_baseline() -> None:
    """2,800 days with 1,400 incidents: Gamma(1400.5, 2800), so 7 days have mean 7 * 1400.5 / 2800; the variance is nearly Poisson's."""
    prediction = predict(Baseline.of([0, 1] * 1400), 7)
    assert isinstance(prediction, NegativeBinomial)
    assert prediction.mean == pytest.approx(3.50125)
    assert 1 + prediction.mean / prediction.size == pytest.approx(1 + 3.50125 / 1400.5, abs=0.03)


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


def test_ears_is_the_z_score_of_its_textbook() -> None:
    """Seven days 1, 2, 3, 2, 1, 2, 3: mean 2, sample variance 2/3; five on the next day are z = 3 / 0.8165 = 3.674, P = 0.000119."""
    prediction = predict(Baseline.of([1, 2, 3, 2, 1, 2, 3]), 1, Method.EARS)
    assert prediction.mean == pytest.approx(2)
    assert prediction.tail(5) == pytest.approx(1.19e-4, rel=0.01)


def test_ears_after_days_without_any() -> None:
    """A deviation of 0 would make every incident infinitely surprising."""
    assert 0 < predict(Baseline.of([0] * 7), 1, Method.EARS).tail(1) < 1e-6


def test_farrington_agrees_where_all_are_right() -> None:
    """A long and Poisson past, and a number two deviations above it: about the tail of the Poisson number itself."""
    past = Baseline(days=350, total=3500, squares=3500 * 11)
    poisson = NegativeBinomial(70.0, 1e7).tail(87)
    assert predict(past, 7, Method.FARRINGTON).tail(87) == pytest.approx(poisson, rel=0.15)


@pytest.mark.parametrize("method", Method)
def test_more_is_never_less_surprising(method: Method) -> None:
    """Whatever the method, and from 1 for none at all."""
    prediction = predict(Baseline.of([0, 0, 2, 1] * 7), 7, method)
    tails = [prediction.tail(observed) for observed in range(30)]
    assert tails[0] == 1.0
    assert tails == sorted(tails, reverse=True)


def test_a_short_past_is_trusted_less() -> None:
    """Of two pasts with one rate and one dispersion the shorter one leaves more room."""
    short, long = Baseline.of([0, 1, 0, 3] * 7), Baseline.of([0, 1, 0, 3] * 70)
    assert short.cautious_dispersion - short.dispersion > 2 * (long.cautious_dispersion - long.dispersion) > 0
