"""How surprising is this many incidents, given the region's own past? A gamma-Poisson model in closed form.

Daily counts of the baseline (n days, sum s, days without incidents included) are taken as Poisson with an unknown rate. With Jeffreys' prior
for a Poisson rate, Gamma(1/2, 0), the rate's posterior is Gamma(1/2 + s, n), and the number in the next W days is negative binomial with mean
m = W (1/2 + s) / n and variance m + m^2 / (1/2 + s) (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6). Where the baseline varies more than
Poisson counts do (variance over mean, phi > 1), the variance is widened to phi times that, and the size of the negative binomial follows from
mean and variance. The p-value is the tail P(X >= observed) = I_q(observed, size), q = m / (m + size): the regularised incomplete beta function
(Abramowitz and Stegun 26.5.26), by its continued fraction (Lentz's method, Numerical Recipes 6.4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Shape of Jeffreys' prior for a Poisson rate.
PRIOR = 0.5
#: Relative precision at which the continued fraction stops.
_PRECISION = 1e-14
_TINY = 1e-300
_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a baseline leads to expect for a window: a negative binomial number of incidents."""

    mean: float
    size: float

    def tail(self, observed: int) -> float:
        """P(X >= observed)."""
        return 1.0 if observed <= 0 else _tail(self, observed)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Daily counts of the past: how many days (zeros included), their sum and the sum of their squares."""

    days: int
    total: int
    squares: int

    @classmethod
    def of(cls, counts: Sequence[int]) -> Baseline:
        """From the counts themselves."""
        return cls(len(counts), sum(counts), sum(count * count for count in counts))

    @property
    def dispersion(self) -> float:
        """Variance over mean, never below 1 (Poisson); 1 where there is nothing to tell it from."""
        if self.days < 2 or self.total == 0:
            return 1.0
        variance = (self.squares - self.total * self.total / self.days) / (self.days - 1)
        return max(1.0, variance / (self.total / self.days))


@lru_cache(maxsize=16_384)
def predict(baseline: Baseline, window: int) -> Prediction:
    """The number of incidents in `window` days after a baseline of one day or more."""
    shape = PRIOR + baseline.total
    mean = window * shape / baseline.days
    variance = baseline.dispersion * (mean + mean * mean / shape)
    return Prediction(mean, mean * mean / (variance - mean))


@lru_cache(maxsize=16_384)
def _tail(prediction: Prediction, observed: int) -> float:
    return regularised_beta(prediction.mean / (prediction.mean + prediction.size), observed, prediction.size)


def regularised_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) for 0 <= x <= 1 and positive a, b."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _MOST_STEPS):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
