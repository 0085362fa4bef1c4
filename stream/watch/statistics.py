"""How surprising is this many incidents, given the region's own past? A gamma-Poisson model in closed form.

Daily counts of the baseline (n days, sum s, days without incidents included) are taken as Poisson with an unknown rate. With Jeffreys' prior
for a Poisson rate, Gamma(1/2, 0), the rate's posterior is Gamma(1/2 + s, n), and the number in the next W days is negative binomial with mean
m = W (1/2 + s) / n and variance m + m^2 / (1/2 + s) (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6). Where the baseline varies more than
Poisson counts do (variance over mean, phi > 1), the variance is widened to phi times that, and the size of the negative binomial follows from
mean and variance; phi is taken somewhat above its estimate, because a short past cannot tell it well. The p-value is the tail P(X >= observed) = I_q(observed, size), q = m / (m + size): the regularised incomplete beta function
(Abramowitz and Stegun 26.5.26), by its continued fraction (Lentz's method, Numerical Recipes 6.4).

Two others stand beside it, for comparison and for those who are used to them; benchmarks/surges.py shows how each fares.

* `ears`: the C1 and C2 of the Early Aberration Reporting System (Hutwagner et al., J. Urban Health 80, 2003): mean and standard deviation of the
  baseline (textbook: 7 days; gap 0 is C1, gap 2 is C2), and a normal tail.
* `farrington`: the threshold of Farrington et al. (J. R. Stat. Soc. A 159, 1996) without trend and season: quasi-Poisson mean and dispersion, the
  2/3 power of the count taken as normal, the uncertainty of the mean added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

#: Shape of Jeffreys' prior for a Poisson rate.
PRIOR = 0.5
#: Standard errors by which the dispersion is taken to be above its estimate; chosen by benchmarks/surges.py (docs/statistics.md).
CAUTION = 0.5
#: EARS divides by the deviation of seven days, which may well be 0.
LEAST_DEVIATION = 0.2
#: Relative precision at which the continued fraction stops.
_PRECISION = 1e-14
_TINY = 1e-300
_MOST_STEPS = 10_000


class Method(StrEnum):
    """How the past leads to an expectation."""

    GAMMA_POISSON = "gamma_poisson"
    EARS = "ears"
    FARRINGTON = "farrington"


class Prediction(Protocol):
    """What a baseline leads to expect for a window."""

    @property
    def mean(self) -> float:
        """Expected number of incidents."""
        ...

    def tail(self, observed: int) -> float:
        """P(X >= observed)."""
        ...


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """A negative binomial number of incidents: variance mean + mean^2 / size."""

    mean: float
    size: float

    def tail(self, observed: int) -> float:
        """P(X >= observed), in closed form."""
        return 1.0 if observed <= 0 else _tail(self, observed)


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal number of incidents, as EARS has it. No correction for continuity: its thresholds know none."""

    mean: float
    deviation: float

    def tail(self, observed: int) -> float:
        """P(X >= observed)."""
        return 1.0 if observed <= 0 else _upper((observed - self.mean) / self.deviation)


@dataclass(frozen=True, slots=True)
class TwoThirds:
    """A number whose 2/3 power is nearly normal, as Farrington et al. have it: `spread` is the variance of observed less expected, over the mean."""

    mean: float
    spread: float

    def tail(self, observed: int) -> float:
        """P(X >= observed)."""
        if observed <= 0:
            return 1.0
        return _upper(((observed / self.mean) ** (2 / 3) - 1) / (2 / 3 * math.sqrt(self.spread / self.mean)))


@dataclass(frozen=True, slots=True)
class Baseline:
    """Daily counts of the past: how many days (zeros included), their sum and the sum of their squares."""

    days: int
    total: int
    squares: float

    @classmethod
    def of(cls, counts: Sequence[int]) -> Baseline:
        """From the counts themselves."""
        return cls(len(counts), sum(counts), sum(count * count for count in counts))

    @property
    def variance(self) -> float:
        """Of a day's count, as the sample has it; 0 where there is nothing to tell it from."""
        return 0.0 if self.days < 2 else max(0.0, (self.squares - self.total * self.total / self.days) / (self.days - 1))

    @property
    def dispersion(self) -> float:
        """Variance over mean, never below 1 (Poisson); 1 where there is nothing to tell it from."""
        return 1.0 if self.total == 0 else max(1.0, self.variance / (self.total / self.days))

    @property
    def cautious_dispersion(self) -> float:
        """Half a standard error above the estimate: a short or nearly silent past cannot tell how much the counts vary.

        The error is that of a sample variance, by the fourth cumulant of a negative binomial count of that dispersion.
        """
        if self.total == 0:
            return self.dispersion
        phi = self.dispersion
        cumulant = 6 * phi**3 - 12 * phi**2 + 7 * phi
        return phi + CAUTION * math.sqrt(2 * phi * phi / self.days + cumulant / self.total)


@lru_cache(maxsize=16_384)
def predict(baseline: Baseline, window: float, method: Method = Method.GAMMA_POISSON) -> Prediction:
    """The number of incidents in `window` days after a baseline of one day or more."""
    if method is Method.EARS:
        deviation = math.sqrt(max(baseline.variance, LEAST_DEVIATION**2) * window)
        return Normal(window * baseline.total / baseline.days, deviation)
    shape = PRIOR + baseline.total
    mean = window * shape / baseline.days
    if method is Method.FARRINGTON:
        return TwoThirds(mean, baseline.cautious_dispersion * (1 + window / baseline.days))
    variance = baseline.cautious_dispersion * (mean + mean * mean / shape)
    return NegativeBinomial(mean, mean * mean / (variance - mean))


def poisson_at_most(mean: float, observed: int) -> float:
    """P(X <= observed) of a Poisson number with that mean, above 0."""
    return min(1.0, math.fsum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(observed + 1)))


def _upper(z: float) -> float:
    return math.erfc(z / math.sqrt(2)) / 2


@lru_cache(maxsize=16_384)
def _tail(prediction: NegativeBinomial, observed: int) -> float:
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
