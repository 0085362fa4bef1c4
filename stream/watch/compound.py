"""How surprising are this many people, given the region's own past? Deaths come in clumps: a compound model of incidents, and of people in each.

The number of incidents in the window is negative binomial, as `stream.watch.statistics` has it of the baseline's incidents that harmed anybody. The people of
each are drawn from the baseline's own incidents, and from one more that was never seen: beyond the gravest of them, by a power law, since tolls of attacks
have no typical size (Clauset, Young and Gleditsch, "On the frequency of severe terrorist events", Journal of Conflict Resolution 51, 2007: exponent 2.4 to 2.5).
That one stands on the octaves above the gravest: twice, four times, eight times it. The tail of the sum is exact, by Panjer's recursion (ASTIN Bulletin 12, 1981)
for negative binomial numbers: with a = mean / (mean + size) and b = (size - 1) a,

    P(S = 0) = ((1 - a) / (1 - a f(0)))^size,    P(S = s) = sum over x = 1 ... s of (a + b x / s) f(x) P(S = s - x).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stream.watch.statistics import Baseline, NegativeBinomial, predict

#: Exponent of the law by which an incident is graver than any before: P(X >= x) falls as x to the power of 1 - this.
EXPONENT = 2.5
#: Octaves above the gravest that are told apart: a thousand times it.
OCTAVES = 10
#: Below this P(S = 0) is lost to rounding; so many incidents make a sum that two moments describe.
_LEAST = 1e-250


@dataclass(frozen=True, slots=True)
class Compound:
    """People in a window: a negative binomial number of incidents, each with people by `sizes` (size and probability, rising, sizes from 1 on)."""

    count: NegativeBinomial
    sizes: tuple[tuple[int, float], ...]
    #: People expected, by the incidents that were seen.
    mean: float

    def tail(self, observed: int) -> float:
        """P(S >= observed)."""
        if observed <= 0:
            return 1.0
        if self._none() < _LEAST:
            return self._by_moments().tail(observed)
        # The next power of two: several numbers are asked of one prediction.
        return max(0.0, 1.0 - math.fsum(_masses(self, 1 << observed.bit_length())[:observed]))

    def _none(self) -> float:
        return math.exp(-self.count.size * math.log1p(self.count.mean / self.count.size))

    def _by_moments(self) -> NegativeBinomial:
        mean = math.fsum(size * share for size, share in self.sizes)
        square = math.fsum(size * size * share for size, share in self.sizes)
        people = self.count.mean * mean
        # of a sum of independent numbers of people, as many as there are incidents
        variance = self.count.mean * square + mean * mean * self.count.mean**2 / self.count.size
        return NegativeBinomial(people, people * people / max(variance - people, 1e-9))


@lru_cache(maxsize=1024)
def _masses(compound: Compound, number: int) -> tuple[float, ...]:
    """P(S = 0) to P(S = number - 1)."""
    count = compound.count
    a = count.mean / (count.mean + count.size)
    b = (count.size - 1) * a
    masses = [(1 - a) ** count.size]
    for total in range(1, number):
        masses.append(math.fsum((a + b * size / total) * share * masses[total - size] for size, share in compound.sizes if size <= total))
    return tuple(masses)


def sizes_of(seen: Iterable[int]) -> tuple[tuple[int, float], ...]:
    """How many people an incident harms: each incident that was seen counts one, and so does one that is graver than all of them."""
    known = Counter(seen)
    gravest = max(known, default=1)
    number = known.total()
    shares = {size: times / (number + 1) for size, times in known.items()}
    left = 1.0
    for octave in range(1, OCTAVES + 1):
        # what lies beyond this octave by the law; the last takes all that is left
        beyond = 0.0 if octave == OCTAVES else 2.0 ** (octave * (1 - EXPONENT))
        shares[gravest * 2**octave] = (left - beyond) / (number + 1)
        left = beyond
    return tuple(sorted(shares.items()))


def predict_people(days: Sequence[tuple[int, ...]], window: float) -> Compound:
    """People in `window` days after a baseline of one day or more: of each day the people harmed in each of its incidents, all above 0."""
    incidents = predict(Baseline.of([len(day) for day in days]), window)
    assert isinstance(incidents, NegativeBinomial)
    seen = [people for day in days for people in day]
    typical = sum(seen) / len(seen) if seen else 1.0
    return Compound(incidents, sizes_of(seen), incidents.mean * typical)
